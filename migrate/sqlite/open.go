package sqlite

// Connections for writing. A plan runs on a single connection, since pragmas such as
// foreign_keys hold for one connection only, and the file is opened in mode rw, which never
// creates it. Functions and collations that only the application defines are registered as
// stubs, because ALTER TABLE parses the whole schema.

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	plansqlite "github.com/schemadiff/schemadiff/plan/sqlite"
)

// open opens the file for writing on one connection and never creates it.
//
// Functions and collations that only the application has get stubs: without
// them ALTER TABLE refuses to work beside an index or view that names one.
func open(ctx context.Context, o Options, missing parsesqlite.Stubs) (*connection, error) {
	if err := usable(o); err != nil {
		return nil, err
	}
	dsn, err := source(o)
	if err != nil {
		return nil, err
	}
	connector, err := parsesqlite.NewConnector(dsn, missing)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	conn, err := db.Conn(ctx)
	if err != nil {
		db.Close()
		return nil, fmt.Errorf("open %s: %w", o.Path, classify(o, err))
	}
	for _, statement := range o.setup {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			conn.Close()
			db.Close()
			return nil, fmt.Errorf("%s: %w", statement, err)
		}
	}
	return &connection{conn, db, connector}, nil
}

// usable is an error for what is no file that can be changed.
func usable(o Options) error {
	if o.file != "" { // created by us
		return nil
	}
	info, err := os.Stat(o.Path)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("database: %s is not a regular file", o.Path)
	}
	return writable(o.Path)
}

// connection is the one connection to a file.
type connection struct {
	*sql.Conn
	db        *sql.DB
	connector *parsesqlite.Connector
}

func (c *connection) close() {
	c.Conn.Close()
	c.db.Close()
}

// source is the data source name of a file that must exist.
func source(o Options) (string, error) {
	path, err := filepath.Abs(cmp.Or(o.file, o.Path))
	if err != nil {
		return "", fmt.Errorf("%s: %w", o.Path, err)
	}
	query := url.Values{"mode": {"rw"}, "_pragma": {
		"busy_timeout(" + milliseconds(o.Wait) + ")",
		"cache_size(-65536)", // KiB; a rebuild touches more than the default of 2 MB
	}}
	if o.Digits > 0 {
		query.Set(parsesqlite.DigitsParameter, strconv.Itoa(o.Digits))
	}
	slashed := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" && !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // file:///C:/app.db (uri.html, section 3.1)
	}
	file := url.URL{Scheme: "file", Path: slashed, RawQuery: query.Encode()}
	return file.String(), nil
}

// digits is how many digits a real has as text for whoever wrote to a file last.
func digits(path string) int {
	f, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer f.Close()
	const offset = 96 // of the version (fileformat2.html, section 1.3)
	var version [4]byte
	if _, err := f.ReadAt(version[:], offset); err != nil { // an empty file
		return 0
	}
	return plansqlite.RealDigits("", int(binary.BigEndian.Uint32(version[:])))
}

func milliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// disableForeignKeys switches enforcement off, which works only outside a
// transaction: with it on, DROP TABLE deletes the children's rows. The result
// restores it.
func (r *run) disableForeignKeys(ctx context.Context) (restore func(), err error) {
	before, err := r.number(ctx, "PRAGMA foreign_keys")
	if err != nil {
		return nil, classify(r.options, err)
	}
	if _, err := r.conn.ExecContext(ctx, "PRAGMA foreign_keys=OFF"); err != nil {
		return nil, classify(r.options, err)
	}
	on, err := r.number(ctx, "PRAGMA foreign_keys")
	if err != nil {
		return nil, classify(r.options, err)
	}
	if on != 0 {
		return nil, fmt.Errorf("%s: foreign keys cannot be switched off, a rebuild would delete rows", r.options.Path)
	}
	return func() {
		_, err := r.conn.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("PRAGMA foreign_keys=%d", before))
		if err != nil {
			r.warn("PRAGMA foreign_keys could not be restored: %v", err)
		}
	}, nil
}

// number is the result of a query of one row and one column.
func (r *run) number(ctx context.Context, query string, args ...any) (int64, error) {
	var n sql.NullInt64
	if err := r.conn.QueryRowContext(ctx, query, args...).Scan(&n); err != nil {
		return 0, err
	}
	return n.Int64, nil
}
