// Package catalog writes what PostgreSQL's system catalogs say of a database as the DDL
// text that would create it, so that databases and files are read by one parser.
//
// The rows that the queries of this package return come in; statements, the object that
// each row is, and facts that no statement can hold go out. It has no connection: the
// caller sends the queries, in one transaction and in the order given, and hands over
// the answers. Each kind of object is a file with its query and its rows, which
// registers itself (kind.go); the queries have the order of the table of kinds.
package catalog

import (
	"slices"

	"github.com/jackc/pgx/v5"
)

// Phase is a part of the queries, and what becomes of their answers once all are read.
type Phase struct {
	Queries []Query
	finish  []func(*Reader)
	emits   section // sections before this one are complete
}

// factsOfAllKinds are read of objects of every kind, from the catalogs that the kinds declare.
var factsOfAllKinds = []kind{comments, owners, privileges}

// Phases are the queries for a server of a version, in the order of need: names that
// files may use come first, so that files can be parsed while the server still answers.
func Phases(version int) []Phase {
	t := target{version: version, classes: classes()}
	phases := make([]Phase, len(emittedAfter))
	for i, s := range emittedAfter {
		phases[i].emits = s
	}
	for _, k := range slices.Concat(kinds, factsOfAllKinds) {
		p := &phases[k.phase]
		p.Queries = append(p.Queries, k.queries(t)...)
		if k.finish != nil {
			p.finish = append(p.finish, k.finish)
		}
	}
	return phases
}

// Read takes the rows of a query.
func (q Query) Read(r *Reader, rows pgx.Rows) error { return q.read(r, rows) }

// Finish hands on the text that is complete now that all answers of the phase are read.
func (p Phase) Finish(r *Reader) {
	for s := range p.emits {
		r.emit(s)
	}
	for _, f := range p.finish {
		f(r)
	}
}

// OwnedClass is a system catalog whose objects have owners.
type OwnedClass struct{ Name, OwnerColumn string }

// Planned lists the catalogs of objects whose owner has a say in what code runs when the
// server plans a query that names them.
func Planned() []OwnedClass {
	var list []OwnedClass
	for _, c := range classes() {
		if c.planned {
			list = append(list, OwnedClass{Name: c.name, OwnerColumn: c.column("owner")})
		}
	}
	return list
}

// classes are the system catalogs of all kinds, each once.
func classes() []class {
	var list []class
	for _, k := range kinds {
		list = append(list, k.classes...)
	}
	return list
}
