// Package postgres reads live PostgreSQL databases, 13 to 18, and never writes to
// one.
//
// A URL comes in, the schema and facts about rows go out. Everything is read on
// one connection, in one READ ONLY REPEATABLE READ transaction with an empty
// search_path; a role that may only connect can read all of it.
package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// DB is an open database in its one read-only transaction.
type DB struct {
	conn *pgx.Conn
	tx   pgx.Tx

	borrowed bool // the transaction is somebody else's
	trust    trust
	notAsked []error // why Compare did not put some of its questions

	Version     int      // major
	FullVersion string   // such as "15.18"
	SearchPath  []string // of a new session, "$user" resolved
	User        string
	Database    string

	once   sync.Once
	stop   func()        // ends the reading
	named  chan struct{} // closed when env is there
	whole  chan struct{} // closed when reader is complete
	env    *parsepg.Env
	reader *reader // what the catalog says
	failed error   // or why it could not be read
	model  *schema.Schema
}

// Open connects and begins the transaction. wait bounds how long the server may
// take to answer.
func Open(ctx context.Context, url string, wait time.Duration) (*DB, error) {
	conn, err := Connect(ctx, url, wait)
	if err != nil {
		return nil, err
	}
	d := &DB{conn: conn}
	if err := d.begin(ctx); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, connectError(conn.Config(), err)
	}
	return d, nil
}

// On begins reading on a connection that is open already, inside the transaction
// that it is in, whose search_path is empty from then on. The connection is the
// caller's to close.
func On(ctx context.Context, conn *pgx.Conn, tx pgx.Tx) (*DB, error) {
	d := &DB{conn: conn, tx: tx, borrowed: true}
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

func (d *DB) begin(ctx context.Context) error {
	tx, err := d.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
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
	err := d.set(ctx, func(row pgx.Row) error {
		return row.Scan(&d.SearchPath, &number, &d.FullVersion, &d.User, &d.Database)
	})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(number)
	if err != nil {
		return fmt.Errorf("version of the server: %w", err)
	}
	d.Version = n / 10000
	d.FullVersion, _, _ = strings.Cut(d.FullVersion, " ")
	if d.Version < 13 {
		return fmt.Errorf("PostgreSQL %s: schemadiff reads 13 and newer", d.FullVersion)
	}
	return nil
}

// Close ends the transaction and the connection.
func (d *DB) Close() error {
	if d.stop != nil {
		d.stop()
		<-d.whole // nobody else may use the connection while it is being read from
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = d.tx.Rollback(ctx)
	return d.conn.Close(ctx)
}
