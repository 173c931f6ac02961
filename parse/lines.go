package parse

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/schema"
)

// Lines finds positions in one source without counting lines anew each time.
type Lines struct {
	src    Source
	starts []int // byte offsets of the lines
}

// NewLines indexes the lines of src.
func NewLines(src Source) *Lines {
	l := &Lines{src: src, starts: []int{0}}
	for i := 0; ; {
		n := strings.IndexByte(src.Text[i:], '\n')
		if n < 0 {
			return l
		}
		i += n + 1
		l.starts = append(l.starts, i)
	}
}

// Pos is the position of a byte offset.
func (l *Lines) Pos(offset int) schema.Pos {
	line := l.Line(offset)
	head := strings.TrimPrefix(l.src.Text[l.starts[line]:offset], "\ufeff")
	return schema.Pos{File: l.src.Name, Line: line + 1, Col: utf8.RuneCountInString(head) + 1}
}

// Line is the number of the line, from 0, that a byte offset is on.
func (l *Lines) Line(offset int) int {
	return sort.SearchInts(l.starts, offset+1) - 1
}
