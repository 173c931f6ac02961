package postgres

// Two spellings mean the same where the server stores the same of both. A view keeps the
// analysed tree of its query, in which names, operators, functions and casts are resolved and
// nothing is folded (rules-views.html); pg_get_viewdef prints it. Both spellings become
// temporary objects, in a transaction that is rolled back, and their definitions are compared.
// No function runs but the input of constants, and no lock above ACCESS SHARE is taken on
// anything that was there before.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Object is a temporary object by which the stored form of a text is seen that no view can
// hold: the body of a function or the action of a rule. Both spellings are created under
// the same name, one after the other.
type Object struct {
	Before string // a statement that must have run before; "" for none
	Create string // what comes before the text
	Show   string // the query for the definition
}

// CompareStored compares what the server would store of both spellings of each pair. It needs
// a role that may create temporary objects on a primary; where an event trigger would fire,
// and where the server refuses a spelling, there is no answer.
func (d *DB) CompareStored(ctx context.Context, pairs []Pair) ([]Answer, error) {
	answers := make([]Answer, len(pairs))
	if len(pairs) == 0 {
		return answers, nil
	}
	err := d.inWriting(ctx, func(ctx context.Context, tx pgx.Tx) error {
		if may, err := mayCreateTemporary(ctx, tx); err != nil || !may {
			return err
		}
		trusted, err := d.mayStore(ctx, pairs)
		if err != nil {
			return err
		}
		for i := range pairs {
			if !trusted[i] {
				continue
			}
			from, err := pairs[i].stored(ctx, tx, pairs[i].From, 2*i)
			if err != nil {
				return err
			}
			to := ""
			if from != "" {
				if to, err = pairs[i].stored(ctx, tx, pairs[i].To, 2*i+1); err != nil {
					return err
				}
			}
			switch {
			case to == "":
			case from == to:
				answers[i] = Equal
			default:
				answers[i] = Unequal
			}
		}
		return nil
	})
	return answers, err
}

// mayStore reports for each pair whether only code of trusted roles would run: to store a constant
// of a domain, or of a type with one in it, runs the domain's checks. In a transaction of the
// caller's, whose statements have stored the like already, nothing more can run.
func (d *DB) mayStore(ctx context.Context, pairs []Pair) ([]bool, error) {
	trusted := make([]bool, len(pairs))
	var texts []string
	for i, p := range pairs {
		trusted[i] = true
		texts = append(texts, p.creation(p.From, 0), p.creation(p.To, 0))
	}
	if !d.own {
		return trusted, nil
	}
	reasons, err := d.untrusted(ctx, texts)
	for i, reason := range reasons {
		if reason == nil {
			continue
		}
		if trusted[i/2] = false; !slices.Contains(d.notAsked, reason) {
			d.notAsked = append(d.notAsked, reason)
		}
	}
	return trusted, err
}

// inWriting runs something in a transaction that may create temporary objects, and rolls it
// back: in a savepoint of the caller's transaction, or in one of its own.
func (d *DB) inWriting(ctx context.Context, do func(ctx context.Context, tx pgx.Tx) error) error {
	if d.whole != nil {
		<-d.whole // nothing else may use the connection while it is being read from
	}
	if !d.own {
		return d.savepoint(ctx, do)
	}
	return d.patiently(ctx, "a lock to compare expressions", func(ctx context.Context, limit time.Duration) error {
		if err := d.endTransaction(ctx, nil); err != nil {
			return err
		}
		tx, err := d.conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: fmt.Sprintf("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL lock_timeout = %d; SET LOCAL statement_timeout = '60s'", max(limit.Milliseconds(), 1))})
		if err != nil {
			if refused(err) { // a standby
				return nil
			}
			return err
		}
		d.tx = tx
		if err := d.settings(ctx); err != nil {
			return d.endTransaction(ctx, err)
		}
		return d.endTransaction(ctx, do(ctx, tx))
	})
}

// refused reports whether the server has answered that it will not, and the connection is as
// good as before.
func refused(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && !Waiting(err)
}

// mayCreateTemporary reports whether temporary views and functions can be created without
// anything of the user's running.
func mayCreateTemporary(ctx context.Context, tx pgx.Tx) (may bool, err error) {
	err = tx.QueryRow(ctx, `SELECT NOT pg_catalog.pg_is_in_recovery()
		AND pg_catalog.current_setting('transaction_read_only') = 'off'
		AND pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP')
		AND NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D' AND evtevent LIKE 'ddl\_command%')`).Scan(&may)
	return may, err
}

// LacksToStore names the thing without which CompareStored gives no answer; "" if it gives one.
func (d *DB) LacksToStore(ctx context.Context) (lacks string, err error) {
	ask := func(ctx context.Context, tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN 'the primary server: this is a standby'
			WHEN NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMP') THEN 'a role with the privilege TEMPORARY on this database'
			WHEN EXISTS (SELECT FROM pg_catalog.pg_event_trigger WHERE evtenabled <> 'D' AND evtevent LIKE 'ddl\_command%') THEN 'a database without event triggers, which would fire'
			ELSE '' END`).Scan(&lacks)
	}
	if !d.own {
		return lacks, d.savepoint(ctx, ask)
	}
	err = d.attempts(ctx, "a question to the database", ask)
	return lacks, err
}

// creation is the statement that stores a spelling, as the n-th object.
func (p Pair) creation(e pgmodel.Expr, n int) string {
	if o := p.Object; o != nil {
		return strings.TrimPrefix(o.Before+"; ", "; ") + o.Create + e.SQL
	}
	return fmt.Sprintf("CREATE TEMPORARY VIEW schemadiff_%d AS %s", n, p.query(e))
}

// stored is the definition that the server gives back of a spelling; "" where it refuses it.
func (p Pair) stored(ctx context.Context, tx pgx.Tx, e pgmodel.Expr, n int) (definition string, err error) {
	at, err := tx.Begin(ctx)
	if err != nil {
		return "", err
	}
	defer func() { _ = at.Rollback(context.WithoutCancel(ctx)) }()
	show := fmt.Sprintf("SELECT pg_catalog.pg_get_viewdef('pg_temp.schemadiff_%d'::pg_catalog.regclass)", n)
	if p.Object != nil {
		show = p.Object.Show
	}
	if _, err = at.Exec(ctx, p.creation(e, n)); err == nil {
		err = at.QueryRow(ctx, show).Scan(&definition)
	}
	var busy *introspect.BusyError
	if err != nil && refused(err) && ctx.Err() == nil && !errors.As(err, &busy) {
		return "", nil
	}
	return definition, err
}
