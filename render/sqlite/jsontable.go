package sqlite

// This file is the JSON of a table and its parts.

import (
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

type tableJSON struct {
	Name        string              `json:"name"`
	Source      *render.PlaceJSON   `json:"source"`
	Columns     []columnJSON        `json:"columns"`
	PrimaryKey  *uniqueJSON         `json:"primaryKey"`
	Uniques     []uniqueJSON        `json:"uniques"`
	Checks      []checkJSON         `json:"checks"`
	ForeignKeys []foreignJSON       `json:"foreignKeys"`
	Options     []render.OptionJSON `json:"options"`
}

type columnJSON struct {
	Name      string              `json:"name"`
	Source    *render.PlaceJSON   `json:"source"`
	Position  int                 `json:"position"`
	Type      string              `json:"type"`
	NotNull   bool                `json:"notNull"`
	Default   *string             `json:"default"`
	Collation *string             `json:"collation"`
	Generated *string             `json:"generated"`
	Stored    bool                `json:"stored"`
	Options   []render.OptionJSON `json:"options"`
}

type uniqueJSON struct {
	Name       *string    `json:"name"`
	Parts      []partJSON `json:"parts"`
	OnConflict *string    `json:"onConflict"`
}

// partJSON has a column or an expression, never both.
type partJSON struct {
	Column     *string `json:"column"`
	Expression *string `json:"expression"`
	Collation  *string `json:"collation"`
	Desc       bool    `json:"desc"`
}

type checkJSON struct {
	Name       *string `json:"name"`
	Expression string  `json:"expression"`
}

type foreignJSON struct {
	Name       *string  `json:"name"`
	Columns    []string `json:"columns"`
	Table      string   `json:"table"`
	RefColumns []string `json:"refColumns"` // empty: the primary key
	OnUpdate   *string  `json:"onUpdate"`
	OnDelete   *string  `json:"onDelete"`
	Match      *string  `json:"match"`
	Deferred   bool     `json:"deferred"`
}

func (n names) tableJSON(t *litemodel.Table) tableJSON {
	out := tableJSON{
		Name: t.Name, Source: render.PlaceOf(t.At), Columns: []columnJSON{}, Uniques: []uniqueJSON{},
		Checks: []checkJSON{}, ForeignKeys: []foreignJSON{}, Options: render.Options(t.Fields()),
	}
	for i, c := range t.Columns {
		out.Columns = append(out.Columns, columnToJSON(c, i+1))
	}
	if t.Primary != nil {
		primary := n.uniqueJSON(t.Primary)
		out.PrimaryKey = &primary
	}
	for _, u := range t.Uniques {
		out.Uniques = append(out.Uniques, n.uniqueJSON(u))
	}
	for _, c := range t.Checks {
		out.Checks = append(out.Checks, checkJSON{render.Optional(c.Name), c.Expr.SQL})
	}
	for _, f := range t.ForeignKeys {
		out.ForeignKeys = append(out.ForeignKeys, n.foreignJSON(f))
	}
	return out
}

func columnToJSON(c *litemodel.Column, position int) columnJSON {
	out := columnJSON{
		Name: c.Name, Source: render.PlaceOf(c.At), Position: position, Type: c.Type.Name, NotNull: c.NotNull,
		Default: render.Optional(c.Default.SQL), Collation: render.Optional(c.Collation),
		Generated: render.Optional(c.Generated.Expr.SQL), Stored: c.Generated.Stored, Options: []render.OptionJSON{},
	}
	if c.Options != nil {
		out.Options = render.Options(c.Options.Fields())
	}
	return out
}

func (n names) uniqueJSON(u *litemodel.Unique) uniqueJSON {
	return uniqueJSON{render.Optional(u.Name), n.parts(u.Table, u.Parts), render.Optional(u.Conflict)}
}

func (n names) foreignJSON(f *litemodel.ForeignKey) foreignJSON {
	return foreignJSON{
		Name: render.Optional(f.Name), Columns: n.columns(f.Table, f.Columns), Table: n.table(f.References),
		RefColumns: n.columns(f.References, f.RefColumns), OnUpdate: render.Optional(f.OnUpdate), OnDelete: render.Optional(f.OnDelete),
		Match: render.Optional(f.Match), Deferred: f.Deferred,
	}
}

func (n names) parts(table schema.Key, parts []litemodel.Part) []partJSON {
	out := make([]partJSON, len(parts))
	for i, p := range parts {
		out[i] = partJSON{Collation: render.Optional(p.Collation), Desc: p.Desc}
		if p.Column != "" {
			name := n.column(table, p.Column)
			out[i].Column = &name
		} else {
			out[i].Expression = render.Optional(p.Expr.SQL)
		}
	}
	return out
}
