package property

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.WithBinary(m.Run)) }

// TestHistories generates migrations for random sequences of schemas.
func TestHistories(t *testing.T) {
	n, useless := max(pairs(t)/20, 2), 0
	for seed := range n {
		err := oneHistory(t, uint64(seed))
		switch {
		case errors.Is(err, dbtest.ErrUseless):
			useless++
		case err != nil:
			t.Errorf("seed %d: %v", seed, err)
		}
	}
	t.Logf("%d histories, of which %d show nothing", n, useless)
	if useless > n/2+1 {
		t.Errorf("%d of %d histories show nothing: the generator has become useless", useless, n)
	}
}

func oneHistory(t *testing.T, seed uint64) error {
	r := rand.New(rand.NewPCG(seed, 7))
	d := randomDatabase(r)
	h := &dbtest.History{Dialect: "sqlite", Middle: 1 + r.IntN(3)}
	for i := range 4 {
		if i > 0 {
			d = change(r, d)
		}
		if i+1 == h.Middle {
			h.Rows = d.rows(r)
		}
		h.Schemas = append(h.Schemas, d.sql())
	}
	dir, made := t.TempDir(), 0
	h.Create = func() string {
		made++
		path := filepath.Join(dir, fmt.Sprintf("%d.db", made))
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	h.Exec = dbtest.Create
	h.SameAlone = func(db, file string) error {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if got := dbtest.Shell(t, db, string(text), true); got.Code != 0 || got.Err != "" {
			return fmt.Errorf("%s", got)
		}
		return nil
	}
	h.Equal = sameSchema
	h.Violated = func(message string) bool {
		return strings.Contains(message, "constraint failed") || strings.Contains(message, "cannot store") || strings.Contains(message, "refer to rows that are not there")
	}
	return h.Check(t)
}

// sameSchema compares two files but for what schemadiff records.
func sameSchema(a, b string) error {
	var lines [2][]string
	for i, path := range []string{a, b} {
		s, err := dbtest.ReadState(path, dbtest.AnyOrder)
		if err != nil {
			return err
		}
		lines[i] = slices.DeleteFunc(s.Schema, func(line string) bool { return strings.Contains(line, "schemadiff_") })
	}
	if diff := cmp.Diff(lines[0], lines[1]); diff != "" {
		return fmt.Errorf("%s", diff)
	}
	return nil
}
