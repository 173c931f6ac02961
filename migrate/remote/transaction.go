// Package remote runs plans and migrations on SQLite databases that are reached over a
// network. Steps come in; one request goes out that holds all of it: the guard that the
// catalog is the one planned for, the steps, the proofs and the row of the journal. It takes
// effect whole or not at all. Where no answer comes the database is looked at, and the same
// request sent again, which the guard makes harmless. What to do is never decided here.
package remote

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// guardTable holds the proofs of a transaction, and exists within it only.
const guardTable = introspector.GuardTable

// The names of proofs that are no part of a plan.
const (
	proofCatalog = "the catalog is the one planned for"
	proofApplied = "no other run has recorded it meanwhile"
	proofDry     = "this is a dry run"
)

// origin is where a statement of a transaction comes from.
type origin struct{ step, statement int } // -1 for what is ours

// transaction is a request in the making.
type transaction struct {
	statements []introspector.Statement
	origins    []origin
	proofs     []string // their names, in order
	now        origin   // of what is added
	cleared    []string // tables of a stopped script that are dropped first
}

func newTransaction() *transaction {
	return &transaction{now: origin{-1, -1}, statements: make([]introspector.Statement, 1), origins: []origin{{-1, -1}}}
}

// add adds a statement.
func (t *transaction) add(s introspector.Statement) {
	t.statements = append(t.statements, s)
	t.origins = append(t.origins, t.now)
}

func (t *transaction) sql(text string) { t.add(introspector.Statement{SQL: text}) }

// prove adds a proof: a query of one value, which must be 1.
func (t *transaction) prove(name, query string, args ...any) {
	t.proofs = append(t.proofs, name)
	t.add(introspector.Statement{SQL: fmt.Sprintf("INSERT INTO %s VALUES (%d, (%s))", guardTable, len(t.proofs), query), Args: args})
}

// expectCatalog is the first proof.
func (t *transaction) expectCatalog(text string) {
	t.prove(proofCatalog, "SELECT "+introspector.CatalogText+" = ?", text)
}

// finished is the request: the table of the proofs comes first, for each is a named CHECK,
// whose name is all that an error says on every server.
func (t *transaction) finished() []introspector.Statement {
	var b strings.Builder
	b.WriteString("CREATE TABLE " + guardTable + " (proof INTEGER, ok")
	for i, name := range t.proofs {
		fmt.Fprintf(&b, ",\n CONSTRAINT %s CHECK (proof IS NOT %d OR ok IS 1)", litemodel.Quote(checkName(i, name)), i+1)
	}
	b.WriteString(")")
	var out []introspector.Statement
	for _, name := range t.cleared {
		out = append(out, introspector.Statement{SQL: "DROP TABLE " + litemodel.Quote(name)})
	}
	out = append(out, introspector.Statement{SQL: b.String()})
	out = append(out, t.statements[1:]...)
	return append(out, introspector.Statement{SQL: "DROP TABLE " + guardTable})
}

// checkName is the name of the CHECK of a proof.
func checkName(i int, name string) string { return fmt.Sprintf("proof %d: %s", i+1, name) }

// refuted is the proof that an error names; "" where it names none.
func (t *transaction) refuted(err error) string {
	var failed *introspector.StatementError
	if !errors.As(err, &failed) {
		return ""
	}
	for i, name := range t.proofs {
		if strings.Contains(failed.Text, checkName(i, name)) {
			return name
		}
	}
	return ""
}

// origin is where the statement comes from that an error is about.
func (t *transaction) origin(err error) (origin, bool) {
	var failed *introspector.StatementError
	if !errors.As(err, &failed) {
		return origin{-1, -1}, false
	}
	i := failed.Index - len(t.cleared)
	if i < 0 || i >= len(t.origins) {
		return origin{-1, -1}, false
	}
	o := t.origins[i]
	return o, o.statement >= 0
}

// pauseBetween is how long to wait before a cluster is asked again.
const pauseBetween = 200 * time.Millisecond

// outcome is how a transaction ended, as far as the database shows.
type outcome int

const (
	pending outcome = iota // not there: the same may be sent again
	there
	elsewhere // the database has become another one
)

// send sends a request until it is known what became of it. look is asked where no answer
// came; sent again, the request meets its own guard if it has taken effect after all.
func send(ctx context.Context, client introspector.Client, t *transaction, wait time.Duration, look func(context.Context) (outcome, error)) ([]introspector.Result, error) {
	request := t.finished()
	deadline := time.Now().Add(max(wait, 10*time.Second))
	lost := false // an answer, at least once
	for {
		results, err := client.Write(ctx, request...)
		if err == nil {
			return results, nil
		}
		var unknown *introspector.UnknownError
		var away *introspector.NotSentError
		switch {
		case errors.As(err, &unknown):
			lost = true
		case errors.As(err, &away):
		case lost: // refused: perhaps by what the first sending has done
			state, lookErr := look(ctx)
			switch {
			case lookErr == nil && state == there:
				return nil, nil
			case lookErr != nil:
				return nil, unanswered(client, err)
			}
			return nil, err
		default:
			if t.guardTaken(err) && freeGuard(ctx, client, wait, &err) {
				continue
			}
			return nil, err
		}
		if lost && ctx.Err() == nil {
			if state, lookErr := look(ctx); lookErr == nil && state == there {
				return nil, nil
			} else if lookErr == nil && state == elsewhere {
				return nil, &movedError{err}
			}
		}
		if ctx.Err() != nil && !lost {
			return nil, ctx.Err()
		}
		if ctx.Err() != nil || time.Now().After(deadline) {
			if lost {
				return nil, unanswered(client, err)
			}
			return nil, introspector.Explain(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(pauseBetween):
		}
	}
}

// movedError says that another has changed the database while an answer was waited for.
type movedError struct{ err error }

func (e *movedError) Error() string { return e.err.Error() }

func (e *movedError) Unwrap() error { return e.err }

// unanswered is the error of a run whose outcome is not known.
func unanswered(client introspector.Client, err error) error {
	return &migrate.UnansweredError{Retry: true, Err: err,
		Text: fmt.Sprintf("%s gave no answer, and whether the change took effect is not known: it is there whole or not at all; run it again, which looks first (%v)", client.Name(), err)}
}
