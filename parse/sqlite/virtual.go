package sqlite

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// The arguments of a virtual table mean what its module says. Read here are the columns
// that the modules of SQLite itself declare, and of the table that a full-text index
// reads its columns from (fts3.html, section 6.2.2; fts5.html, sections 4 and 4.4;
// rtree.html, section 3.1).

// readArguments takes columns, row storage and content table out of the arguments.
func readArguments(v *litemodel.Virtual, src string, args [][]token) {
	switch v.Module {
	case "fts3", "fts4":
		readContent(v, src, args)
		return
	case "fts5", "rtree", "rtree_i32":
	default:
		return
	}
	v.Filler = "own"
	for _, arg := range args {
		for len(arg) > 0 && arg[0].is(src, "+") {
			arg = arg[1:] // an auxiliary column
		}
		switch {
		case len(arg) == 0 || !arg[0].isName():
		case len(arg) > 1 && arg[1].is(src, "="):
			readOption(v, src, Fold(arg[0].name(src)), arg[2:])
		default:
			v.Columns = append(v.Columns, arg[0].name(src))
		}
	}
}

// readOption reads one option of FTS5.
func readOption(v *litemodel.Virtual, src, option string, value []token) {
	text := optionText(src, value)
	switch {
	case option == "content" && text == "", option == "contentless_delete":
		v.Filler = ""
	case option == "content":
		v.Filler, v.Content = "rebuild", Fold(text)
	case option == "content_rowid" && Fold(text) != "rowid":
		v.ContentRowID = Fold(text)
	}
}

// readContent reads the content table and the columns of FTS3 and FTS4, whose row id is
// the rowid of that table. Their words before "=" are options, whatever the case.
func readContent(v *litemodel.Virtual, src string, args [][]token) {
	var columns []string
	for _, arg := range args {
		switch {
		case len(arg) == 0 || !arg[0].isName():
		case len(arg) > 1 && arg[1].is(src, "="):
			if arg[0].is(src, "content") {
				v.Content = Fold(optionText(src, arg[2:]))
			}
		case arg[0].is(src, "tokenize"):
		default:
			columns = append(columns, arg[0].name(src))
		}
	}
	if v.Content != "" {
		v.Columns = columns
	}
}

// optionText is the value of an option without its quotes.
func optionText(src string, value []token) string {
	if len(value) == 1 && value[0].isName() {
		return value[0].name(src)
	}
	var b strings.Builder
	for _, t := range value {
		b.WriteString(t.of(src))
	}
	return b.String()
}
