package dbtest

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// History is a sequence of desired schemas that migrations are generated for.
type History struct {
	Dialect   string
	Schemas   []string
	Middle    int                         // the schema that rows are put into on the way
	Rows      []string                    // inserted there, where they are accepted
	Create    func() string               // an empty database, as --db names it
	Exec      func(db, sql string) error  // runs SQL
	SameAlone func(db, file string) error // runs a file without schemadiff
	Equal     func(a, b string) error     // whether two databases have equal schemas
	Violated  func(message string) bool   // whether an error is about rows in the way
}

// ErrUseless says that a history shows nothing: a generated schema is none, or rows
// stand in the way.
var ErrUseless = errors.New("the history shows nothing")

// history is one run of it.
type history struct {
	*History
	t   testing.TB
	dir string
}

// Check generates a migration for each schema, offline and against a live database
// alike, and applies them: from zero, from the middle with rows in it, edited by hand,
// and without schemadiff at all. All must end in the last schema.
func (h *History) Check(t testing.TB) error {
	r := &history{h, t, t.TempDir()}
	step := h.Create()
	for i, schema := range h.Schemas {
		if err := r.next(step, i, schema); err != nil {
			return err
		}
	}
	if got := r.run("check", "--dialect", h.Dialect, "--schema", "schema.sql", "--fail-on", "never"); got.Code != 0 {
		return fmt.Errorf("check: %s", got)
	}
	if err := r.arrived(step); err != nil {
		return fmt.Errorf("step by step: %w", err)
	}
	zero := h.Create()
	if got := r.run("migrate", "--db", zero); got.Code != 0 {
		return fmt.Errorf("from zero: %s", got)
	}
	if err := r.arrived(zero); err != nil {
		return fmt.Errorf("from zero: %w", err)
	}
	if err := r.alone(zero); err != nil {
		return fmt.Errorf("without schemadiff: %w", err)
	}
	if err := r.edited(); err != nil {
		return fmt.Errorf("edited: %w", err)
	}
	return r.middle()
}

func (h *history) run(args ...string) Result {
	return Run(h.t, h.dir, "", os.Getenv(BinaryEnv), args...)
}

// next generates one migration, twice, and applies it to a database that has the ones
// before.
func (h *history) next(db string, i int, schema string) error {
	if err := os.WriteFile(filepath.Join(h.dir, "schema.sql"), []byte(schema), 0o600); err != nil {
		return err
	}
	args := []string{"generate", "step", "--dialect", h.Dialect, "--schema", "schema.sql", "--allow", "all"}
	got := h.run(args...)
	if got.Code == 3 && strings.Contains(got.Err, "refused") || got.Code == 1 && strings.Contains(got.Err, "schema.sql:") { // the generator wrote what is no schema
		return ErrUseless
	}
	if got.Code != 0 {
		return fmt.Errorf("generate %d: %s", i+1, got)
	}
	if got.Out == "" {
		return nil
	}
	file := filepath.Join(h.dir, strings.TrimSpace(got.Out))
	if err := h.same(file, append(args, "--db", db)); err != nil {
		return err
	}
	if got := h.run("migrate", "--db", db); got.Code != 0 {
		return fmt.Errorf("migrate %d: %s", i+1, got)
	}
	return nil
}

// same generates against a live database what was generated offline.
func (h *history) same(file string, args []string) error {
	offline, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	sum, err := os.ReadFile(filepath.Join(h.dir, "migrations", "schemadiff.sum"))
	if err != nil {
		return err
	}
	lines := strings.SplitAfter(string(sum), "\n")
	if err := errors.Join(os.Remove(file), os.WriteFile(filepath.Join(h.dir, "migrations", "schemadiff.sum"), []byte(strings.Join(lines[:len(lines)-2], "")), 0o600)); err != nil {
		return err
	}
	got := h.run(args...)
	if got.Code != 0 {
		return fmt.Errorf("generate against a database: %s", got)
	}
	live, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(withoutHeader(string(offline)), withoutHeader(string(live))); diff != "" {
		return fmt.Errorf("generated against a database (-offline +live):\n%s%s", diff, got.Err)
	}
	return nil
}

// withoutHeader is a migration without the lines of fingerprints: a database spells
// expressions in its own way.
func withoutHeader(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "-- from: ") && !strings.HasPrefix(line, "-- to: ") {
			b.WriteString(line)
		}
	}
	return b.String()
}

// arrived shows that a database is the last schema and has all migrations.
func (h *history) arrived(db string) error {
	if got := h.run("status", "--db", db, "--exit-code"); got.Code != 0 {
		return fmt.Errorf("status: %s", got)
	}
	if got := h.run("plan", "--db", db, "--schema", "schema.sql", "--exit-code", "--format", "sql"); got.Code != 0 {
		return fmt.Errorf("the plan to the desired schema is not empty: %s", got)
	}
	return nil
}

// alone runs the files without schemadiff.
func (h *history) alone(want string) error {
	db := h.Create()
	files, err := filepath.Glob(filepath.Join(h.dir, "migrations", "*.sql"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := h.SameAlone(db, file); err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(file), err)
		}
	}
	return h.Equal(want, db)
}

// edited adds a statement to the last migration before a database gets it.
func (h *history) edited() error {
	files, err := filepath.Glob(filepath.Join(h.dir, "migrations", "*.sql"))
	if err != nil || len(files) == 0 {
		return err
	}
	last := files[len(files)-1]
	text, err := os.ReadFile(last)
	if err != nil {
		return err
	}
	if err := os.WriteFile(last, append(text, "\nCREATE TABLE by_hand (n integer);\nINSERT INTO by_hand VALUES (7);\n"...), 0o600); err != nil {
		return err
	}
	defer os.WriteFile(last, text, 0o600)
	if got := h.run("check", "--dialect", h.Dialect, "--schema", "schema.sql", "--fail-on", "never"); got.Code != 2 || !strings.Contains(got.Out, "edited") || !strings.Contains(got.Out, "by_hand") {
		return fmt.Errorf("check does not report it: %s", got)
	}
	db := h.Create()
	if got := h.run("migrate", "--db", db); got.Code != 0 {
		return fmt.Errorf("migrate: %s", got)
	}
	return h.Exec(db, "INSERT INTO by_hand SELECT n FROM by_hand")
}

// middle puts rows in on the way.
func (h *history) middle() error {
	db := h.Create()
	if got := h.run("migrate", "--db", db, "--to", fmt.Sprint(h.Middle)); got.Code != 0 {
		if strings.Contains(got.Err, "has no migration") {
			return nil
		}
		return fmt.Errorf("to the middle: %s", got)
	}
	for _, row := range h.Rows {
		_ = h.Exec(db, row) // a row that a constraint refuses is not there
	}
	got := h.run("migrate", "--db", db)
	if got.Code != 0 && h.Violated(got.Err) {
		return ErrUseless
	}
	if got.Code != 0 {
		return fmt.Errorf("from the middle: %s", got)
	}
	return h.arrived(db)
}
