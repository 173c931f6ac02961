package constants

// Strings, numbers, bytes and arrays: for each family a function writes one of its values in one of
// the spellings that the manual allows, as chance will have it. The families of the other files are
// gathered here.

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
)

// source makes random choices.
type source struct{ *rand.Rand }

func (r *source) pick(list ...string) string { return list[r.IntN(len(list))] }

func (r *source) chance(n int) bool { return r.IntN(n) == 0 }

func (r *source) between(low, high int) int { return low + r.IntN(high-low+1) }

// some is n texts of a function, joined.
func (r *source) some(low, high int, separator string, f func() string) string {
	list := make([]string, r.between(low, high))
	for i := range list {
		list[i] = f()
	}
	return strings.Join(list, separator)
}

// from is n characters of an alphabet.
func (r *source) from(alphabet string, low, high int) string {
	runes := []rune(alphabet)
	return r.some(low, high, "", func() string { return string(runes[r.IntN(len(runes))]) })
}

func (r *source) spaced(text string) string {
	switch r.IntN(8) {
	case 0:
		return " " + text
	case 1:
		return text + "  "
	case 2:
		return "\t" + text + "\n"
	}
	return text
}

func (r *source) anyCase(text string) string {
	switch r.IntN(4) {
	case 0:
		return strings.ToUpper(text)
	case 1:
		return strings.ToLower(text)
	}
	return text
}

// change edits a text at one to three places.
func (r *source) change(text string) string {
	runes := []rune(text)
	for range r.between(1, 3) {
		i := r.IntN(len(runes) + 1)
		c := []rune(r.from(`0123456789 -+:,./\"'(){}[]<>eExXabTZ_é&|!*@~`, 1, 1))
		switch {
		case i == len(runes) || r.chance(3):
			runes = append(runes[:i:i], append(c, runes[i:]...)...)
		case r.chance(2):
			runes = append(runes[:i:i], runes[i+1:]...)
		default:
			runes[i] = c[0]
		}
	}
	return string(runes)
}

func delimiterOf(typ string) string {
	if strings.HasPrefix(typ, "box") {
		return ";"
	}
	return ","
}

