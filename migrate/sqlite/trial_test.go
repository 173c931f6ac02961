package sqlite

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

const (
	trialTables = "CREATE TABLE p(id INTEGER PRIMARY KEY, a TEXT, b TEXT, n, x BLOB); CREATE TABLE c(id INTEGER PRIMARY KEY, p); CREATE TABLE k(v TEXT, w TEXT); "
	trialRows   = "INSERT INTO p VALUES (1,'one','eins',1,x'00'),(2,'two','zwei',2,x'01'),(3,NULL,'drei',3,NULL),(4,'two','vier','007',x'02'); " +
		"INSERT INTO c VALUES (1,1),(2,9); INSERT INTO k VALUES ('a','b'),('c','d')"
)

// tried plans from the tables of a trial to others, spoils the plan, and tries it.
func tried(t *testing.T, to string, spoil func(*plan.Plan)) *plan.Trial {
	t.Helper()
	path := database(t, trialTables, trialRows)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p := prepared(t, path, "3.54.1", to)
	if len(p.Steps) == 0 {
		t.Fatal("the plan has no step")
	}
	if spoil != nil {
		spoil(p)
	}
	t.Setenv("TMPDIR", t.TempDir())
	out, err := Try(context.Background(), p, TrialOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
		t.Error("the file has changed", err)
	}
	if left, err := os.ReadDir(os.TempDir()); err != nil || len(left) > 0 {
		t.Errorf("left: %v %v", left, err)
	}
	return out
}

// also adds statements to the last step.
func also(statements ...string) func(*plan.Plan) {
	return func(p *plan.Plan) {
		s := &p.Steps[len(p.Steps)-1]
		for _, sql := range statements {
			s.Statements = append(s.Statements, plan.Statement{SQL: sql})
		}
	}
}

// instead replaces a text in the statements of a plan.
func instead(t *testing.T, from, to string) func(*plan.Plan) {
	return func(p *plan.Plan) {
		found := false
		for i := range p.Steps {
			for j := range p.Steps[i].Statements {
				st := &p.Steps[i].Statements[j]
				found = found || strings.Contains(st.SQL, from)
				st.SQL = strings.ReplaceAll(st.SQL, from, to)
			}
		}
		if !found {
			t.Errorf("no statement has %q: %v", from, p.Steps)
		}
	}
}

// withoutClaims makes a plan say that it keeps all values.
func withoutClaims(p *plan.Plan) {
	for i := range p.Steps {
		p.Steps[i].Loss, p.Steps[i].Rules = plan.Keeps, nil
	}
}

