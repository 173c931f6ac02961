package litemodel

// Views, whose query is compared as canonical text. SQLite checks a view when it is used, so the
// names in it are kept for the order of statements.

import "github.com/schemadiff/schemadiff/schema"

// View is a stored query.
type View struct {
	Source
	Folded string
	Body   Expr // column list and query
	// Reads finds the tables and views that the query reads, no virtual tables; nil for none.
	// It is called when that is first asked for.
	Reads func() []schema.Key
}

// Names are the tables and views that the query reads.
func (v *View) Names() []schema.Key {
	if v.Reads == nil {
		return nil
	}
	return v.Reads()
}

// Key names the view.
func (v *View) Key() schema.Key { return schema.Key{Kind: schema.KindView, Name: v.Folded} }

// Needs lists what the query may read.
func (v *View) Needs() []schema.Key { return v.Names() }

// Fields are the view's canonical attributes.
func (v *View) Fields() []schema.Field {
	return []schema.Field{{Name: "definition", Value: v.Body.SQL, Loose: v.Body.SQL}}
}
