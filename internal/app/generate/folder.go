package generate

// This file reads a folder of migrations before one is added, numbers the new one, and writes
// it with its line among the checksums.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// DisorderError is a folder whose checksums or numbers are not in order.
type DisorderError struct{ File, Problem string }

// Error names the file.
func (e *DisorderError) Error() string { return e.File + ": " + e.Problem }

// NameError is a name that no migration can have.
type NameError struct{ Name string }

// Error quotes it.
func (e *NameError) Error() string { return fmt.Sprintf("a migration cannot be called %q", e.Name) }

// Folder is a folder of migrations with its checksums.
type Folder struct {
	*folder.Folder
	Sum []folder.Line
}

// ReadFolder reads the checksums of a folder, which must be in order before a file is added.
func ReadFolder(f *folder.Folder) (*Folder, error) {
	sum, err := folder.ReadSum(f.Path)
	if err != nil {
		return nil, err
	}
	for _, fault := range folder.Faults(sum, f.Files) {
		if fault.Kind != folder.Edited && (fault.Kind != folder.Unlisted || len(sum) > 0) {
			return nil, &DisorderError{fault.Name, fault.Text}
		}
	}
	return &Folder{f, sum}, nil
}

// NextID is the number after the last one.
func (f *Folder) NextID() string {
	if len(f.Files) == 0 {
		return "0001"
	}
	return After(f.Files[len(f.Files)-1].ID)
}

// TimestampID is a time as an ID.
func TimestampID(t time.Time) string { return t.UTC().Format("20060102150405") }

// After is the number after one, with as many digits.
func After(id string) string {
	digits := []byte(id)
	for i := len(digits) - 1; i >= 0; i-- {
		switch {
		case digits[i] == '9':
			digits[i] = '0'
		case '0' <= digits[i] && digits[i] < '9':
			digits[i]++
			return string(digits)
		default: // of a version with points
			return string(digits[:i+1]) + "1" + string(digits[i+1:])
		}
	}
	return "1" + string(digits)
}

// Save writes a migration, its down migration and its line among the checksums, and returns
// the path.
func (f *Folder) Save(m *Migration) (string, error) {
	path := filepath.Join(f.Path, m.File)
	if err := os.MkdirAll(f.Path, 0o755); err != nil {
		return "", fmt.Errorf("migrations: %w", err)
	}
	if err := app.CreateFile(path, m.Text); err != nil {
		return "", fmt.Errorf("migration: %w", err)
	}
	if m.Down != "" {
		if err := app.CreateFile(strings.TrimSuffix(path, ".sql")+".down.sql", m.Down); err != nil {
			return "", fmt.Errorf("migration: %w", err)
		}
	}
	lines := f.Sum
	if len(lines) == 0 && len(f.Files) > 0 { // another tool has made the folder
		lines = folder.Chain(f.Files)
	}
	lines = folder.Append(lines, folder.File{ID: m.ID, Path: path, Checksum: folder.Checksum(m.Text)})
	if err := app.WriteFile(filepath.Join(f.Path, folder.SumName), []byte(folder.SumText(lines))); err != nil {
		return "", fmt.Errorf("checksums: %w", err)
	}
	return path, nil
}
