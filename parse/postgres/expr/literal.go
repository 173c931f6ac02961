package expr

// A string constant with a type becomes the constant that the server stores: the input function
// of the type has read it, and its output function prints it. What depends on settings of the
// session stays as it stands.

import (
	"strconv"
	"strings"
	"time"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// typedConstant is a string constant with a type as the server stores it; nil where
// it is stored as it stands.
func typedConstant(text, typ string) *pg.Node {
	trimmed := strings.TrimSpace(text)
	switch typ {
	case "boolean":
		if v, ok := parseBoolean(trimmed); ok {
			return boolNode(v)
		}
	case "integer":
		if v, err := strconv.ParseInt(strings.TrimPrefix(trimmed, "+"), 10, 32); err == nil {
			return intNode(int32(v))
		}
	case "bigint", "smallint", "oid", "real", "double precision", "money":
		return canonicalConstant(text, canonicalNumber(trimmed, typ), typ)
	case "numeric":
		if plain := canonicalNumber(trimmed, typ); strings.Contains(plain, ".") {
			return floatNode(plain)
		} else {
			return canonicalConstant(text, plain, typ)
		}
	case "interval hour", "interval minute", "interval second", "interval day", "interval month", "interval year":
		if isDigits(trimmed) {
			return canonicalConstant(text, canonicalInterval(trimmed+" "+typ[len("interval "):]), typ)
		}
	case "interval":
		return canonicalConstant(text, canonicalInterval(trimmed), typ)
	case "timestamp without time zone":
		return canonicalConstant(text, canonicalTimestamp(trimmed), typ)
	case "timestamp with time zone":
		return canonicalConstant(text, timestampInUTC(trimmed), typ)
	case "time without time zone":
		return canonicalConstant(text, canonicalTime(trimmed), typ)
	case "jsonb":
		return canonicalConstant(text, canonicalJSON(trimmed), typ)
	case "uuid":
		return canonicalConstant(text, strings.ToLower(trimmed), typ)
	}
	return nil
}

// canonicalConstant is the constant in its canonical form, if that differs.
func canonicalConstant(text, canonical, typ string) *pg.Node {
	if canonical == "" || canonical == text {
		return nil
	}
	return CastNode(StringNode(canonical), typ)
}

// parseBoolean reads what the type's input accepts (bool.c).
func parseBoolean(text string) (value, ok bool) {
	text = strings.ToLower(text)
	if text == "" {
		return false, false
	}
	switch {
	case strings.HasPrefix("true", text), strings.HasPrefix("yes", text), text == "on", text == "1":
		return true, true
	case strings.HasPrefix("false", text), strings.HasPrefix("no", text), text == "of", text == "off", text == "0":
		return false, true
	}
	return false, false
}

// timestampInUTC is a time with an offset written out, as that of the offset zero; "" for
// others, which depend on the session's zone.
func timestampInUTC(text string) string {
	for _, layout := range []string{"2006-01-02 15:04:05.999999-07", "2006-01-02 15:04:05.999999-07:00", "2006-01-02 15:04-07", "2006-01-02 15:04:05Z07", "2006-01-02T15:04:05.999999Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC().Format("2006-01-02 15:04:05.999999") + "+00"
		}
	}
	return ""
}

// canonicalTimestamp adds the time that a date is stored with.
func canonicalTimestamp(text string) string {
	if len(text) == 10 && text[4] == '-' && text[7] == '-' && isDigits(text[:4]+text[5:7]+text[8:]) {
		return text + " 00:00:00"
	}
	if len(text) == 16 && text[4] == '-' && text[10] == ' ' && text[13] == ':' {
		return text + ":00"
	}
	return ""
}

// localTimestamp is a timestamp without its offset, which the server prints in the
// time zone of the session: only it knows whether two are the same.
func localTimestamp(text string) string {
	if i := strings.LastIndexAny(text, "+-Zz"); i > 10 {
		text = strings.TrimSpace(text[:i])
	}
	if full := canonicalTimestamp(text); full != "" {
		return full
	}
	return text
}

// canonicalTime adds seconds.
func canonicalTime(text string) string {
	if len(text) == 5 && text[2] == ':' && isDigits(text[:2]+text[3:]) {
		return text + ":00"
	}
	return ""
}

// binaryDigits are the digits of b'101' or x'5'.
func binaryDigits(text string) string {
	if text == "" || text[0] != 'x' {
		return strings.TrimPrefix(text, "b")
	}
	var out strings.Builder
	for _, digit := range text[1:] {
		v, err := strconv.ParseUint(string(digit), 16, 8)
		if err != nil {
			return text
		}
		for bit := uint64(8); bit > 0; bit >>= 1 {
			out.WriteString(pick(v&bit != 0, "1", "0"))
		}
	}
	return out.String()
}
