package statements

import (
	"math/rand/v2"
	"strings"
	"testing"
)

const cases = "../../testdata/cases"

// The same numbers give the same statements, so that a failure can be repeated from its seed.
func TestStatementsCanBeRepeated(t *testing.T) {
	for _, dialect := range []string{"postgres", "sqlite"} {
		m, err := NewGenerator(cases, dialect)
		if err != nil {
			t.Fatal(err)
		}
		first, second, other := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 3))
		differ, different := 0, map[string]bool{}
		for range 300 {
			a, b, c := m.Statement(first), m.Statement(second), m.Statement(other)
			if a != b {
				t.Fatalf("%s: the same source gives\n%s\nand\n%s", dialect, a, b)
			}
			if a != c {
				differ++
			}
			different[a] = true
		}
		if differ < 250 || len(different) < 250 {
			t.Errorf("%s: %d of 300 statements differ by their seed, %d are different", dialect, differ, len(different))
		}
	}
}

// Numbers stand in many forms: with signs, points, exponents and other bases.
func TestNumbersInEveryForm(t *testing.T) {
	m, err := NewGenerator(cases, "postgres")
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	var all strings.Builder
	for range 2000 {
		all.WriteString(m.Statement(r) + "\n")
	}
	for _, form := range []string{"-", "e", ".", "::", "NULL", "numeric", "CHECK", "DEFAULT"} {
		if !strings.Contains(all.String(), form) {
			t.Errorf("no statement of 2000 has %q", form)
		}
	}
}

func TestNoCases(t *testing.T) {
	if _, err := NewGenerator(t.TempDir(), "postgres"); err == nil {
		t.Error("a folder without cases gives statements")
	}
}
