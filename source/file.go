package source

// Single files. Each is read once, however often it is named, and never more of it than the limit;
// a folder, a device or a database in the place of a file is an error that says so.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/schemadiff/schemadiff/parse"
)

// limit is the size of the largest text that is read. Hand-written DDL is far
// below it; a dump with rows, or a wrong file, is far above.
const limit = 64 << 20

// add checks a text and keeps it.
func (r *reader) add(name string, text []byte) error {
	src := parse.Source{Name: name, Text: string(text)}
	if err := checkText(src); err != nil {
		var fault *parse.Error
		if !r.faults || !errors.As(err, &fault) {
			return err
		}
		src.Text, src.Fault = readable(src.Text), fault
	}
	r.sources = append(r.sources, src)
	return nil
}

// first reports whether a thing was not read before.
func (r *reader) first(key string) bool {
	if r.seen[key] {
		return false
	}
	r.seen[key] = true
	return true
}

// ReadFile reads one file for a judge of files that exists as it is named: no folder, no glob. That it is
// no text is no error, and the source says why it is none.
func ReadFile(name string) (parse.Source, error) {
	r := reader{faults: true}
	if err := checkFile(name); err != nil {
		return parse.Source{}, err
	}
	if err := r.readText(name); err != nil {
		return parse.Source{}, err
	}
	return r.sources[0], nil
}

func (r *reader) readFile(name string) error {
	if err := checkFile(name); err != nil || !r.first(realPath(name)) {
		return err
	}
	return r.readText(name)
}

// checkFile refuses what is no file that can be read.
func checkFile(name string) error {
	// Asked before it is opened: opening a FIFO waits for a writer.
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return pathError(name, err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s: is a %s, not a file; pipe it in and name it -", name, fileKind(info.Mode()))
	case info.Size() > limit:
		return tooLarge(name)
	}
	return nil
}

func (r *reader) readText(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return pathError(name, err)
	}
	defer f.Close()
	size := int64(0)
	if info, err := f.Stat(); err == nil {
		size = min(info.Size(), limit)
	}
	text, err := readAll(name, f, size)
	if err != nil {
		return err
	}
	return r.add(name, text)
}

// readAll reads to the end, and stops where a file that grows passes the limit. Size is about how much
// there is, 0 where that is not known.
func readAll(name string, from io.Reader, size int64) ([]byte, error) {
	var text bytes.Buffer
	text.Grow(int(size) + bytes.MinRead)
	if _, err := text.ReadFrom(io.LimitReader(from, limit+1)); err != nil {
		return nil, fmt.Errorf("%s: %w", name, cause(err))
	}
	if text.Len() > limit {
		return nil, tooLarge(name)
	}
	return text.Bytes(), nil
}

func tooLarge(name string) error {
	return fmt.Errorf("%s: is larger than %d MB, the most that is read", name, limit>>20)
}

func fileKind(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return "named pipe"
	case mode&fs.ModeSocket != 0:
		return "socket"
	case mode&fs.ModeDevice != 0:
		return "device"
	}
	return "special file"
}

// realPath is one name for all ways to a file; if unsure the name itself.
func realPath(name string) string {
	full, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if resolved, err := filepath.EvalSymlinks(full); err == nil {
		return resolved
	}
	return full
}

// pathError names the path as it was given, once, and a near one that exists.
func pathError(name string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w", name, cause(err))
	}
	missing := &parse.Error{Msg: name + ": no such file or folder"}
	if exists(name) {
		missing.Msg = name + ": is a symbolic link to nothing"
	} else if near := nearestName(name); near != "" {
		missing.Hint = "did you mean " + near + "?"
	}
	return missing
}

// cause drops the operation and the path, which the message has already.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
