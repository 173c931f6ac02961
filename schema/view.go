package schema

// View is a stored query.
type View struct {
	Written
	Folded string
	Body   Expr  // column list and query
	Names  []Key // tables and views that the query may read
}

// Key names the view.
func (v *View) Key() Key { return Key{Kind: KindView, Name: v.Folded} }

// Needs lists what the query may read.
func (v *View) Needs() []Key { return v.Names }

// Fields are the view's canonical attributes.
func (v *View) Fields() []Field { return []Field{{Name: "definition", Value: v.Body.SQL}} }
