package value

// Numeric and floating point numbers (datatype-numeric.html). A numeric keeps the digits after its
// point, whether they say anything or not, and is rounded by the type's modifiers; a floating point
// number is printed with the fewest digits that no other number shares.

import (
	"math"
	"math/big"
	"strconv"
	"strings"
)

// How long a numeric may be here, and how far its exponent may move the point; the type itself
// holds far more.
const (
	maxDigits = 2000
	maxShift  = 400
)

// number is a decimal number, or one of the special values by name.
type number struct {
	special string   // "NaN", "Infinity", "-Infinity" or ""
	digits  *big.Int // the value times 10^scale
	scale   int      // how many digits after the point are printed
}

// numericText prints a numeric of a precision and a scale.
func numericText(text string, mods []int) (string, bool) {
	n, ok := numeric(text)
	if ok && len(mods) > 0 {
		scale := 0
		if len(mods) > 1 {
			scale = mods[1]
		}
		n, ok = n.rounded(mods[0], scale)
	}
	if !ok {
		return "", false
	}
	return n.String(), true
}

// numeric reads a number with white space around (numeric_in in numeric.c).
func numeric(text string) (number, bool) {
	text = trim(text)
	sign, digits := cutSign(text)
	switch strings.ToLower(digits) {
	case "nan":
		return number{special: "NaN"}, digits == text
	case "inf", "infinity":
		return number{special: sign + "Infinity"}, true
	}
	if base, rest := cutBase(digits); base != 10 {
		return wholeNumber(sign, rest, base)
	}
	return decimalNumber(sign, digits)
}

// wholeNumber reads digits of another base than ten.
func wholeNumber(sign, digits string, base int) (number, bool) {
	digits, ok := withoutUnderscores(digits, base)
	if !ok || len(digits) > maxDigits {
		return number{}, false
	}
	v, ok := new(big.Int).SetString(sign+digits, base)
	return number{digits: v}, ok
}

// decimalNumber reads digits with a point and an exponent.
func decimalNumber(sign, text string) (number, bool) {
	mantissa, exponent, scientific := text, "", false
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent, scientific = text[:i], text[i+1:], true
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	shift := 0
	if scientific {
		negative, digits := cutSign(exponent)
		digits, ok := decimalDigits(digits)
		if !ok || len(digits) > 4 {
			return number{}, false
		}
		shift, _ = strconv.Atoi(negative + digits)
	}
	if len(whole)+len(fraction) > maxDigits || max(shift, -shift) > maxShift || whole == "" && fraction == "" {
		return number{}, false
	}
	digits := ""
	for _, part := range []string{whole, fraction} {
		part, ok := decimalDigits(part)
		if !ok && part != "" {
			return number{}, false
		}
		digits += part
		fraction = part
	}
	v, ok := new(big.Int).SetString(sign+digits, 10)
	n := number{digits: v, scale: len(fraction) - shift}
	if ok && n.scale < 0 {
		v.Mul(v, power(-n.scale))
		n.scale = 0
	}
	return n, ok
}

// decimalDigits takes underscores out of decimal digits; it is not ok, and keeps them, where there
// is anything else.
func decimalDigits(text string) (string, bool) {
	if allDigits(text) {
		return text, true
	}
	out, ok := withoutUnderscores(text, 10)
	if !ok {
		return text, false
	}
	return out, true
}

func power(n int) *big.Int { return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil) }

// rounded is a number with a scale, half away from zero; it is not ok where its digits are more
// than the precision (apply_typmod in numeric.c).
func (n number) rounded(precision, scale int) (number, bool) {
	if n.special != "" {
		return n, n.special == "NaN"
	}
	v := new(big.Int).Set(n.digits)
	if d := scale - n.scale; d >= 0 {
		v.Mul(v, power(d))
	} else {
		unit := power(-d)
		half := new(big.Int).Rsh(unit, 1)
		if v.Sign() < 0 {
			half.Neg(half)
		}
		v.Quo(v.Add(v, half), unit)
	}
	if new(big.Int).Abs(v).Cmp(power(max(precision, 0))) >= 0 {
		return n, false
	}
	if scale < 0 {
		v.Mul(v, power(-scale))
		scale = 0
	}
	return number{digits: v, scale: scale}, true
}

func (n number) String() string {
	if n.special != "" {
		return n.special
	}
	text := new(big.Int).Abs(n.digits).String()
	if missing := n.scale + 1 - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	if n.scale > 0 {
		text = text[:len(text)-n.scale] + "." + text[len(text)-n.scale:]
	}
	if n.digits.Sign() < 0 {
		text = "-" + text
	}
	return text
}

