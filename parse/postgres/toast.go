package postgres

// Options of TOAST tables. The server takes toast.… options for every table and forgets them
// where no column needs a TOAST table; a plan that set them again would never end.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// settleToast forgets options of a TOAST table where there is none: the server
// takes them and drops them (toasting.c, needs_toast_table).
func (l *loader) settleToast() {
	isToast := func(s pgmodel.Setting) bool { return strings.HasPrefix(s.Name, "toast.") }
	for o := range l.out.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok || !slices.ContainsFunc(t.Options, isToast) || slices.ContainsFunc(t.Columns, l.toastable) {
			continue
		}
		own := l.mutable(t.ID).(*pgmodel.Table)
		own.Options = slices.DeleteFunc(slices.Clone(t.Options), isToast)
	}
}

// toastable reports whether values of the column can be so long that they are kept
// apart: of a type without fixed length whose modifier does not bound it enough.
func (l *loader) toastable(c *pgmodel.Column) bool {
	if c.Extra().Storage == "plain" || c.Extra().Storage == "" && pgmodel.DefaultStorage(c.Type) == "plain" {
		return false
	}
	base, mod, _ := cutType(c.Type)
	switch base {
	case "character varying", "character", "bpchar", "bit", "bit varying", "numeric":
		return mod == "" || len(mod) > len("(999)")
	case "inet", "cidr":
		return false
	}
	k, isUser := l.userType(c.Type)
	return !isUser || k.Kind != schema.KindEnum
}

// userType is the type of the files that a canonical type names.
func (l *loader) userType(typ string) (schema.Key, bool) {
	for _, k := range expr.TypeUses(typ, l.names()) {
		return k, true
	}
	return schema.Key{}, false
}
