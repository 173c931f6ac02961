package postgres

// One reading of the catalog: all queries in one round trip, their answers used as they come, and the schema and
// the environment of files handed to whoever waits for them.

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/introspect/postgres/catalog"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// Schema reads the whole catalog in one round trip and folds it into the model.
// A second call returns the same schema.
func (d *DB) Schema(ctx context.Context) (*schema.Schema, error) {
	d.Start(ctx)
	<-d.whole
	d.modelLock.Lock() // the files of the other side may ask too
	defer d.modelLock.Unlock()
	if d.failed != nil {
		return nil, d.failed
	}
	if d.model != nil {
		return d.model, nil
	}
	s, err := d.snapshot.model()
	if err != nil {
		return nil, fmt.Errorf("definitions of the catalog: %w", err)
	}
	var parts []schema.Object
	for o := range s.All() {
		parts = forget(o, parts[:0])
	}
	d.snapshot.catalog.Complete(s)
	s.Version, s.Role = d.FullVersion, d.User
	d.model, d.snapshot = s, nil // what the server said is not needed any more
	return s, nil
}

// forget drops the positions in the text that was made of the catalog. The parts of the object go into a
// list that is used again.
func forget(o schema.Object, parts []schema.Object) []schema.Object {
	o.Base().At = schema.Pos{}
	if c, ok := o.(schema.Composite); ok {
		parts = schema.PartsInto(parts, c)
		for _, part := range parts {
			part.Base().At = schema.Pos{}
		}
	}
	return parts
}

// Env returns what files can name beyond what they define. It is read with the schema,
// in the same round trip, and is there before the schema is: files can be folded
// while the rest is being read.
func (d *DB) Env(ctx context.Context) (*parsepg.Env, error) {
	d.Start(ctx)
	<-d.named
	if d.env == nil {
		return nil, d.failed
	}
	return d.env, nil
}

// giveEnvironment lets files be folded. Where another session changes relations it waits
// for the end of the reading, which may have to be tried again. So it does in an attempt
// after the first: its snapshot can be from before the other session's commit, and its
// look at the locks from after it.
func (d *DB) giveEnvironment(complete bool) {
	if d.env != nil || (d.readings > 1 || len(d.snapshot.changing) > 0) && !complete {
		return
	}
	d.env = d.environment()
	close(d.named)
}

// confirmEnvironment gives what files can name at the end of the reading, or compares it
// with what an earlier attempt has given.
func (d *DB) confirmEnvironment() error {
	if d.env == nil {
		d.giveEnvironment(true)
		return nil
	}
	if !d.env.Equal(d.environment()) {
		return &introspect.BusyError{Database: Mask(d.url), What: "a quiet moment to read the catalog: another session has changed it meanwhile"}
	}
	return nil
}

func (d *DB) environment() *parsepg.Env {
	env := &parsepg.Env{SearchPath: d.SearchPath, User: d.User, Database: d.Database, Version: d.Version}
	d.snapshot.catalog.AddNames(env)
	return env
}

// Start has the catalog read, once a connection: everything is read in one snapshot.
// Schema and Env wait for it.
func (d *DB) Start(ctx context.Context) {
	d.once.Do(func() {
		d.named, d.whole = make(chan struct{}), make(chan struct{})
		ctx, d.stop = context.WithCancel(ctx)
		go func() {
			if d.own {
				d.failed = d.attempts(ctx, "a lock to read the catalog", d.readCatalog)
			} else {
				d.failed = d.readCatalog(ctx, d.tx)
			}
			if d.failed == nil {
				d.failed = d.confirmEnvironment()
			}
			if d.env == nil {
				close(d.named)
			}
			close(d.whole)
		}()
	})
}

// readCatalog sends all queries and reads their answers. What they say is put to use as
// soon as it is there, while the server goes on with the others. The first and the last
// query look for sessions that change relations meanwhile.
func (d *DB) readCatalog(ctx context.Context, tx pgx.Tx) error {
	s := newSnapshot(ctx, d.Version)
	d.snapshot = s
	d.readings++
	defer s.end()
	phases, settings := catalog.Phases(d.Version), d.pathQuery()
	batch := &pgx.Batch{}
	batch.Queue(changingSQL)
	for _, p := range phases {
		for _, q := range p.Queries {
			batch.Queue(q.SQL)
		}
	}
	if settings != "" {
		batch.Queue(settings)
	}
	batch.Queue(changingSQL)
	results := tx.SendBatch(ctx, batch)
	err := readAnswer(results, "locks", s.readChanging)
	for i := 0; i < len(phases) && err == nil; i++ {
		if err = s.readPhase(results, phases[i]); err == nil && i == 0 {
			d.giveEnvironment(false)
			go s.fold(d.environment())
		}
	}
	if err == nil && settings != "" {
		err = readAnswer(results, "settings", d.readPath)
	}
	if err == nil {
		err = readAnswer(results, "locks", s.readStillChanging)
	}
	if err != nil {
		_ = results.Close()
		return notText(err)
	}
	if err := results.Close(); err != nil {
		return fmt.Errorf("read the catalog: %w", err)
	}
	if d.own && s.isInconsistent() {
		return errMixed
	}
	return nil
}

// readAnswer reads the rows of the next query of a batch.
func readAnswer(results pgx.BatchResults, what string, read func(pgx.Rows) error) error {
	rows, err := results.Query()
	if err == nil {
		err = read(rows)
		rows.Close()
	}
	if err == nil {
		err = rows.Err()
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", what, err)
	}
	return nil
}