// compare orders numbers as the server does: NaN is the greatest.
func (n number) compare(m number) int {
	rank := func(n number) int {
		return map[string]int{"-Infinity": -1, "Infinity": 1, "NaN": 2}[n.special]
	}
	if n.special != "" || m.special != "" {
		return rank(n) - rank(m)
	}
	a, b := n.digits, m.digits
	if n.scale < m.scale {
		a = new(big.Int).Mul(a, power(m.scale-n.scale))
	} else {
		b = new(big.Int).Mul(b, power(n.scale-m.scale))
	}
	return a.Cmp(b)
}

func realText(text string) (string, bool) {
	v, ok := float(text, 32)
	return floatText(v, 32), ok
}

func doubleText(text string) (string, bool) {
	v, ok := float(text, 64)
	return floatText(v, 64), ok
}

// float reads a floating point number with white space around (float.c). Numbers too large, or
// too small for any digit, are errors.
func float(text string, bits int) (float64, bool) {
	text = trim(text)
	_, digits := cutSign(text)
	switch strings.ToLower(digits) {
	case "nan":
		return math.NaN(), digits == text
	case "inf", "infinity":
	default:
		if strings.Trim(digits, ".0123456789eE+-") != "" {
			return 0, false
		}
	}
	v, err := strconv.ParseFloat(text, bits)
	if err != nil {
		return 0, false
	}
	mantissa, _, _ := strings.Cut(strings.ToLower(digits), "e")
	return v, v != 0 || strings.Trim(mantissa, "0.") == ""
}

// floatText prints as few digits as distinguish a number from all others, with an exponent from
// 15 digits on, or 6 for real.
func floatText(v float64, bits int) string {
	switch {
	case math.IsNaN(v):
		return "NaN"
	case math.IsInf(v, 1):
		return "Infinity"
	case math.IsInf(v, -1):
		return "-Infinity"
	}
	short := shortest(v, bits)
	mantissa, exponent, _ := strings.Cut(short, "e")
	limit := 15
	if bits == 32 {
		limit = 6
	}
	if e, _ := strconv.Atoi(exponent); e < -4 || e >= limit {
		return short
	}
	return positional(mantissa, exponent)
}

// positional writes d.ddd times a power of ten without exponent.
func positional(mantissa, exponent string) string {
	sign, digits := cutSign(mantissa)
	digits = strings.Replace(digits, ".", "", 1)
	e, _ := strconv.Atoi(exponent)
	switch point := e + 1; {
	case point <= 0:
		return sign + "0." + strings.Repeat("0", -point) + digits
	case point >= len(digits):
		return sign + digits + strings.Repeat("0", point-len(digits))
	default:
		return sign + digits[:point] + "." + digits[point:]
	}
}

// shortest is a number with an exponent and the fewest digits. The server's algorithm never takes
// a decimal that lies just half way to the next number, although it would be read as this one
// (d2s.c, acceptBounds): then there are more digits. Of two decimals that are equally near it takes
// the even one.
func shortest(v float64, bits int) string {
	short := strconv.FormatFloat(v, 'e', -1, bits)
	mantissa, _, _ := strings.Cut(strings.TrimPrefix(short, "-"), "e")
	digits := max(len(mantissa)-2, 0)
	for halfWay(short, v, bits) && digits < 17 {
		digits++
		short = strconv.FormatFloat(v, 'e', digits, bits)
	}
	even := strconv.FormatFloat(v, 'e', digits, bits)
	if same, err := strconv.ParseFloat(even, bits); err == nil && same == v && !halfWay(even, v, bits) {
		return even
	}
	return short
}

// halfWay reports whether a decimal lies exactly between v and a neighbour.
func halfWay(text string, v float64, bits int) bool {
	exact, ok := new(big.Rat).SetString(text)
	if !ok || v == 0 {
		return false
	}
	for _, direction := range []float64{math.Inf(1), math.Inf(-1)} {
		next := math.Nextafter(v, direction)
		if bits == 32 {
			next = float64(math.Nextafter32(float32(v), float32(direction)))
		}
		if math.IsInf(next, 0) {
			continue
		}
		middle := new(big.Rat).Add(new(big.Rat).SetFloat64(v), new(big.Rat).SetFloat64(next))
		if middle.Quo(middle, big.NewRat(2, 1)).Cmp(exact) == 0 {
			return true
		}
	}
	return false
}
