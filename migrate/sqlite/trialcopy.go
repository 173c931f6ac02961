package sqlite

// The private copies of a database file on which a plan is tried with its rows. The file is copied
// page by page from one read transaction (backup.html): no index is built and no function of an
// application is called, and rowids and counters stay as they are. The copies lie in a folder of
// their own that only its owner can read; what a killed run has left is removed by a later one.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/introspect"
	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
)

// trialPrefix begins the names of the folders for copies.
const trialPrefix = "schemadiff-rehearsal-"

// staleTrial is the age at which a folder must be one that a killed run has left.
const staleTrial = 24 * time.Hour

// newTrialFolder makes a private folder for copies of a database.
func newTrialFolder() (dir string, remove func() error, err error) {
	removeStaleTrials(os.TempDir(), time.Now())
	if dir, err = os.MkdirTemp("", trialPrefix); err != nil {
		return "", nil, fmt.Errorf("folder for a copy of the database: %w", err)
	}
	return dir, func() error {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("the copy of the database was not removed: %w", err)
		}
		return nil
	}, nil
}

// removeStaleTrials removes the folders of runs that were killed. The ones of other users stay:
// the system does not let go of them.
func removeStaleTrials(parent string, now time.Time) {
	entries, err := os.ReadDir(parent)
	if err != nil {
		return
	}
	for _, e := range entries {
		if !e.IsDir() || !strings.HasPrefix(e.Name(), trialPrefix) {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > staleTrial {
			_ = os.RemoveAll(filepath.Join(parent, e.Name()))
		}
	}
}

// copyPages copies a database as it is in one read transaction. One that does not exist yet becomes
// an empty file.
func copyPages(ctx context.Context, path, to string, patience introspect.Patience) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil || path == introlite.Memory || introlite.Absent(path) {
		return err
	}
	db, err := introlite.OpenPatiently(ctx, path, patience)
	if err != nil {
		return err
	}
	err = db.Query(ctx, "the copy", func(conn *sql.Conn) error {
		return conn.Raw(func(c any) error { return backup(ctx, c.(backuper), to) })
	})
	return errors.Join(err, db.Close())
}

// backuper is a connection of the driver.
type backuper interface {
	NewBackup(to string) (*sqlite.Backup, error)
}

// backup copies so many pages at a time that a signal is soon obeyed.
func backup(ctx context.Context, from backuper, to string) error {
	const pages = 4096
	b, err := from.NewBackup(to)
	if err != nil {
		return err
	}
	for more := true; more && err == nil; {
		if more, err = b.Step(pages); err == nil {
			err = ctx.Err()
		}
	}
	return errors.Join(err, b.Finish())
}

// copyFile copies a file that no program writes to.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
