package value

// Names of types: "timestamp(3) with time zone[]" is cut into the name "timestamp with time zone",
// the modifier 3 and the mark of an array, and the name is looked up in the one list of types that
// this package reads. The names are those of format_type (format_type.c).

import (
	"strconv"
	"strings"
)

// typeInfo is a type that constants can be read for.
type typeInfo struct {
	typeRow
	mods  []int
	array bool
}

// typeRow is a line of the list of types.
type typeRow struct {
	read      reader
	maxMods   int
	semicolon bool // between the elements of an array
}

// types lists what can be read, by the name without modifiers.
var types = map[string]typeRow{
	"boolean":           {plain(booleanText), 0, false},
	"smallint":          {integerReader(16), 0, false},
	"integer":           {integerReader(32), 0, false},
	"bigint":            {integerReader(64), 0, false},
	"oid":               {plain(oidText), 0, false},
	"xid8":              {plain(xid8Text), 0, false},
	"pg_lsn":            {plain(lsnText), 0, false},
	"pg_snapshot":       {plain(snapshotText), 0, false},
	"txid_snapshot":     {plain(snapshotText), 0, false},
	"int2vector":        {plain(int2vectorText), 0, false},
	"oidvector":         {plain(oidvectorText), 0, false},
	"numeric":           {numericText, 2, false},
	"real":              {plain(realText), 0, false},
	"double precision":  {plain(doubleText), 0, false},
	"text":              {plain(unchanged), 0, false},
	"character varying": {varcharText, 1, false},
	"character":         {charText, 1, false},
	"bpchar":            {plain(unchanged), 0, false},
	"name":              {plain(nameText), 0, false},
	`"char"`:            {plain(byteCharText), 0, false},
	"bytea":             {plain(byteaText), 0, false},
	"bit":               {bitText, 1, false},
	"bit varying":       {varbitText, 1, false},
	"uuid":              {plain(uuidText), 0, false},
}

// parseType reads a type's name; it is not ok for a type that is not listed.
func parseType(typ string) (typeInfo, bool) {
	var t typeInfo
	name := typ
	for strings.HasSuffix(name, "[]") {
		name, t.array = strings.TrimSuffix(name, "[]"), true
	}
	if open := strings.IndexByte(name, '('); open >= 0 {
		length := strings.IndexByte(name[open:], ')')
		if length < 0 {
			return t, false
		}
		for digits := range strings.SplitSeq(name[open+1:open+length], ",") {
			n, err := strconv.Atoi(strings.TrimSpace(digits))
			if err != nil || n > 1<<24 || n < -1000 {
				return t, false
			}
			t.mods = append(t.mods, n)
		}
		name = strings.TrimSpace(name[:open]) + name[open+length+1:]
	}
	row, ok := types[name]
	t.typeRow = row
	return t, ok && len(t.mods) <= row.maxMods
}
