package sqlite

import (
	"slices"
	"strings"
	"testing"
)

// resolved is the result of renames such as "a>b" in a space of names.
func resolved(has, wants, renames, asked, same string) (followed []string, stale []string) {
	in := func(list string) func(string) bool {
		return func(name string) bool { return slices.Contains(strings.Fields(list), name) }
	}
	n := namings{has: in(has), wants: in(wants), same: func(was, now string) bool { return in(same)(was + "=" + now) }}
	var hinted []string
	for _, text := range strings.Fields(renames) {
		was, now, _ := strings.Cut(text, ">")
		n.list = append(n.list, naming{was, now, in(asked)(text)})
		hinted = append(hinted, now)
	}
	n.hinted = func(name string) bool { return slices.Contains(hinted, name) }
	n.resolve()
	for _, c := range n.followed {
		var list []string
		for _, e := range c.names {
			list = append(list, e.was+">"+e.now)
		}
		followed = append(followed, strings.Join(list, " "))
	}
	for _, e := range n.stale {
		stale = append(stale, e.was+">"+e.now)
	}
	return followed, stale
}

func TestNamings(t *testing.T) {
	for _, c := range []struct {
		what, has, wants, renames, asked, same string
		followed, stale                        string
	}{
		{what: "one", has: "a", wants: "b", renames: "a>b", followed: "a>b"},
		{what: "done", has: "b", wants: "b", renames: "a>b"},
		{what: "both are there", has: "a b", wants: "b", renames: "a>b", stale: "a>b"},
		{what: "both are wanted", has: "a", wants: "a b", renames: "a>b", stale: "a>b"},
		{what: "both are wanted, by a flag", has: "a", wants: "a b", renames: "a>b", asked: "a>b", followed: "a>b"},
		{what: "a chain", has: "a b", wants: "b c", renames: "a>b b>c", followed: "b>c a>b"},
		{what: "a chain that is done", has: "b c", wants: "b c", renames: "a>b b>c"},
		{what: "a swap", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=b b=a", followed: "b>a a>b"},
		{what: "a swap that is done", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b"},
		{what: "a swap of equals", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b a=b b=a", stale: "b>a a>b"},
		{what: "a swap by flags", has: "a b", wants: "a b", renames: "a>b b>a", same: "a=a b=b a=b b=a", asked: "a>b b>a", followed: "b>a a>b"},
		{what: "three", has: "a b c", wants: "a b c", renames: "a>b b>c c>a", same: "a=b b=c c=a", followed: "c>a b>c a>b"},
		{what: "one becomes two", has: "a", wants: "b c", renames: "a>b a>c", stale: "a>b a>c"},
	} {
		followed, stale := resolved(c.has, c.wants, c.renames, c.asked, c.same)
		if got := strings.Join(followed, " "); got != c.followed {
			t.Errorf("%s: followed %q, want %q", c.what, got, c.followed)
		}
		if got := strings.Join(stale, " "); got != c.stale {
			t.Errorf("%s: stale %q, want %q", c.what, got, c.stale)
		}
	}
}
