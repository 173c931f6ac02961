package value

// JSON (datatype-json.html). A json is kept as it is written, once it is valid; a jsonb loses white
// space, the order of its keys and all but the last of equal ones, and its numbers are numerics.

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep documents may be nested here.
const maxDepth = 200

func jsonText(text string) (string, bool) {
	depth, deepest := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '{', '[':
			depth++
			deepest = max(deepest, depth)
		case '}', ']':
			depth--
		}
	}
	return text, deepest <= maxDepth && json.Valid([]byte(text))
}

func jsonbText(text string) (string, bool) {
	p := &jsonParser{text: text, out: &strings.Builder{}}
	if _, ok := jsonText(text); !ok || !p.value(0) {
		return "", false
	}
	p.skipSpace()
	return p.out.String(), p.pos == len(text)
}

// jsonParser prints a document while it reads it. Its text is valid JSON.
type jsonParser struct {
	text string
	pos  int
	out  *strings.Builder
}

func (p *jsonParser) skipSpace() {
	for p.pos < len(p.text) && strings.IndexByte(" \t\n\r", p.text[p.pos]) >= 0 {
		p.pos++
	}
}

// next is the next character that is no white space.
func (p *jsonParser) next() byte {
	p.skipSpace()
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *jsonParser) value(depth int) bool {
	switch c := p.next(); {
	case depth > maxDepth:
		return false
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.array(depth)
	case c == '"':
		s, ok := p.str()
		writeJSONString(p.out, s)
		return ok
	case c == 't', c == 'f', c == 'n':
		length := 4
		if c == 'f' {
			length = 5
		}
		p.out.WriteString(p.text[p.pos : p.pos+length])
		p.pos += length
		return true
	default:
		return p.number()
	}
}

func (p *jsonParser) number() bool {
	start := p.pos
	for p.pos < len(p.text) && strings.IndexByte("+-.eE0123456789", p.text[p.pos]) >= 0 {
		p.pos++
	}
	n, ok := numeric(p.text[start:p.pos])
	if ok {
		p.out.WriteString(n.String())
	}
	return ok
}

func (p *jsonParser) array(depth int) bool {
	p.pos++
	p.out.WriteByte('[')
	for i := 0; p.next() != ']'; i++ {
		if i > 0 {
			p.pos++ // the comma
			p.out.WriteString(", ")
		}
		if !p.value(depth + 1) {
			return false
		}
	}
	p.pos++
	p.out.WriteByte(']')
	return true
}

// object prints the pairs by the length of their keys, and by their bytes where that is the same.
func (p *jsonParser) object(depth int) bool {
	p.pos++
	outer := p.out
	values := map[string]string{}
	for i := 0; p.next() != '}'; i++ {
		if i > 0 {
			p.pos++ // the comma
		}
		p.skipSpace()
		key, ok := p.str()
		if !ok {
			return false
		}
		p.skipSpace()
		p.pos++ // the colon
		p.out = &strings.Builder{}
		if !p.value(depth + 1) {
			return false
		}
		values[key] = p.out.String()
	}
	p.pos++
	p.out = outer
	keys := make([]string, 0, len(values))
	for key := range values {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		if len(a) != len(b) {
			return len(a) - len(b)
		}
		return strings.Compare(a, b)
	})
	p.out.WriteByte('{')
	for i, key := range keys {
		if i > 0 {
			p.out.WriteString(", ")
		}
		writeJSONString(p.out, key)
		p.out.WriteString(": " + values[key])
	}
	p.out.WriteByte('}')
	return true
}

// str reads a string. Half of a surrogate pair, and the character 0, are errors in jsonb.
func (p *jsonParser) str() (string, bool) {
	var b strings.Builder
	for p.pos++; p.text[p.pos] != '"'; p.pos++ {
		if p.text[p.pos] != '\\' {
			b.WriteByte(p.text[p.pos])
			continue
		}
		p.pos++
		c := p.text[p.pos]
		if c != 'u' {
			b.WriteByte(jsonEscape(c))
			continue
		}
		r := p.hex()
		if r >= 0xD800 && r < 0xDC00 && strings.HasPrefix(p.text[p.pos+1:], `\u`) {
			p.pos += 2
			low := p.hex()
			if low < 0xDC00 || low > 0xDFFF {
				return "", false
			}
			r = 0x10000 + (r-0xD800)<<10 + low - 0xDC00
		}
		if r == 0 || !utf8.ValidRune(r) {
			return "", false
		}
		b.WriteRune(r)
	}
	p.pos++
	return b.String(), true
}

// hex reads the four digits after the u that the parser stands on.
func (p *jsonParser) hex() rune {
	r := rune(0)
	for range 4 {
		p.pos++
		r = r<<4 | rune(hexDigit(p.text[p.pos]))
	}
	return r
}

func jsonEscape(c byte) byte {
	if i := strings.IndexByte("bfnrt", c); i >= 0 {
		return "\b\f\n\r\t"[i]
	}
	return c
}

// writeJSONString escapes no more than must be (escape_json in json.c).
func writeJSONString(out *strings.Builder, s string) {
	out.WriteByte('"')
	for i := range len(s) {
		switch c := s[i]; {
		case c == '"', c == '\\':
			out.WriteByte('\\')
			out.WriteByte(c)
		case strings.IndexByte("\b\f\n\r\t", c) >= 0:
			out.WriteByte('\\')
			out.WriteByte("bfnrt"[strings.IndexByte("\b\f\n\r\t", c)])
		case c < ' ':
			const digits = "0123456789abcdef"
			out.WriteString(`\u00` + digits[c>>4:c>>4+1] + digits[c&15:c&15+1])
		default:
			out.WriteByte(c)
		}
	}
	out.WriteByte('"')
}
