package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func sequenceMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "SEQUENCE " + qualified(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createSequence(o.(*pgmodel.Sequence)) },
		drop: func(o pgmodel.Object) []piece {
			return []piece{{SQL: "DROP SEQUENCE " + qualified(o.Key()), Form: locks.Of(locks.DropsTable), Loss: plan.Loses, Lost: "the position of " + o.Key().Object(),
				Rules: []plan.Rule{{Name: "drop-sequence", Key: o.Key()}}}}
		},
		alter:  alterSequence,
		rename: renameRelation("SEQUENCE"),
	}
}

func createSequence(s *pgmodel.Sequence) []piece {
	text := "CREATE " + onOff(s.Unlogged, "UNLOGGED ", "") + "SEQUENCE " + qualified(s.ID)
	if s.Options.Type != "bigint" {
		text += " AS " + s.Options.Type
	}
	if o := sequenceOptions(&s.Options, s.Options.Type); o != "" {
		text += " " + o
	}
	return []piece{{SQL: text, Undo: "DROP SEQUENCE " + qualified(s.ID)}}
}

func ownerText(s *pgmodel.Sequence) string {
	if s.OwnedBy == (schema.Key{}) {
		return "NONE"
	}
	return pgmodel.Qualified(s.OwnedBy.Schema, s.OwnedBy.Table) + "." + quote(s.OwnedBy.Name)
}

// sequenceOptions are the options that are not the defaults of their type.
func sequenceOptions(o *pgmodel.SequenceOptions, typ string) string {
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

// sequenceChanges are the clauses that take one set of options to another.
func sequenceChanges(from, to *pgmodel.SequenceOptions) []string {
	var list []string
	add := func(word, was, now string) {
		if was != now {
			list = append(list, word+" "+now)
		}
	}
	add("AS", from.Type, to.Type)
	add("INCREMENT BY", from.Increment, to.Increment)
	add("MINVALUE", from.Min, to.Min)
	add("MAXVALUE", from.Max, to.Max)
	add("START WITH", from.Start, to.Start)
	add("CACHE", from.Cache, to.Cache)
	if from.Cycle != to.Cycle {
		list = append(list, onOff(to.Cycle, "CYCLE", "NO CYCLE"))
	}
	return list
}

func alterSequence(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Sequence), c.To.(*pgmodel.Sequence)
	var out []piece
	head := "ALTER SEQUENCE " + qualified(to.ID) + " "
	for _, f := range c.Fields {
		switch f.Name {
		case "options":
			out = append(out, piece{SQL: head + strings.Join(sequenceChanges(&from.Options, &to.Options), " "),
				Undo: head + strings.Join(sequenceChanges(&to.Options, &from.Options), " "), Form: locks.Of(locks.AltersSequence)})
		case "owned by":
			if to.OwnedBy != (schema.Key{}) && p.before.get(to.OwnedBy) == nil { // its column is made in the same plan
				if from.OwnedBy != (schema.Key{}) {
					out = append(out, piece{SQL: head + "OWNED BY NONE", Undo: head + "OWNED BY " + ownerText(from), Form: locks.Of(locks.AltersSequence)})
				}
				p.own(to, reasonField(c, f))
				continue
			}
			out = append(out, piece{SQL: head + "OWNED BY " + ownerText(to), Undo: head + "OWNED BY " + ownerText(from), Form: locks.Of(locks.AltersSequence)})
		case "unlogged":
			out = append(out, piece{SQL: head + onOff(to.Unlogged, "SET UNLOGGED", "SET LOGGED"), Form: locks.Of(locks.LogsSequence)})
		}
	}
	return out, true
}
