package litemodel

// What stands outside the list of a table's columns, and virtual tables, whose arguments only
// their module understands.

import "github.com/schemadiff/schemadiff/schema"

// TableOptions holds what stands after the columns of a table, and what follows from it.
type TableOptions struct {
	Strict, WithoutRowID, Autoincrement bool
	RowIDAlias                          string // folded column that is the rowid, "" if none
	// Bare is the text of the table without its own name before its columns, which
	// would name another table where it is created under another name; "" where the
	// text has no such name.
	Bare string
}

// Fields are the options' canonical attributes.
func (o *TableOptions) Fields() []schema.Field {
	return []schema.Field{
		{Name: "strict", Value: schema.Flag(o.Strict)}, {Name: "without rowid", Value: schema.Flag(o.WithoutRowID)},
		{Name: "autoincrement", Value: schema.Flag(o.Autoincrement)}, {Name: "rowid alias", Value: o.RowIDAlias},
	}
}

// ColumnOptions holds what a column says beside its type.
type ColumnOptions struct {
	NotNullConflict string // ON CONFLICT of NOT NULL, folded; "" for the default
	NotNullName     string // CONSTRAINT name of NOT NULL, folded
}

// Fields are the options' canonical attributes.
func (o *ColumnOptions) Fields() []schema.Field { return o.appendFields(nil) }

func (o *ColumnOptions) appendFields(list []schema.Field) []schema.Field {
	return append(list, schema.Field{Name: "not null on conflict", Value: o.NotNullConflict}, schema.Field{Name: "not null name", Value: o.NotNullName})
}

// Virtual is a virtual table: its rows are kept by a module.
type Virtual struct {
	Source
	Folded string
	Module string // folded
	Args   Expr   // the arguments, white space unified
	Known  bool   // the engine has the module, so the table can be used

	Columns []string // as spelled, for the modules whose rows can be copied; else nil
	Filler  string   // "own": it keeps its rows; "rebuild": it can be filled from another table; "" else

	Content      string // folded table or view that a full-text index reads its columns from; "" without one
	ContentRowID string // folded column that is the index's row id there; "" for the rowid itself
}

// Key names the table. It is of KindVirtual; tables, views and virtual tables
// share one name space in SQLite.
func (v *Virtual) Key() schema.Key { return schema.Key{Kind: schema.KindVirtual, Name: v.Folded} }

// Needs is empty: a module may need anything, and says so itself.
func (v *Virtual) Needs() []schema.Key { return nil }

// Fields are the table's canonical attributes.
func (v *Virtual) Fields() []schema.Field {
	return []schema.Field{{Name: "module", Value: v.Module}, {Name: "arguments", Value: v.Args.SQL}}
}
