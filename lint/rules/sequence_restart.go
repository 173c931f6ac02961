package rules

// A sequence that starts again gives numbers that rows have already: the next inserts fail on the
// key, or rows share a number where there is none (sql-altersequence). Left out are sequences that
// the statements make or whose rows they delete or insert, and, where a database was asked, numbers it has
// not reached.

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed sequence-restart.md
var sequenceRestartPage string

func sequenceRestart() *lint.Rule {
	return &lint.Rule{Name: "sequence-restart", Category: "data", Severity: lint.Warning, Dialect: "postgres", Page: sequenceRestartPage, NoChange: "how far a sequence has come is no part of a schema", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if newSequence(p, a) || handledRows(p, a) || notReached(p, a) {
				return
			}
			from := "its start"
			if a.To != "" {
				from = a.To
			}
			f := p.At(a, "setval('…', (SELECT max(id) FROM …)), which follows the rows there are", "%s gives its numbers from %s on again: rows that have them make the next inserts fail", a.Object(), from)
			if next, err := strconv.ParseInt(a.To, 10, 64); err == nil && next >= likelyAhead {
				f.Severity = lint.Info
			}
		}, schema.Restarts)
	}}
}

// likelyAhead is the number from which on a restart leaves a gap on purpose more often than it repeats
// numbers.
const likelyAhead = 1000

// newSequence reports whether the statements make a sequence, or the table that it numbers.
func newSequence(p *lint.Pass, a *lint.Act) bool {
	if s, ok := p.From.Get(a.On).(*pgmodel.Sequence); ok {
		return s.OwnedBy != schema.Key{} && p.Made(tableOf(s.OwnedBy))
	}
	return anyAct(p, func(o *lint.Act) bool {
		return o.Verb == schema.Creates && o.Kind.IsRelation() && !(o.IfNotExists && o.Known) && (o.Name == a.On.Name || strings.HasPrefix(a.On.Name, o.Name+"_"))
	})
}

// handledRows reports whether statements before have emptied the table of a sequence, or put rows into it
// whose numbers it is to follow. Where the table is not known it may be any.
func handledRows(p *lint.Pass, a *lint.Act) bool {
	owner := schema.Key{}
	if a.On.Kind != schema.KindSequence {
		owner = a.On
	} else if s, ok := p.From.Get(a.On).(*pgmodel.Sequence); ok && s.OwnedBy != owner {
		owner = tableOf(s.OwnedBy)
	}
	return anyAct(p, func(o *lint.Act) bool {
		handles := o.Verb == schema.Truncates || o.Verb == schema.Inserts || o.Verb == schema.Deletes && !o.Where
		return handles && o.Index < a.Index && (owner.Name == "" || o.On.Name == owner.Name)
	})
}

// tableOf is the table of a column.
func tableOf(column schema.Key) schema.Key {
	return schema.Key{Kind: schema.KindTable, Schema: column.Schema, Name: column.Table}
}

// anyAct reports whether an act of the statements does what match says.
func anyAct(p *lint.Pass, match func(*lint.Act) bool) bool {
	for i := range p.Acts {
		if match(&p.Acts[i]) {
			return true
		}
	}
	return false
}

// notReached reports whether a database has said that the numbers from a restart on were never given.
func notReached(p *lint.Pass, a *lint.Act) bool {
	next, err := strconv.ParseInt(a.To, 10, 64)
	if p.Facts == nil || err != nil {
		return false
	}
	for _, s := range p.Facts.Sequences {
		if s.Sequence == a.On {
			return next >= s.Last
		}
	}
	return false
}
