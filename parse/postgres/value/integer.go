package value

// Integers and what is read like them: smallint to bigint with the notations that PostgreSQL 16
// added (0x1F, 0o17, 0b1, 1_000: datatype-numeric.html, numutils.c), oid and xid8 as plain
// decimals only, since a leading zero means octal to some versions, and the vectors of both.

import (
	"math"
	"strconv"
	"strings"
)

// integerReader reads integers of a size in bits.
func integerReader(bits int) reader {
	return plain(func(text string) (string, bool) {
		n, ok := integer(text, bits)
		return strconv.FormatInt(n, 10), ok
	})
}

// integer reads an integer with white space around.
func integer(text string, bits int) (int64, bool) {
	text = trim(text)
	sign, digits := cutSign(text)
	base, digits := cutBase(digits)
	if base == 10 && allDigits(digits) && len(digits) <= 18 {
		n, err := strconv.ParseInt(sign+digits, 10, bits)
		return n, err == nil
	}
	digits, ok := withoutUnderscores(digits, base)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(sign+digits, base, bits)
	return n, err == nil
}

// cutBase cuts the mark of a base off.
func cutBase(digits string) (base int, rest string) {
	if len(digits) > 2 && digits[0] == '0' {
		switch digits[1] | 0x20 {
		case 'x':
			return 16, digits[2:]
		case 'o':
			return 8, digits[2:]
		case 'b':
			return 2, digits[2:]
		}
	}
	return 10, digits
}

// withoutUnderscores takes underscores out of digits of a base. Each must stand before a
// digit; one after the mark of a base, 0x_1F, is allowed.
func withoutUnderscores(digits string, base int) (string, bool) {
	var out strings.Builder
	for i := range len(digits) {
		c := digits[i]
		switch {
		case isDigitOf(c, base):
			out.WriteByte(c)
		case c != '_', i+1 == len(digits), !isDigitOf(digits[i+1], base), i == 0 && base == 10:
			return "", false
		}
	}
	return out.String(), out.Len() > 0
}

// oidText reads an oid; a negative one is the same bits without sign (oid.c).
func oidText(text string) (string, bool) {
	sign, digits := cutSign(trim(text))
	n, ok := decimal(digits, 32)
	if sign != "" {
		ok, n = ok && n <= -math.MinInt32, uint64(-uint32(n))
	}
	return strconv.FormatUint(n, 10), ok
}

func xid8Text(text string) (string, bool) {
	n, ok := decimal(text, 64)
	return strconv.FormatUint(n, 10), ok
}

// lsnText reads a position in the write-ahead log (pg_lsn.c).
func lsnText(text string) (string, bool) {
	high, low, found := strings.Cut(text, "/")
	h, errHigh := strconv.ParseUint(high, 16, 32)
	l, errLow := strconv.ParseUint(low, 16, 32)
	ok := found && errHigh == nil && errLow == nil && len(high) <= 8 && len(low) <= 8 && isDigitOf(high[0], 16) && isDigitOf(low[0], 16)
	return strings.ToUpper(strconv.FormatUint(h, 16) + "/" + strconv.FormatUint(l, 16)), ok
}

// snapshotText reads xmin:xmax:list, where the list is in order and loses what is twice there
// (functions-info.html, xid8funcs.c).
func snapshotText(text string) (string, bool) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return "", false
	}
	lowest, ok1 := decimal(parts[0], 63)
	highest, ok2 := decimal(parts[1], 63)
	if !ok1 || !ok2 || lowest == 0 || highest < lowest {
		return "", false
	}
	var list []string
	last := uint64(0)
	for item := range strings.SplitSeq(parts[2], ",") {
		if parts[2] == "" {
			break
		}
		n, ok := decimal(item, 63)
		if !ok || n < lowest || n >= highest || n < last {
			return "", false
		}
		if n != last {
			list = append(list, item)
		}
		last = n
	}
	return parts[0] + ":" + parts[1] + ":" + strings.Join(list, ","), true
}

// int2vectorText reads numbers between spaces (int.c).
func int2vectorText(text string) (string, bool) {
	return vector(text, func(item string) (string, bool) {
		n, err := strconv.ParseInt(item, 10, 16)
		return strconv.FormatInt(n, 10), err == nil
	})
}

func oidvectorText(text string) (string, bool) { return vector(text, oidText) }

// vector reads up to a hundred items between spaces, the most that all versions take.
func vector(text string, read func(string) (string, bool)) (string, bool) {
	if strings.Trim(text, "+-0123456789 ") != "" {
		return "", false
	}
	list := strings.Fields(text)
	for i, item := range list {
		out, ok := read(item)
		if !ok {
			return "", false
		}
		list[i] = out
	}
	return strings.Join(list, " "), len(list) <= 100
}
