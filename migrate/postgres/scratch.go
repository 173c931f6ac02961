package postgres

// A scratch database proves what a model can only predict: a plan is run on a copy of the schema
// without rows, a desired schema is created and read back in the server's spelling, and migrations
// are replayed from nothing. It is dropped whatever happens, even after a signal.

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Scratch makes databases on a server to try things in, and drops them again.
type Scratch struct {
	URL  string // of a database of the server, whose role may create databases
	Wait time.Duration

	Patience shared.Patience // with who uses the database that is copied

	locale string // clauses of CREATE DATABASE
	path   string // where the functions of a database that is copied find names; "" for where our statements do
}

// Verify runs a plan on a copy of the schema of the database at url, without its
// rows, and compares what comes out with what the plan ends in.
func (s Scratch) Verify(ctx context.Context, url string, p *plan.Plan) error {
	if len(p.Steps) == 0 {
		return nil
	}
	from, err := s.schemaOf(ctx, url)
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if hasSubscriptions(from) || p.Want != nil && hasSubscriptions(p.Want) {
		return errors.New("verify: a subscription of a scratch database would reach the publisher: leave out --verify")
	}
	whole := pgmodel.Scope{Schemas: []string{"*"}, Declared: true}
	if p.Scope != nil {
		whole.Grants, whole.Owners, whole.Defaults = p.Scope.Grants, p.Scope.Owners, p.Scope.Defaults
	}
	from, _ = whole.Filter(from)
	return s.with(ctx, func(name string) error {
		if err := s.load(ctx, name, from); err != nil {
			return err
		}
		_, err := Apply(ctx, p, Options{URL: s.URL, Database: name, LockTimeout: s.Wait, Anyway: true})
		if err != nil {
			return fmt.Errorf("verify on a scratch database: %w", err)
		}
		return nil
	})
}

// schemaOf is the whole schema of the database at url. From then on scratch databases are made and filled with the
// search_path that its functions have, whose quoted bodies name what they call, and a plan runs there with the one that it
// will have.
func (s *Scratch) schemaOf(ctx context.Context, url string) (*schema.Schema, error) {
	db, err := introspect.OpenPatiently(ctx, url, s.Patience)
	if err != nil {
		return nil, err
	}
	from, err := db.Schema(ctx)
	if err == nil { // its functions would be the scratch database's own
		err = db.Foreign(ctx)
	}
	if err == nil {
		s.path = db.RunPath(ctx)
		s.URL, err = introspect.WithPath(s.URL, db.FilesPath())
	}
	return from, errors.Join(err, db.Close())
}

// Compare resolves candidates by creating the whole desired schema on a server: an exact answer where Equivalence may have none.
func (s Scratch) Compare(ctx context.Context, from, to *schema.Schema, candidates []plan.Candidate) ([]plan.Answer, error) {
	wanted, err := s.recreate(ctx, to)
	if err != nil {
		return nil, err
	}
	have := from
	if from.Version == "" { // files too
		if have, err = s.recreate(ctx, from); err != nil {
			return nil, err
		}
	}
	differ := map[schema.Key]bool{}
	for _, c := range plan.Compare(have, wanted) {
		differ[c.Key] = true
	}
	answers := make([]plan.Answer, len(candidates))
	for i, d := range candidates {
		answers[i] = plan.Equivalent
		if differ[d.Key] {
			answers[i] = plan.Different
		}
	}
	return answers, nil
}

// recreate creates a schema on the server and reads it back in the server's spelling.
func (s Scratch) recreate(ctx context.Context, of *schema.Schema) (made *schema.Schema, err error) {
	of = withoutSubscriptions(of)
	err = s.with(ctx, func(name string) error {
		if err := s.load(ctx, name, of); err != nil {
			return err
		}
		conn, err := introspect.ConnectTo(ctx, s.URL, name, s.Wait)
		if err != nil {
			return err
		}
		defer closed(ctx, conn)
		made, err = readAll(ctx, conn)
		return err
	})
	if err != nil {
		return nil, err
	}
	made, _ = pgmodel.Scope{Schemas: []string{"*"}}.Filter(made)
	return made, nil
}

// Replay runs the statements of migrations in an empty database and reads what they
// lead to.
func (s Scratch) Replay(ctx context.Context, statements []string) (made *schema.Schema, err error) {
	err = s.with(ctx, func(name string) error {
		conn, err := introspect.ConnectTo(ctx, s.URL, name, s.Wait)
		if err != nil {
			return err
		}
		defer closed(ctx, conn)
		for _, sql := range statements {
			if _, err := conn.Exec(ctx, sql); err != nil {
				return fmt.Errorf("replay: %s: %w", sql, serverError(err))
			}
		}
		made, err = readAll(ctx, conn)
		return err
	})
	if err != nil {
		return nil, err
	}
	made, _ = pgmodel.Scope{Schemas: []string{"*"}}.Filter(made)
	return made, nil
}

