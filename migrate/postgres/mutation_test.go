package postgres

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// unit is a part of DDL that gets one edit at a time: a statement, or a line of
// CREATE TABLE.
type unit struct {
	text  string
	start int // where its expressions begin
	end   int // and end
	edits []edit
}

// units cuts what Write printed so that each holds one object.
func units(statements []string) []unit {
	var list []unit
	for _, sql := range statements {
		sql += ";\n"
		if !strings.HasPrefix(sql, "CREATE TABLE") {
			list = append(list, cut(sql))
			continue
		}
		for line := range strings.Lines(sql) {
			list = append(list, cut(line))
		}
	}
	return list
}

// cut finds the expressions of a unit.
func cut(text string) unit {
	u := unit{text: text, start: len(text), end: len(text)}
	head := strings.TrimLeft(text, " ")
	switch {
	case strings.HasPrefix(head, "CREATE VIEW"), strings.HasPrefix(head, "CREATE MATERIALIZED"), strings.HasPrefix(head, "CREATE POLICY"):
		u.after(" AS\n", " AS ", " USING ", " WITH CHECK ")
	case strings.HasPrefix(head, "CREATE TRIGGER"):
		u.after("WHEN (")
		u.end = strings.LastIndex(text, "EXECUTE ")
	case strings.HasPrefix(head, "CREATE INDEX"), strings.HasPrefix(head, "CREATE UNIQUE INDEX"):
		u.after(" (")
		if i := strings.Index(text, " WITH ("); i > 0 {
			u.end = i
		}
	case strings.HasPrefix(head, "CREATE DOMAIN"), strings.Contains(head, " ADD CONSTRAINT "), strings.HasPrefix(text, " "):
		u.after(" CHECK (", " DEFAULT ", " GENERATED ALWAYS AS (")
	}
	if u.start < u.end {
		for _, e := range edits(text[u.start:u.end]) {
			e.start, e.end = e.start+u.start, e.end+u.start
			u.edits = append(u.edits, e)
		}
	}
	return u
}

func (u *unit) after(marks ...string) {
	for _, m := range marks {
		if i := strings.Index(u.text, m); i >= 0 {
			u.start = min(u.start, i+len(m)-1)
		}
	}
}

// mutation is one database whose expressions are changed.
type mutation struct {
	t     *testing.T
	db    *introspect.DB
	env   *parsepg.Env
	from  *schema.Schema
	units []unit

	planned, reported, refused int
	missed                     []string
	printed                    []string // definitions of the schema without edits, as the server prints them
	equal                      []string // the server makes the same of them: it folds a constant, or two names of one value
}

// TestEveryMutantIsReported changes one thing in the live expressions of real
// schemas, and wants each change that the server can plan reported as a difference.
func TestEveryMutantIsReported(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes minutes")
	}
	root := os.Getenv("SCHEMADIFF_CORPUS")
	if root == "" {
		root = "../../../shared/corpus"
	}
	files, err := filepath.Glob(filepath.Join(root, "postgres", "*.sql"))
	if err != nil || len(files) == 0 {
		t.Skip("no corpus of real schemas: SCHEMADIFF_CORPUS names a folder that holds one")
	}
	total := 0
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			url := server(t).Database(t)
			if err := dbtest.PSQLFile(url, file); err != nil {
				t.Skip("it does not load on its own")
			}
			total += mutate(t, url)
		})
	}
	t.Logf("%d mutants that the server can plan", total)
}

