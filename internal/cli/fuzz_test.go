package cli

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/statements"
)

// Whole commands over statements that nobody wrote: each must end, within two seconds,
// and within one of a signal, with an exit status that the program has.

// statementLimit is what one command may take; where it takes longer it is asked once
// more, since the machine may have been busy.
const statementLimit = 2 * time.Second

// statementsEnv is how many statements of each dialect TestManyStatements tries.
const statementsEnv = "SCHEMADIFF_STATEMENTS"

// FuzzCommands tries texts, and statements that the seed makes.
func FuzzCommands(f *testing.F) {
	makers := makersOf(f)
	for seed := range uint64(16) {
		f.Add(seed, "")
	}
	f.Add(uint64(0), "CREATE TABLE a (f8 double precision CHECK (f8 < 1e6));")
	f.Add(uint64(1), "CREATE TABLE t AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT n FROM r;")
	f.Fuzz(func(t *testing.T, seed uint64, text string) {
		if len(text) > 1<<14 {
			return
		}
		dialect := fuzzedDialects[seed%2]
		if text == "" {
			text = makers[seed%2].Statement(rand.New(rand.NewPCG(seed, 1)))
		}
		tryStatement(t, dialect, text)
	})
}

// TestManyStatements is the same with as many statements as the environment says.
func TestManyStatements(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv(statementsEnv))
	if err != nil {
		n = 40
	}
	first, _ := strconv.ParseUint(os.Getenv(statementsEnv+"_FROM"), 10, 64)
	makers := makersOf(t)
	for i, dialect := range fuzzedDialects {
		var longest time.Duration
		for seed := range uint64(n) {
			text := makers[i].Statement(rand.New(rand.NewPCG(first+seed, 2)))
			longest = max(longest, tryStatement(t, dialect, text))
		}
		t.Logf("%s: %d statements, %d commands each, the longest took %s", dialect, n, len(commandsFor(dialect, "")), longest.Round(time.Millisecond))
	}
}

var fuzzedDialects = []string{"postgres", "sqlite"}

func makersOf(t testing.TB) []*statements.Generator {
	t.Helper()
	var list []*statements.Generator
	for _, dialect := range fuzzedDialects {
		m, err := statements.NewGenerator(filepath.Join("..", "..", "testdata", "cases"), dialect)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, m)
	}
	return list
}

// commandsFor are the commands that read a text from stdin; file holds it too.
func commandsFor(dialect, file string) [][]string {
	return [][]string{
		{"lint", "--dialect", dialect, "-"},
		{"lint", "--dialect", dialect, "--kind", "migration", "-"},
		{"inspect", "--dialect", dialect, "-"},
		{"plan", "--dialect", dialect, "--from", "empty:", "--to", "-"},
		{"plan", "--dialect", dialect, "--from", file, "--to", "-"},
		{"plan", "--dialect", dialect, "--from", "-", "--to", "empty:"},
	}
}

// tryStatement runs all commands on a text, and gives the longest time that one took.
func tryStatement(t *testing.T, dialect, text string) (longest time.Duration) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "from.sql")
	if err := os.WriteFile(file, []byte("CREATE TABLE t (a int, b int, c int);\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range commandsFor(dialect, file) {
		took, ended := timed(t, args, text)
		if took > statementLimit && ended {
			took, ended = timed(t, args, text)
		}
		switch {
		case !ended:
			t.Fatalf("%s: it did not end after %s and a signal:\n%s", strings.Join(args, " "), took.Round(time.Millisecond), text)
		case took > statementLimit:
			t.Errorf("%s took %s:\n%s", strings.Join(args, " "), took.Round(time.Millisecond), text)
		}
		longest = max(longest, took)
	}
	return longest
}

// timed runs the program, sends it a signal when it has taken too long, and reports
// whether it has ended by itself or within a second of that.
func timed(t *testing.T, args []string, text string) (took time.Duration, ended bool) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done := make(chan error, 1)
	start := time.Now()
	go func() {
		var out, errs bytes.Buffer
		code := run(ctx, append([]string{"schemadiff"}, args...), strings.NewReader(text), &out, &errs)
		var err error
		if strings.Contains(errs.String(), "panic") || code != exitDone && code != exitFailed && code != exitDifferences && code != exitRefused && code != exitTryAgain {
			err = fmt.Errorf("exit status %d: %s", code, errs.String())
		}
		done <- err
	}()
	limit := time.AfterFunc(2*statementLimit, cancel)
	defer limit.Stop()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("%s: %v\n%s", strings.Join(args, " "), err, text)
		}
		return time.Since(start), true
	case <-time.After(2*statementLimit + time.Second):
	}
	return time.Since(start), false
}
