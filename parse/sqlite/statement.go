package sqlite

// Sources are cut into statements here, as sqlite3_complete() would.

import (
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// source is DDL text with its lines indexed.
type source struct {
	parse.Source
	lines *parse.Lines
}

// statement is one SQL statement of a source.
type statement struct {
	src      *source
	tokens   []token // without comments and the closing semicolon
	comments []token // inside it, on the lines before it and after it on its last line
	ended    bool    // a semicolon closes it
}

func (s *statement) start() int { return s.tokens[0].start }
func (s *statement) end() int   { return s.tokens[len(s.tokens)-1].end }

// sql is the statement's own text, without the closing semicolon.
func (s *statement) sql() string { return s.src.Text[s.start():s.end()] }

func (s *statement) pos() schema.Pos { return s.src.lines.Pos(s.start()) }

// word is the i-th token in lower case if it is a word, else "".
func (s *statement) word(i int) string {
	if i >= len(s.tokens) || s.tokens[i].kind != word {
		return ""
	}
	return Fold(s.tokens[i].of(s.src.Text))
}

// fail makes an error at a byte offset of the source.
func (s *statement) fail(offset int, format string, args ...any) *parse.Error {
	return parse.At(s.src.Source, offset, format, args...)
}

// split cuts a source into statements. A statement ends at a semicolon; one that
// creates a trigger at the semicolon after "; END", as in sqlite3_complete().
func split(src parse.Source) []*statement {
	s := &source{src, parse.NewLines(src)}
	var out []*statement
	var cur *statement
	var pending []token // comments that no statement has claimed
	tokens := lex(src.Text)
	kept, first := tokens[:0], 0 // the statements share one list, in which those of cur begin at first
	for _, t := range tokens {
		switch {
		case t.kind == comment:
			if !claim(out, cur, s, t) {
				pending = append(pending, t)
			} else if cur != nil {
				cur.comments = append(cur.comments, t)
			}
		case t.is(src.Text, ";") && cur == nil: // an empty statement
		case t.is(src.Text, ";") && !cur.insideTrigger():
			cur.ended, cur = true, nil
		default:
			if cur == nil {
				cur = &statement{src: s, comments: pending}
				pending, first = nil, len(kept)
				out = append(out, cur)
			}
			kept = append(kept, t)
			cur.tokens = kept[first:len(kept):len(kept)]
		}
	}
	return out
}

// claim reports whether a comment belongs to a statement already: the one it stands
// in, or the one that ended on its line, which gets it here.
func claim(out []*statement, cur *statement, s *source, t token) bool {
	if cur != nil {
		return true
	}
	if len(out) == 0 {
		return false
	}
	last := out[len(out)-1]
	if s.lines.Line(last.end()-1) != s.lines.Line(t.start) {
		return false
	}
	last.comments = append(last.comments, t)
	return true
}

// insideTrigger reports whether a semicolon here is one of a trigger's body.
func (s *statement) insideTrigger() bool {
	i := 0
	if s.word(0) == "explain" {
		i = 1
	}
	if s.word(i) != "create" {
		return false
	}
	i++
	if w := s.word(i); w == "temp" || w == "temporary" {
		i++
	}
	if s.word(i) != "trigger" {
		return false
	}
	n := len(s.tokens)
	return !(n >= 2 && s.tokens[n-1].is(s.src.Text, "end") && s.tokens[n-2].is(s.src.Text, ";"))
}
