package folder

// Backfills are files in a folder of their own below the migrations. A comment line declares the
// table, the key and the size of a batch, and the statement names the ends of a batch as :lo and
// :hi. They are read and checked here; binding values respects strings, quoted names and comments,
// without a parser of either dialect.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// BackfillFolder is the folder of backfills in a folder of migrations.
const BackfillFolder = "backfills"

// Backfill fills rows in batches, apart from migrations.
type Backfill struct {
	File
	Table []string      // its name, perhaps after that of a schema
	Key   string        // a column that orders the rows and has an index
	Size  int           // rows of a batch
	Pause time.Duration // between two batches
}

// The defaults of a backfill.
const (
	batchSize  = 1000
	batchPause = 50 * time.Millisecond
)

// batchMark begins the line that declares a backfill.
const batchMark = "-- schemadiff:batch "

// Backfills reads the backfills of a folder of migrations; none where it has no such
// folder.
func Backfills(path string) ([]Backfill, error) {
	dir := filepath.Join(path, BackfillFolder)
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("backfills: %w", err)
	}
	var list []Backfill
	for _, e := range entries {
		if !isMigration(e.Name()) || e.IsDir() {
			continue
		}
		file := filepath.Join(dir, e.Name())
		text, err := readFile(disk(dir), e.Name(), file)
		if err != nil {
			return nil, err
		}
		b, err := ParseBackfill(file, text)
		if err != nil {
			return nil, err
		}
		list = append(list, *b)
	}
	slices.SortStableFunc(list, func(a, b Backfill) int { return Order(a.ID, b.ID) })
	return list, nil
}

// ParseBackfill reads one: a line that declares the batches, and a statement with
// KEY BETWEEN :lo AND :hi.
func ParseBackfill(path, text string) (*Backfill, error) {
	name, _ := baseName(filepath.Base(path))
	b := &Backfill{File: File{ID: number(name), Name: name, Path: path, Text: text, SQL: text, Checksum: Checksum(text)}, Size: batchSize, Pause: batchPause}
	n, found := 0, false
	for line := range strings.Lines(text) {
		n++
		rest, ok := strings.CutPrefix(strings.TrimSpace(line), batchMark)
		if !ok {
			continue
		}
		found = true
		for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
			var err error
			if rest, err = b.set(rest); err != nil {
				return nil, fmt.Errorf("%s:%d: %w", path, n, err)
			}
		}
	}
	switch {
	case !found:
		return nil, fmt.Errorf("%s:1: a backfill says which batches it has: %stable=posts key=id size=1000 pause=50ms", path, batchMark)
	case b.Table == nil || b.Key == "":
		return nil, fmt.Errorf("%s:1: a backfill needs table=… and key=…", path)
	case b.ID == "":
		return nil, fmt.Errorf("%s: its name does not begin with a number", path)
	case !strings.Contains(strings.Join(strings.Fields(strings.ToLower(text)), " "), "between :lo and :hi"):
		return nil, fmt.Errorf("%s:1: a backfill changes the rows of one batch: write %s BETWEEN :lo AND :hi, the first and the last key of it", path, b.Key)
	}
	return b, nil
}

// set reads the first word of a declaration, and returns what comes after it.
func (b *Backfill) set(text string) (rest string, err error) {
	name, value, _ := strings.Cut(text, "=")
	if end := strings.IndexFunc(value, unicode.IsSpace); end >= 0 {
		value = value[:end]
	}
	switch name {
	case "table", "key":
		parts, rest, err := cutName(text[len(name)+1:])
		switch {
		case err != nil:
			return "", fmt.Errorf("%s=%w", name, err)
		case name == "table":
			b.Table = parts
		case len(parts) > 1:
			return "", fmt.Errorf("key=%s: want a column of the table; a name with a dot in it stands in double quotes", strings.Join(parts, "."))
		default:
			b.Key = parts[0]
		}
		return rest, nil
	case "size":
		if b.Size, err = strconv.Atoi(value); err != nil || b.Size < 1 {
			return "", fmt.Errorf("size=%s: want a number of rows", value)
		}
	case "pause":
		if b.Pause, err = time.ParseDuration(value); err != nil || b.Pause < 0 {
			return "", fmt.Errorf("pause=%s: want a duration, such as 50ms", value)
		}
	default:
		word, _, _ := strings.Cut(strings.Fields(text)[0], "=")
		return "", fmt.Errorf("%s: want table, key, size or pause", word)
	}
	return text[len(name)+1+len(value):], nil
}

// Bind puts values in the place of :lo and :hi, but for those in strings, quoted names
// and comments.
func Bind(sql, lo, hi string) string {
	var b strings.Builder
	for i := 0; i < len(sql); {
		if n := quoted(sql[i:]); n > 0 {
			b.WriteString(sql[i : i+n])
			i += n
			continue
		}
		word := ""
		if sql[i] == ':' && i+3 <= len(sql) && (i == 0 || sql[i-1] != ':') && (i+3 == len(sql) || !partOfWord(sql[i+3])) {
			word = strings.ToLower(sql[i : i+3])
		}
		switch word {
		case ":lo":
			b.WriteString(lo)
			i += 3
		case ":hi":
			b.WriteString(hi)
			i += 3
		default:
			b.WriteByte(sql[i])
			i++
		}
	}
	return b.String()
}

func partOfWord(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// quoted is the length of the string, name or comment at the start of a text; 0 if
// there is none.
func quoted(sql string) int {
	until := func(start int, end string) int {
		if j := strings.Index(sql[start:], end); j >= 0 {
			return start + j + len(end)
		}
		return len(sql)
	}
	switch {
	case sql[0] == '\'' || sql[0] == '"':
		return until(1, sql[:1])
	case strings.HasPrefix(sql, "--"):
		return until(2, "\n")
	case strings.HasPrefix(sql, "/*"):
		return until(2, "*/")
	case sql[0] == '$':
		if j := strings.IndexByte(sql[1:], '$'); j >= 0 && !strings.ContainsAny(sql[1:1+j], " \t\n'\"();,") {
			return until(j+2, sql[:j+2])
		}
	}
	return 0
}
