package ddl

// The definition of a column, shared by CREATE TABLE and ADD COLUMN, and its identity. Options
// that the server would choose itself are left out, so that the text is close to the one a
// person would write.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ColumnDefinition is the column as CREATE TABLE and ADD COLUMN declare it.
func ColumnDefinition(c *pgmodel.Column) string {
	w := &strings.Builder{}
	w.WriteString(Quote(c.Name) + " " + c.Type)
	if len(c.Extra().Foreign) > 0 {
		w.WriteString(" OPTIONS (" + ForeignOptions(c.Extra().Foreign) + ")")
	}
	if c.Collation != "" {
		w.WriteString(" COLLATE " + c.Collation)
	}
	w.WriteString(ColumnRules(c))
	return w.String()
}

// ColumnRules are the clauses of a column definition after the type and the collation:
// where values come from, and NOT NULL.
func ColumnRules(c *pgmodel.Column) string {
	w := &strings.Builder{}
	switch {
	case !c.Extra().Generated.IsZero() && c.Extra().Virtual:
		w.WriteString(" GENERATED ALWAYS AS (" + c.Extra().Generated.SQL + ") VIRTUAL")
	case !c.Extra().Generated.IsZero():
		w.WriteString(" GENERATED ALWAYS AS (" + c.Extra().Generated.SQL + ") STORED")
	case c.Extra().Identity != "":
		w.WriteString(" GENERATED " + strings.ToUpper(c.Extra().Identity) + " AS IDENTITY" + IdentityOptions(c))
	case !c.Default.IsZero():
		w.WriteString(" DEFAULT " + c.Default.SQL)
	case c.Extra().NullDefault != "": // a dump shows it where the server keeps it
		w.WriteString(" DEFAULT " + c.Extra().NullDefault)
	}
	if c.NotNull && c.Extra().Identity == "" {
		w.WriteString(" NOT NULL")
	}
	return w.String()
}

// IdentityOptions are the options of an identity's sequence that are not what
// they would be anyway.
func IdentityOptions(c *pgmodel.Column) string {
	var list []string
	if c.Extra().SequenceKey.Name != pgmodel.MadeName(c.Table.Name, c.Name, "seq") || c.Extra().SequenceKey.Schema != c.Table.Schema {
		list = append(list, "SEQUENCE NAME "+Qualified(c.Extra().SequenceKey))
	}
	if o := SequenceOptions(c.Extra().Sequence, c.Type); o != "" {
		list = append(list, o)
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, " ") + ")"
}

// AddIdentity is ALTER COLUMN … ADD GENERATED … AS IDENTITY.
type AddIdentity struct{ Column *pgmodel.Column }

func (a AddIdentity) clause() string {
	return "ALTER COLUMN " + Quote(a.Column.Name) + " ADD GENERATED " + strings.ToUpper(a.Column.Extra().Identity) + " AS IDENTITY" + IdentityOptions(a.Column)
}
