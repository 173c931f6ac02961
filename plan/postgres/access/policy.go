package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Row security lets a role reach the rows for which one of its permissive policies and
// all of its restrictive ones are true (ddl-rowsecurity.html). All policies of a table
// are judged together, for each role and command, so that a row which one policy newly
// grants and another one granted before is no change.

// condition selects the rows that a role reaches by one command.
type condition struct {
	permissive, restrictive []pgmodel.Expr
}

// everything is the condition where no row security is asked.
func everything() condition {
	return condition{permissive: []pgmodel.Expr{{SQL: "true", Strict: "true", Loose: "true"}}}
}

// clauses are the conditions that a policy sets, by what they are for.
var clauses = []struct {
	command string
	check   bool // of rows that are written, not of existing ones
}{{"select", false}, {"insert", true}, {"update", false}, {"update", true}, {"delete", false}}

// security is the row security of one table.
type security struct {
	on, forced bool
	owner      string
	policies   []*pgmodel.Policy
}

// condition is that of a role for a clause; ownerRole is the owner.
func (s security) condition(role, command string, check bool) condition {
	if !s.on || !s.forced && (role == ownerRole || role == s.owner && role != public) {
		return everything()
	}
	if role == ownerRole {
		role = s.owner
	}
	var c condition
	for _, p := range s.policies {
		if p.Command != "all" && p.Command != command || len(p.Roles) > 0 && !slices.Contains(p.Roles, role) {
			continue
		}
		e := p.Using
		if check && !p.Check.IsZero() {
			e = p.Check
		}
		switch {
		case e.IsZero(): // it says nothing of this
		case p.Restrictive:
			c.restrictive = append(c.restrictive, e)
		default:
			c.permissive = append(c.permissive, e)
		}
	}
	return c
}

// within reports whether what one condition lets through the other is shown to let
// through too.
func (j *judge) within(a, b condition) bool {
	if len(a.permissive) == 0 {
		return true
	}
	goals := map[string]bool{}
	for _, g := range b.permissive {
		goals[g.Strict] = true
	}
	for _, p := range a.permissive {
		given := append([]pgmodel.Expr{p}, a.restrictive...)
		if !goals[p.Strict] && !j.implies(given, b.permissive) {
			if !j.Proof.Implies(given, []pgmodel.Expr{{SQL: "false", Strict: "false", Loose: "false"}}) {
				return false
			}
			continue
		}
		for _, r := range b.restrictive {
			if !j.implies(given, []pgmodel.Expr{r}) {
				return false
			}
		}
	}
	return true
}

// maxCompared is how many pairs of conditions are compared in a plan. What is not
// compared is not shown to be within the other.
const maxCompared = 50_000

// implies asks whether one of the goals follows from what is given: at once where it is
// given itself, and within what may be compared.
func (j *judge) implies(given, goals []pgmodel.Expr) bool {
	if len(goals) == 1 && slices.ContainsFunc(given, func(e pgmodel.Expr) bool { return e.Strict == goals[0].Strict }) {
		return true
	}
	j.compared += len(given) * len(goals)
	return len(goals) > 0 && j.compared <= maxCompared && j.Proof.Implies(given, goals)
}

// rows judges the row security of a table that is there before and after.
func (j *judge) rows(k schema.Key) {
	f, _ := j.From.Get(k).(*pgmodel.Table)
	t, _ := j.To.Get(k).(*pgmodel.Table)
	if f == nil || t == nil || j.done[k] || !f.RowSecurity && !t.RowSecurity {
		return
	}
	j.done[k] = true
	j.gather()
	from := security{f.RowSecurity, f.ForceRowSecurity, j.ownerWas(f), j.before[k]}
	to := security{t.RowSecurity, t.ForceRowSecurity, j.ownerNow(t), j.after[k]}
	c := comparison{judge: j, from: from, to: to}
	for _, role := range rolesOf(from, to) {
		c.role(role)
	}
	c.record(k, j.placeOf(t, from, to))
}

// gather sorts the policies of both schemas by table.
func (j *judge) gather() {
	if j.before == nil {
		j.before, j.after = policiesOf(j.From), policiesOf(j.To)
	}
}

func policiesOf(s *schema.Schema) map[schema.Key][]*pgmodel.Policy {
	out := map[schema.Key][]*pgmodel.Policy{}
	for o := range s.All() {
		if p, ok := o.(*pgmodel.Policy); ok {
			out[p.Table] = append(out[p.Table], p)
		}
	}
	return out
}