func mutate(t *testing.T, url string) int {
	db, err := introspect.Open(t.Context(), url, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	m := &mutation{t: t, db: db}
	if m.from, err = db.Schema(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m.env, err = db.Env(t.Context()); err != nil {
		t.Fatal(err)
	}
	statements, err := plans.Write(m.from)
	if err != nil {
		t.Fatal(err)
	}
	m.units = units(statements)
	const rounds = 120 // views of many hundred edits have enough by then
	for r := range rounds {
		m.round(r)
	}
	t.Logf("%d mutants planned, %d reported of all, %d not understood", m.planned, m.reported, m.refused)
	for _, text := range m.equal {
		t.Logf("equivalent: %s", text)
	}
	for _, text := range m.missed {
		t.Errorf("not reported: %s", text)
	}
	return m.planned
}

// round applies the r-th edit of each unit, and leaves out what cannot be read.
func (m *mutation) round(r int) {
	chosen := map[int]edit{}
	for i, u := range m.units {
		if r < len(u.edits) {
			chosen[i] = u.edits[r]
		}
	}
	for len(chosen) > 0 {
		to, bad := m.load(chosen)
		if bad == nil {
			m.judge(to, chosen)
			return
		}
		for _, i := range bad {
			delete(chosen, i)
			m.refused++
		}
	}
}

// load reads the DDL with the edits; where it cannot be, bad are the units to blame.
func (m *mutation) load(chosen map[int]edit) (to *schema.Schema, bad []int) {
	to, err := parsepg.Fold(syntax.Read(m.t.Context(), []parse.Source{{Name: "schema.sql", Text: m.script(chosen)}}), m.env)
	if err == nil {
		return to, nil
	}
	var errs parse.Errors
	if !errors.As(err, &errs) {
		m.t.Fatal(err)
	}
	for _, e := range errs {
		if i, ok := m.unitAt(e.Pos.Line); ok {
			bad = append(bad, m.blame(i, chosen)...)
		}
	}
	slices.Sort(bad)
	if bad = slices.Compact(bad); len(bad) == 0 {
		m.t.Fatalf("no edit is to blame: %v", err)
	}
	return nil, bad
}

// script is the DDL with the edits.
func (m *mutation) script(chosen map[int]edit) string {
	var text strings.Builder
	for i, u := range m.units {
		if e, ok := chosen[i]; ok {
			text.WriteString(e.apply(u.text))
		} else {
			text.WriteString(u.text)
		}
	}
	return text.String()
}

// blame is the unit of an error, or the nearest edited one before it: an edit can
// spoil what follows.
func (m *mutation) blame(i int, chosen map[int]edit) []int {
	for j := i; j >= 0; j-- {
		if _, ok := chosen[j]; ok {
			return []int{j}
		}
	}
	return nil
}

func (m *mutation) unitAt(line int) (int, bool) {
	at := 1
	for i, u := range m.units {
		at += strings.Count(u.text, "\n")
		if line < at {
			return i, true
		}
	}
	return 0, false
}

// judge looks for each edit among the differences.
func (m *mutation) judge(to *schema.Schema, chosen map[int]edit) {
	whole := pgmodel.Scope{Schemas: []string{"*"}, Declared: true}
	from, _ := whole.Filter(m.from)
	to, _ = whole.Filter(to)
	changes := plan.Compare(from, to)
	doubts := plan.Candidates(changes)
	verdicts, err := Equivalence{DB: m.db, Exact: true}.Compare(m.t.Context(), from, to, doubts)
	if err != nil {
		m.t.Fatal(err)
	}
	same, unknown := map[schema.Key]bool{}, map[schema.Key]bool{}
	for i, d := range doubts {
		same[d.Key], unknown[d.Key] = verdicts[i] == plan.Equivalent, verdicts[i] == plan.Unknown
	}
	found, open, equal := map[int]bool{}, map[int]bool{}, map[int]bool{}
	for _, c := range changes {
		i, ok := m.unitAt(c.Pos().Line)
		if c.To == nil || !ok {
			continue
		}
		found[i] = found[i] || !same[c.Key] && !unknown[c.Key]
		open[i] = open[i] || unknown[c.Key]
		equal[i] = equal[i] || same[c.Key]
	}
	valid := m.valid(from, changes)
	for i, e := range chosen {
		switch {
		case found[i]:
			m.reported++
			if valid[i] {
				m.planned++
			}
		case open[i]:
			m.refused++
		default:
			m.planned++
			m.miss(i, e, equal[i])
		}
	}
}

// miss notes an edit that is no difference. With a cast or a qualifier the server
// may come to the very same plan, which shows both wherever they matter; then the
// two are equivalent, as '1'::smallint::integer is 1. So they are where it stores
// the edit as it stores what stood there, as with a cast that an operator makes
// unasked, or a constant that its type reads as the same value. A default of NULL is no default, whatever it is cast to. All else must be
// reported.
func (m *mutation) miss(i int, e edit, same bool) {
	u := m.units[i]
	same = same || strings.HasSuffix(u.text[:e.start], " DEFAULT NULL::")
	text := fmt.Sprintf("%s to %q in %s", e.sort, e.text, brief(e.apply(u.text), e.start))
	if same && (e.sort == "cast" || e.sort == "qualifier") || (e.sort == "cast" || e.sort == "constant") && m.storedAlike(i, e) {
		m.equal = append(m.equal, text)
		return
	}
	m.missed = append(m.missed, text)
}

// storedAlike reports whether the server prints all definitions of a database that
// the DDL with the edit made as it prints those of one without the edit.
func (m *mutation) storedAlike(i int, e edit) bool {
	if m.printed == nil {
		m.printed = m.stored(nil)
	}
	with := m.stored(map[int]edit{i: e})
	return m.printed != nil && with != nil && dbtest.DumpDiff(m.printed, with) == nil
}

// stored returns what the server prints of a new database with the edits; nil where it
// refuses one.
func (m *mutation) stored(chosen map[int]edit) []string {
	pg := server(m.t)
	url := pg.Database(m.t)
	if err := dbtest.Exec(url, m.script(chosen)); err != nil {
		m.t.Logf("the server refuses the schema with %v: %v", chosen, err)
		return nil
	}
	lines, err := pg.Dump(url, dbtest.DumpOptions{})
	if err != nil {
		m.t.Fatal(err)
	}
	return lines
}

// valid are the units whose new expressions the server can plan.
func (m *mutation) valid(from *schema.Schema, changes []plan.Change) map[int]bool {
	valid := map[int]bool{}
	for _, c := range changes {
		i, ok := m.unitAt(c.Pos().Line)
		if c.Op != plan.Alter || !ok {
			continue
		}
		pairs, _ := pairsOf(from, plan.Candidate{Key: c.Key, From: c.From, To: c.To}, false)
		answers, err := m.db.Compare(m.t.Context(), pairs)
		if err != nil {
			m.t.Fatal(err)
		}
		valid[i] = valid[i] || len(pairs) > 0 && !slices.Contains(answers, introspect.NoAnswer)
	}
	return valid
}

func brief(text string, at int) string {
	return strings.Join(strings.Fields(text[max(0, at-100):min(len(text), at+100)]), " ")
}
