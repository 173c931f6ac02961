package pgcases

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// claimed is what a plan says of a step.
type claimed struct {
	Kind          string
	SQL           []string
	Lock          string
	Cost          string
	Transactional bool
}

// TestClaims runs plans step by step and looks at what each of them really locks,
// reads and writes: it must be what the plan says of it.
func TestClaims(t *testing.T) {
	eachCase(t, func(t *testing.T, c *testCase) {
		for _, d := range c.directions() {
			if open()[c.name+"/"+d.name] != "" {
				continue
			}
			t.Run(d.name, func(t *testing.T) {
				url := c.build(t, d.from)
				plain, online := c.steps(t, d, url, "--no-online"), c.steps(t, d, url, "--no-online=false")
				c.claims(t, url, plain)
				if !reflect.DeepEqual(plain, online) {
					c.claims(t, c.build(t, d.from), online)
				}
			})
		}
	})
}

// steps is the plan of a direction in one shape, for a database that it leaves as it is.
func (c *testCase) steps(t *testing.T, d direction, url, shape string) []claimed {
	t.Helper()
	got := schemadiff(t, c.folder(t, d.to), c.command("plan", url, "--format", "json", "--allow", "all", shape)...)
	var p struct{ Steps []claimed }
	if err := json.Unmarshal([]byte(got.Out), &p); err != nil || got.Code != exitDone {
		t.Fatalf("%v: %s", err, got)
	}
	return p.Steps
}

// claims runs the steps on a database and measures each.
func (c *testCase) claims(t *testing.T, url string, steps []claimed) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(t.Context(), "SET check_function_bodies = off"); err != nil {
		t.Fatal(err)
	}
	known := map[uint32]bool{} // what the plan itself makes is nobody else's yet
	for oid := range tablesOf(t, conn) {
		known[oid] = true
	}
	// What a plan sets aside and brings back is in tables that are new, whose rows it reads as well.
	rebuilt := slices.ContainsFunc(steps, func(s claimed) bool { return s.Kind == "set rows aside" })
	for _, s := range steps {
		for i, sql := range s.SQL { // each step is in a transaction of its own here
			s.SQL[i] = strings.Replace(sql, " ON COMMIT DROP AS ", " AS ", 1)
		}
		if !s.Transactional {
			for _, sql := range s.SQL {
				if _, err := conn.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol); err != nil {
					t.Fatalf("%s: %v", sql, err)
				}
			}
			continue
		}
		if wrong := measured(t, conn, s, known, rebuilt); wrong != "" {
			t.Errorf("%s: %s\n%s", s.Kind, wrong, strings.Join(s.SQL, ";\n"))
		}
	}
}

// tables are those with rows, what they are stored in and how often they were read.
const tables = `SELECT c.oid, c.relkind::text, c.oid::regclass::text, c.relfilenode, coalesce(s.seq_scan, 0) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_stat_xact_all_tables s ON s.relid = c.oid
WHERE c.relkind IN ('r', 'm', 'p', 'v', 'S', 'f', 'i', 'I') AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_toast' AND c.relpersistence <> 't'`

type table struct {
	kind  string
	name  string
	node  uint32
	scans int64
}

func tablesOf(t *testing.T, tx interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}) map[uint32]table {
	t.Helper()
	rows, err := tx.Query(t.Context(), tables)
	if err != nil {
		t.Fatal(err)
	}
	list := map[uint32]table{}
	for rows.Next() {
		var oid uint32
		var x table
		if err := rows.Scan(&oid, &x.kind, &x.name, &x.node, &x.scans); err != nil {
			t.Fatal(err)
		}
		list[oid] = x
	}
	if rows.Err() != nil {
		t.Fatal(rows.Err())
	}
	return list
}

// modes are the locks from weak to strong, as pg_locks and as plans name them.
func modes() []string {
	return []string{"AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"}
}

func mode(claim string) int {
	text, _, _ := strings.Cut(claim, " on ")
	return slices.IndexFunc(modes(), func(m string) bool {
		return strings.EqualFold(m, strings.ReplaceAll(text, " ", "")+"Lock")
	})
}

// measured runs a step and tells what is not as claimed.
func measured(t *testing.T, conn *pgx.Conn, s claimed, known map[uint32]bool, rebuilt bool) string {
	t.Helper()
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	before := tablesOf(t, tx)
	for _, sql := range s.SQL {
		if _, err := tx.Exec(t.Context(), sql, pgx.QueryExecModeSimpleProtocol); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	after := tablesOf(t, tx)
	strongest, on := -1, ""
	rows, err := tx.Query(t.Context(), "SELECT relation, mode FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted")
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var oid uint32
		var m string
		if err := rows.Scan(&oid, &m); err != nil {
			t.Fatal(err)
		}
		if i := slices.Index(modes(), m); known[oid] && i > strongest && i > 2 {
			strongest, on = i, before[oid].name
		}
	}
	cost := "constant"
	for oid, was := range before {
		is, there := after[oid]
		there = there && known[oid] && was.kind != "S"
		switch {
		case there && is.node != was.node:
			cost = "rewrite"
		case there && is.scans > was.scans && cost == "constant":
			cost = "scan"
		}
	}
	if err := tx.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	var wrong []string
	// What a publication names may still be read and written; a domain may be of no use.
	vague := strings.HasSuffix(s.Kind, "publication") || strings.Contains(s.Kind, "domain") && strongest < mode(s.Lock)
	if claim := mode(s.Lock); !vague && strongest != claim && (strongest > 2 || claim > 2 && len(before) > 0) {
		what := "nothing"
		if strongest >= 0 {
			what = modes()[strongest] + " on " + on
		}
		wrong = append(wrong, fmt.Sprintf("claims to lock %q, locks %s", s.Lock, what))
	}
	// A domain's rows are where it is used, which may be nowhere; what the plan makes
	// again it reads too, and nobody sees.
	// Without an index a collation costs nothing, and a time zone of UTC makes two types one.
	more := s.Cost == "scan" && cost == "constant" && (strings.Contains(s.Kind, "domain") || s.Kind == "create index" || strings.HasPrefix(s.Kind, "alter column") || s.Kind == "create materialized view") ||
		s.Kind == "create collation" || s.Cost == "rewrite" && strings.Contains(strings.Join(s.SQL, ";"), "TYPE timestamp with")
	more = more || rebuilt && s.Cost == "scan" && cost == "constant"
	if s.Cost != cost && !more {
		wrong = append(wrong, fmt.Sprintf("claims cost %s, has %s", s.Cost, cost))
	}
	return strings.Join(wrong, "; ")
}
