package syntax

// The scanner cuts text into the tokens of PostgreSQL's lexer (scan.l): words, quoted
// identifiers, strings, dollar quotes, numbers, operators and comments, with their offsets
// in bytes.

import "strings"

// TokenKind is the sort of a token.
type TokenKind uint8

// The sorts of tokens. Callers outside ask for the exported ones.
const (
	Word        TokenKind = iota // an unquoted name or keyword
	lexQuoted                    // a name in "" or U&""
	String                       // '', E'', U&'', B'', X'', N'' and $tag$ $tag$
	lexNumber                    // also $1
	lexOperator                  // a run of operator characters
	lexPunct                     // ( ) [ ] , ; . : :: :=
	Comment                      // -- or /* */
	lexMeta                      // a backslash: a command of psql
	lexOpen                      // a quote or comment that nothing closes
)

// Token is one token of source text; offsets are in bytes of the source.
type Token struct {
	Kind       TokenKind
	word       keyword // of a Word, if splitting asks for it
	Start, End int32
}

// Text is the token as it stands in the text.
func (x Token) Text(text string) string { return text[x.Start:x.End] }

// Is reports whether the token is a word (in lower case), whatever its case.
func (x Token) Is(text, lower string) bool {
	return x.Kind == Word && int(x.End-x.Start) == len(lower) && equalASCII(text[x.Start:x.End], lower)
}

// IsPunct reports whether the token is the given punctuation or operator.
func (x Token) IsPunct(text, want string) bool {
	return (x.Kind == lexPunct || x.Kind == lexOperator) && text[x.Start:x.End] == want
}

// Name is the identifier that the token spells, folded or with its quotes off.
func (x Token) Name(text string) string {
	s := x.Text(text)
	if x.Kind == lexQuoted {
		s = s[strings.IndexByte(s, '"')+1 : len(s)-1]
		return strings.ReplaceAll(s, `""`, `"`)
	}
	return LowerASCII(s)
}

// IsName reports whether a name may be written so.
func (x Token) IsName() bool { return x.Kind == Word || x.Kind == lexQuoted }

// LowerASCII folds the ASCII letters of a name as the server does and leaves all others.
func LowerASCII(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.Map(lowerRune, s)
		}
	}
	return s
}

func lowerRune(r rune) rune {
	if 'A' <= r && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}

