package access_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/plan"
	planpg "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// A server is the judge: it is asked what each role can do before a plan and after it.
// What the tool says of the plan must agree, of every case of testdata.

func TestMain(m *testing.M) { os.Exit(dbtest.Main(m)) }

// change is one case.
type change struct {
	name          string
	min           int
	before, after string
}

func TestServerAgrees(t *testing.T) {
	base := read(t, "testdata/base.sql")
	for _, major := range dbtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) {
			s := newServer(t, major)
			for _, file := range []string{"widens", "narrows", "same"} {
				for _, c := range changes(t, file) {
					if c.min > major {
						continue
					}
					t.Run(file+"/"+c.name, func(t *testing.T) { s.judge(t, file, base, c) })
				}
			}
		})
	}
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// changes are the cases of a file; at least 40 where it says that something changes.
func changes(t *testing.T, file string) []change {
	t.Helper()
	var out []change
	for _, f := range txtar.Parse([]byte(read(t, "testdata/"+file+".txtar"))).Files {
		name, side, _ := strings.Cut(f.Name, "/")
		text := strings.ReplaceAll(string(f.Data), ":path", "public")
		if side == "after" {
			out[len(out)-1].after = text
			continue
		}
		c := change{name: name, before: text}
		if _, version, ok := strings.Cut(name, "["); ok {
			c.min, _ = strconv.Atoi(strings.TrimSuffix(version, "]"))
		}
		out = append(out, c)
	}
	if file != "same" && len(out) < 40 {
		t.Errorf("%s has %d cases", file, len(out))
	}
	return out
}

// judge compares what the server shows with what the plan says.
func (s *server) judge(t *testing.T, expect, base string, c change) {
	p := planned(t, s.major, base+c.before, base+c.after)
	statements := sqlOf(p)
	before := s.facts(t, c.before+c.after, base+c.before, "")
	after := s.facts(t, c.before+c.after, base+c.before, statements)
	gained, lost := minus(after, before), minus(before, after)
	server := "same"
	switch {
	case len(gained) > 0:
		server = "widens"
	case len(lost) > 0:
		server = "narrows"
	}
	if server != expect {
		t.Fatalf("the server says that it %s\ngained %q\nlost %q\n%s", server, gained, lost, statements)
	}
	if got := verdict(p); got != expect {
		t.Errorf("the plan says that it %s, the server that it %s: %+v\ngained %q\nlost %q\n%s", got, server, p.Access, gained, lost, statements)
	}
	for _, f := range gained {
		if strings.HasPrefix(f, "keeper inserts") { // its own rows
			continue
		}
		if role, _, _ := strings.Cut(f, " "); !names(p.Access, role, true) {
			t.Errorf("%s gains %q, and the plan does not say so: %+v", role, f, p.Access)
		}
	}
}

// names reports whether a role, everybody or a group of roles is said to gain.
func names(list []plan.Access, role string, gains bool) bool {
	return slices.ContainsFunc(list, func(a plan.Access) bool {
		return a.Gains == gains && (slices.Contains(strings.Split(a.Who, ", "), role) || strings.Contains(a.Who, "PUBLIC") || strings.Contains(a.Who, "who"))
	})
}

func verdict(p *plan.Plan) string {
	switch {
	case names(p.Access, "", true), slices.ContainsFunc(p.Access, func(a plan.Access) bool { return a.Gains }):
		return "widens"
	case len(p.Access) > 0:
		return "narrows"
	}
	return "same"
}

func planned(t *testing.T, major int, before, after string) *plan.Plan {
	t.Helper()
	load := func(name, text string) *schema.Schema {
		s, err := parsepg.Load(t.Context(), []parse.Source{{Name: name, Text: text}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	from, to := load("before.sql", before), load("after.sql", after)
	from.Role = "keeper"
	planner, err := planpg.New(strconv.Itoa(major), planpg.Options{Plain: true, Proof: expr.Proof{}})
	if err != nil {
		t.Fatal(err)
	}
	p, err := planner.Plan(plan.Input{From: from, To: to, Fold: func(list []string) (*schema.Schema, error) { return parsepg.Execute(t.Context(), from, list) }})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sqlOf(p *plan.Plan) string {
	var b strings.Builder
	for _, s := range p.Steps {
		for _, st := range s.Statements {
			b.WriteString(st.SQL + ";\n")
		}
	}
	return b.String()
}

// minus are the facts of a that are not in b.
func minus(a, b map[string]bool) []string {
	var out []string
	for f := range a {
		if !b[f] {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// server asks one database, in transactions that are rolled back.
type server struct {
	major  int
	conn   *pgx.Conn
	leaked []string
}

// roles are those that are asked; nobody has no privilege of its own in any case.
var roles = []string{"keeper", "app", "anon", "nobody", "second"}

func newServer(t *testing.T, major int) *server {
	t.Helper()
	p := dbtest.Postgres(t, major)
	var b strings.Builder
	for _, r := range roles {
		fmt.Fprintf(&b, "DO $$ BEGIN CREATE ROLE %s; EXCEPTION WHEN duplicate_object THEN END $$;\n", r)
	}
	b.WriteString("GRANT CREATE, USAGE ON SCHEMA public TO keeper;\nDO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO keeper, second', current_database()); END $$;\n" +
		"REVOKE CREATE ON SCHEMA public FROM PUBLIC;\nALTER DEFAULT PRIVILEGES FOR ROLE second GRANT USAGE ON SCHEMAS TO second;\n")
	s := &server{major: major}
	config, err := pgx.ParseConfig(p.Database(t, b.String()))
	if err != nil {
		t.Fatal(err)
	}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) { s.leaked = append(s.leaked, n.Message) }
	s.conn, err = pgx.ConnectConfig(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.conn.Close(context.Background()) })
	return s
}
