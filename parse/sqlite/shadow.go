package sqlite

// Virtual tables of SQLite's modules keep their rows in shadow tables. They belong to the
// module and are taken out of the model.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// hideShadows takes the tables that belong to virtual tables out of the model.
// What a module unknown to the engine calls its tables cannot be asked, so
// every table named after the virtual table is taken for one, and noted.
func (b *builder) hideShadows() {
	b.hidden = map[string]bool{}
	for o := range b.schema.All() {
		v, ok := o.(*litemodel.Virtual)
		if !ok {
			continue
		}
		suffixes := shadowSuffixes(v.Module)
		for _, suffix := range suffixes {
			b.hide(v.Folded + "_" + suffix)
		}
		if suffixes == nil && !v.Known {
			b.hideUnknown(v)
		}
	}
}

func (b *builder) hideUnknown(v *litemodel.Virtual) {
	b.note(schema.Unsupported, "virtual table "+v.Name, "only the application has the module "+v.Module)
	for name, t := range b.scope.tables {
		if strings.HasPrefix(name, v.Folded+"_") {
			b.hide(name)
			b.note(schema.Ignored, "table "+t.Name, "taken for a shadow table of virtual table "+v.Name)
		}
	}
}

func (b *builder) hide(folded string) {
	if b.scope.tables[folded] == nil {
		return
	}
	b.hidden[folded] = true
	b.schema.Delete(litemodel.TableKey(folded))
	delete(b.scope.tables, folded)
}
