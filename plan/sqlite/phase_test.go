package sqlite

import (
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// TestRulesOfPhases: every phase is named in a rule, and the rules agree with the order in
// which phases are declared, in which the operations come that no rule is about.
func TestRulesOfPhases(t *testing.T) {
	named := map[phase]bool{}
	for _, r := range phaseRules() {
		for _, p := range append(slices.Clone(r.first), r.then...) {
			named[p] = true
		}
		if latest, earliest := slices.Max(r.first), slices.Min(r.then); latest > earliest || latest == earliest && r.Yields == "" {
			t.Errorf("%s: phase %d comes before phase %d", r.Name, earliest, latest)
		}
	}
	for p := range phases {
		if !named[p] {
			t.Errorf("no rule is about phase %d", p)
		}
	}
}

// TestReadFirst: columns come in the order given but for what reads a later one, and what
// reads itself or is in a circle does no harm.
func TestReadFirst(t *testing.T) {
	column := func(name string) *litemodel.Column { return &litemodel.Column{Folded: name} }
	for _, c := range []struct {
		reads map[string][]string
		want  []string
	}{
		{nil, []string{"a", "b", "c"}},
		{map[string][]string{"a": {"c"}}, []string{"b", "c", "a"}},
		{map[string][]string{"a": {"b", "a"}, "b": {"c", "upper"}}, []string{"c", "b", "a"}},
		{map[string][]string{"a": {"b"}, "b": {"a"}}, []string{"c", "a", "b"}},
	} {
		var got []string
		for _, o := range readFirst([]*litemodel.Column{column("a"), column("b"), column("c")}, c.reads) {
			got = append(got, o.Folded)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.reads, got, c.want)
		}
	}
}

// TestOperationsKeepRules: whatever the order in which operations are added, those come first
// that a rule puts first, and two tables that refer to each other are both dropped.
func TestOperationsKeepRules(t *testing.T) {
	table := func(name string, refers ...string) *litemodel.Table {
		table := &litemodel.Table{Folded: name}
		for _, r := range refers {
			table.ForeignKeys = append(table.ForeignKeys, &litemodel.ForeignKey{Table: table.Key(), References: litemodel.TableKey(r)})
		}
		return table
	}
	o := newOperations()
	add := func(p phase, about schema.Object) { o.add(p, about, func() {}) }
	view := &litemodel.View{Folded: "v", Reads: func() []schema.Key { return []schema.Key{litemodel.TableKey("parent")} }}
	add(createViews, view)
	add(changeTables, table("v"))
	add(dropTables, table("parent", "parent"))
	add(dropTables, table("child", "parent"))
	add(dropTables, table("x", "y"))
	add(dropTables, table("y", "x"))
	add(dropViews, view)
	sorted := o.inOrder()
	place := func(p phase, name string) int {
		return slices.IndexFunc(sorted, func(n node) bool { return n.phase == p && n.key.Name == name })
	}
	if len(sorted) != 7 {
		t.Errorf("%d operations of 7", len(sorted))
	}
	for _, pair := range [][2]int{
		{place(dropViews, "v"), place(dropTables, "parent")},
		{place(dropTables, "child"), place(dropTables, "parent")},
		{place(dropViews, "v"), place(changeTables, "v")},
		{place(changeTables, "v"), place(createViews, "v")},
	} {
		if pair[0] >= pair[1] {
			t.Errorf("%v in %v", pair, sorted)
		}
	}
}

// TestAlterationOrder pins the order of ALTER TABLE statements, and where none would do.
func TestAlterationOrder(t *testing.T) {
	key := litemodel.TableKey("t")
	plain := func(name string) *litemodel.Column { return &litemodel.Column{Table: key, Folded: name} }
	generated := func(name, sql string) *litemodel.Column {
		return &litemodel.Column{Table: key, Folded: name, Generated: litemodel.Generated{Expr: litemodel.Expr{SQL: sql}}}
	}
	table := func(columns ...*litemodel.Column) *litemodel.Table {
		return &litemodel.Table{Folded: "t", Columns: columns, Options: &litemodel.TableOptions{}}
	}
	w := &work{settings: settings{target: hasDropColumn, runner: RunnerScript}}
	for _, c := range []struct {
		rule     string
		from, to *litemodel.Table
		want     []string
	}{
		{"readers go first", table(plain("id"), plain("a"), generated("g", "a + 1")), table(plain("id")), []string{"drop g", "drop a"}},
		{"readers come last", table(plain("id")), table(plain("id"), generated("g", "a + 1"), plain("a")), []string{"add a", "add g"}},
		{"a column stays", table(plain("a")), table(generated("g", "1"), plain("b")), []string{"add g", "add b", "drop a"}},
	} {
		from, to := &schema.Schema{}, &schema.Schema{}
		from.Put(c.from)
		to.Put(c.to)
		a := w.alteration(c.from, c.to, plan.Compare(from, to))
		if a.rebuilds != "" {
			t.Errorf("%s: rebuilt: %s", c.rule, a.rebuilds)
		}
		o := newOperations()
		for _, s := range a.statements() {
			about := s.To
			if s.Op == plan.Drop {
				about = s.From
			}
			o.add(changeTables, about, nil)
		}
		a.applyRules(&o.graph)
		var got []string
		for _, n := range o.inOrder() {
			for _, s := range a.statements() {
				if s.Key == n.key {
					got = append(got, string(s.Op)+" "+n.key.Name)
				}
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}
