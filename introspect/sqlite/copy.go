package sqlite

// A database that cannot be opened as it lies: a journal or a -wal beside it needs recovery, and reading must not
// write: its files are copied to a temporary directory, where SQLite may recover them.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	copyName  = "copy.db"
	copyChunk = 64 << 20 // bytes between two looks at the context
)

// copy puts the database, its -wal and its journal into a new temporary
// directory, where SQLite may recover them. The SHARED lock keeps others from
// recovering the original meanwhile.
func (s *source) copy(ctx context.Context) (dir string, err error) {
	if !s.holdReadLock() {
		return "", &movedError{"a lock on the whole database"}
	}
	if dir, err = os.MkdirTemp("", "schemadiff-"); err != nil {
		return "", fmt.Errorf("%s: temporary directory for a copy: %w", s.path, err)
	}
	defer func() {
		if err != nil {
			_ = os.RemoveAll(dir)
		}
	}()
	if err := s.copyAll(ctx, dir); err != nil {
		return "", err
	}
	if s.moved() {
		return "", &movedError{"another process to finish writing"}
	}
	return dir, nil
}

func (s *source) copyAll(ctx context.Context, dir string) error {
	if err := s.copyFile(ctx, s.file, filepath.Join(dir, copyName)); err != nil {
		return err
	}
	for _, suffix := range []string{walSuffix, journalSuffix} {
		from, err := os.Open(s.real + suffix)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return explainFile(s.path+suffix, err)
		}
		err = s.copyFile(ctx, from, filepath.Join(dir, copyName+suffix))
		from.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *source) copyFile(ctx context.Context, from *os.File, name string) error {
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err == nil {
		err = errors.Join(copyChunks(ctx, to, from), to.Close())
	}
	if err != nil {
		return fmt.Errorf("%s: copy to read it without recovering the original (TMPDIR names the place): %w", s.path, err)
	}
	return nil
}

func copyChunks(ctx context.Context, to, from *os.File) error {
	if _, err := from.Seek(0, io.SeekStart); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		if _, err := io.CopyN(to, from, copyChunk); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}
