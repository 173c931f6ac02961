package schema

import (
	"strings"
	"unicode/utf8"
)

// MaxNamePg is NAMEDATALEN - 1, in bytes.
const MaxNamePg = 63

// MadeNamePg is the name that the server makes up: "name1_name2_label", cut to
// MaxNamePg bytes from the longer of the two names (indexcmds.c, makeObjectName).
// name2 and label may be empty.
func MadeNamePg(name1, name2, label string) string {
	over := 0
	if name2 != "" {
		over++
	}
	if label != "" {
		over += len(label) + 1
	}
	n1, n2 := len(name1), len(name2)
	for n1+n2 > MaxNamePg-over {
		if n1 > n2 {
			n1--
		} else {
			n2--
		}
	}
	text := ClipPg(name1, n1)
	if name2 != "" {
		text += "_" + ClipPg(name2, n2)
	}
	if label != "" {
		text += "_" + label
	}
	return text
}

// MadeNotNullPg says whether the server may have made up the name of a NOT NULL
// (PostgreSQL 18): it numbers those that are taken.
func MadeNotNullPg(table, column, name string) bool {
	const label = "not_null"
	digits := len(name) - len(strings.TrimRight(name, "0123456789"))
	return name == MadeNamePg(table, column, label+name[len(name)-digits:])
}

// ClipPg cuts a name to at most n bytes, never inside a character.
func ClipPg(name string, n int) string {
	if len(name) <= n {
		return name
	}
	for n > 0 && !utf8.RuneStart(name[n]) {
		n--
	}
	return name[:n]
}

// MultirangeNamePg is the name that the server gives the multirange type of a range
// type (typecmds.c, makeMultirangeTypeName).
func MultirangeNamePg(name string) string {
	if i := strings.Index(name, "range"); i >= 0 {
		return ClipPg(name[:i]+"multi"+name[i:], MaxNamePg)
	}
	return ClipPg(name, MaxNamePg-len("_multirange")) + "_multirange"
}