// array writes a text as an element of an array, with others.
func (r *source) array(text, delimiter string) string {
	element := func() string {
		if r.chance(8) {
			return r.pick("NULL", "null")
		}
		if text != "" && !strings.ContainsAny(text, `"\{};, `+"\t\n\r\v\f") && !strings.EqualFold(text, "null") && r.chance(2) {
			return r.spaced(text)
		}
		return r.spaced(`"` + strings.NewReplacer(`"`, `\"`, `\`, `\\`).Replace(text) + `"`)
	}
	row := func(n int) string { return "{" + r.some(n, n, delimiter, element) + "}" }
	n := r.between(1, 3)
	switch r.IntN(8) {
	case 0:
		return r.spaced("{}")
	case 1:
		return "{" + row(n) + delimiter + r.pick("", " ") + row(n) + "}"
	case 2:
		low := r.between(-2, 3)
		return fmt.Sprintf("[%d:%d]%s=%s", low, low+n-1, r.pick("", " "), row(n))
	case 3:
		return fmt.Sprintf("[%d:%d][%d]={%s%s%s}", 0, 1, n, row(n), delimiter, row(n))
	}
	return r.spaced(row(n))
}

func (r *source) digits(low, high int) string { return r.from("0123456789", low, high) }

func (r *source) sign() string { return r.pick("", "", "", "-", "+") }

func (r *source) integer() string {
	switch r.IntN(10) {
	case 0:
		return r.sign() + "0x" + r.from("0123456789abcdefABCDEF", 1, 4)
	case 1:
		return r.sign() + r.from("123456789", 1, 1) + "_" + r.digits(1, 3)
	case 2:
		return r.sign() + r.pick("0o17", "0b1011", "0B1", "0O7", "0x_1F")
	case 3:
		return r.sign() + "000" + r.digits(1, 3)
	}
	return r.sign() + r.digits(1, 4)
}

func (r *source) numeric() string {
	switch r.IntN(14) {
	case 0:
		return r.pick("NaN", "nan", "Infinity", "-inf", "+Infinity", "inf")
	case 1:
		return r.sign() + r.digits(1, 4) + r.pick(".", "")
	case 2:
		return r.sign() + "." + r.digits(1, 5)
	case 3, 4:
		return r.sign() + r.digits(1, 3) + r.pick("", ".", "."+r.digits(1, 4)) + r.pick("e", "E") + r.sign() + r.digits(1, 2)
	case 5:
		return r.integer()
	case 6:
		return r.sign() + r.digits(1, 40) + "." + r.digits(1, 30)
	case 7:
		return r.pick("1_000.5", "1_000_000", "0.1_5", "1e1_0")
	}
	return r.sign() + r.digits(1, 4) + "." + r.digits(1, 4)
}

func (r *source) float() string {
	switch r.IntN(10) {
	case 0:
		return r.pick("NaN", "nan", "Infinity", "-inf", "+Infinity", "inf", "-0", "0", "-0.0", "1e23", "9.5e-5", "1e15", "1e14", "123456789012345678", "5e-324", "1.7976931348623157e308")
	case 1, 2:
		return strconv.FormatFloat(math.Float64frombits(r.Uint64()), 'g', r.between(1, 18), 64)
	case 3:
		return strconv.FormatFloat(float64(math.Float32frombits(r.Uint32())), 'g', r.between(1, 10), 32)
	case 4:
		return strconv.FormatFloat(math.Ldexp(1, r.between(-200, 200)), 'g', -1, 64)
	case 5:
		return r.sign() + r.digits(1, 20)
	}
	return r.sign() + r.digits(1, 6) + "." + r.digits(0, 6) + r.pick("", "", "e"+r.sign()+r.digits(1, 2))
}

func (r *source) word() string { return r.from("abcXYZ019_é ß\"'\\{},NULL", 0, 8) }

func (r *source) uuid() string {
	var b strings.Builder
	b.WriteString(r.from("0123456789abcdefABCDEF", 4, 4))
	style := r.IntN(3)
	for i := range 7 {
		if style == 0 && i >= 1 && i <= 4 || style == 1 && r.chance(2) {
			b.WriteString("-")
		}
		b.WriteString(r.from("0123456789abcdefABCDEF", 4, 4))
	}
	if r.chance(5) {
		return "{" + b.String() + "}"
	}
	return b.String()
}

func (r *source) bytea() string {
	if r.chance(2) {
		return `\x` + r.some(0, 6, r.pick("", "", " "), func() string { return r.from("0123456789abcdefABCDEF", 2, 2) })
	}
	return r.some(0, 8, "", func() string { return r.pick("a", "Z", " ", "'", `\\`, `\001`, `\377`, `\134`, "{") })
}

// grammar has a function for each family.
var grammar = families(simpleFamilies, timeFamilies, shapeFamilies, searchFamilies)

// family writes a type and a text of it.
type family = func(r *source) (typ, text string)

func families(list ...map[string]family) map[string]family {
	all := map[string]family{}
	for _, m := range list {
		maps.Copy(all, m)
	}
	return all
}

var simpleFamilies = map[string]family{
	"boolean": func(r *source) (string, string) {
		return "boolean", r.spaced(r.anyCase(r.pick("t", "tr", "tru", "true", "y", "yes", "on", "1", "f", "fal", "false", "n", "no", "of", "off", "0")))
	},
	"integer": func(r *source) (string, string) {
		return r.pick("smallint", "integer", "integer", "bigint"), r.spaced(r.integer())
	},
	"oid": func(r *source) (string, string) {
		switch r.IntN(6) {
		case 0:
			return "xid8", strconv.FormatUint(r.Uint64(), 10)
		case 1:
			return "pg_lsn", fmt.Sprintf(r.pick("%X/%X", "%x/%x", "0%X/%08X"), r.IntN(1000), r.Uint32())
		case 2:
			return r.pick("pg_snapshot", "txid_snapshot"), r.pick("10:20:10,14,15", "1:1:", "12:13:", "10:20:10,10,19")
		case 3:
			return "int2vector", r.some(0, 5, " ", func() string { return strconv.Itoa(r.between(-9, 99)) })
		case 4:
			return "oidvector", r.some(0, 5, " ", func() string { return strconv.Itoa(r.between(0, 9999)) })
		}
		return "oid", r.spaced(r.sign() + strconv.Itoa(r.between(0, 99999)))
	},
	"numeric": func(r *source) (string, string) {
		return r.pick("numeric", "numeric", "numeric(6,2)", "numeric(10,0)", "numeric(4,4)", "numeric(3,-2)", "numeric(3,5)", "numeric(38,10)"), r.spaced(r.numeric())
	},
	"float": func(r *source) (string, string) { return r.pick("real", "double precision"), r.spaced(r.float()) },
	"text": func(r *source) (string, string) {
		return r.pick("text", "character varying", "character varying(12)", "character varying(8)", "character(8)", "character(10)", "bpchar", "name", `"char"`), r.word()
	},
	"bytea": func(r *source) (string, string) { return "bytea", r.bytea() },
	"bit": func(r *source) (string, string) {
		text := r.pick("", "b", "B") + r.from("01", 3, 3)
		if r.chance(3) {
			return r.pick("bit", "bit(8)", "bit varying", "bit varying(8)"), "x" + r.from("0123456789abcdefABCDEF", 2, 2)
		}
		return r.pick("bit", "bit(3)", "bit varying", "bit varying(8)"), text
	},
	"uuid": func(r *source) (string, string) { return "uuid", r.uuid() },
}
