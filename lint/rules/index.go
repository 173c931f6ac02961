package rules

// Questions about the indexes of a table: whether one serves a foreign key, repeats or covers
// another, or makes columns a key. Columns and expressions are compared in their canonical text.

import (
	"slices"

	"github.com/schemadiff/schemadiff/lint"
)

// hasIndexOn reports whether an index or key of a table begins with some columns, in any order, or a
// key holds some of them alone: it leads to one row.
func hasIndexOn(t *lint.Table, columns []string) bool {
	within := func(k *lint.Index) bool {
		return !slices.ContainsFunc(k.Columns, func(n string) bool { return !slices.Contains(columns, n) })
	}
	if slices.ContainsFunc(t.Keys(), within) {
		return true
	}
	all := append(t.Keys(), t.Indexes...)
	return slices.ContainsFunc(all, func(x *lint.Index) bool {
		if len(x.Columns) < len(columns) || x.Partial && !notNullOnly(x, columns) || x.Method != "btree" && x.Method != "hash" {
			return false
		}
		head := x.Columns[:len(columns)]
		return !slices.ContainsFunc(columns, func(n string) bool { return !slices.Contains(head, n) })
	})
}

// notNullOnly reports whether a partial index leaves out only rows without a reference.
func notNullOnly(x *lint.Index, columns []string) bool {
	return slices.ContainsFunc(columns, func(n string) bool { return notNullText(x.Where, n) })
}

// sameIndex reports whether two indexes serve the same queries.
func sameIndex(a, b *lint.Index) bool {
	return slices.Equal(a.Text, b.Text) && a.Method == b.Method && a.Where == b.Where && a.Unique == b.Unique && a.Include == b.Include
}

// coversIndex reports whether an index begins with all of another one.
func coversIndex(long, short *lint.Index) bool {
	return len(short.Text) > 0 && len(long.Text) >= len(short.Text) && slices.Equal(long.Text[:len(short.Text)], short.Text) && long.Method == short.Method &&
		long.Method == "btree" && long.Where == short.Where && short.Include == 0
}

// inOrder are two indexes in the order of the file.
func inOrder(a, b *lint.Index) (first, second *lint.Index) {
	if a.Pos.File == b.Pos.File && (a.Pos.Line > b.Pos.Line || a.Pos.Line == b.Pos.Line && a.Pos.Col > b.Pos.Col) {
		return b, a
	}
	return a, b
}

// coveredNow reports whether an index that goes is the beginning of one that stays; whether rows stay
// unique is another question.
func coveredNow(p *lint.Pass, t *lint.Table, x *lint.Index) bool {
	now := p.Now(t.Key)
	if now == nil {
		return false
	}
	return slices.ContainsFunc(append(now.Keys(), now.Indexes...), func(o *lint.Index) bool { return o.Name != x.Name && coversIndex(o, x) })
}

// servedNow reports whether an index stays that begins as one that goes and has all of its columns, in whatever order: its
// queries read that one, if more of it. So they do with a key of some of its columns, which one row has.
func servedNow(p *lint.Pass, t *lint.Table, x *lint.Index) bool {
	now := p.Now(t.Key)
	if now == nil || len(x.Text) == 0 {
		return false
	}
	return slices.ContainsFunc(append(now.Keys(), now.Indexes...), func(o *lint.Index) bool {
		if o.Name == x.Name || !beginsAlike(o, x) || o.Where != x.Where || x.Include > 0 {
			return false
		}
		return o.Unique && asUnique(o, x) || !slices.ContainsFunc(x.Text, func(part string) bool { return !slices.Contains(o.Text, part) })
	})
}

func beginsAlike(o, x *lint.Index) bool {
	return len(o.Text) > 0 && len(x.Text) > 0 && o.Text[0] == x.Text[0] && o.Method == "btree" && (x.Method == "btree" || x.Method == "hash")
}

// shareNow is the first column of an index that goes, where another one of all rows begins with it too; "" for none.
func shareNow(p *lint.Pass, t *lint.Table, x *lint.Index) string {
	now := p.Now(t.Key)
	if now == nil || len(x.Columns) == 0 {
		return ""
	}
	if !slices.ContainsFunc(append(now.Keys(), now.Indexes...), func(o *lint.Index) bool { return o.Name != x.Name && beginsAlike(o, x) && !o.Partial }) {
		return ""
	}
	return x.Columns[0]
}

// columnGone reports whether an index is on a column that goes too.
func columnGone(p *lint.Pass, t *lint.Table, x *lint.Index) bool {
	now := p.Now(t.Key)
	return now != nil && slices.ContainsFunc(x.Columns, func(n string) bool { return n != "" && now.Column(n) == nil })
}

// indexName is an index in a sentence; the server chooses a name where the statement has none.
func indexName(a *lint.Act) string {
	if a.Name == "" {
		return "the index"
	}
	return "index " + a.Name
}

// isKey reports whether columns of a table are those of a key, in any order.
func isKey(t *lint.Table, columns []string) bool {
	return slices.ContainsFunc(t.Keys(), func(k *lint.Index) bool {
		return len(k.Columns) == len(columns) && !slices.ContainsFunc(columns, func(n string) bool { return !slices.Contains(k.Columns, n) })
	})
}

func inPrimaryKey(t *lint.Table, column string) bool {
	return t.Primary != nil && slices.Contains(t.Primary.Columns, column)
}
