package introspect_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/introspect"
)

// What is reported names the session in the way, as far as the role may see it.
func ExampleHolder() {
	fmt.Println(introspect.Holder{PID: 7, Program: "psql", Role: "app", State: "idle in transaction", Age: 61400 * time.Millisecond, Statement: "UPDATE users SET …"})
	fmt.Println(introspect.Holder{PID: 8, Role: "app"})
	// Output:
	// process 7 (psql of app, idle in transaction, in a transaction for 1m1s: UPDATE users SET …)
	// process 8 (a program of app, its statement is hidden from this role)
}

func TestHoldersAreNamedAsFarAsTheyAreKnown(t *testing.T) {
	for _, c := range []struct {
		name   string
		holder introspect.Holder
		want   string
	}{
		{"a prepared transaction has no process", introspect.Holder{}, "a prepared transaction (pg_prepared_xacts lists it)"},
		{"a session that waits itself", introspect.Holder{PID: 1, Program: "web", State: "active", Waits: true, Age: time.Second}, "process 1 (web, active, waiting for a lock itself, in a transaction for 1s)"},
		{"a session without a name", introspect.Holder{PID: 1, State: "active"}, "process 1 (a program, active, in a transaction for 0s)"},
		{"a process that has a file", introspect.Holder{Local: true, PID: 5, Program: "sqlite3", Role: "root", State: "reads", Age: 90 * time.Second}, "process 5 (sqlite3 of root, which reads, running for 1m30s)"},
		{"a process of another container", introspect.Holder{Local: true}, "a process that cannot be seen from here (of another container or machine)"},
	} {
		if got := c.holder.String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestHoldersEndASentence(t *testing.T) {
	one := introspect.Holder{PID: 1, Program: "a", State: "active"}
	if got := introspect.HeldBy(nil); got != "" {
		t.Errorf("none are named %q", got)
	}
	if got, want := introspect.HeldBy([]introspect.Holder{one, {}}), ", held by "+one.String()+" and "+(introspect.Holder{}).String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestErrorsSayWhatToDoAndUnwrap(t *testing.T) {
	cause := errors.New("the cause")
	for _, c := range []struct {
		err  error
		want string
	}{
		{&introspect.BusyError{Database: "app.db", What: "the write lock", Waited: 1234567 * time.Microsecond, Err: cause}, "app.db is locked by another process: waited 1.235s for the write lock"},
		{&introspect.BusyError{Database: "app.db", What: "a lock", Holders: []introspect.Holder{{}}, Err: cause}, "app.db is locked by another process: waited 0s for a lock, held by a prepared transaction (pg_prepared_xacts lists it)"},
		{&introspect.LostError{Database: "db", Why: "it was ended", Err: cause}, "the connection to db was lost: it was ended; nothing has changed: run it again"},
		{&introspect.LostError{Database: "db", Why: "it was ended", Done: "step 1 is done", Err: cause}, "the connection to db was lost: it was ended; step 1 is done"},
		{&introspect.AwayError{Text: "no server answers", Err: cause}, "no server answers"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%T: %s\nwant %s", c.err, got, c.want)
		}
		if !errors.Is(fmt.Errorf("open: %w", c.err), cause) {
			t.Errorf("%T hides its cause", c.err)
		}
	}
}

func TestCodeOfOthersIsNamedWithTheWayToTrustIt(t *testing.T) {
	e := introspect.UntrustedError{Object: "function f()", Owner: "app", Role: "postgres"}
	asked := e.Error()
	e.Run = true
	run := e.Error()
	for _, text := range []string{asked, run} {
		for _, part := range []string{"function f() belongs to app", "rights of postgres", "--trust app"} {
			if !strings.Contains(text, part) {
				t.Errorf("%q lacks %q", text, part)
			}
		}
	}
	if !strings.HasPrefix(asked, "not asked: ") || !strings.HasPrefix(run, "not run: ") {
		t.Errorf("%q and %q do not say what was not done", asked, run)
	}
	if got := (&introspect.UntrustedError{Object: "the whole reason"}).Error(); got != "the whole reason" {
		t.Errorf("without an owner: %q", got)
	}
}

func TestReportsGoToWhoWantsThem(t *testing.T) {
	introspect.Patience{}.Report(introspect.Wait{What: "no function takes reports"})
	var got []introspect.Wait
	p := introspect.Patience{Waiting: func(w introspect.Wait) { got = append(got, w) }}
	want := []introspect.Wait{{What: "a lock", Attempt: 1}, {What: "a lock", Attempt: 2, Over: true}}
	for _, w := range want {
		p.Report(w)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
