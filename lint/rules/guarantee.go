package rules

// What the constraints and unique indexes of a table guarantee about its rows, and what
// of it is still guaranteed after statements have run. One that is replaced by an equal
// or stronger one, under whatever name, is not lost; nor is one whose columns, or whose
// parent table, go in the same statements.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// lostUnique reports whether rows of a table can repeat from now on what a key or unique
// index refused.
func lostUnique(key *lint.Index, now *lint.Table) bool {
	if now == nil || columnsGone(key.Columns, now) {
		return false
	}
	return !slices.ContainsFunc(uniques(now), func(k *lint.Index) bool { return asUnique(k, key) })
}

// uniques are the keys of a table and all of its unique indexes, also those of a part of the rows or of expressions.
func uniques(t *lint.Table) []*lint.Index {
	keys := t.Keys()
	for _, x := range t.Indexes {
		if x.Unique && !slices.Contains(keys, x) {
			keys = append(keys, x)
		}
	}
	return keys
}

// asUnique reports whether no row that one key refuses passes another: it is of the same
// rows, and its parts are some of the other's, or are computed from these alone.
func asUnique(k, key *lint.Index) bool {
	if len(k.Text) == 0 || k.Partial && (!key.Partial || k.Where != key.Where) {
		return false
	}
	of := make([]string, len(key.Text))
	for i, part := range key.Text {
		of[i] = withoutOrder(part)
	}
	for i, part := range k.Text {
		if !slices.Contains(of, withoutOrder(part)) && !(i < len(k.Inputs) && isComputed(part, k.Inputs[i], of)) {
			return false
		}
	}
	return true
}

// isComputed reports whether a part of an index is the same where some columns are, and is not NULL where these are not: rows
// that repeat the columns repeat the part. A collation other than BINARY, and an operator class, make more values equal, not fewer.
func isComputed(part string, inputs, columns []string) bool {
	known := func(n string) bool { return slices.Contains(columns, n) }
	mayBeNull := strings.Contains(part, "->") || slices.ContainsFunc([]string{"case", "nullif", "iif", "json_extract", "binary"}, func(w string) bool { return mentionsName(part, w) })
	return !mayBeNull && len(inputs) > 0 && slices.ContainsFunc(inputs, known) && !slices.ContainsFunc(inputs, func(n string) bool { return !known(n) })
}

// withoutOrder is a part of an index without its order, which uniqueness does not depend on.
func withoutOrder(part string) string {
	words := slices.DeleteFunc(strings.Fields(part), func(w string) bool { return w == "desc" || w == "nulls" })
	return strings.Join(words, " ")
}

func columnsGone(columns []string, now *lint.Table) bool {
	return slices.ContainsFunc(columns, func(n string) bool { return n != "" && now.Column(n) == nil })
}

// lostCheck reports whether a CHECK is neither kept nor replaced by another one about
// the same columns: which of two expressions allows more is not decided here.
func lostCheck(c *lint.CheckRule, was, now *lint.Table) bool {
	if now == nil || mentionsGone(c.Expr, was, now) || onlyNotNull(c.Expr, now) {
		return false
	}
	return !slices.ContainsFunc(now.Checks, func(o *lint.CheckRule) bool {
		return o.Expr == c.Expr || o.Name == c.Name || !hasCheck(was, o) && sharesColumn(was, o.Expr, c.Expr)
	})
}

// onlyNotNull reports whether a CHECK forbids no more than NULL in columns that are NOT NULL. It
// is the proof with which a column becomes so without being read under the lock.
func onlyNotNull(expr string, now *lint.Table) bool {
	const suffix = " is not null"
	for part := range strings.SplitSeq(strings.ReplaceAll(expr, " AND ", " and "), " and ") {
		part = strings.Trim(part, "() ")
		at := len(part) - len(suffix)
		if at < 0 || !strings.EqualFold(part[at:], suffix) {
			return false
		}
		if col := now.Column(strings.Trim(part[:at], `()" `)); col == nil || !col.NotNull {
			return false
		}
	}
	return true
}

func hasCheck(t *lint.Table, c *lint.CheckRule) bool {
	return slices.ContainsFunc(t.Checks, func(o *lint.CheckRule) bool { return o.Expr == c.Expr })
}

func sharesColumn(t *lint.Table, one, other string) bool {
	return slices.ContainsFunc(t.Columns, func(c *lint.Column) bool { return mentionsName(one, c.Name) && mentionsName(other, c.Name) })
}

// lostReference reports whether a foreign key is gone although its columns and the table
// that it refers to are still there.
func lostReference(p *lint.Pass, f *lint.ForeignKey, now *lint.Table) bool {
	if now == nil || columnsGone(f.Columns, now) || p.Was(f.References) != nil && p.Now(f.References) == nil {
		return false
	}
	return !slices.ContainsFunc(now.ForeignKeys, func(o *lint.ForeignKey) bool { return slices.Equal(o.Columns, f.Columns) })
}

// lostRules are the constraints of a table that are gone after it was recreated, but for
// its primary key.
func lostRules(p *lint.Pass, was, now *lint.Table) []string {
	var lost []string
	for _, c := range was.Checks {
		if lostCheck(c, was, now) {
			lost = append(lost, "CHECK "+c.Name)
		}
	}
	for _, f := range was.ForeignKeys {
		if lostReference(p, f, now) {
			lost = append(lost, "the foreign key of "+strings.Join(f.Columns, ", "))
		}
	}
	for _, u := range was.Uniques {
		if lostUnique(u, now) {
			lost = append(lost, "the UNIQUE of "+strings.Join(u.Columns, ", "))
		}
	}
	return lost
}

// keptRule reports whether what a constraint guarantees of a table, which a statement
// drops by its name, is guaranteed still, or is no longer about anything.
func keptRule(p *lint.Pass, a *lint.Act) bool {
	was, now := p.Was(a.On), p.Now(a.On)
	if was == nil {
		return false
	}
	if now == nil { // the table goes too
		return p.Based
	}
	named := func(name string) bool {
		return name == a.Name || was.Key.Schema == "" && strings.EqualFold(name, a.Name)
	}
	for _, u := range was.Uniques {
		if named(u.Name) {
			return !lostUnique(u, now)
		}
	}
	for _, c := range was.Checks {
		if named(c.Name) {
			return !lostCheck(c, was, now)
		}
	}
	for _, f := range was.ForeignKeys {
		if named(f.Name) {
			return !lostReference(p, f, now)
		}
	}
	return false
}

// isPrimary reports whether a statement drops the primary key of a table by its name.
func isPrimary(p *lint.Pass, a *lint.Act) bool {
	t := p.Was(a.On)
	return a.Kind == schema.KindPrimary || t != nil && t.Primary != nil && t.Primary.Name != "" && strings.EqualFold(t.Primary.Name, a.Name)
}

// keptOfDomain reports whether another constraint takes the place of one that a domain
// loses, or the domain goes too. The statements do not say of which domain one is that
// is added, but by its name.
func keptOfDomain(p *lint.Pass, a *lint.Act) bool {
	if p.Based && p.Analyzed.To.Get(a.On) == nil {
		return true
	}
	return slices.ContainsFunc(p.Acts, func(o lint.Act) bool {
		return o.Verb == schema.AddsConstraint && o.Kind == schema.KindDomainCheck && o.Name == a.On.Name
	})
}
