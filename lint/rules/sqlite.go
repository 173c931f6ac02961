package rules

// What rules about SQLite ask of its model: the affinity of types, keys that are the rowid, and
// what goes with a table that is dropped and recreated. Names in expressions are searched in
// canonical text.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// virtualKey reports whether a table has a key without declaring one.
func virtualKey(t *lint.Table) bool {
	return t.RowIDAlias != "" || strings.HasPrefix(t.Name, "sqlite_")
}

// integerLike reports whether a type is an integer by another word than INTEGER.
func integerLike(t string) bool {
	switch strings.ToLower(baseType(t)) {
	case "int", "bigint", "smallint", "tinyint", "mediumint", "int2", "int4", "int8", "unsigned big int":
		return true
	}
	return false
}

// surprisingAffinity describes what the name of a type does that its author did not mean
// (datatype3.html, section 3.1).
func surprisingAffinity(t string) (string, bool) {
	u := strings.ToUpper(baseType(t))
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(u, w) })
	}
	switch {
	case u == "", u == "ANY":
		return "", false
	case has("INT"):
		return "it contains INT, so values become integers", has("POINT", "CHARINT", "INTERVAL")
	case has("CHAR", "CLOB", "TEXT", "BLOB", "REAL", "FLOA", "DOUB"):
		return "", false
	case has("NUM", "DEC", "BOOL"):
		return "", false
	}
	return "texts that look like numbers become numbers: '00123' is stored as 123", has("STRING", "UUID", "JSON", "GUID", "ENUM", "INET", "XML", "ARRAY", "OBJECT") || u == "DATETIME" || u == "TIMESTAMP"
}

// isTextual reports whether a column of a type keeps texts and blobs as they are, and turns numbers
// into text: it has the affinity TEXT, or none (datatype3.html, section 3.1).
func isTextual(t string) bool {
	u := strings.ToUpper(t)
	has := func(word string) bool { return strings.Contains(u, word) }
	return !has("INT") && (has("CHAR") || has("CLOB") || has("TEXT") || has("BLOB"))
}

// foreignType reports whether a type numbers rows in other databases.
func foreignType(t string) bool {
	switch strings.ToLower(baseType(t)) {
	case "serial", "bigserial", "smallserial", "serial4", "serial8", "identity", "auto_increment":
		return true
	}
	return false
}

// lengthLimit reports whether a type says how long its texts are.
func lengthLimit(t string) bool {
	u := strings.ToUpper(t)
	return strings.Contains(u, "CHAR") && strings.Contains(u, "(")
}

// cascadingTables are the names of other tables whose rows are deleted or changed with those of the
// one that an act drops.
func cascadingTables(p *lint.Pass, a *lint.Act) (names []string) {
	k := a.On
	for o := range p.From.All() {
		t, ok := o.(*litemodel.Table)
		if !ok || t.Key() == k || droppedBefore(p, a, t) || comesBack(p, a, t.Name) {
			continue
		}
		if slices.ContainsFunc(t.ForeignKeys, func(f *litemodel.ForeignKey) bool {
			return f.References == k && (f.OnDelete == "cascade" || f.OnDelete == "set null" || f.OnDelete == "set default")
		}) {
			names = append(names, t.Name)
		}
	}
	return names
}

// comesBack reports whether the rows of a table are copied into another one before an act and brought back after it.
func comesBack(p *lint.Pass, a *lint.Act, table string) bool {
	for i := range p.Acts[:a.Index] {
		copied := &p.Acts[i]
		if (copied.Verb == schema.Inserts || copied.Verb == schema.Creates) && strings.EqualFold(copied.Source, table) &&
			slices.ContainsFunc(p.Acts[a.Index:], func(o lint.Act) bool { return bringsBack(p, o, table, copied.On.Name) }) {
			return true
		}
	}
	return false
}

// bringsBack reports whether an act writes the rows of a copy into a table, or what it had been emptied of.
func bringsBack(p *lint.Pass, a lint.Act, table, from string) bool {
	if !strings.EqualFold(a.On.Name, table) {
		return false
	}
	return a.Verb == schema.Inserts && strings.EqualFold(a.Source, from) || a.Verb == schema.Updates && mentionsName(p.Analyzed.Statements[a.Statement].SQL, from)
}