// readAll is the schema of a scratch database.
func readAll(ctx context.Context, conn *pgx.Conn) (*schema.Schema, error) {
	if err := introspect.Reset(ctx, conn); err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, fmt.Errorf("begin: %w", err)
	}
	db, err := introspect.On(ctx, conn, tx)
	if err != nil {
		return nil, err
	}
	return db.Schema(ctx)
}

func withoutSubscriptions(s *schema.Schema) *schema.Schema {
	c := s.Clone()
	for _, o := range slices.Collect(s.All()) {
		if o.Key().Kind == schema.KindSubscription {
			c.Delete(o.Key())
		}
	}
	return c
}

func hasSubscriptions(s *schema.Schema) bool { return withoutSubscriptions(s).Len() < s.Len() }

// with gives a function an empty database, and drops it whatever happens.
func (s Scratch) with(ctx context.Context, do func(name string) error) (err error) {
	conn, err := introspect.Connect(ctx, s.URL, s.Wait)
	if err != nil {
		return err
	}
	defer closed(ctx, conn)
	dropStale(ctx, conn, time.Now())
	name := scratchPrefix + strings.ToLower(rand.Text())
	if _, err := conn.Exec(ctx, "CREATE DATABASE "+pgmodel.Quote(name)+" TEMPLATE template0"+s.locale); err != nil {
		return fmt.Errorf("scratch database on %s: %w", introspect.Mask(s.URL), serverError(err))
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		err = errors.Join(err, s.drop(end, name))
	}()
	if _, err := conn.Exec(ctx, "COMMENT ON DATABASE "+pgmodel.Quote(name)+" IS "+pgmodel.Literal(scratchComment+time.Now().UTC().Format(time.RFC3339))); err != nil {
		return fmt.Errorf("scratch database: %w", serverError(err))
	}
	return do(name)
}

// drop uses a connection of its own: a signal has closed the other one.
func (s Scratch) drop(ctx context.Context, name string) error {
	conn, err := introspect.Connect(ctx, s.URL, s.Wait)
	if err == nil {
		defer closed(ctx, conn)
		_, err = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgmodel.Quote(name)+" WITH (FORCE)")
	}
	if err != nil {
		return fmt.Errorf("scratch database %s was not removed: %w", name, serverError(err))
	}
	return nil
}

// load makes a schema in a scratch database.
func (s Scratch) load(ctx context.Context, name string, of *schema.Schema) error {
	statements, err := plans.Write(of)
	if err != nil {
		return err
	}
	return s.execute(ctx, name, statements)
}

// execute runs statements in a scratch database.
func (s Scratch) execute(ctx context.Context, name string, statements []string) error {
	conn, err := s.connect(ctx, name, "SET check_function_bodies = off")
	if err != nil {
		return err
	}
	defer closed(ctx, conn)
	for _, sql := range statements {
		if _, err := conn.Exec(ctx, sql); err != nil {
			return fmt.Errorf("scratch database: %s: %w", sql, serverError(err))
		}
	}
	return nil
}

// connect opens a session of a scratch database with settings, in which names are found as in the database that is copied.
func (s Scratch) connect(ctx context.Context, name, settings string) (*pgx.Conn, error) {
	conn, err := introspect.ConnectTo(ctx, s.URL, name, s.Wait)
	if err != nil {
		return nil, err
	}
	if s.path != "" {
		settings += "; SET search_path = " + s.path
	}
	if _, err := conn.Exec(ctx, settings); err != nil {
		closed(ctx, conn)
		return nil, fmt.Errorf("scratch database: %w", serverError(err))
	}
	return conn, nil
}

func closed(ctx context.Context, conn *pgx.Conn) {
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	_ = conn.Close(end)
	introspect.Cancelled(end, conn)
}

// serverError is an error with all that the server says of it.
func serverError(err error) error {
	var server *pgconn.PgError
	if !errors.As(err, &server) {
		return err
	}
	text := fmt.Sprintf("%s (SQLSTATE %s)", server.Message, server.Code)
	if server.Detail != "" {
		text += ": " + server.Detail
	}
	if server.Hint != "" {
		text += " (" + server.Hint + ")"
	}
	if introspect.Lost(err) { // whoever asks later must still see that it is about the connection
		return fmt.Errorf("%s%w", text, silent{err})
	}
	return errors.New(text)
}

// silent is an error that is already in the text of the one that wraps it.
type silent struct{ err error }

func (silent) Error() string { return "" }

func (s silent) Unwrap() error { return s.err }