func TestTrialFindsFaults(t *testing.T) {
	become := func(from, to string) string { return strings.Replace(trialTables, from, to, 1) }
	index := trialTables + "CREATE INDEX i ON c(p);"
	for name, c := range map[string]struct {
		to    string
		spoil func(*plan.Plan)
		want  string // part of the fault
	}{
		"NOT NULL with a NULL":            {become("a TEXT", "a TEXT NOT NULL"), nil, "step 1 fails: constraint"},
		"UNIQUE with duplicates":          {become("a TEXT", "a TEXT UNIQUE"), nil, "UNIQUE"},
		"unique index with duplicates":    {trialTables + "CREATE UNIQUE INDEX i ON p(a);", nil, "UNIQUE"},
		"CHECK violated":                  {become("a TEXT", "a TEXT CHECK (a <> 'one')"), nil, "step 1 fails: constraint"},
		"reference to a missing row":      {become("p);", "p REFERENCES p(id));"), nil, "c"},
		"type that changes a value":       {become("n,", "n INTEGER,"), withoutClaims, ""},
		"STRICT with other values":        {become("n, x BLOB)", "n ANY, x INT) STRICT"), nil, "step 1 fails"},
		"another column is updated":       {index, also("UPDATE p SET b = 'x' WHERE id = 2"), "values of b changed in 1 row"},
		"another table loses a row":       {index, also("DELETE FROM p WHERE id = 2"), "1 row missing"},
		"another table loses all rows":    {index, also("DELETE FROM p"), "4 rows missing"},
		"a row is added":                  {index, also("INSERT INTO p VALUES (7,'a','b',1,NULL)"), "1 row added"},
		"rows change places":              {index, also("UPDATE p SET a = CASE id WHEN 1 THEN 'two' WHEN 2 THEN 'one' ELSE a END"), "values of a changed in 2 rows"},
		"a key changes":                   {index, also("UPDATE p SET id = 8 WHERE id = 2"), "missing"},
		"a value without a key":           {index, also("UPDATE k SET v = 'x' WHERE v = 'a'"), "table k"},
		"rows without a key change parts": {index, also("UPDATE k SET w = CASE w WHEN 'b' THEN 'd' ELSE 'b' END"), "table k"},
		"a row without a key is lost":     {index, also("DELETE FROM k WHERE v = 'a'"), "1 row missing"},
		"a row without a key is twice":    {index, also("INSERT INTO k SELECT * FROM k WHERE v = 'a'"), "1 row added"},
		"another storage class":           {index, also("UPDATE p SET n = 1.0 WHERE id = 1"), "values of n"},
		"NULL becomes empty":              {index, also("UPDATE p SET a = '' WHERE a IS NULL"), "values of a"},
		"another case":                    {index, also("UPDATE p SET a = upper(a)"), "values of a changed in 3 rows"},
		"a blob becomes text":             {index, also("UPDATE p SET x = CAST(x AS TEXT)"), "values of x"},
		"columns swap their names":        {index, also("ALTER TABLE p RENAME COLUMN a TO z", "ALTER TABLE p RENAME COLUMN b TO a", "ALTER TABLE p RENAME COLUMN z TO b"), ""},
		"a table is recreated empty":      {index, also("DROP TABLE k", "CREATE TABLE k(v TEXT, w TEXT)"), "2 rows missing"},
		"a copy crosses columns":          {become("a TEXT, b TEXT", "a TEXT, b TEXT DEFAULT 'x'"), instead(t, "SELECT id, a, b", "SELECT id, b, a"), ""},
		"a copy leaves out rows":          {become("a TEXT, b TEXT", "a TEXT, b TEXT DEFAULT 'x'"), instead(t, "FROM p", "FROM p WHERE id < 3"), ""},
		"a copy changes values":           {become("a TEXT, b TEXT", "a TEXT, b TEXT DEFAULT 'x'"), instead(t, "SELECT id, a, b", "SELECT id, a || ' ', b"), ""},
		"a step is missing":               {index + "CREATE INDEX j ON c(id);", func(p *plan.Plan) { p.Steps = p.Steps[:1] }, "schema"},
		"a step that is not planned":      {index, also("CREATE INDEX j ON p(b)"), "schema"},
		"steps in the wrong order":        {become("x BLOB", "x BLOB, y INT") + "CREATE INDEX i ON p(y);", func(p *plan.Plan) { p.Steps[0], p.Steps[len(p.Steps)-1] = p.Steps[len(p.Steps)-1], p.Steps[0] }, "step 1"},
		"a statement of no meaning":       {index, also("CREATE SOMETHING"), "syntax error"},
		"a rename that goes too far":      {become("CREATE TABLE k(v TEXT, w TEXT)", "CREATE TABLE k(v TEXT, w2 TEXT -- @renamed from=w\n)"), also("UPDATE k SET w2 = v"), "values of w2"},
		"a renamed table loses a row":     {become("CREATE TABLE k(v TEXT, w TEXT)", "CREATE TABLE k2(v TEXT, w TEXT) -- @renamed from=k\n"), also("DELETE FROM k2 WHERE v = 'c'"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			out := tried(t, c.to, c.spoil)
			if !out.Failed() || !strings.Contains(out.Fault(), c.want) {
				t.Errorf("failed %v: %q, want %q\n%+v", out.Failed(), out.Fault(), c.want, out)
			}
		})
	}
}

