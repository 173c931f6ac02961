// Package postgres reads live PostgreSQL databases, 13 to 18, and never writes to
// one.
//
// A URL comes in, the schema and facts about rows go out. Everything is read on
// one connection, in READ ONLY REPEATABLE READ transactions with an empty
// search_path: one for the catalog, one for each question about rows. None is open
// while nothing is read. A role that may only connect can read all of it.
package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// DB is an open database.
type DB struct {
	conn     *pgx.Conn
	url      string
	own      bool         // the transactions are ours; else tx is the caller's
	tx       pgx.Tx       // what is being read in; nil in between
	pid      atomic.Int32 // of the server's process that reads
	patience introspect.Patience
	waited   time.Duration // for locks that were not got

	trust    trust
	notAsked []error // why Compare did not put some of its questions

	Version     int      // major
	FullVersion string   // such as "15.18"
	SearchPath  []string // of a new session, "$user" resolved
	setPath     []string // of the role or the database, which is not followed
	User        string
	Database    string

	readings  int // attempts at reading the catalog
	once      sync.Once
	stop      func()        // ends the reading
	named     chan struct{} // closed when env is there
	whole     chan struct{} // closed when the snapshot is complete
	env       *parsepg.Env
	snapshot  *snapshot // what the catalog says
	failed    error     // or why it could not be read
	model     *schema.Schema
	modelLock sync.Mutex
}

// Open is OpenPatiently for who tries once: wait bounds how long the server may take to
// answer, and how long locks are waited for.
func Open(ctx context.Context, url string, wait time.Duration) (*DB, error) {
	return OpenPatiently(ctx, url, introspect.Patience{Connect: wait, LockTimeout: wait})
}

// OpenPatiently connects and begins to read the catalog. What is in the way of reading
// is waited for as long as the patience says.
func OpenPatiently(ctx context.Context, url string, patience introspect.Patience) (*DB, error) {
	conn, err := Connect(ctx, url, patience.Connect)
	if err != nil {
		return nil, err
	}
	d := &DB{conn: conn, url: url, own: true, patience: patience}
	if err := d.begin(ctx, d.limit(ctx, patience.Wait)); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, connectError(conn.Config(), err)
	}
	d.Start(ctx)
	return d, nil
}

// On begins reading on a connection that is open already, inside the transaction
// that it is in, whose search_path is empty from then on. The connection is the
// caller's to close.
func On(ctx context.Context, conn *pgx.Conn, tx pgx.Tx) (*DB, error) {
	d := &DB{conn: conn, tx: tx}
	return d, d.settings(ctx)
}

// Connect opens a connection that works through a pooler in transaction mode as
// well: it prepares nothing.
func Connect(ctx context.Context, url string, wait time.Duration) (*pgx.Conn, error) {
	return ConnectTo(ctx, url, "", wait)
}

// ConnectTo is Connect for another database of the same server; "" for that of
// the URL.
func ConnectTo(ctx context.Context, url, database string, wait time.Duration) (*pgx.Conn, error) {
	return ConnectAs(ctx, url, database, "", wait)
}

// ConnectAs is ConnectTo under a name that others see; "" for that of the URL.
func ConnectAs(ctx context.Context, url, database, application string, wait time.Duration) (*pgx.Conn, error) {
	config, err := parseConfig(url)
	if err != nil {
		return nil, err
	}
	if database != "" {
		config.Database = database
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = max(wait, 5*time.Second)
	}
	if application != "" {
		config.RuntimeParams["application_name"] = application
	} else if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "schemadiff"
	}
	conn, err := establish(ctx, config)
	if err != nil {
		return nil, connectError(config, err)
	}
	return conn, nil
}

// begin opens a transaction to read in, whose statements wait for a lock for so long.
func (d *DB) begin(ctx context.Context, limit time.Duration) error {
	tx, err := d.conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: fmt.Sprintf("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL lock_timeout = %d", max(limit.Milliseconds(), 1))})
	if err != nil {
		return err
	}
	d.tx = tx
	return d.settings(ctx)
}

// settings reads what a new session starts with, and then has names without a schema
// found in pg_catalog alone, so that every other name the server prints is qualified.
func (d *DB) settings(ctx context.Context) error {
	var number string
	var pid int32
	err := d.set(ctx, func(row pgx.Row) error {
		return row.Scan(&d.SearchPath, &number, &d.FullVersion, &d.User, &d.Database, &pid)
	})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("version of the server: %w", err)
	}
	d.pid.Store(pid)
	d.Version = n / 10000
	d.FullVersion, _, _ = strings.Cut(d.FullVersion, " ")
	if d.Version < 13 {
		return fmt.Errorf("PostgreSQL %s: schemadiff reads 13 and newer", d.FullVersion)
	}
	return nil
}

// Close ends the connection, and the reading if there is any.
func (d *DB) Close() error {
	if d.stop != nil {
		d.stop()
		<-d.whole // nothing else may use the connection while it is being read from
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := d.conn.Close(ctx)
	Cancelled(ctx, d.conn)
	return err
}

// Cancelled waits for what a connection that was broken off has asked of the server: to
// end its statement. A program that ends before leaves it waiting for its lock.
func Cancelled(ctx context.Context, conn *pgx.Conn) {
	select {
	case <-conn.PgConn().CleanupDone():
	case <-ctx.Done():
	case <-time.After(500 * time.Millisecond):
	}
}
