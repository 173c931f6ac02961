package sqlite

// REFERENCES and FOREIGN KEY with all their clauses (foreignkeys.html).

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// reference reads REFERENCES and all that belongs to it.
func (r *tableReader) reference(origin schema.Origin, columns []string, start int) error {
	fk := &litemodel.ForeignKey{Source: litemodel.Source{Origin: origin}, Table: r.table.Key(), Folded: Fold(origin.Name), Columns: columns}
	if !r.accept("references") {
		return r.unexpected("REFERENCES")
	}
	parent, err := r.folded()
	if err != nil {
		return err
	}
	fk.References = litemodel.TableKey(parent)
	if r.peek("(") {
		inner, err := r.group()
		if err != nil {
			return err
		}
		fk.RefColumns = foldedNames(r.src, inner)
	}
	if err := r.referenceActions(fk); err != nil {
		return err
	}
	r.table.ForeignKeys = append(r.table.ForeignKeys, fk)
	if r.accept("not", "deferrable") {
		r.deferrable(true)
	} else if r.accept("deferrable") {
		r.deferrable(false)
	}
	fk.Text.Tail = r.src[start:r.last()]
	r.places[fk] = start
	return nil
}

func (r *tableReader) referenceActions(fk *litemodel.ForeignKey) error {
	for {
		switch {
		case r.accept("match"):
			name, err := r.folded()
			if err != nil {
				return err
			}
			if name != "simple" {
				fk.Match = name
			}
		case r.accept("on", "delete"):
			fk.OnDelete = r.action()
		case r.accept("on", "update"):
			fk.OnUpdate = r.action()
		case r.accept("on", "insert"):
			r.action() // parsed and ignored by SQLite
		default:
			return nil
		}
	}
}

func (r *tableReader) action() string {
	switch {
	case r.accept("set", "null"):
		return "set null"
	case r.accept("set", "default"):
		return "set default"
	case r.accept("no", "action"):
		return ""
	}
	return r.acceptAny("cascade", "restrict")
}

// deferrable reads what follows [NOT] DEFERRABLE. It applies to the foreign key
// read last, and only DEFERRABLE INITIALLY DEFERRED changes anything
// (foreignkeys.html, section 4.2).
func (r *tableReader) deferrable(not bool) {
	deferred := r.accept("initially", "deferred")
	if !deferred {
		r.accept("initially", "immediate")
	}
	if n := len(r.table.ForeignKeys); n > 0 {
		r.table.ForeignKeys[n-1].Deferred = deferred && !not
	}
}
