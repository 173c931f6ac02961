package expr

// The text of a number as the output functions of the number types print it, whatever digits
// its author wrote.

import (
	"strconv"
	"strings"
)

// wholeType is the type of a number beyond 32 bits, or with a point or an exponent
// (make_const in parse_node.c).
func wholeType(text string) string {
	if strings.ContainsAny(text, ".") || strings.ContainsAny(text, "eE") && !strings.HasPrefix(strings.ToLower(text), "0x") {
		return "numeric"
	}
	v, err := strconv.ParseInt(strings.ReplaceAll(text, "_", ""), 0, 64)
	if plain := plainNumber(text); err != nil || isDigits(plain) {
		v, err = strconv.ParseInt(plain, 10, 64)
	}
	switch {
	case err != nil:
		return "numeric"
	case int64(int32(v)) == v:
		return "integer"
	}
	return "bigint"
}

// canonicalMoney is an amount with two digits after the point and no sign of a
// currency, which each database prints in its own way.
func canonicalMoney(text string) string {
	text = strings.ReplaceAll(strings.Replace(text, "$", "", 1), ",", "")
	digits, ok := splitNumber(text)
	_, fraction, _ := strings.Cut(digits, ".")
	if !ok || len(fraction) > 2 {
		return ""
	}
	if fraction == "" {
		text += "."
	}
	return text + strings.Repeat("0", 2-len(fraction))
}

// isNumber reports whether text is a number that loose texts write without quotes.
func isNumber(text string) bool {
	_, whole := splitNumber(text)
	return whole
}

// splitNumber cuts the sign off; ok says that the rest are digits with at most one
// point among them.
func splitNumber(text string) (digits string, ok bool) {
	digits = strings.TrimPrefix(text, "-")
	point := false
	for i := range len(digits) {
		switch c := digits[i]; {
		case c == '.' && !point && i > 0 && i < len(digits)-1:
			point = true
		case c < '0' || c > '9':
			return digits, false
		}
	}
	return digits, digits != "" && (digits[0] != '0' || len(digits) == 1 || digits[1] == '.')
}

// plainNumber is a numeric constant as the server prints it: without exponent,
// with a digit on both sides of the point.
func plainNumber(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	text = strings.ReplaceAll(text, "_", "")
	if len(text) > 1 && text[0] == '0' && strings.ContainsAny(text[1:2], "xXoObB") {
		if v, err := strconv.ParseUint(text, 0, 64); err == nil {
			return sign + strconv.FormatUint(v, 10)
		}
		return sign + text
	}
	mantissa, exponent, found := strings.Cut(strings.ToLower(text), "e")
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if found {
		n, err := strconv.Atoi(exponent)
		if err != nil || n > 300 || n < -300 {
			return sign + text
		}
		whole, fraction = shiftPoint(whole, fraction, n)
	}
	whole = strings.TrimLeft(whole, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction != "" {
		return sign + whole + "." + fraction
	}
	return sign + whole
}

// shiftPoint moves the point of whole.fraction by n digits.
func shiftPoint(whole, fraction string, n int) (string, string) {
	if n >= 0 {
		fraction += strings.Repeat("0", max(0, n-len(fraction)))
		return whole + fraction[:n], fraction[n:]
	}
	whole = strings.Repeat("0", max(0, -n-len(whole))) + whole
	return whole[:len(whole)+n], whole[len(whole)+n:] + fraction
}

func isDigits(text string) bool {
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return text != ""
}
