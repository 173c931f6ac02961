package plan_test

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
)

var (
	must   = &plan.OrderRule{Name: "what is needed comes first"}
	yields = &plan.OrderRule{Name: "what is liked comes first", Yields: "it is only liked"}
)

// letters is an order of words of "first then" pairs; of a pair with a question mark the
// rule yields. What begins with a capital letter is a junction.
func letters(text string) (*plan.Order[string], []string) {
	o := &plan.Order[string]{
		Less:     func(a, b string) bool { return cmp.Less(a, b) },
		Junction: func(n string) bool { return strings.ToUpper(n) == n },
	}
	var steps []string
	for _, pair := range strings.Fields(text) {
		rule, sep := must, "<"
		if strings.Contains(pair, "?") {
			rule, sep = yields, "?"
		}
		first, then, ok := strings.Cut(pair, sep)
		if ok {
			o.Before(first, then, rule)
		}
		for _, n := range []string{first, then} {
			if n != "" && strings.ToUpper(n) != n && !slices.Contains(steps, n) {
				steps = append(steps, n)
			}
		}
	}
	return o, steps
}

func TestOrder(t *testing.T) {
	for _, test := range []struct {
		rule, pairs string
		want        string // the steps, then the circles that no rule breaks
	}{
		{"what no rule orders comes by its rank", "c b a", "a b c"},
		{"what is needed comes first whatever its rank", "c<a", "c a"},
		{"a rank decides among those that wait for none", "d<a c b", "b c d a"},
		{"a chain is followed", "c<b b<a", "c b a"},
		{"a junction holds back all that come then until all that come first are done", "x<J y<J J<a J<b", "x y a b"},
		{"a junction of a junction holds too", "x<J J<K K<a b", "b x a"},
		{"an edge counts twice and is released twice", "b<a b<a", "b a"},
		{"a rule that yields is kept where there is no circle", "c?a", "c a"},
		{"a rule that yields is left out in a circle", "a<b b?a", "a b"},
		{"a circle breaks at the step that waits for the fewest", "a<b c<a b<a b<c", "b c a; b a c"},
		{"what waits for a circle does not come in its place", "y?z z?y z<a", "y z a"},
		{"what waits for what waits for a circle does neither", "y?z z?y z<b b<a", "y z b a"},
		{"a circle of rules that must hold is given back", "a<b b<a", "a b; a b"},
		{"a longer circle is given back in its order", "a<b b<c c<a", "a b c; a c b"},
		{"a circle through a junction names the steps alone", "a<J J<b b<a", "a b; a b"},
		{"what only waits for a circle is no part of it", "a<b b<a b<z", "a b z; a b"},
	} {
		o, steps := letters(test.pairs)
		sorted, circles := o.Sort(steps)
		got := []string{strings.Join(sorted, " ")}
		for _, c := range circles {
			got = append(got, strings.Join(c.Steps, " "))
			if len(c.Rules) != len(c.Steps) || slices.Contains(c.Rules, yields) {
				t.Errorf("%s: rules %v of %v", test.rule, c.Rules, c.Steps)
			}
		}
		if text := strings.Join(got, "; "); text != test.want {
			t.Errorf("%s: %q is %q, want %q", test.rule, test.pairs, text, test.want)
		}
	}
}

// TestOrderHeld: in a circle, what is held comes after what holds it, though it waits for
// fewer.
func TestOrderHeld(t *testing.T) {
	o, steps := letters("b<a a?b x<b a<x")
	o.Held = func(n string) (string, bool) { return "b", n == "x" }
	sorted, _ := o.Sort(steps)
	if at := slices.Index(sorted, "x"); at < slices.Index(sorted, "b") && sorted[0] == "x" {
		t.Errorf("x was not held: %v", sorted)
	}
}

// TestOrderIsTheSameEachTime: no order of a map reaches the result.
func TestOrderIsTheSameEachTime(t *testing.T) {
	const pairs = "f<a e<b d<c a?f b?e c?d a<z b<z c<z J<z a<J b<J"
	want := ""
	for range 50 {
		o, steps := letters(pairs)
		sorted, circles := o.Sort(steps)
		got := fmt.Sprint(sorted, len(circles))
		if want != "" && got != want {
			t.Fatalf("%s, then %s", want, got)
		}
		want = got
	}
}

func TestReachable(t *testing.T) {
	o, _ := letters("a<b b<J J<c d<e")
	got := o.Reachable("c")
	for n, want := range map[string]bool{"a": true, "b": true, "J": true, "d": false, "c": false} {
		if got[n] != want {
			t.Errorf("%s is reachable: %t", n, got[n])
		}
	}
}

// An order is made of rules that name what comes first.
func ExampleOrder() {
	reads := &plan.OrderRule{Name: "a table is created before the view that reads it"}
	o := &plan.Order[string]{Less: func(a, b string) bool { return a < b }}
	o.Before("table users", "view active", reads)
	sorted, _ := o.Sort([]string{"view active", "table users", "index by_name"})
	fmt.Println(strings.Join(sorted, ", "))
	// Output: index by_name, table users, view active
}
