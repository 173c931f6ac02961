package expr

// Constants of types with an output form of their own, intervals, JSON, times, are printed
// here as the server would print them.

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// canonicalInterval is an interval as the server prints it with the style
// "postgres", or "" where the text is of another form than numbers with units.
func canonicalInterval(text string) string {
	var months, days, micros int64
	fields := strings.Fields(strings.ToLower(text))
	for i := 0; i < len(fields); i++ {
		if strings.Contains(fields[i], ":") {
			t, ok := parseClock(fields[i])
			if !ok {
				return ""
			}
			micros += t
			continue
		}
		digits := strings.TrimLeft(fields[i], "+-0123456789")
		amount := strings.TrimSuffix(fields[i], digits)
		unit := digits
		if unit == "" && i+1 < len(fields) {
			i++
			unit = fields[i]
		}
		n, err := strconv.ParseInt(amount, 10, 32)
		if err != nil || !addInterval(n, unit, &months, &days, &micros) {
			return ""
		}
	}
	if len(fields) == 0 {
		return ""
	}
	return intervalText(months, days, micros)
}

// parseClock reads [-]h:m[:s] as microseconds.
func parseClock(text string) (int64, bool) {
	sign := int64(1)
	if strings.HasPrefix(text, "-") {
		sign, text = -1, text[1:]
	}
	parts := strings.Split(text, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	total := int64(0)
	for i, p := range parts {
		if !isDigits(p) {
			return 0, false
		}
		n, err := strconv.ParseInt(p, 10, 32)
		if err != nil || i > 0 && n > 59 {
			return 0, false
		}
		total += n * []int64{3600, 60, 1}[i] * 1_000_000
	}
	return sign * total, true
}

func addInterval(n int64, unit string, months, days, micros *int64) bool {
	switch strings.TrimSuffix(unit, "s") {
	case "year", "yr", "y":
		*months += 12 * n
	case "month", "mon":
		*months += n
	case "week", "w":
		*days += 7 * n
	case "day", "d":
		*days += n
	case "hour", "hr", "h":
		*micros += n * 3600e6
	case "minute", "min", "m":
		*micros += n * 60e6
	case "second", "sec", "":
		if unit == "" {
			return false
		}
		*micros += n * 1e6
	default:
		return false
	}
	return true
}

// intervalText prints the parts of an interval (EncodeInterval in datetime.c).
func intervalText(months, days, micros int64) string {
	var parts []string
	negative := false
	add := func(n int64, unit string) {
		if n == 0 {
			return
		}
		text := strconv.FormatInt(n, 10) + " " + unit
		if n != 1 {
			text += "s"
		}
		if negative && n > 0 {
			text = "+" + text
		}
		negative = n < 0
		parts = append(parts, text)
	}
	add(months/12, "year")
	add(months%12, "mon")
	add(days, "day")
	if micros != 0 || len(parts) == 0 {
		sign, t := "", micros/1_000_000
		if t < 0 {
			sign, t = "-", -t
		} else if negative {
			sign = "+"
		}
		parts = append(parts, sign+twoDigits(t/3600)+":"+twoDigits(t/60%60)+":"+twoDigits(t%60))
	}
	return strings.Join(parts, " ")
}

func twoDigits(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// canonicalJSON is a document as jsonb prints it, or "" if it is none: keys by
// length and then by bytes, the last of equal ones.
func canonicalJSON(text string) string {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out bytes.Buffer
	if !writeJSON(decoder, &out, 0) || decoder.More() {
		return ""
	}
	return out.String()
}

func writeJSON(d *json.Decoder, out *bytes.Buffer, depth int) bool {
	token, err := d.Token()
	if err != nil || depth > 200 {
		return false
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return writeJSONObject(d, out, depth)
		}
		return writeJSONArray(d, out, depth)
	case json.Number:
		if strings.ContainsAny(v.String(), "eE") {
			return false
		}
		out.WriteString(v.String())
	case string:
		writeJSONString(out, v)
	case bool:
		out.WriteString(strconv.FormatBool(v))
	default:
		out.WriteString("null")
	}
	return true
}

func writeJSONArray(d *json.Decoder, out *bytes.Buffer, depth int) bool {
	out.WriteByte('[')
	for i := 0; d.More(); i++ {
		if i > 0 {
			out.WriteString(", ")
		}
		if !writeJSON(d, out, depth+1) {
			return false
		}
	}
	out.WriteByte(']')
	_, err := d.Token()
	return err == nil
}

func writeJSONObject(d *json.Decoder, out *bytes.Buffer, depth int) bool {
	values := map[string]string{}
	for d.More() {
		key, err := d.Token()
		name, ok := key.(string)
		var value bytes.Buffer
		if err != nil || !ok || !writeJSON(d, &value, depth+1) {
			return false
		}
		values[name] = value.String()
	}
	if _, err := d.Token(); err != nil {
		return false
	}
	names := make([]string, 0, len(values))
	for name := range values {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	out.WriteByte('{')
	for i, name := range names {
		if i > 0 {
			out.WriteString(", ")
		}
		writeJSONString(out, name)
		out.WriteString(": " + values[name])
	}
	out.WriteByte('}')
	return true
}

// writeJSONString escapes as the server does (escape_json).
func writeJSONString(out *bytes.Buffer, s string) {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(s) == nil {
		out.Truncate(out.Len() - 1) // the newline of Encode
	}
}