// droppedBefore reports whether a table is dropped before an act, so that no row of it is left.
func droppedBefore(p *lint.Pass, a *lint.Act, t *litemodel.Table) bool {
	return slices.ContainsFunc(p.Acts[:a.Index], func(o lint.Act) bool {
		return o.Verb == schema.Drops && o.Kind == schema.KindTable && strings.EqualFold(o.On.Name, t.Name)
	})
}

// keysOff reports whether foreign keys are switched off, outside of a transaction, before
// an act.
func keysOff(p *lint.Pass, a *lint.Act) bool { return pragmaIs(p, a, "foreign_keys", "off") }

// pragmaIs reports whether a pragma has a value before an act: the last statement about it, outside
// of a transaction, says so.
func pragmaIs(p *lint.Pass, a *lint.Act, name, value string) bool {
	last := ""
	for i := range p.Acts[:a.Index] {
		if o := &p.Acts[i]; o.Verb == schema.Pragmas && o.Name == name && (o.Tx == 0 || name != "foreign_keys") {
			switch o.To {
			case "off", "0", "false", "no":
				last = "off"
			default:
				last = "on"
			}
		}
	}
	return last == value
}

// isReferredTo reports whether a foreign key of another table, a view or a trigger names a table; true
// where the table is not known.
func isReferredTo(p *lint.Pass, k schema.Key) bool {
	if p.Was(k) == nil {
		return true
	}
	for o := range p.From.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			if o.Key() != k && slices.ContainsFunc(o.ForeignKeys, func(f *litemodel.ForeignKey) bool { return f.References == k }) {
				return true
			}
		case *litemodel.View:
			if slices.Contains(o.Names(), k) {
				return true
			}
		case *litemodel.Trigger:
			if o.Table != k && slices.Contains(o.Names(), k) {
				return true
			}
		}
	}
	return false
}

// lostByRebuild are the indexes and triggers of a table that are not there after it was
// recreated.
func lostByRebuild(p *lint.Pass, k schema.Key) []string {
	var lost []string
	dropped := func(kind schema.Kind, name string) bool { // on purpose, by a statement of its own
		return slices.ContainsFunc(p.Acts, func(a lint.Act) bool {
			return a.Verb == schema.Drops && a.Kind == kind && strings.EqualFold(a.Name, name)
		})
	}
	for o := range p.From.All() {
		switch o := o.(type) {
		case *litemodel.Index:
			if o.Table == k && p.Analyzed.To.Get(o.Key()) == nil && !dropped(schema.KindIndex, o.Name) && !needless(p, k, o.Name) {
				lost = append(lost, "index "+o.Name)
			}
		case *litemodel.Trigger:
			if o.Table == k && p.Analyzed.To.Get(o.Key()) == nil && !dropped(schema.KindTrigger, o.Name) {
				lost = append(lost, "trigger "+o.Name)
			}
		}
	}
	return lost
}

// needless reports whether a table that was rebuilt has no use for an index that it had: a column of it
// went, or another index serves the same queries and keeps rows as unique.
func needless(p *lint.Pass, k schema.Key, name string) bool {
	was, now := p.Was(k), p.Now(k)
	if was == nil || now == nil {
		return false
	}
	return slices.ContainsFunc(was.Indexes, func(x *lint.Index) bool {
		return strings.EqualFold(x.Name, name) && (columnGone(p, was, x) || coveredNow(p, was, x) && !(x.Unique && lostUnique(x, now)))
	})
}

// mentionsGone reports whether an expression reads a column that goes too.
func mentionsGone(expr string, was, now *lint.Table) bool {
	return slices.ContainsFunc(was.Columns, func(c *lint.Column) bool { return now.Column(c.Name) == nil && mentionsName(expr, c.Name) })
}

// mentionsName reports whether canonical text has a name as a word of its own.
func mentionsName(sql, name string) bool {
	words := strings.FieldsFunc(strings.ToLower(sql), func(r rune) bool {
		return r != '_' && r != '$' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && r < 0x80
	})
	return slices.Contains(words, strings.ToLower(name))
}
