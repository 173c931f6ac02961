// Package uses asks SQLite itself what a statement uses. A statement is compiled by
// EXPLAIN in a private database, which runs nothing, and SQLite's authorizer is called for
// every table, column and function that the program needs, with the innermost view,
// trigger or WITH it is needed for (c3ref/set_authorizer.html). The program itself shows
// whether two queries mean the same.
//
// The authorizer knows every function, those of operators too. Of columns it leaves out
// the ones that no program needs: of USING, of NATURAL joins, of UPDATE OF, and of the
// list of an INSERT. parse/sqlite/tree has those.
package uses

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"modernc.org/sqlite"
)

// Column is a column that a statement reads or writes.
type Column struct {
	Table, Column string // as their definitions spell them; Column is "" where only the table is needed
	By            string // the innermost view, trigger or WITH that needs it; "" for the statement itself
	Written       bool
}

// Write is a table that a statement changes rows of, by one of the verbs "insert", "update"
// and "delete".
type Write struct{ Verb, Table, By string }

// Function is a function that a statement calls.
type Function struct{ Name, By string }

// Uses lists the needs of a statement, each once, in the order in which SQLite came to it.
type Uses struct {
	Columns   []Column
	Writes    []Write
	Functions []Function
}

// Recorder compiles statements on a connection and records what they use.
type Recorder struct {
	conn *sql.Conn
	now  *Uses
	seen map[any]bool
}

// NewRecorder makes the authorizer of a connection a recorder, until it is closed. The
// connection must have no other.
func NewRecorder(conn *sql.Conn) (*Recorder, error) {
	r := &Recorder{conn: conn}
	return r, r.register(r.record)
}

// Close removes the authorizer.
func (r *Recorder) Close() error { return r.register(nil) }

func (r *Recorder) register(fn sqlite.AuthorizerFn) error {
	return r.conn.Raw(func(c any) error {
		a, ok := c.(sqlite.AuthorizerRegisterer)
		if !ok {
			return errors.New("the driver has no authorizer")
		}
		return a.RegisterAuthorizer(fn)
	})
}

// record is called by SQLite while it compiles.
func (r *Recorder) record(action sqlite.AuthorizerActionCode, first, second, _, by string) sqlite.AuthorizerReturnCode {
	if r.now == nil {
		return sqlite.AuthorizerOK
	}
	switch action {
	case sqlite.AuthRead:
		r.column(Column{first, second, by, false})
	case sqlite.AuthUpdate:
		r.column(Column{first, second, by, true})
		r.write(Write{"update", first, by})
	case sqlite.AuthInsert:
		r.write(Write{"insert", first, by})
	case sqlite.AuthDelete:
		r.write(Write{"delete", first, by})
	case sqlite.AuthFunction:
		if f := (Function{strings.ToLower(second), by}); !r.seen[f] {
			r.seen[f] = true
			r.now.Functions = append(r.now.Functions, f)
		}
	}
	return sqlite.AuthorizerOK
}

func (r *Recorder) column(c Column) {
	if !r.seen[c] {
		r.seen[c] = true
		r.now.Columns = append(r.now.Columns, c)
	}
}

func (r *Recorder) write(w Write) {
	if !r.seen[w] {
		r.seen[w] = true
		r.now.Writes = append(r.now.Writes, w)
	}
}

// Compile compiles a statement and returns its uses. An error is that of SQLite: the
// statement names what is not there.
func (r *Recorder) Compile(ctx context.Context, statement string) (*Uses, error) {
	r.now, r.seen = &Uses{}, map[any]bool{}
	defer func() { r.now = nil }()
	rows, err := r.conn.QueryContext(ctx, "EXPLAIN "+statement)
	if err != nil {
		return nil, err
	}
	found := r.now
	r.now = nil // what is compiled while the rows are read does not belong to the statement
	return found, rows.Close()
}

// Program is the program that SQLite compiles a query to, without the names in it. Two
// queries over the same database that have one program give the same rows; what their
// columns are called is no part of it, nor what later columns a star would give.
func Program(ctx context.Context, conn *sql.Conn, query string) (program string, err error) {
	rows, err := conn.QueryContext(ctx, "EXPLAIN "+query)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	var b strings.Builder
	for rows.Next() {
		var addr, p1, p2, p3, p5 int64
		var opcode string
		var p4, comment any
		if err := rows.Scan(&addr, &opcode, &p1, &p2, &p3, &p4, &p5, &comment); err != nil {
			return "", err
		}
		switch opcode {
		case "Explain": // a sentence for people, with the names of tables
			p4, p1, p2 = nil, 0, 0
		case "Transaction": // counts the changes to the schema
			p4, p3 = nil, 0
		case "Trace": // the text of a statement in a trigger
			p4 = nil
		}
		fmt.Fprintf(&b, "%d %s %d %d %d %v %d\n", addr, opcode, p1, p2, p3, p4, p5)
	}
	return b.String(), rows.Err()
}
