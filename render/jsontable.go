package render

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

type tableJSON struct {
	Name        string        `json:"name"`
	Source      *placeJSON    `json:"source"`
	Columns     []columnJSON  `json:"columns"`
	PrimaryKey  *uniqueJSON   `json:"primaryKey"`
	Uniques     []uniqueJSON  `json:"uniques"`
	Checks      []checkJSON   `json:"checks"`
	ForeignKeys []foreignJSON `json:"foreignKeys"`
	Options     []optionJSON  `json:"options"`
}

type columnJSON struct {
	Name      string       `json:"name"`
	Source    *placeJSON   `json:"source"`
	Position  int          `json:"position"`
	Type      string       `json:"type"`
	NotNull   bool         `json:"notNull"`
	Default   *string      `json:"default"`
	Collation *string      `json:"collation"`
	Generated *string      `json:"generated"`
	Stored    bool         `json:"stored"`
	Options   []optionJSON `json:"options"`
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

type optionJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (n names) tableJSON(t *litemodel.Table) tableJSON {
	out := tableJSON{
		Name: t.Name, Source: positionJSON(t.At), Columns: []columnJSON{}, Uniques: []uniqueJSON{},
		Checks: []checkJSON{}, ForeignKeys: []foreignJSON{}, Options: options(t.Fields()),
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
		out.Checks = append(out.Checks, checkJSON{optional(c.Name), c.Expr.SQL})
	}
	for _, f := range t.ForeignKeys {
		out.ForeignKeys = append(out.ForeignKeys, n.foreignJSON(f))
	}
	return out
}

func columnToJSON(c *litemodel.Column, position int) columnJSON {
	out := columnJSON{
		Name: c.Name, Source: positionJSON(c.At), Position: position, Type: c.Type.Name, NotNull: c.NotNull,
		Default: optional(c.Default.SQL), Collation: optional(c.Collation),
		Generated: optional(c.Generated.Expr.SQL), Stored: c.Generated.Stored, Options: []optionJSON{},
	}
	if c.Options != nil {
		out.Options = options(c.Options.Fields())
	}
	return out
}

func (n names) uniqueJSON(u *litemodel.Unique) uniqueJSON {
	return uniqueJSON{optional(u.Name), n.parts(u.Table, u.Parts), optional(u.Conflict)}
}

func (n names) foreignJSON(f *litemodel.ForeignKey) foreignJSON {
	return foreignJSON{
		Name: optional(f.Name), Columns: n.columns(f.Table, f.Columns), Table: n.table(f.References),
		RefColumns: n.columns(f.References, f.RefColumns), OnUpdate: optional(f.OnUpdate), OnDelete: optional(f.OnDelete),
		Match: optional(f.Match), Deferred: f.Deferred,
	}
}

func (n names) parts(table schema.Key, parts []litemodel.Part) []partJSON {
	out := make([]partJSON, len(parts))
	for i, p := range parts {
		out[i] = partJSON{Collation: optional(p.Collation), Desc: p.Desc}
		if p.Column != "" {
			name := n.column(table, p.Column)
			out[i].Column = &name
		} else {
			out[i].Expression = optional(p.Expr.SQL)
		}
	}
	return out
}

// options lists the attributes that are set.
func options(fields []schema.Field) []optionJSON {
	out := []optionJSON{}
	for _, f := range fields {
		if f.Value != "" {
			out = append(out, optionJSON{f.Name, f.Value})
		}
	}
	return out
}
