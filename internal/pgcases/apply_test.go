package pgcases

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const (
	exitDone    = 0
	exitFailed  = 1
	exitRefused = 3
)

// direction is one way between two states.
type direction struct {
	name     string
	from, to state
}

func (c *testCase) directions() []direction {
	list := []direction{{"create", base, a}, {"drop", a, base}}
	if c.has("b.sql") && !c.has("refused") {
		list = append(list, direction{"change", a, b})
	}
	if c.has("b.sql") && !c.has("refused") && !c.has("oneway") {
		list = append(list, direction{"back", b, a})
	}
	if only := c.lines("only"); only != nil {
		list = slices.DeleteFunc(list, func(d direction) bool { return !slices.Contains(only, d.name) })
	}
	return list
}

// TestApply takes a database from each state to the next.
func TestApply(t *testing.T) {
	eachCase(t, func(t *testing.T, c *testCase) {
		c.load(t)
		for _, s := range c.states() {
			t.Run("same-"+string(s), func(t *testing.T) { c.planIsEmpty(t, c.fresh[s], c.folder(t, s)) })
		}
		for _, d := range c.directions() {
			t.Run(d.name, func(t *testing.T) {
				if why := open()[c.name+"/"+d.name]; why != "" {
					t.Skipf("open: %s", why)
				}
				c.apply(t, d)
			})
		}
		if c.has("refused") {
			t.Run("refused", c.refused)
		}
	})
}

// load makes a database in each state. A case whose states do not differ shows
// nothing.
func (c *testCase) load(t *testing.T) {
	t.Helper()
	for _, s := range c.states() {
		c.fresh[s] = c.database(t, s)
	}
	if slices.Equal(c.dumps[base], c.dumps[a]) || slices.Equal(c.dumps[a], c.dumps[b]) {
		t.Error("two states have the same dump")
	}
}

func (c *testCase) apply(t *testing.T, d direction) {
	url, dir := c.take(t, d.from), c.folder(t, d.to)
	before := rows(t, url)
	command := c.command("apply", url, "--yes", "--allow", "all")
	got := schemadiff(t, dir, command...)
	var wrong []string
	if got.Code != exitDone {
		wrong = append(wrong, "apply: "+got.String())
	}
	wrong = append(wrong, dbtest.DumpDiff(c.ends(t, d), c.dump(t, url))...)
	wrong = append(wrong, c.kept(t, d, before, rows(t, url))...)
	if wrong != nil {
		t.Fatalf("schemadiff %s\n%s\n\nthe plan is %s", strings.Join(command, " "), strings.Join(wrong, "\n"), c.plan(t, d))
	}
	c.planIsEmpty(t, url, dir)
}

// ends is the dump that a direction ends in: that of the state, or of after.DIRECTION.sql where the
// server keeps what no statement takes away and no comparison sees.
func (c *testCase) ends(t *testing.T, d direction) []string {
	t.Helper()
	section := "after." + d.name + ".sql"
	if !c.has(section) {
		return c.dumps[d.to]
	}
	return c.dump(t, c.server.Database(t, c.section("platform.sql"), c.section("base.sql"), c.section(section)))
}

// plan is what the binary wants to do to a fresh database.
func (c *testCase) plan(t *testing.T, d direction) dbtest.Result {
	t.Helper()
	return schemadiff(t, c.folder(t, d.to), c.command("plan", c.database(t, d.from), "--format", "sql", "--allow", "all")...)
}

func (c *testCase) planIsEmpty(t *testing.T, url, dir string) {
	t.Helper()
	command := c.command("plan", url, "--exit-code", "--format", "sql", "--allow", "all")
	if got := schemadiff(t, dir, command...); got.Code != exitDone {
		t.Errorf("the plan is not empty: schemadiff %s\n%s", strings.Join(command, " "), got)
	}
}

// kept lists the rows that changed in what both states have.
func (c *testCase) kept(t *testing.T, d direction, from, to dbtest.Rows) []string {
	t.Helper()
	changes := dbtest.Changes{Renamed: map[string]string{}, Values: map[string]string{}}
	if d.from == a && d.to == b {
		for _, line := range c.lines("renamed") {
			name, former, _ := strings.Cut(line, "=")
			changes.Renamed[name] = former
		}
	}
	for _, name := range c.lines("lost") {
		delete(to, name)
		changes.Values[name] = ""
	}
	return dbtest.Kept(from, to, changes)
}

func rows(t *testing.T, url string) dbtest.Rows {
	t.Helper()
	all, err := dbtest.PGRows(url)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// refused expects the way from a to b to end before it begins.
func (c *testCase) refused(t *testing.T) {
	url, dir := c.take(t, a), c.folder(t, b)
	before := rows(t, url)
	got := schemadiff(t, dir, c.command("apply", url, "--yes", "--allow", "all")...)
	if got.Code != exitRefused {
		t.Errorf("apply must be refused: %s", got)
	}
	for _, line := range c.lines("refused") {
		if !strings.Contains(got.Out+got.Err, line) {
			t.Errorf("the refusal does not say %q: %s", line, got)
		}
	}
	if wrong := slices.Concat(dbtest.DumpDiff(c.dumps[a], c.dump(t, url)), dbtest.Kept(before, rows(t, url), dbtest.Changes{})); wrong != nil {
		t.Errorf("a refused apply changed something:\n%s", strings.Join(wrong, "\n"))
	}
}

// TestInspect prints each state and loads what was printed.
func TestInspect(t *testing.T) {
	if testing.Short() {
		t.Skip("TestApply creates every object too")
	}
	eachCase(t, func(t *testing.T, c *testCase) {
		if c.has("platform.sql") {
			t.Skip("what a platform has is not printed, and no dump is without it")
		}
		for _, s := range c.states() {
			url := c.database(t, s)
			got := schemadiff(t, t.TempDir(), append([]string{"inspect", "--db", url}, c.inspectArgs()...)...)
			if got.Code != exitDone {
				t.Fatalf("inspect state %s: %s", s, got)
			}
			reloaded := c.server.Database(t, got.Out)
			wrong := dbtest.DumpDiff(c.dumps[s], c.dump(t, reloaded))
			if wrong != nil && c.restored(t, url, reloaded) {
				continue
			}
			if wrong != nil {
				t.Errorf("state %s: %s\n\ninspect printed\n%s", s, strings.Join(wrong, "\n"), got.Out)
			}
		}
	})
}

// inspectArgs are the flags of a case that inspect has too; it prints the grants and
// owners that the case compares.
func (c *testCase) inspectArgs() []string {
	args := slices.DeleteFunc(c.args(), func(arg string) bool { return strings.HasPrefix(arg, "--rename") })
	if shared := strings.Fields(c.section("compare")); len(shared) > 0 {
		args = append(args, "--manage="+strings.Join(shared, ","))
	}
	return args
}

// restored says whether what inspect printed leads where the server's own dump does:
// PostgreSQL reads ((a AND b) AND c) as a AND b AND c, whoever writes it.
func (c *testCase) restored(t *testing.T, url, reloaded string) bool {
	t.Helper()
	if o := c.dumpOptions(); o.Owners || o.Grants {
		return false
	}
	text, err := dbtest.DumpText(url)
	if err != nil {
		return false
	}
	restored := c.server.Database(t)
	if dbtest.PSQL(restored, text) != nil {
		return false
	}
	return dbtest.DumpDiff(c.dump(t, restored), c.dump(t, reloaded)) == nil
}
