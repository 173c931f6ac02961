package value

// Arrays of the types of this package (arrays.html, section "Array Input and Output Syntax";
// arrayfuncs.c). The text is read into elements and dimensions, each element by its type's reader,
// and printed with quotes only where they are needed and bounds only where one is not 1.

import (
	"strconv"
	"strings"
)

// maxDimensions is the most that an array can have.
const maxDimensions = 6

// arrayParser reads one array.
type arrayParser struct {
	text      string
	pos       int
	delimiter byte
	read      func(string) (string, bool)
	sizes     []int // by depth, -1 before the first sub-array is complete
	depth     int   // of the elements, 0 before the first
	out       strings.Builder
}

// arrayText reads an array.
func arrayText(t typeInfo, text string) (string, bool) {
	p := &arrayParser{text: text, delimiter: ',', read: func(s string) (string, bool) { return t.read(s, t.mods) }}
	if t.semicolon {
		p.delimiter = ';'
	}
	bounds, ok := p.bounds()
	if !ok {
		return "", false
	}
	if rest, found := strings.CutPrefix(trim(p.text[p.pos:]), "{"); found && trim(rest) == "}" {
		return "{}", bounds == nil
	}
	if !p.level(1) || trim(p.text[p.pos:]) != "" {
		return "", false
	}
	if bounds == nil {
		return p.out.String(), true
	}
	return p.withBounds(bounds)
}

// bounds reads [2:3][5] before the equals sign as pairs of a lower and an upper bound.
func (p *arrayParser) bounds() (list [][2]int, ok bool) {
	p.skipSpace()
	for p.next() == '[' {
		end := strings.IndexByte(p.text[p.pos:], ']')
		if end < 0 {
			return nil, false
		}
		low, high, found := strings.Cut(p.text[p.pos+1:p.pos+end], ":")
		if !found {
			low, high = "1", low
		}
		l, errLow := strconv.Atoi(low)
		h, errHigh := strconv.Atoi(high)
		if errLow != nil || errHigh != nil || h < l || l < -1e8 || h > 1e8 || len(list) == maxDimensions {
			return nil, false
		}
		list = append(list, [2]int{l, h})
		p.pos += end + 1
		p.skipSpace()
	}
	if list == nil {
		return nil, true
	}
	if p.next() != '=' {
		return nil, false
	}
	p.pos++
	p.skipSpace()
	return list, true
}

// withBounds is the array with its bounds before it, unless all begin at 1.
func (p *arrayParser) withBounds(bounds [][2]int) (string, bool) {
	if len(bounds) != len(p.sizes) {
		return "", false
	}
	var head strings.Builder
	usual := true
	for i, b := range bounds {
		if b[1]-b[0]+1 != p.sizes[i] {
			return "", false
		}
		usual = usual && b[0] == 1
		head.WriteString("[" + strconv.Itoa(b[0]) + ":" + strconv.Itoa(b[1]) + "]")
	}
	if usual {
		return p.out.String(), true
	}
	return head.String() + "=" + p.out.String(), true
}

func (p *arrayParser) next() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

func (p *arrayParser) skipSpace() {
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		p.pos++
	}
}

// level reads {…} at a depth. All arrays of one depth have as many items; none is empty.
func (p *arrayParser) level(depth int) bool {
	p.skipSpace()
	if depth > maxDimensions || p.next() != '{' {
		return false
	}
	p.pos++
	p.out.WriteByte('{')
	if len(p.sizes) < depth {
		p.sizes = append(p.sizes, -1)
	}
	for count := 1; ; count++ {
		if !p.item(depth) {
			return false
		}
		p.skipSpace()
		c := p.next()
		p.pos++
		if c == p.delimiter {
			p.out.WriteByte(c)
			continue
		}
		if size := p.sizes[depth-1]; c != '}' || size >= 0 && size != count {
			return false
		}
		p.sizes[depth-1] = count
		p.out.WriteByte('}')
		return true
	}
}

// item reads an element or an array inside. Elements are all at one depth.
func (p *arrayParser) item(depth int) bool {
	p.skipSpace()
	if p.next() == '{' {
		return p.depth != depth && p.level(depth+1)
	}
	if p.depth == 0 {
		p.depth = depth
	}
	return p.depth == depth && p.element()
}

// element reads one element and prints it.
func (p *arrayParser) element() bool {
	text, quoted, ok := p.word()
	if !ok || text == "" && !quoted {
		return false
	}
	if !quoted && strings.EqualFold(text, "null") {
		p.out.WriteString("NULL")
		return true
	}
	text, ok = p.read(text)
	if !ok {
		return false
	}
	writeElement(&p.out, text, p.delimiter)
	return p.out.Len() <= maxOutput
}

// word is the text of an element without quotes and backslashes; quoted means that it is not NULL
// even if it says so.
func (p *arrayParser) word() (text string, quoted, ok bool) {
	if p.next() == '"' {
		return p.quotedWord()
	}
	var b strings.Builder
	kept := 0 // what white space at the end must not be cut from
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == p.delimiter, c == '}':
			all := b.String()
			return all[:kept] + strings.TrimRight(all[kept:], space), quoted, true
		case c == '"', c == '{':
			return "", false, false
		case c == '\\':
			if p.pos++; p.pos == len(p.text) {
				return "", false, false
			}
			b.WriteByte(p.text[p.pos])
			quoted, kept = true, b.Len()
		default:
			b.WriteByte(c)
		}
	}
	return "", false, false
}

func (p *arrayParser) quotedWord() (text string, quoted, ok bool) {
	var b strings.Builder
	for p.pos++; p.pos < len(p.text); p.pos++ {
		switch p.text[p.pos] {
		case '"':
			p.pos++
			return b.String(), true, true
		case '\\':
			if p.pos++; p.pos == len(p.text) {
				return "", false, false
			}
		}
		b.WriteByte(p.text[p.pos])
	}
	return "", false, false
}

// writeElement prints an element, in quotes where it could be read as something else.
func writeElement(out *strings.Builder, text string, delimiter byte) {
	if text != "" && !strings.EqualFold(text, "null") && !strings.ContainsAny(text, `"\{}`+space+string(delimiter)) {
		out.WriteString(text)
		return
	}
	out.WriteByte('"')
	for i := range len(text) {
		if text[i] == '"' || text[i] == '\\' {
			out.WriteByte('\\')
		}
		out.WriteByte(text[i])
	}
	out.WriteByte('"')
}
