package lsp_test

// How long an editor waits from a keystroke to the findings, in a file of 2,000 lines and at the end of
// a long folder of migrations. The pause for typing is part of what an editor sees, and is not of what
// is measured.

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// lines are a schema of 2,000 lines.
func lines() string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "CREATE TABLE t%d (\n  id bigint PRIMARY KEY,\n  name text NOT NULL,\n  body text,\n  size integer,\n  parent_id bigint REFERENCES t%d (id),\n", i, max(i-1, 0))
		fmt.Fprintf(&b, "  created_at text NOT NULL DEFAULT ''\n);\nCREATE INDEX t%d_parent ON t%d (parent_id);\n\n", i, i)
	}
	return b.String()
}

// typingPause is the one of the command.
const typingPause = 150 * time.Millisecond

// keystroke types a character and waits for the findings.
func keystroke(c *client, uri string, version int) time.Duration {
	begin := time.Now()
	c.change(uri, version, object{"range": from(0, 0, 0, 0), "text": []string{"-", " "}[version%2]})
	c.published(uri, version)
	return time.Since(begin) - typingPause
}

// machine knows how busy the machine is that a test runs on.
type machine struct {
	piece time.Duration // the shortest time that a piece of work took
	data  []byte
}

func newMachine() *machine {
	m := &machine{piece: time.Hour, data: make([]byte, 256<<10)}
	for range 200 {
		m.work()
	}
	return m
}

// work does a piece of work, always the same, and returns how long that took.
func (m *machine) work() time.Duration {
	begin := time.Now()
	sum := sha256.Sum256(m.data)
	m.data[0] = sum[0]
	took := time.Since(begin)
	m.piece = min(m.piece, took)
	return took
}

// load is how many times as long as by itself work takes beside what else runs; 1 where nothing does.
func (m *machine) load() float64 {
	const pieces = 40
	var all time.Duration
	for range pieces {
		all += m.work()
	}
	return max(1, float64(all)/float64(pieces*m.piece))
}

// fastest is the shortest of 20 keystrokes, of up to 200 until one is fast: other work on the machine only
// makes them longer, and what it takes of the time around a keystroke is not counted.
func fastest(c *client, uri string) time.Duration {
	m, least := newMachine(), time.Hour
	for version := 2; version < 22 || version < 202 && least > 50*time.Millisecond; version++ {
		before := m.load()
		took := keystroke(c, uri, version)
		least = min(least, time.Duration(float64(took)*2/(before+m.load())))
	}
	return least
}

func TestKeystrokeIsAnsweredSoon(t *testing.T) {
	if testing.Short() || *update {
		t.Skip("measures time")
	}
	for _, dialect := range []string{"postgres", "sqlite"} {
		dir := folder(t, "schemadiff.toml", "dialect = \""+dialect+"\"\n")
		c := start(t, dir)
		c.initialize(`{}`)
		uri := uriOf(dir, "schema.sql")
		c.open(uri, "--\n"+lines())
		c.published(uri, 1)
		if took := fastest(c, uri); took > 50*time.Millisecond {
			t.Errorf("%s: %v in 2,000 lines", dialect, took)
		} else {
			t.Logf("%s: %v", dialect, took)
		}
	}
	var files []string
	for i := range 300 {
		files = append(files, fmt.Sprintf("migrations/%04d_x.sql", i), fmt.Sprintf("CREATE TABLE m%d (id bigint PRIMARY KEY, a text);\nCREATE INDEX m%d_a ON m%d (a);\n", i, i, i))
	}
	dir := folder(t, append(files, "schemadiff.toml", configuration)...)
	c := start(t, dir)
	c.initialize(`{}`)
	uri := uriOf(dir, "migrations/0299_x.sql")
	text, err := os.ReadFile(strings.TrimPrefix(uri, "file://"))
	if err != nil {
		t.Fatal(err)
	}
	c.open(uri, "--\n"+string(text))
	c.published(uri, 1)
	if took := fastest(c, uri); took > 50*time.Millisecond {
		t.Errorf("%v after 300 migrations", took)
	} else {
		t.Logf("300 migrations: %v", took)
	}
}
