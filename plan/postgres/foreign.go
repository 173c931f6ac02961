package postgres

// The OPTIONS of wrappers, servers, user mappings and foreign tables, which are changed by ADD,
// SET and DROP against the options that are there. A masked secret is a value that was not read:
// it counts as unchanged, and an undo that would write the mask is left out.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// optionsChange is the OPTIONS clause that takes one list to another, or "". A
// secret that is masked on one side counts as the same.
func optionsChange(from, to []pgmodel.Setting) string {
	kept := slices.Clone(from)
	for i, o := range kept {
		for _, n := range to {
			if n.Name == o.Name && schema.SecretKey(n.Name) {
				kept[i].Value = n.Value
			}
		}
	}
	text := ddl.ForeignOptionsChange(kept, to)
	if text == "" {
		return ""
	}
	return " OPTIONS (" + text + ")"
}

// undoOptions reverts a change of options; nil where that would write a masked secret.
func undoOptions(head string, from, to []pgmodel.Setting) ddl.Statement {
	text := optionsChange(to, from)
	if text == "" || slices.ContainsFunc(from, func(o pgmodel.Setting) bool { return strings.Contains(o.Value, schema.Mask) }) {
		return nil
	}
	return ddl.Text(head + text)
}
