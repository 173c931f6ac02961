package plan_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

// resolved is the result of renames such as "a>b" in a space of names. What is the same but for its
// name has two attributes of two in common, what is like it one.
func resolved(has, wants, renames, asked, same, like string) (followed []string, stale []string) {
	in := func(list string) func(string) bool {
		return func(name string) bool { return slices.Contains(strings.Fields(list), name) }
	}
	n := plan.Renames[string]{Has: in(has), Wants: in(wants), Alike: func(was, now string) plan.Likeness {
		switch pair := was + "=" + now; {
		case in(same)(pair):
			return plan.Likeness{Equal: 2, All: true}
		case in(like)(pair):
			return plan.Likeness{Equal: 1}
		}
		return plan.Likeness{}
	}}
	var hinted []string
	for _, text := range strings.Fields(renames) {
		was, now, _ := strings.Cut(text, ">")
		n.List = append(n.List, plan.Rename[string]{Was: was, Now: now, Asked: in(asked)(text)})
		hinted = append(hinted, now)
	}
	n.Hinted = func(name string) bool { return slices.Contains(hinted, name) }
	chains, left := n.Resolve()
	text := func(list []plan.Rename[string]) string {
		var out []string
		for _, r := range list {
			out = append(out, r.Was+">"+r.Now)
		}
		return strings.Join(out, " ")
	}
	for _, c := range chains {
		followed = append(followed, text(c.Names))
	}
	return followed, strings.Fields(text(left))
}

func TestRenames(t *testing.T) {
	for _, c := range []struct {
		what, has, wants, renames, asked, same, like string
		followed, stale                              string
	}{
		{what: "one", has: "a", wants: "b", renames: "a>b", followed: "a>b"},
		{what: "done", has: "b", wants: "b", renames: "a>b"},
		{what: "both are there", has: "a b", wants: "b", renames: "a>b", stale: "a>b"},
		{what: "both are wanted", has: "a", wants: "a b", renames: "a>b", stale: "a>b"},
		{what: "both are wanted, by a flag", has: "a", wants: "a b", renames: "a>b", asked: "a>b", followed: "a>b"},
		{what: "a chain", has: "a b", wants: "b c", renames: "a>b b>c", followed: "b>c a>b"},
		{what: "a chain that is done", has: "b c", wants: "b c", renames: "a>b b>c"},
		{what: "a swap", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=b b=a", followed: "a>b b>a"},
		{what: "a swap that is done", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b"},
		{what: "a swap of equals", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b a=b b=a", stale: "a>b b>a"},
		{what: "a swap by flags", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b a=b b=a", asked: "a>b b>a", followed: "a>b b>a"},
		{what: "three", has: "a b c", wants: "a b c", renames: "a>b b>c c>a", same: "a=b b=c c=a", followed: "a>b c>a b>c"},
		{what: "a swap by flags that is done", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b", asked: "a>b b>a"},
		{what: "a swap by flags that changes more", has: "a b", wants: "a b", renames: "a>b b>a", like: "a=b", asked: "a>b b>a", followed: "a>b b>a"},
		{what: "a swap by flags that is done but for more", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a", like: "b=b", asked: "a>b b>a"},
		{what: "a swap by hints that changes more", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=b", like: "b=a", stale: "a>b b>a"},
		{what: "a swap by hints that is done but for more", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a", like: "b=b"},
		{what: "the old name is given again", has: "a b", wants: "a b", renames: "a>b", same: "a=a b=b", asked: "a>b"},
		{what: "the old name is given again, by a hint", has: "a b", wants: "a b", renames: "a>b", same: "a=a b=b", stale: "a>b"},
		{what: "the old name is given to another", has: "a b", wants: "a b", renames: "a>b", asked: "a>b", same: "b=b", stale: "a>b"},
		{what: "a chain whose first name is given again", has: "a b", wants: "a b c", renames: "a>b b>c", asked: "a>b b>c", followed: "b>c a>b"},
		{what: "a chain whose first name was given again", has: "a b c", wants: "a b c", renames: "a>b b>c", asked: "a>b b>c", same: "a=a b=b c=c"},
		{what: "one becomes two", has: "a", wants: "b c", renames: "a>b a>c", stale: "a>b a>c"},
	} {
		followed, stale := resolved(c.has, c.wants, c.renames, c.asked, c.same, c.like)
		if got := strings.Join(followed, " "); got != c.followed {
			t.Errorf("%s: followed %q, want %q", c.what, got, c.followed)
		}
		if got := strings.Join(stale, " "); got != c.stale {
			t.Errorf("%s: stale %q, want %q", c.what, got, c.stale)
		}
	}
}
