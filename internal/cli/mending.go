package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

// mending is what a rebase does to a folder. Names are relative to it.
type mending struct {
	path    string
	renames []renaming // in the order of the numbers
	texts   []writing  // that are written when the files have their names
	removed []string
	sum     string // the text of schemadiff.sum, "" if it stays as it is
	lines   []string
}

type renaming struct{ from, to string }

type writing struct{ name, text string }

func (m *mending) tell(format string, args ...any) {
	m.lines = append(m.lines, render.Escape(fmt.Sprintf(format, args...)))
}

// rename has a file or folder renamed.
func (m *mending) rename(from, to string) {
	if from == to {
		return
	}
	m.tell("%s -> %s", from, to)
	if path.Base(from) == "migration.sql" { // the folder is what has the number
		from, to = path.Dir(from), path.Dir(to)
	}
	m.renames = append(m.renames, renaming{from, to})
}

// put has a text written where it is another than the one that is there.
func (m *mending) put(name, was, now string) {
	if was != now {
		m.texts = append(m.texts, writing{name, now})
	}
}

// chain has the checksums of files written.
func (m *mending) chain(files []folder.File) error {
	was, err := os.ReadFile(m.at(folder.SumName))
	if errors.Is(err, fs.ErrNotExist) && !slices.ContainsFunc(files, func(f folder.File) bool { return headerFrom(f.Text) != "" }) {
		return nil // a folder without checksums
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("checksums: %w", err)
	}
	if now := folder.SumText(folder.Chain(files)); now != string(was) {
		m.sum = now
		m.tell("wrote %s", folder.SumName)
	}
	return nil
}

func (m *mending) at(name string) string { return filepath.Join(m.path, filepath.FromSlash(name)) }

// free refuses to put a file where another one is that stays there.
func (m *mending) free() error {
	leaves := map[string]bool{}
	for _, r := range m.renames {
		leaves[r.from] = true
	}
	for _, name := range m.removed {
		leaves[name] = true
	}
	for _, r := range m.renames {
		if _, err := os.Lstat(m.at(r.to)); err == nil && !leaves[r.to] {
			return &refusal{fmt.Sprintf("%s would become %s, which is there already", shown(m.at(r.from)), r.to)}
		}
	}
	return nil
}

func (m *mending) print(out, notes io.Writer) error {
	if len(m.lines) == 0 {
		_, err := fmt.Fprintln(notes, "nothing to do: the migrations are in order")
		return err
	}
	for _, line := range m.lines {
		if _, err := fmt.Fprintln(out, line); err != nil {
			return err
		}
	}
	return nil
}

// write carries it out. Numbers only grow, so that the last file is renamed first; a run
// that is broken off is gone on with by the next.
func (m *mending) write() error {
	for _, r := range slices.Backward(m.renames) {
		if err := os.Rename(m.at(r.from), m.at(r.to)); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
	}
	for _, t := range m.texts {
		if err := os.MkdirAll(filepath.Dir(m.at(t.name)), 0o755); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
		if err := writeFile(m.at(t.name), []byte(t.text)); err != nil {
			return err
		}
	}
	for _, name := range m.removed {
		if slices.ContainsFunc(m.texts, func(t writing) bool { return t.name == name }) {
			continue // another one has taken its name
		}
		if err := os.Remove(m.at(name)); err != nil {
			return fmt.Errorf("migrations: %w", err)
		}
	}
	if m.sum == "" {
		return nil
	}
	return writeFile(m.at(folder.SumName), []byte(m.sum))
}
