package postgres

import (
	"errors"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
)

const (
	trialTables = `CREATE TABLE p (id int PRIMARY KEY, a text, b text, n int, s varchar(10), at timestamp);
CREATE TABLE c (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p int, twice int GENERATED ALWAYS AS (p * 2) STORED);
CREATE TABLE k (v text, w text);
`
	trialData = `INSERT INTO p VALUES (1,'one','eins',1,'x','2026-01-01'),(2,'two','zwei',2,'y',NULL),(3,NULL,'drei',NULL,'zz','2026-01-02'),(4,'two','vier',40000,'zzzz','infinity');
INSERT INTO c (p) VALUES (1),(9); INSERT INTO k VALUES ('a','b'),('c','d')`
)

// tried plans from the tables of a trial to others, spoils the plan, and tries it.
func tried(t *testing.T, p *dbtest.PG, to string, o plans.Options, spoil func(*plan.Plan)) *plan.Trial {
	t.Helper()
	url := p.Database(t, trialTables, trialData)
	before := dumped(t, url)
	made := plannedAs(t, url, to, o)
	if len(made.Steps) == 0 {
		t.Fatal("the plan has no step")
	}
	if spoil != nil {
		spoil(made)
	}
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, nil)
	if err != nil {
		t.Fatal(err)
	}
	if after := dumped(t, url); after != before {
		t.Error("the database has changed")
	}
	if got := value(t, url, "SELECT count(*) FROM pg_database WHERE datname LIKE 'schemadiff_scratch_%'"); got != "0" {
		t.Errorf("%s scratch databases are left", got)
	}
	return out
}

// dumped is what pg_dump writes of a database and its rows, but for what it makes up for each run.
func dumped(t *testing.T, url string) string {
	t.Helper()
	text, err := dbtest.DumpText(url)
	rows, errRows := dbtest.DumpRows(url)
	if err := errors.Join(err, errRows); err != nil {
		t.Fatal(err)
	}
	text += rows
	var lines []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, `\restrict`) && !strings.HasPrefix(line, `\unrestrict`) {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "")
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

// withoutClaims makes a plan say that it keeps all values, and changes its statements.
func withoutClaims(from, to string) func(*plan.Plan) {
	return func(p *plan.Plan) {
		for i := range p.Steps {
			p.Steps[i].Loss, p.Steps[i].Rules = plan.Keeps, nil
			for j := range p.Steps[i].Statements {
				st := &p.Steps[i].Statements[j]
				st.SQL = strings.ReplaceAll(st.SQL, from, to)
			}
		}
	}
}

