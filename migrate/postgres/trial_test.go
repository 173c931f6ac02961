package postgres

import (
	"errors"
	"strings"
	"testing"
	"time"

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
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{})
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
	if err := errors.Join(err, errRows); err != nil && strings.Contains(err.Error(), "version mismatch") {
		lines, err := dbtest.Catalog(url, dbtest.DumpOptions{}) // this machine has no pg_dump for the server
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(lines, "\n")
	} else if err != nil {
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
			if testing.Short() && len(name)%4 != 0 {
				t.Skip("each makes two databases; some will do")
			}
			out := tried(t, p, c.to, plans.Options{Plain: true}, c.spoil)
			if !out.Failed() || !strings.Contains(out.Fault(), c.want) || strings.Contains(out.Fault(), "secret") {
				t.Errorf("failed %v: %q, want %q\n%+v", out.Failed(), out.Fault(), c.want, out)
			}
		})
	}
}

// What a plan says that it does is no fault, and each step has its locks and what it rewrote.
func TestTrialReportsWhatThePlanSays(t *testing.T) {
	p := server(t)
	to := `CREATE TABLE q (id bigint PRIMARY KEY, a2 text, -- @renamed from=a
 b text, s varchar(3), at timestamp, y int DEFAULT 5); -- @renamed from=p
CREATE TABLE c (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, p bigint, twice bigint GENERATED ALWAYS AS (p * 2) STORED);`
	out := tried(t, p, to, plans.Options{Plain: true}, func(p *plan.Plan) {
		for i := range p.Steps {
			for j := range p.Steps[i].Statements {
				st := &p.Steps[i].Statements[j]
				st.SQL = strings.ReplaceAll(st.SQL, "ALTER COLUMN s TYPE character varying(3)", "ALTER COLUMN s TYPE character varying(3) USING left(s, 3)")
			}
		}
	})
	if out.Failed() || out.Tables != 3 || out.Rows != 8 {
		t.Fatalf("%q %+v", out.Fault(), out)
	}
	var got, locks, rewritten []string
	for _, d := range out.Differences {
		got = append(got, d.String()+" "+strings.Join(d.Keys, ","))
	}
	for _, s := range out.Steps {
		locks, rewritten = append(locks, s.Locks...), append(rewritten, s.Rewritten...)
	}
	if text := strings.Join(got, "; "); text != "table public.k: dropped with 2 rows ; table public.q: values of s changed in 1 row id=4" {
		t.Errorf("got %s", text)
	}
	if text := strings.Join(locks, "; "); !strings.Contains(text, "ACCESS EXCLUSIVE on public.k") || !strings.Contains(text, "ACCESS EXCLUSIVE on public.p") {
		t.Errorf("locks %s", text)
	}
	if text := strings.Join(rewritten, "; "); !strings.Contains(text, "public.q") || !strings.Contains(text, "public.c") {
		t.Errorf("rewritten %s", text)
	}
}

// Values that hold others have another text when the types of these change, whatever lies between.
func TestTrialOfValuesInsideOfOthers(t *testing.T) {
	p := server(t)
	const types = `CREATE DOMAIN here AS place; CREATE TYPE way AS (start here, days int); CREATE TABLE trip (id int PRIMARY KEY, ways way[]);`
	url := p.Database(t, `CREATE TABLE place (id int, name text);`+types, `INSERT INTO trip VALUES (1, ARRAY[ROW(ROW(1, 'a')::place, 2)::way])`)
	made := plannedAs(t, url, `CREATE TABLE place (id int, name text, size int);`+types, plans.Options{})
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if out.Failed() || len(out.Differences) != 1 || !out.Differences[0].Claimed || out.Differences[0].Column != "ways" {
		t.Errorf("%q %+v", out.Fault(), out.Differences)
	}
}

