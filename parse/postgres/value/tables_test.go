package value_test

// The spellings of constants are in tables, a file for each file of the package. What a server
// prints for them was asked of PostgreSQL 15 (SELECT 'text'::type) under the settings of our own
// sessions; TestServersPrintTheSame asks the servers of every version that is tested.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/constants"
	"github.com/schemadiff/schemadiff/parse/postgres/value"
)

type texts = []string

// spelled is a value of a type, as the server prints it, with spellings of it.
type spelled struct {
	typ, printed string
	spellings    texts
}

// refused are texts that the server has an error for.
type refused struct {
	typ   string
	texts texts
}

// undecided are texts that the server accepts, and the reason why there is no answer for them here.
type undecided struct {
	typ, reason string
	texts       texts
}

// table is what is known of a family of types.
type table struct {
	values    []spelled
	errors    []refused
	undecided []undecided
}

var tables = []table{dateTable, timeTable, intervalTable, isoTable, integerTable, numberTable, textTable, networkTable, rangeTable,
	arrayTable, geometryTable, jsonTable, documentTable, textSearchTable, otherTypes}

func (tab table) check(t *testing.T) {
	t.Helper()
	for _, v := range tab.values {
		for _, text := range v.spellings {
			if got, ok := value.Canonical(v.typ, text); !ok || got != v.printed {
				t.Errorf("%s %q: %q, %t, want %q", v.typ, text, got, ok, v.printed)
			}
		}
	}
	for _, r := range tab.errors {
		checkNoAnswer(t, r.typ, "is an error", r.texts)
	}
	for _, u := range tab.undecided {
		checkNoAnswer(t, u.typ, u.reason, u.texts)
	}
}

func checkNoAnswer(t *testing.T, typ, reason string, list texts) {
	t.Helper()
	for _, text := range list {
		if got, ok := value.Canonical(typ, text); ok || got != "" {
			t.Errorf("%s %q: %q, %t, but it %s", typ, text, got, ok, reason)
		}
	}
}

// allValues are the values of all tables.
func allValues() []spelled {
	var list []spelled
	for _, tab := range tables {
		list = append(list, tab.values...)
	}
	return list
}

// constantsOfTables are the texts of all tables for the servers.
func constantsOfTables() []constants.Constant {
	var list []constants.Constant
	add := func(typ string, texts texts) {
		for _, text := range texts {
			list = append(list, constants.Constant{Type: typ, Text: text, Changed: true})
		}
	}
	for _, tab := range tables {
		for _, v := range tab.values {
			add(v.typ, v.spellings)
		}
		for _, r := range tab.errors {
			add(r.typ, r.texts)
		}
		for _, u := range tab.undecided {
			add(u.typ, u.texts)
		}
	}
	return list
}

// TestPrintedValuesStay reads what the server prints: the answer is the same text.
func TestPrintedValuesStay(t *testing.T) {
	for _, v := range allValues() {
		if got, ok := value.Canonical(v.typ, v.printed); !ok || got != v.printed {
			t.Errorf("%s %q is printed by the server and becomes %q, %t", v.typ, v.printed, got, ok)
		}
		for _, text := range v.spellings {
			checkStays(t, v.typ, text)
		}
	}
}

// TestEqualSpellingsFold compares all spellings of a type with one another: two are answered by the
// same text if, and only if, the server prints the same for both.
func TestEqualSpellingsFold(t *testing.T) {
	type spelling struct{ text, printed, answer string }
	byType := map[string][]spelling{}
	for _, v := range allValues() {
		for _, text := range append(texts{v.printed}, v.spellings...) {
			answer, _ := value.Canonical(v.typ, text)
			byType[v.typ] = append(byType[v.typ], spelling{text, v.printed, answer})
		}
	}
	for typ, list := range byType {
		for i, a := range list {
			for _, b := range list[:i] {
				if (a.answer == b.answer) != (a.printed == b.printed) {
					t.Errorf("%s: %q and %q become %q and %q, where the server prints %q and %q", typ, a.text, b.text, a.answer, b.answer, a.printed, b.printed)
				}
			}
		}
	}
}

// TestElementsOfArrays puts each value into an array of its type: the element is printed as the
// value is, with quotes where they are needed.
func TestElementsOfArrays(t *testing.T) {
	quote := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	for _, v := range allValues() {
		if strings.HasSuffix(v.typ, "[]") || strings.HasPrefix(v.typ, "interval ") {
			continue // other dimensions; other rules for what is cut off
		}
		want, ok := value.Canonical(v.typ+"[]", `{"`+quote.Replace(v.printed)+`"}`)
		if !ok {
			t.Errorf("%s[] of %q has no answer", v.typ, v.printed)
		}
		for _, text := range v.spellings {
			if got, ok := value.Canonical(v.typ+"[]", `{"`+quote.Replace(text)+`"}`); !ok || got != want {
				t.Errorf("%s[] of %q: %q, %t, want %q", v.typ, text, got, ok, want)
			}
		}
	}
}

// TestRespelledTypes looks for types whose constants are printed in another way than they are
// written, which IsRespelled must know.
func TestRespelledTypes(t *testing.T) {
	for _, v := range allValues() {
		for _, text := range v.spellings {
			if text != v.printed && !value.IsRespelled(v.typ) {
				t.Errorf("%s %q is printed as %q, and IsRespelled is false", v.typ, text, v.printed)
			}
		}
	}
}

// TestAllTypesHaveValues finds types that no table has a value of.
func TestAllTypesHaveValues(t *testing.T) {
	seen := map[string]bool{}
	for _, v := range allValues() {
		seen[withoutModifiers(v.typ)] = true
	}
	for _, typ := range value.TypeNames() {
		if !seen[typ] {
			t.Errorf("%s: no table has a value", typ)
		}
	}
}

// withoutModifiers is timestamp with time zone for timestamp(3) with time zone.
func withoutModifiers(typ string) string {
	head, rest, found := strings.Cut(typ, "(")
	if !found {
		return typ
	}
	_, tail, _ := strings.Cut(rest, ")")
	return head + tail
}

// TestNoTextIsOfTwoKinds finds texts that are in the tables twice for one type, with other results.
func TestNoTextIsOfTwoKinds(t *testing.T) {
	kinds := map[[2]string]string{}
	add := func(typ, kind string, list texts) {
		for _, text := range list {
			key := [2]string{typ, text}
			if other, found := kinds[key]; found && other != kind {
				t.Errorf("%s %q: %s and %s", typ, text, kind, other)
			}
			kinds[key] = kind
		}
	}
	for _, tab := range tables {
		for _, v := range tab.values {
			add(v.typ, "is "+v.printed, v.spellings)
		}
		for _, r := range tab.errors {
			add(r.typ, "is an error", r.texts)
		}
		for _, u := range tab.undecided {
			add(u.typ, u.reason, u.texts)
		}
	}
}