// What a plan says that it does is no fault.
func TestTrialReportsWhatThePlanSays(t *testing.T) {
	to := "CREATE TABLE q(id INTEGER PRIMARY KEY, a2 TEXT, -- @renamed from=a\n b TEXT, n INTEGER, y INT DEFAULT 5); -- @renamed from=p\n CREATE TABLE c(id INTEGER PRIMARY KEY, p);"
	out := tried(t, to, nil)
	if out.Failed() || out.Tables != 3 || out.Rows != 8 {
		t.Fatalf("%q %+v", out.Fault(), out)
	}
	var got []string
	for _, d := range out.Differences {
		got = append(got, d.String()+" "+strings.Join(d.Keys, ","))
	}
	if text := strings.Join(got, "; "); text != "table k: dropped with 2 rows ; table q: values of n changed in 1 row id=4" {
		t.Errorf("got %s", text)
	}
}

// A copy that a killed run has left is removed by a later run, and one that is young is not.
func TestStaleTrialsAreRemoved(t *testing.T) {
	parent := t.TempDir()
	for _, name := range []string{trialPrefix + "old", trialPrefix + "new", "other"} {
		if err := os.Mkdir(filepath.Join(parent, name), 0o700); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "new") {
			then := time.Now().Add(-2 * staleTrial)
			if err := os.Chtimes(filepath.Join(parent, name), then, then); err != nil {
				t.Fatal(err)
			}
		}
	}
	removeStaleTrials(parent, time.Now())
	left, _ := filepath.Glob(filepath.Join(parent, "*"))
	if len(left) != 2 || strings.HasSuffix(left[0]+left[1], "old") {
		t.Errorf("left: %v", left)
	}
}

// A signal ends a trial, and nothing of it stays.
func TestTrialIsInterrupted(t *testing.T) {
	path := database(t, trialTables, trialRows)
	p := prepared(t, path, "3.54.1", trialTables+"CREATE INDEX i ON c(p);")
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Try(ctx, p, TrialOptions{Path: path}); err == nil {
		t.Error("no error")
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}

// A sample has what its rows refer to, also through circles, and triggers do not see that rows go.
func TestTrialOfASample(t *testing.T) {
	const tables = `CREATE TABLE country (code TEXT PRIMARY KEY);
CREATE TABLE person (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES person, country REFERENCES country ON DELETE CASCADE);
CREATE TABLE pet (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES person (id));
CREATE TRIGGER no BEFORE DELETE ON person BEGIN SELECT raise(ABORT, 'no'); END;
`
	path := database(t, tables, `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO country SELECT 'c' || i FROM n`,
		`INSERT INTO person SELECT rowid, CASE WHEN rowid % 10 THEN rowid + 1 END, 'c' || (1001 - rowid) FROM country`, `INSERT INTO pet SELECT id, 500 + id FROM person WHERE id < 400`)
	p := prepared(t, path, "3.54.1", strings.Replace(tables, "owner INTEGER", "name, owner INTEGER NOT NULL", 1))
	out, err := Try(context.Background(), p, TrialOptions{Path: path, Sample: 5})
	// 5 pets, 5 persons and the bosses up to the next ten, the countries of all and 5
	if err != nil || out.Failed() || out.Rows != 5+20+25 {
		t.Errorf("%v %+v", err, out)
	}
}

// Names are reported as they are spelled.
func TestTrialSpellsNames(t *testing.T) {
	path := database(t, `CREATE TABLE Album (Id INTEGER PRIMARY KEY, Title TEXT, Year); CREATE TABLE Gone (a)`, "INSERT INTO Album VALUES (1, 'x', 'y')")
	p := prepared(t, path, "3.54.1", `CREATE TABLE Album (Id INTEGER PRIMARY KEY, Title TEXT, Year INT); CREATE INDEX ByTitle ON Album (Title)`)
	p.Steps[0].Statements = append(p.Steps[0].Statements, plan.Statement{SQL: "UPDATE Album SET Title = 'z'"})
	out, err := Try(context.Background(), p, TrialOptions{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for i, s := range p.Steps {
		names = append(append(names, out.Name(s.Key)), out.Steps[i].Rewritten...)
	}
	for _, d := range out.Differences {
		names = append(names, out.Describe(d))
	}
	slices.Sort(names)
	if got := strings.Join(names, "; "); got != "Album; Album; ByTitle; Gone; table Album: values of Title changed in 1 row; table Gone: dropped with 0 rows" {
		t.Errorf("got %s", got)
	}
}
