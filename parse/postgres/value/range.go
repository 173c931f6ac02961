package value

// Ranges and multiranges of the built-in subtypes (rangetypes.html, sections "Range Input/Output"
// and "Discrete Range Types"). Ranges of integers and dates are printed as [ and ); one that holds
// nothing is "empty"; the ranges of a multirange are sorted, and joined where they touch.

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// scalar is the value of a bound: a whole number for integers and times, a number for numerics.
type scalar struct {
	whole int64
	exact number
	text  string
}

// bound is one end of a range.
type bound struct {
	scalar
	infinite, inclusive bool
}

// span is a range.
type span struct {
	empty        bool
	lower, upper bound
}

// subtype is how the bounds of a range type are read, and whether there is a next value to each.
type subtype struct {
	read func(text string) (scalar, bool)
	next func(s scalar) (scalar, bool) // nil where there is none
}

var (
	int4Bounds    = subtype{integerBound(32), nextInteger(32)}
	int8Bounds    = subtype{integerBound(64), nextInteger(64)}
	numericBounds = subtype{read: numericBound}
	dateBounds    = subtype{dateBound, nextDate}
	stampBounds   = subtype{read: stampBound("")}
	zonedBounds   = subtype{read: stampBound("+00")}
)

func wholeScalar(n int64, print func(int64) string) scalar { return scalar{whole: n, text: print(n)} }

func printInteger(n int64) string { return strconv.FormatInt(n, 10) }

func integerBound(bits int) func(string) (scalar, bool) {
	return func(text string) (scalar, bool) {
		n, ok := integer(text, bits)
		return wholeScalar(n, printInteger), ok
	}
}

func nextInteger(bits int) func(scalar) (scalar, bool) {
	return func(s scalar) (scalar, bool) {
		most := int64(math.MaxInt64)
		if bits == 32 {
			most = math.MaxInt32
		}
		return wholeScalar(s.whole+1, printInteger), s.whole < most
	}
}

func numericBound(text string) (scalar, bool) {
	n, ok := numeric(text)
	if !ok {
		return scalar{}, false
	}
	return scalar{exact: n, text: n.String()}, true
}

func dateBound(text string) (scalar, bool) {
	n, ok := dateValue(text)
	return wholeScalar(n, printDate), ok
}

// nextDate is the day after a date; the infinities have none and stay.
func nextDate(s scalar) (scalar, bool) {
	if s.whole == endless || s.whole == beginless {
		return s, true
	}
	return wholeScalar(s.whole+1, printDate), true
}

func stampBound(zone string) func(string) (scalar, bool) {
	return func(text string) (scalar, bool) {
		n, ok := stampValue(text, nil, zone != "")
		return wholeScalar(n, func(n int64) string { return printStamp(n, zone) }), ok
	}
}

// compare orders the values of two bounds of one type.
func (s scalar) compare(t scalar) int {
	if s.exact.digits != nil || s.exact.special != "" {
		return s.exact.compare(t.exact)
	}
	switch {
	case s.whole < t.whole:
		return -1
	case s.whole > t.whole:
		return 1
	}
	return 0
}

// rangeReader reads ranges.
func rangeReader(sub subtype) reader {
	return plain(func(text string) (string, bool) {
		r, rest, ok := readSpan(text, sub)
		return r.String(), ok && trim(rest) == ""
	})
}

// readSpan reads a range at the start of a text.
func readSpan(text string, sub subtype) (r span, rest string, ok bool) {
	text = strings.TrimLeft(text, space)
	if len(text) >= 5 && strings.EqualFold(text[:5], "empty") {
		return span{empty: true}, text[5:], true
	}
	if text == "" || text[0] != '[' && text[0] != '(' {
		return r, "", false
	}
	r.lower, rest, ok = readBound(text[1:], sub)
	if !ok || !strings.HasPrefix(rest, ",") {
		return r, "", false
	}
	r.upper, rest, ok = readBound(rest[1:], sub)
	if !ok || rest == "" || rest[0] == ',' {
		return r, "", false
	}
	r.lower.inclusive = text[0] == '[' && !r.lower.infinite
	r.upper.inclusive = rest[0] == ']' && !r.upper.infinite
	ok = r.canonical(sub)
	return r, rest[1:], ok
}

// readBound reads up to a comma, a parenthesis or a bracket that is not in quotes.
func readBound(text string, sub subtype) (b bound, rest string, ok bool) {
	var word strings.Builder
	quoted := false
	i := 0
	for ; i < len(text); i++ {
		c := text[i]
		if !quoted && (c == ',' || c == ')' || c == ']') {
			break
		}
		switch {
		case c == '\\':
			if i++; i == len(text) {
				return b, "", false
			}
			word.WriteByte(text[i])
		case c == '"' && quoted && strings.HasPrefix(text[i+1:], `"`):
			word.WriteByte('"')
			i++
		case c == '"':
			quoted = !quoted
		default:
			word.WriteByte(c)
		}
	}
	if i == 0 {
		return bound{infinite: true}, text, true
	}
	b.scalar, ok = sub.read(word.String())
	return b, text[i:], ok
}