func equalASCII(s, lower string) bool {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// The classes of bytes, as in PostgreSQL's scan.l.
const (
	classOther uint8 = iota
	classSpace
	classStart // may begin a name
	classDigit
	classOperator
	classPunct
)

func byteClass(c byte) uint8 {
	switch {
	case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c >= 0x80:
		return classStart
	case c == ' ', '\t' <= c && c <= '\r':
		return classSpace
	case '0' <= c && c <= '9':
		return classDigit
	}
	switch c {
	case '(', ')', ',', ';', '.', ':', '[', ']':
		return classPunct
	case '+', '-', '*', '/', '<', '>', '=', '~', '!', '@', '#', '%', '^', '&', '|', '`', '?':
		return classOperator
	}
	return classOther
}

// IsNameByte reports whether a byte can stand in an unquoted name after its first one.
func IsNameByte(c byte) bool {
	k := byteClass(c)
	return k == classStart || k == classDigit || c == '$'
}

// NextToken is the token at or after an offset, white space skipped; ok is false at
// the end of the text. It never fails: what nothing closes reaches to the end.
func NextToken(text string, i int) (x Token, ok bool) {
	for i < len(text) && byteClass(text[i]) == classSpace {
		i++
	}
	if i >= len(text) {
		return Token{}, false
	}
	kind, n := lexAt(text[i:])
	x = Token{Kind: kind, Start: int32(i), End: int32(i + n)}
	if kind == Word {
		x.word = keywordOf(text[i : i+n])
	}
	return x, true
}

func lexAt(s string) (TokenKind, int) {
	c := s[0]
	switch byteClass(c) {
	case classStart:
		return lexName(s)
	case classDigit:
		return lexNumber, numberLen(s)
	case classPunct:
		return lexPunctuation(s)
	case classOperator:
		return lexOperators(s)
	}
	switch c {
	case '\'':
		return quoted(s, 0, String)
	case '"':
		return quoted(s, 0, lexQuoted)
	case '$':
		return lexDollar(s)
	case '\\':
		return lexMeta, 1
	}
	return lexOperator, 1 // no byte of SQL; the parser says so
}

// lexName reads a name, or the string that a letter before the quote begins.
func lexName(s string) (TokenKind, int) {
	if len(s) > 1 && s[1] == '\'' {
		switch s[0] {
		case 'e', 'E':
			return escapedString(s)
		case 'b', 'B', 'x', 'X', 'n', 'N':
			return quoted(s, 1, String)
		}
	}
	if len(s) > 2 && s[1] == '&' && (s[0] == 'u' || s[0] == 'U') {
		switch s[2] {
		case '\'':
			return quoted(s, 2, String)
		case '"':
			return quoted(s, 2, lexQuoted)
		}
	}
	n := 1
	for n < len(s) && IsNameByte(s[n]) {
		n++
	}
	return Word, n
}

// quoted finds the end of what the quote at s[at] opens; the quote stands doubled in it.
func quoted(s string, at int, kind TokenKind) (TokenKind, int) {
	q := s[at]
	for i := at + 1; ; {
		n := strings.IndexByte(s[i:], q)
		if n < 0 {
			return lexOpen, len(s)
		}
		i += n + 1
		if i >= len(s) || s[i] != q {
			return kind, i
		}
		i++
	}
}

// escapedString finds the end of E'…', in which a backslash escapes the next byte,
// and of the parts that continue it on later lines.
func escapedString(s string) (TokenKind, int) {
	for i := 2; i < len(s); i++ {
		switch {
		case s[i] == '\\':
			i++
		case s[i] != '\'':
		case i+1 < len(s) && s[i+1] == '\'':
			i++
		default:
			next := continuation(s, i+1)
			if next == 0 {
				return String, i + 1
			}
			i = next
		}
	}
	return lexOpen, len(s)
}

// continuation is where the quote stands that continues a string which ended
// before i: after white space with a line end. 0 is none.
func continuation(s string, i int) int {
	line := false
	for ; i < len(s) && byteClass(s[i]) == classSpace; i++ {
		line = line || s[i] == '\n' || s[i] == '\r'
	}
	if line && i < len(s) && s[i] == '\'' {
		return i
	}
	return 0
}

// lexDollar reads $1 or a dollar-quoted string.
func lexDollar(s string) (TokenKind, int) {
	n := 1
	for n < len(s) && IsNameByte(s[n]) && s[n] != '$' {
		n++
	}
	if n > 1 && byteClass(s[1]) == classDigit {
		return lexNumber, n
	}
	if n >= len(s) || s[n] != '$' {
		return lexOperator, 1
	}
	tag := s[:n+1]
	end := strings.Index(s[n+1:], tag)
	if end < 0 {
		return lexOpen, len(s)
	}
	return String, n + 1 + end + len(tag)
}

func numberLen(s string) int {
	n := 0
	for n < len(s) && (IsNameByte(s[n]) || s[n] == '.') {
		exponent := (s[n] == 'e' || s[n] == 'E') && n+1 < len(s) && (s[n+1] == '-' || s[n+1] == '+')
		if s[n] == '.' && n+1 < len(s) && s[n+1] == '.' {
			return n
		}
		n++
		if exponent {
			n++
		}
	}
	return n
}

func lexPunctuation(s string) (TokenKind, int) {
	if len(s) < 2 {
		return lexPunct, 1
	}
	switch {
	case s[0] == ':' && (s[1] == ':' || s[1] == '='):
		return lexPunct, 2
	case s[0] == '.' && byteClass(s[1]) == classDigit:
		return lexNumber, numberLen(s)
	}
	return lexPunct, 1
}

// lexOperators reads a comment or a run of operator characters, which ends where
// a comment begins.
func lexOperators(s string) (TokenKind, int) {
	if n := lineComment(s); n > 0 {
		return Comment, n
	}
	if strings.HasPrefix(s, "/*") {
		return blockComment(s)
	}
	n := 1
	for n < len(s) && byteClass(s[n]) == classOperator && !strings.HasPrefix(s[n:], "--") && !strings.HasPrefix(s[n:], "/*") {
		n++
	}
	return lexOperator, n
}

// lineComment is the length of the -- comment at the start of s, or 0.
func lineComment(s string) int {
	if !strings.HasPrefix(s, "--") {
		return 0
	}
	if n := strings.IndexByte(s, '\n'); n >= 0 {
		return n
	}
	return len(s)
}

// blockComment reads a comment, in which others may stand.
func blockComment(s string) (TokenKind, int) {
	depth := 0
	for i := 0; i+1 < len(s); i++ {
		switch {
		case s[i] == '/' && s[i+1] == '*':
			depth++
			i++
		case s[i] == '*' && s[i+1] == '/':
			depth--
			i++
		}
		if depth == 0 {
			return Comment, i + 1
		}
	}
	return lexOpen, len(s)
}

// tokensOf are the tokens of a text without comments.
func tokensOf(text string) (list []Token) {
	for at := 0; ; {
		x, ok := NextToken(text, at)
		if !ok {
			return list
		}
		if at = int(x.End); x.Kind != Comment {
			list = append(list, x)
		}
	}
}
