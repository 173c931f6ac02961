package plan

import (
	"fmt"
	"slices"
	"testing"
)

func TestLookalikes(t *testing.T) {
	added := []Lookalike{
		{Name: "app_users", Columns: []string{"id int", "name text"}},
		{Name: "users_of_app", Columns: []string{"id int", "name text", "age int"}},
		{Name: "accounts", Columns: []string{"id int", "owner int"}},
		{Group: "view", Name: "users", Columns: []string{"id int", "name text"}},
	}
	dropped := []Lookalike{
		{Name: "users", Columns: []string{"id int", "name text"}},
		{Name: "invoices", Columns: []string{"id int", "total int"}},
		{Name: "account", Columns: []string{"id int", "owner int"}},
		{Name: "logs", Columns: []string{"at timestamp", "line text"}},
	}
	if got, want := Lookalikes(dropped, added), []int{0, -1, 2, -1}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// An only candidate counts under any name, where that is asked for.
func TestLookalikeAlone(t *testing.T) {
	added := []Lookalike{{Name: "qty"}}
	for alone, want := range map[bool]int{false: -1, true: 0} {
		if got := Lookalikes([]Lookalike{{Name: "price", AnyName: alone}}, added); got[0] != want {
			t.Errorf("alone %v: got %d, want %d", alone, got[0], want)
		}
	}
}

// Among many, each is found by what it shares with few.
func TestLookalikesOfMany(t *testing.T) {
	var dropped, added []Lookalike
	for i := range 20 * maxCompared {
		columns := []string{"id int", fmt.Sprintf("own%d text", i)}
		dropped = append(dropped, Lookalike{Name: fmt.Sprintf("table_%d", i), Columns: columns})
		added = append(added, Lookalike{Name: fmt.Sprintf("new_table_%d", i), Columns: columns})
	}
	for i, got := range Lookalikes(dropped, added) {
		if got != i {
			t.Fatalf("%s was taken for %d", dropped[i].Name, got)
		}
	}
}

func BenchmarkLookalikes(b *testing.B) {
	for _, n := range []int{1000, 2000, 4000} {
		var dropped, added []Lookalike
		for i := range n {
			dropped = append(dropped, Lookalike{Name: fmt.Sprintf("t%d", i), Columns: []string{"id int", "name text"}})
			added = append(added, Lookalike{Name: fmt.Sprintf("new_t%d", i), Columns: []string{"id int", "name text"}})
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				Lookalikes(dropped, added)
			}
		})
	}
}

// One added object answers for one dropped one: the pairs that are most alike come first, whatever
// their order.
func TestLookalikesArePaired(t *testing.T) {
	dropped := []Lookalike{{Name: "users_old"}, {Name: "users"}, {Name: "users_ne"}}
	added := []Lookalike{{Name: "users_new"}, {Name: "users_older"}}
	if got, want := Lookalikes(dropped, added), []int{1, -1, 0}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