// rolesOf are the roles that policies distinguish: PUBLIC, the roles that they name, and
// the owner.
func rolesOf(from, to security) []string {
	named := map[string]bool{}
	for _, p := range slices.Concat(from.policies, to.policies) {
		for _, r := range p.Roles {
			named[r] = true
		}
	}
	delete(named, from.owner)
	delete(named, to.owner)
	return append(append([]string{public}, slices.Sorted(maps.Keys(named))...), ownerRole)
}

// comparison is that of the row security of one table.
type comparison struct {
	*judge
	from, to security
	changes  []rowChange
}

// rowChange holds the rows that one role gains or loses.
type rowChange struct {
	role           string
	gains, unclear bool
	what           []string
}

func (c *comparison) role(role string) {
	gains, loses := rowChange{role: role, gains: true}, rowChange{role: role}
	for _, cl := range clauses {
		a, b := c.from.condition(role, cl.command, cl.check), c.to.condition(role, cl.command, cl.check)
		narrows, widens := c.within(b, a), c.within(a, b)
		name := strings.ToUpper(cl.command)
		switch {
		case narrows && widens:
		case narrows:
			loses.add(name)
		default:
			gains.add(name)
			gains.unclear = gains.unclear || !widens
		}
	}
	for _, r := range []rowChange{gains, loses} {
		if len(r.what) > 0 && !c.said(r) {
			c.changes = append(c.changes, r)
		}
	}
}

func (r *rowChange) add(command string) {
	if !slices.Contains(r.what, command) {
		r.what = append(r.what, command)
	}
}

// said reports whether the same is said of everybody.
func (c *comparison) said(r rowChange) bool {
	return slices.ContainsFunc(c.changes, func(o rowChange) bool {
		return o.role == public && o.gains == r.gains && slices.Equal(o.what, r.what)
	})
}

func (c *comparison) record(k schema.Key, pos schema.Pos) {
	why, rule := c.why(), plan.AccessWidened
	if c.from.on && !c.to.on {
		rule = "disable-rls"
	}
	for _, r := range c.changes {
		who, what := display(r.role), "rows for "+strings.Join(r.what, ", ")
		if r.role == ownerRole && c.to.owner != "" {
			who = pgmodel.Quote(c.to.owner)
		}
		if !r.gains {
			c.lose(k, pos, who, what, why)
			continue
		}
		g := c.gain(k, pos, who, what, why)
		g.Unclear, g.Rule = r.unclear, rule
	}
}

// why describes how the row security changes, in words.
func (c *comparison) why() string {
	switch {
	case c.from.on && !c.to.on:
		return "row level security is switched off"
	case !c.from.on && c.to.on:
		return "row level security is switched on"
	}
	var list []string
	if c.from.forced != c.to.forced {
		list = append(list, "row level security is "+map[bool]string{true: "forced", false: "no longer forced"}[c.to.forced]+" on its owner")
	}
	was := map[string]*pgmodel.Policy{}
	for _, p := range c.from.policies {
		was[p.Name] = p
	}
	for _, p := range c.to.policies {
		old := was[p.Name]
		delete(was, p.Name)
		if old == nil {
			list = append(list, kindOf(p)+" policy "+pgmodel.Quote(p.Name)+" is new")
		} else if fields := differing(old, p); len(fields) > 0 {
			list = append(list, strings.Join(fields, ", ")+" of "+kindOf(p)+" policy "+pgmodel.Quote(p.Name))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(was)) {
		list = append(list, kindOf(was[name])+" policy "+pgmodel.Quote(name)+" is dropped")
	}
	return strings.Join(list, "; ")
}

func kindOf(p *pgmodel.Policy) string {
	if p.Restrictive {
		return "restrictive"
	}
	return "permissive"
}

// differing are the attributes in which two policies differ, as SQL calls them.
func differing(a, b *pgmodel.Policy) []string {
	var out []string
	names := map[string]string{"using": "USING", "with check": "WITH CHECK"}
	g := b.Fields()
	for i, f := range a.Fields() {
		if f.Name != "comment" && f.Name != "table" && f.Value != g[i].Value {
			name := f.Name
			if n, ok := names[name]; ok {
				name = n
			}
			out = append(out, name)
		}
	}
	return out
}

// placeOf is where the files speak of a change of row security: at the policy, else at
// the table.
func (j *judge) placeOf(t *pgmodel.Table, from, to security) schema.Pos {
	for _, c := range j.Changes {
		if p, ok := c.To.(*pgmodel.Policy); ok && p.Table == t.ID && from.on == to.on && !p.Pos().IsZero() {
			return p.Pos()
		}
	}
	return t.Pos()
}
