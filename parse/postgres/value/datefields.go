package value

// Dates, times and intervals are first cut into fields: numbers, dates with separators, times with
// colons, signed offsets, and words (datetime-input-rules.html, appendix "Date/Time Input
// Interpretation"; ParseDateTime in datetime.c).

import "strings"

// fieldKind is the shape of a field.
type fieldKind int

const (
	numberField fieldKind = iota // 2026, 040506.789, .5
	dateField                    // 2026-01-05, 5-Jan-2026
	timeField                    // 04:05:06.789
	signedField                  // +01:30, -1-2, -1.5
	wordField                    // january, pm, t
	signedWord                   // -infinity
)

// field is one of them, in lower case.
type field struct {
	kind fieldKind
	text string
}

// maxFields is how many fields a text may have.
const maxFields = 25

// fieldLexer cuts a text into fields.
type fieldLexer struct {
	text string
	pos  int
	list []field
}

// dateFields cuts a text of a date, a time or an interval. Commas, and the @ of intervals, only
// separate.
func dateFields(text string) ([]field, bool) {
	l := &fieldLexer{text: strings.ToLower(text)}
	if len(text) > 120 || !isASCII(text) {
		return nil, false
	}
	for l.pos < len(l.text) {
		switch c := l.text[l.pos]; {
		case isSpace(c), c == ',', c == '@':
			l.pos++
			continue
		case isDigit(c), c == '.':
			l.numeric()
		case isLetter(c):
			l.word()
		case c == '+', c == '-':
			if !l.signed() {
				return nil, false
			}
		default:
			return nil, false
		}
	}
	return l.list, len(l.list) > 0 && len(l.list) <= maxFields
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' }

// peek is the character at the position, 0 at the end.
func (l *fieldLexer) peek() byte {
	if l.pos < len(l.text) {
		return l.text[l.pos]
	}
	return 0
}

// skip goes over characters of a kind.
func (l *fieldLexer) skip(accept func(c byte) bool) {
	for l.pos < len(l.text) && accept(l.text[l.pos]) {
		l.pos++
	}
}

func (l *fieldLexer) add(kind fieldKind, start int) {
	l.list = append(l.list, field{kind, l.text[start:l.pos]})
}

// numeric reads what starts with a digit or a point.
func (l *fieldLexer) numeric() {
	start := l.pos
	kind := numberField
	l.skip(isDigit)
	switch c := l.peek(); {
	case c == '.' && l.pos == start:
		l.pos++
		l.skip(isDigit)
	case c == ':':
		kind = timeField
		l.skip(func(c byte) bool { return isDigit(c) || c == ':' || c == '.' })
	case c == '-', c == '/', c == '.':
		l.pos++
		kind = l.afterSeparator(c)
	}
	l.add(kind, start)
}

// afterSeparator reads on after the first separator of a date, which may be the point of a number.
func (l *fieldLexer) afterSeparator(separator byte) fieldKind {
	if !isDigit(l.peek()) {
		l.skip(func(c byte) bool { return isDigit(c) || isLetter(c) || c == separator })
		return dateField
	}
	l.skip(isDigit)
	switch {
	case l.peek() == separator:
		l.skip(func(c byte) bool { return isDigit(c) || c == separator })
		return dateField
	case separator == '.':
		return numberField
	}
	return dateField
}

// word reads letters, and a date that starts with the name of a month, or the name of a zone.
func (l *fieldLexer) word() {
	start := l.pos
	l.skip(isLetter)
	kind := wordField
	switch c := l.peek(); {
	case c == '-', c == '/', c == '.', (c == '+' || isDigit(c)) && !isDateWord(l.text[start:l.pos]):
		kind = dateField
		l.skip(func(c byte) bool { return isDigit(c) || isLetter(c) || strings.IndexByte("+-/_.:", c) >= 0 })
	}
	l.add(kind, start)
}

// signed reads an offset, a negative number or -infinity. White space may follow the sign.
func (l *fieldLexer) signed() bool {
	sign := l.text[l.pos : l.pos+1]
	l.pos++
	l.skip(isSpace)
	start := l.pos
	switch c := l.peek(); {
	case isDigit(c):
		l.skip(func(c byte) bool { return isDigit(c) || c == ':' || c == '.' || c == '-' })
		l.list = append(l.list, field{signedField, sign + l.text[start:l.pos]})
	case isLetter(c):
		l.skip(isLetter)
		l.list = append(l.list, field{signedWord, sign + l.text[start:l.pos]})
	default:
		return false
	}
	return true
}

// months and weekdays are the names that stand for themselves with three letters or all, and with
// the other short forms of datetime-keywords.html.
var (
	months   = [12]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	weekdays = [7]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}
)

// monthNumber is the number of a month's name, 0 for another word.
func monthNumber(word string) int {
	for i, name := range months {
		if word == name || word == name[:3] || word == "sept" && i == 8 {
			return i + 1
		}
	}
	return 0
}

func isWeekday(word string) bool {
	for _, name := range weekdays {
		if word == name || word == name[:3] {
			return true
		}
	}
	return word == "tues" || word == "weds" || word == "thur" || word == "thurs"
}

// isDateWord reports whether a word has a meaning in a date, so that a digit may follow at once.
func isDateWord(word string) bool {
	switch word {
	case "ad", "allballs", "am", "at", "bc", "d", "dow", "doy", "dst", "epoch", "h", "infinity", "isodow", "isoyear", "j", "jd",
		"julian", "m", "mm", "now", "on", "pm", "s", "t", "today", "tomorrow", "y", "yesterday":
		return true
	}
	return monthNumber(word) > 0 || isWeekday(word)
}
