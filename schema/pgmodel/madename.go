package pgmodel

// Names that the server makes up for what its author did not name. Files and databases must agree
// on them to the byte, so each function follows the one of the server that it names.

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// MaxName is NAMEDATALEN - 1, in bytes.
const MaxName = 63

// MadeName is the name that the server makes up: "name1_name2_label", cut to
// MaxName bytes from the longer of the two names (indexcmds.c, makeObjectName).
// name2 and label may be empty.
func MadeName(name1, name2, label string) string {
	over := 0
	if name2 != "" {
		over++
	}
	if label != "" {
		over += len(label) + 1
	}
	n1, n2 := len(name1), len(name2)
	for n1+n2 > MaxName-over {
		if n1 > n2 {
			n1--
		} else {
			n2--
		}
	}
	text := Clip(name1, n1)
	if name2 != "" {
		text += "_" + Clip(name2, n2)
	}
	if label != "" {
		text += "_" + label
	}
	return text
}

// MadeNotNull reports whether the server may have made up the name of a NOT NULL
// (PostgreSQL 18): where a name is taken, it appends a number.
func MadeNotNull(table, column, name string) bool {
	return isMadeName(table, column, "not_null", name)
}

// isMadeName reports whether a name is one that the server makes up of two names and a label,
// with a number after it where the name was taken.
func isMadeName(name1, name2, label, name string) bool {
	digits := len(name) - len(strings.TrimRight(name, "0123456789"))
	return name == MadeName(name1, name2, label+name[len(name)-digits:])
}

// Clip cuts a name to at most n bytes, never inside a character.
func Clip(name string, n int) string {
	if len(name) <= n {
		return name
	}
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}

// MultirangeName is the name that the server gives the multirange type of a range
// type (typecmds.c, makeMultirangeTypeName).
func MultirangeName(name string) string {
	if i := strings.Index(name, "range"); i >= 0 {
		return Clip(name[:i]+"multi"+name[i:], MaxName)
	}
	return Clip(name, MaxName-len("_multirange")) + "_multirange"
}

// JoinNames are column names joined by "_", no longer than a name can be
// (indexcmds.c, ChooseIndexNameAddition).
func JoinNames(columns []string) string {
	text := ""
	for _, c := range columns {
		if text != "" {
			text += "_"
		}
		text += c
		if len(text) >= 64 {
			break
		}
	}
	return text
}

// IndexColumns are the names that an index's own name is made of (indexcmds.c,
// ChooseIndexColumnNames): doubles get a number.
func IndexColumns(keys, include []string) []string {
	var out []string
	for _, c := range append(slices.Clip(keys), include...) {
		if c == "" {
			c = "expr"
		}
		n := c
		for i := 1; slices.Contains(out, n); i++ {
			suffix := strconv.Itoa(i)
			n = Clip(c, MaxName-len(suffix)) + suffix
		}
		out = append(out, n)
	}
	return out
}

// PartNames are the columns of parts; "" stands for an expression.
func PartNames(parts []Part) []string {
	names := make([]string, len(parts))
	for i, p := range parts {
		if names[i] = p.Column; p.Column == "" && p.Label != "?column?" { // which is no name: "expr" stands for it
			names[i] = p.Label
		}
	}
	return names
}