// canonical brings a range into the form that it is stored in; it is not ok where the bounds are in
// the wrong order.
func (r *span) canonical(sub subtype) bool {
	if !r.ordered() {
		return false
	}
	if sub.next == nil || r.empty {
		return true
	}
	for _, b := range []*bound{&r.lower, &r.upper} {
		if isLower := b == &r.lower; b.inclusive == isLower || b.infinite {
			continue
		}
		next, ok := sub.next(b.scalar)
		if !ok {
			return false
		}
		if next == b.scalar {
			continue
		}
		b.scalar, b.inclusive = next, !b.inclusive
	}
	return r.ordered()
}

// ordered notes whether the range is empty; it is not ok where the lower bound is the greater.
func (r *span) ordered() bool {
	if r.lower.infinite || r.upper.infinite {
		return true
	}
	c := r.lower.compare(r.upper.scalar)
	r.empty = c == 0 && !(r.lower.inclusive && r.upper.inclusive)
	return c <= 0
}

func (r span) String() string {
	if r.empty {
		return "empty"
	}
	open, shut := "(", ")"
	if r.lower.inclusive {
		open = "["
	}
	if r.upper.inclusive {
		shut = "]"
	}
	return open + r.lower.String() + "," + r.upper.String() + shut
}

func (b bound) String() string {
	if b.infinite {
		return ""
	}
	if b.text != "" && !strings.ContainsAny(b.text, `"\()[],`+space) {
		return b.text
	}
	return `"` + strings.NewReplacer(`"`, `""`, `\`, `\\`).Replace(b.text) + `"`
}

// multirangeReader reads multiranges, which came with version 14.
func multirangeReader(sub subtype) reader {
	return plain(func(text string) (string, bool) {
		list, ok := readSpans(trim(text), sub)
		if !ok {
			return "", false
		}
		list, ok = joined(list)
		texts := make([]string, len(list))
		for i, r := range list {
			texts[i] = r.String()
		}
		return "{" + strings.Join(texts, ",") + "}", ok
	})
}

// readSpans reads the ranges between braces, without the empty ones. Backslashes are not ok: the
// server looks for the end of a range in another way than for that of its bounds.
func readSpans(text string, sub subtype) (list []span, ok bool) {
	if len(text) < 2 || text[0] != '{' || text[len(text)-1] != '}' || strings.Contains(text, `\`) {
		return nil, false
	}
	text = text[1 : len(text)-1]
	if trim(text) == "" {
		return nil, true
	}
	for {
		r, rest, ok := readSpan(text, sub)
		if !ok {
			return nil, false
		}
		if !r.empty {
			list = append(list, r)
		}
		rest = strings.TrimLeft(rest, space)
		if rest == "" {
			return list, true
		}
		if rest[0] != ',' {
			return nil, false
		}
		text = rest[1:]
	}
}

// joined sorts ranges and joins what overlaps or touches. It is not ok where equal bounds have
// different texts, 1.0 and 1.00, of which one would be lost.
func joined(list []span) (out []span, ok bool) {
	slices.SortStableFunc(list, func(a, b span) int { return compareLower(a.lower, b.lower) })
	ok = true
	for _, r := range list {
		if len(out) == 0 || !touches(out[len(out)-1].upper, r.lower) {
			out = append(out, r)
			continue
		}
		last := &out[len(out)-1]
		if compareLower(last.lower, r.lower) == 0 && last.lower.text != r.lower.text {
			ok = false
		}
		switch c := compareUpper(last.upper, r.upper); {
		case c == 0 && last.upper.text != r.upper.text:
			ok = false
		case c < 0:
			last.upper = r.upper
		}
	}
	return out, ok
}

func compareLower(a, b bound) int {
	switch {
	case a.infinite && b.infinite:
		return 0
	case a.infinite:
		return -1
	case b.infinite:
		return 1
	}
	if c := a.compare(b.scalar); c != 0 || a.inclusive == b.inclusive {
		return c
	}
	if a.inclusive {
		return -1
	}
	return 1
}

func compareUpper(a, b bound) int {
	if a.infinite || b.infinite {
		return -compareLower(a, b)
	}
	if c := a.compare(b.scalar); c != 0 || a.inclusive == b.inclusive {
		return c
	}
	if a.inclusive {
		return 1
	}
	return -1
}

// touches reports whether nothing lies between an upper bound and a lower one.
func touches(upper, lower bound) bool {
	if upper.infinite || lower.infinite {
		return true
	}
	c := lower.compare(upper.scalar)
	return c < 0 || c == 0 && (lower.inclusive || upper.inclusive)
}