// The copy has the rows whatever would keep them from being inserted again, and the plan meets the
// database as it is: its triggers, positions of sequences and filled views.
func TestTrialCopies(t *testing.T) {
	p := server(t)
	tables := `CREATE TABLE parent (id int PRIMARY KEY, up int REFERENCES parent DEFERRABLE);
CREATE TABLE child (id serial PRIMARY KEY, parent int, v money, r regclass, x xml, n numeric(8,3), d date, arr text[]);
ALTER TABLE child ADD CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES parent NOT VALID;
ALTER TABLE child ADD CONSTRAINT small CHECK (id < 2) NOT VALID;
CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
CREATE TRIGGER no BEFORE INSERT OR UPDATE ON child FOR EACH ROW EXECUTE FUNCTION no();
CREATE TABLE part (day int, note text, PRIMARY KEY (day)) PARTITION BY RANGE (day);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE UNLOGGED TABLE part_2 (note text, day int NOT NULL);
ALTER TABLE part ATTACH PARTITION part_2 DEFAULT;
CREATE MATERIALIZED VIEW seen AS SELECT count(*) AS n FROM child;
ALTER TABLE parent ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
`
	url := p.Database(t, tables, `ALTER TABLE child DISABLE TRIGGER no; ALTER TABLE child DROP CONSTRAINT child_parent, DROP CONSTRAINT small;
INSERT INTO parent VALUES (1, 2), (2, 1); INSERT INTO child (parent, v, r, x, n, d, arr) VALUES (9, 1.5, 'parent', '<a>é</a>', 1.250, 'infinity', '{a,NULL,"b\"\\c"}'), (1, NULL, NULL, NULL, NULL, NULL, NULL);
ALTER TABLE child ADD CONSTRAINT child_parent FOREIGN KEY (parent) REFERENCES parent NOT VALID, ADD CONSTRAINT small CHECK (id < 2) NOT VALID;
ALTER TABLE child ENABLE TRIGGER no; INSERT INTO part VALUES (1, 'a'), (20, E'b\t\\N\n'); REFRESH MATERIALIZED VIEW seen`)
	before := dumped(t, url)
	made := planned(t, url, strings.Replace(tables, "arr text[]", "arr text[], more int DEFAULT 3", 1))
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{})
	if err != nil || out.Failed() || out.Tables != 4 || out.Rows != 6 || len(out.Notes) > 0 {
		t.Fatalf("%v %+v", err, out)
	}
	// what the rows of the copy must let happen
	s := &made.Steps[len(made.Steps)-1]
	s.Statements = append(s.Statements, plan.Statement{SQL: `DO 'BEGIN
 IF (SELECT n FROM public.seen) <> 2 OR (SELECT last_value FROM public.child_id_seq) <> 2 OR (SELECT note FROM public.part WHERE day = 20) <> E''b\t\\N\n'' THEN RAISE data_exception; END IF; END'`})
	if out, err = (Scratch{URL: p.URL("postgres")}).Try(t.Context(), url, made, TrialOptions{}); err != nil || out.Failed() {
		t.Errorf("%v %+v", err, out)
	}
	s.Statements[len(s.Statements)-1].SQL = "UPDATE public.child SET n = 1"
	if out, err = (Scratch{URL: p.URL("postgres")}).Try(t.Context(), url, made, TrialOptions{}); err != nil || !strings.Contains(out.Fault(), "raised an exception") {
		t.Errorf("%v %+v", err, out)
	}
	if dumped(t, url) != before {
		t.Error("the database has changed")
	}
}

// Rows that row security hides would be missing from the copy.
func TestTrialNeedsAllRows(t *testing.T) {
	p := server(t)
	url := p.Database(t, "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY", "DROP ROLE IF EXISTS trial_reader; CREATE ROLE trial_reader LOGIN; GRANT SELECT ON t TO trial_reader")
	made := planned(t, url, "CREATE TABLE t (a int, b int); ALTER TABLE t ENABLE ROW LEVEL SECURITY")
	_, database, _ := strings.Cut(strings.TrimPrefix(strings.TrimSuffix(url, "?sslmode=disable"), "postgres://"), "/")
	_, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), p.URLAs("trial_reader", database), made, TrialOptions{})
	if err == nil || !strings.Contains(err.Error(), "rows of public.t") || !strings.Contains(err.Error(), "row-level security") {
		t.Errorf("got %v", err)
	}
}

