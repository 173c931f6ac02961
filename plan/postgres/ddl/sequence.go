package ddl

// CREATE and ALTER SEQUENCE and the options that identity columns share with them. The catalog
// always holds all options; only the ones that differ from the default of the type and
// direction are written (sql-createsequence.html).

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// SequenceOptions are the options that are not the defaults of their type.
func SequenceOptions(o *pgmodel.SequenceOptions, typ string) string {
	if o == nil {
		return ""
	}
	high := map[string]string{"smallint": "32767", "integer": "2147483647"}[o.Type]
	if high == "" {
		high = "9223372036854775807"
	}
	low := "1"
	start := o.Min
	if strings.HasPrefix(o.Increment, "-") {
		low, high = map[string]string{"smallint": "-32768", "integer": "-2147483648"}[o.Type], "-1"
		if low == "" {
			low = "-9223372036854775808"
		}
		start = o.Max
	}
	var list []string
	add := func(word, value, usual string) {
		if value != usual {
			list = append(list, word+" "+value)
		}
	}
	add("INCREMENT BY", o.Increment, "1")
	add("MINVALUE", o.Min, low)
	add("MAXVALUE", o.Max, high)
	add("START WITH", o.Start, start)
	add("CACHE", o.Cache, "1")
	if o.Cycle {
		list = append(list, "CYCLE")
	}
	return strings.Join(list, " ")
}

// SequenceChange is a clause of ALTER SEQUENCE: an option with its value, if it has one.
type SequenceChange struct{ Option, Value string }

// SQL renders the clause.
func (c SequenceChange) SQL() string {
	if c.Value == "" {
		return c.Option
	}
	return c.Option + " " + c.Value
}

// SequenceChanges are the clauses that take one set of options to another.
func SequenceChanges(from, to *pgmodel.SequenceOptions) []SequenceChange {
	var list []SequenceChange
	add := func(option, from, to string) {
		if from != to {
			list = append(list, SequenceChange{option, to})
		}
	}
	add("AS", from.Type, to.Type)
	add("INCREMENT BY", from.Increment, to.Increment)
	add("MINVALUE", from.Min, to.Min)
	add("MAXVALUE", from.Max, to.Max)
	add("START WITH", from.Start, to.Start)
	add("CACHE", from.Cache, to.Cache)
	if from.Cycle != to.Cycle {
		list = append(list, SequenceChange{Option: If(to.Cycle, "CYCLE", "NO CYCLE")})
	}
	return list
}

// AlterSequence is ALTER SEQUENCE with the changes.
func AlterSequence(sequence schema.Key, changes []SequenceChange) Text {
	text := "ALTER SEQUENCE " + Qualified(sequence)
	for _, c := range changes {
		text += " " + c.SQL()
	}
	return Text(text)
}

// SequenceOwner is the column that a sequence belongs to, or NONE.
func SequenceOwner(s *pgmodel.Sequence) string {
	if s.OwnedBy == (schema.Key{}) {
		return "NONE"
	}
	return pgmodel.Qualified(s.OwnedBy.Schema, s.OwnedBy.Table) + "." + Quote(s.OwnedBy.Name)
}

// CreateSequence is CREATE SEQUENCE.
func CreateSequence(s *pgmodel.Sequence) Creation {
	text := If(s.Unlogged, "UNLOGGED ", "") + "SEQUENCE " + Qualified(s.ID)
	if s.Options.Type != "bigint" {
		text += " AS " + s.Options.Type
	}
	if o := SequenceOptions(&s.Options, s.Options.Type); o != "" {
		text += " " + o
	}
	return Create(text)
}