func TestTrialFindsFaults(t *testing.T) {
	p := server(t)
	become := func(from, to string) string { return strings.Replace(trialTables, from, to, 1) }
	index := trialTables + "CREATE INDEX i ON c (p);"
	for name, c := range map[string]struct {
		to    string
		spoil func(*plan.Plan)
		want  string // part of the fault
	}{
		"NOT NULL with a NULL":            {become("a text", "a text NOT NULL"), nil, "contains null values"},
		"UNIQUE with duplicates":          {become("a text", "a text UNIQUE"), nil, "could not create unique index"},
		"unique index with duplicates":    {trialTables + "CREATE UNIQUE INDEX i ON p (a);", nil, "could not create unique index"},
		"CHECK violated":                  {become("a text", "a text CHECK (a <> 'one')"), nil, "is violated by some row"},
		"reference to a missing row":      {become("p int,", "p int REFERENCES p (id),"), nil, "violates foreign key"},
		"exclusion violated":              {become("v text, w text", "v text, w text, EXCLUDE (left(v, 0) WITH =)"), nil, "could not create exclusion"},
		"cast that fails on a row":        {become("n int", "n smallint"), nil, "22003"},
		"text that is no number":          {become("a text", "a int"), withoutClaims("no such text", ""), `"…"`},
		"text that is too long":           {become("s varchar(10)", "s varchar(2)"), nil, "22001"},
		"cast that changes values":        {become("s varchar(10)", "s varchar(2)"), withoutClaims("character varying(2)", "character varying(2) USING left(s, 2)"), "values of s changed in 1 row"},
		"USING another column":            {become("s varchar(10)", "s text"), withoutClaims("TYPE text", "TYPE text USING b"), "values of s changed in 4 rows"},
		"a widened number is rounded":     {become("n int", "n bigint"), withoutClaims("TYPE bigint", "TYPE bigint USING n / 10 * 10"), "values of n changed in 2 rows"},
		"another column is updated":       {index, also("UPDATE p SET b = 'x' WHERE id = 2"), "values of b changed in 1 row"},
		"another table loses a row":       {index, also("DELETE FROM p WHERE id = 2"), "1 row missing"},
		"another table is truncated":      {index, also("TRUNCATE p"), "4 rows missing"},
		"a row is added":                  {index, also("INSERT INTO p VALUES (7)"), "1 row added"},
		"rows change places":              {index, also("UPDATE p SET a = CASE id WHEN 1 THEN 'two' WHEN 2 THEN 'one' ELSE a END"), "values of a changed in 2 rows"},
		"a key changes":                   {index, also("UPDATE p SET id = 8 WHERE id = 2"), "missing"},
		"a value without a key":           {index, also("UPDATE k SET v = 'x' WHERE v = 'a'"), "table public.k"},
		"rows without a key change parts": {index, also("UPDATE k SET w = CASE w WHEN 'b' THEN 'd' ELSE 'b' END"), "table public.k"},
		"a row without a key is lost":     {index, also("DELETE FROM k WHERE v = 'a'"), "1 row missing"},
		"a row without a key is twice":    {index, also("INSERT INTO k SELECT * FROM k WHERE v = 'a'"), "1 row added"},
		"NULL becomes empty":              {index, also("UPDATE p SET a = '' WHERE a IS NULL"), "values of a"},
		"a blank at the end":              {index, also("UPDATE p SET a = a || ' '"), "values of a changed in 3 rows"},
		"a moment later":                  {index, also("UPDATE p SET at = at + '1 microsecond'"), "values of at changed in 2 rows"},
		"columns swap their names":        {index, also("ALTER TABLE p RENAME a TO z", "ALTER TABLE p RENAME b TO a", "ALTER TABLE p RENAME z TO b"), "values of"},
		"a table is recreated empty":      {index, also("DROP TABLE k", "CREATE TABLE k (v text, w text)"), "2 rows missing"},
		"a trigger changes rows": {become("p int,", "p int, q int,"), also("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.p := 0; RETURN NEW; END'",
			"CREATE TRIGGER t BEFORE UPDATE ON c FOR EACH ROW EXECUTE FUNCTION f()", "UPDATE c SET q = 1", "DROP FUNCTION f CASCADE"), "values of p changed in 2 rows"},
		"a step is missing":           {index + "CREATE INDEX j ON c (id);", func(p *plan.Plan) { p.Steps = p.Steps[:1] }, "index"},
		"a step that is not planned":  {index, also("CREATE INDEX j ON p (b)"), "index"},
		"steps in the wrong order":    {become("at timestamp", "at timestamp, y int") + "CREATE INDEX i ON p (y);", func(p *plan.Plan) { p.Steps[0], p.Steps[len(p.Steps)-1] = p.Steps[len(p.Steps)-1], p.Steps[0] }, "step 1"},
		"a statement of no meaning":   {index, also("CREATE SOMETHING"), "syntax error"},
		"a function raises":           {index, also("DO 'BEGIN RAISE EXCEPTION ''secret''; END'"), "raised an exception"},
		"a renamed column is filled":  {become("v text, w text", "v text,\n w2 text -- @renamed from=w\n"), also("UPDATE k SET w2 = v"), "values of w2"},
		"a renamed table loses a row": {strings.Replace(trialTables, "CREATE TABLE k (v text, w text);", "CREATE TABLE k2 (v text, w text); -- @renamed from=k", 1), also("DELETE FROM k2 WHERE v = 'c'"), "1 row missing"},
		"a deferred reference":        {index, also("ALTER TABLE c ADD FOREIGN KEY (p) REFERENCES p NOT VALID DEFERRABLE INITIALLY DEFERRED", "INSERT INTO c (p) VALUES (77)"), "foreign key"},
	} {
		t.Run(name, func(t *testing.T) {
			out := tried(t, p, c.to, plans.Options{Plain: true}, c.spoil)
			if !out.Failed() || !strings.Contains(out.Fault(), c.want) || strings.Contains(out.Fault(), "secret") {
				t.Errorf("failed %v: %q, want %q\n%+v", out.Failed(), out.Fault(), c.want, out)
			}
		})
	}
}