// A killed run leaves its database, and a later run drops it: not a young one, and not one that is
// not a trial's.
func TestStaleScratchIsDropped(t *testing.T) {
	p := server(t)
	admin := p.URL("postgres")
	old := time.Now().Add(-2 * staleScratch).UTC().Format(time.RFC3339)
	for name, comment := range map[string]string{"old": scratchComment + old, "young": scratchComment + time.Now().UTC().Format(time.RFC3339), "other": "made at " + old} {
		for _, sql := range []string{"CREATE DATABASE schemadiff_scratch_t_" + name, "COMMENT ON DATABASE schemadiff_scratch_t_" + name + " IS '" + comment + "'"} {
			if err := dbtest.Exec(admin, sql); err != nil {
				t.Fatal(err)
			}
		}
		t.Cleanup(func() { _ = dbtest.Exec(admin, "DROP DATABASE IF EXISTS schemadiff_scratch_t_"+name) })
	}
	if _, err := (Scratch{URL: admin}).Replay(t.Context(), []string{"CREATE TABLE t (a int)"}); err != nil {
		t.Fatal(err)
	}
	if got := value(t, admin, "SELECT string_agg(datname, ' ' ORDER BY datname) FROM pg_database WHERE datname LIKE 'schemadiff_scratch_%'"); got != "schemadiff_scratch_t_other schemadiff_scratch_t_young" {
		t.Errorf("left: %s", got)
	}
}

// A sample has what its rows refer to, also through circles and partitions, and no more.
func TestTrialOfASample(t *testing.T) {
	p := server(t)
	tables := `CREATE TABLE country (code text PRIMARY KEY);
CREATE TABLE person (id int, part int, boss int, boss_part int, country text REFERENCES country, PRIMARY KEY (id, part), FOREIGN KEY (boss, boss_part) REFERENCES person) PARTITION BY LIST (part);
CREATE TABLE person_1 PARTITION OF person FOR VALUES IN (1);
CREATE TABLE person_2 PARTITION OF person FOR VALUES IN (2);
CREATE TABLE pet (id int PRIMARY KEY, owner int, owner_part int, FOREIGN KEY (owner, owner_part) REFERENCES person);
`
	url := p.Database(t, tables, `INSERT INTO country SELECT 'c' || i FROM generate_series(1, 1000) i;
INSERT INTO person SELECT i, 1 + i % 2, CASE WHEN i % 10 <> 0 THEN i + 1 END, CASE WHEN i % 10 <> 0 THEN 1 + (i + 1) % 2 END, 'c' || (1001 - i) FROM generate_series(1, 1000) i;
INSERT INTO pet SELECT i, 500 + i, 1 + i % 2 FROM generate_series(1, 400) i`)
	made := planned(t, url, strings.Replace(tables, "owner int,", "owner int NOT NULL, name text,", 1))
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{Sample: 5})
	// 5 pets, 5 rows of each partition and the bosses up to the next ten, the countries of all and 5
	if err != nil || out.Failed() || out.Rows < 5+10+5 || out.Rows > 100 {
		t.Errorf("%v %+v", err, out)
	}
}

// Event triggers are on the copy when the steps run, and not while it is made: one that refuses what is
// no ALTER TABLE refuses no statement of a rehearsal itself, and the step that it would refuse on the
// database.
func TestTrialMeetsEventTriggers(t *testing.T) {
	p := server(t)
	guard := `CREATE FUNCTION guard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN IF tg_tag NOT IN (''ALTER TABLE'', ''COMMENT'') THEN RAISE EXCEPTION ''no %'', tg_tag; END IF; END';
CREATE EVENT TRIGGER guard ON ddl_command_start EXECUTE FUNCTION guard();`
	tables := "CREATE TABLE t (id int PRIMARY KEY, v text);\nCREATE MATERIALIZED VIEW m AS SELECT count(*) AS n FROM t;\n"
	url := p.Database(t, tables+guard, "INSERT INTO t VALUES (1, 'a'), (2, NULL)")
	for to, want := range map[string]string{
		strings.Replace(tables, "v text", "v text, w int DEFAULT 1", 1): "",
		tables + "CREATE INDEX i ON t (v);":                             "raised an exception",
	} {
		for _, sample := range []int64{0, 1} {
			out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, planned(t, url, to+guard), TrialOptions{Sample: sample})
			if err != nil || want == "" && out.Failed() || !strings.Contains(out.Fault(), want) || len(out.Notes) > 0 {
				t.Errorf("sample %d: %v %+v", sample, err, out)
			}
		}
	}
}
