package expr

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// overloaded has functions of the user's beside those of pg_catalog.
type overloaded struct {
	*fakeNames
	own    []Form
	before bool
}

func (o overloaded) Overloads(string) []Form { return o.own }

func (o overloaded) BeforeCatalog(string) bool { return o.before }

func TestBareCallsMeanWhatTheServerChooses(t *testing.T) {
	round := Form{In: "app", Args: []string{"double precision", "integer"}}
	lower := Form{In: "app", Args: []string{"text"}}
	age := Form{In: "app", Args: []string{"VARIADIC integer"}}
	for _, test := range []struct {
		name, call string
		own        Form
		before     bool
		want       string
	}{
		{"round", "round(1::double precision, 1)", round, false, "app"},
		{"round", "round(1::real, 1)", round, false, "app"},
		{"round", "round(1::numeric, 1)", round, false, ""},
		{"round", "round(1)", round, false, ""},
		{"round", "round('1.5', 1)", round, false, "app"}, // double precision is preferred
		{"lower", "lower('A')", lower, false, ""},
		{"lower", "lower('A')", lower, true, "app"},
		{"lower", "lower('A'::varchar)", lower, true, "app"},
		{"lower", "lower('[1,2]'::int4range)", lower, true, ""},
		{"age", "age(1)", age, false, "app"},
		{"age", "age(1, 2, 3)", age, false, "app"},
		{"age", "age(now())", age, false, ""},
	} {
		w := &writer{canon: &canon{ns: overloaded{&fakeNames{}, []Form{test.own}, test.before}}, mode: modeStrict}
		node, ok := ParseText(test.call, false)
		if !ok {
			t.Fatalf("%s is not read", test.call)
		}
		got, chosen := w.chooseFunction(test.name, node.GetFuncCall())
		if !chosen || got.In != test.want {
			t.Errorf("%s means the function of schema %q (%v), want %q", test.call, got.In, chosen, test.want)
		}
	}
}

func (o overloaded) Known(string, string, bool, bool, bool) []schema.Key { return nil }

func (o overloaded) Version() int { return 15 }
