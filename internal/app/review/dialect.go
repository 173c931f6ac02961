package review

// This file finds out of which dialect files are that do not say so. What only one grammar takes is
// of that dialect. Text that several take follows the other files of its folder, whether they are
// judged or not, then what other tools keep in the folder or above it, then all other files.

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/repo"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

const (
	textLimit      = 256 << 10 // bytes of a file that are looked at
	statementLimit = 200       // statements of a file that are looked at
	signLimit      = 64 << 10  // bytes of another tool's file that are looked at
)

// Dialects are those of the sources, by their order; "" where nothing says which.
func Dialects(ctx context.Context, languages []engine.Language, sources []parse.Source) ([]schema.Dialect, error) {
	own, err := grammars(ctx, languages, sources)
	if err != nil {
		return nil, err
	}
	folders, all := map[string]votes{}, votes{}
	for i, src := range sources {
		dir := filepath.Dir(src.Name)
		if folders[dir] == nil {
			folders[dir] = votes{}
		}
		folders[dir].add(own[i])
	}
	out := make([]schema.Dialect, len(sources))
	signs := map[string]schema.Dialect{}
	for i, src := range sources {
		dir := filepath.Dir(src.Name)
		out[i] = folders[dir].decide(own[i])
		if out[i] == "" {
			if _, known := signs[dir]; !known {
				beside, err := besides(ctx, languages, src.Name)
				if err != nil {
					return nil, err
				}
				signs[dir] = cmp.Or(beside, sign(languages, dir))
			}
			out[i] = signs[dir]
		}
		all.add(out[i])
	}
	for i := range out {
		out[i] = cmp.Or(out[i], all.most())
	}
	return out, nil
}

// besideLimit is how many files beside one are looked at.
const besideLimit = 40

// besides is the dialect of most files in the folder of a migration or schema, as they are on disk.
func besides(ctx context.Context, languages []engine.Language, name string) (schema.Dialect, error) {
	if !exists(name) {
		return "", nil
	}
	list := siblings(name)
	var sources []parse.Source
	for _, file := range list[max(0, len(list)-besideLimit):] {
		if text := beginning(file, textLimit+1); text != "" {
			sources = append(sources, parse.Source{Name: file, Text: text})
		}
	}
	own, err := grammars(ctx, languages, sources)
	all := votes{}
	for _, d := range own {
		all.add(d)
	}
	return all.most(), err
}

// grammars are the dialects whose grammars take more of a source than all others do.
func grammars(ctx context.Context, languages []engine.Language, sources []parse.Source) ([]schema.Dialect, error) {
	out := make([]schema.Dialect, len(sources))
	least := make([]int, len(sources))
	for n, l := range languages {
		heads := make([]parse.Source, len(sources))
		for i, src := range sources {
			heads[i] = parse.Source{Name: src.Name, Text: head(applied(src.Text, l.Aliases()))}
		}
		counts, err := l.SyntaxErrors(ctx, heads, statementLimit)
		if err != nil {
			return nil, err
		}
		for i, c := range counts {
			switch {
			case n == 0 || c.Rejected < least[i]:
				out[i], least[i] = l.Name(), c.Rejected
			case c.Rejected == least[i]:
				out[i] = ""
			}
		}
	}
	return out, nil
}

// head is the beginning of a text, up to the end of a statement.
func head(text string) string {
	if len(text) <= textLimit {
		return text
	}
	text = text[:textLimit]
	return text[:strings.LastIndex(text, ";\n")+1]
}

// votes count the files of each dialect.
type votes map[schema.Dialect]int

func (v votes) add(d schema.Dialect) {
	if d != "" {
		v[d]++
	}
}

// most is the dialect of most files; "" where there is none.
func (v votes) most() schema.Dialect {
	var most schema.Dialect
	for d, n := range v {
		if n > v[most] {
			most = d
		}
	}
	for d, n := range v {
		if d != most && n == v[most] {
			return ""
		}
	}
	return most
}

// decide is the dialect of a file among these, which by itself is of the dialect own. It gives way
// to three others: a slip of the pen can make a statement that only another grammar takes.
func (v votes) decide(own schema.Dialect) schema.Dialect {
	most := v.most()
	if own == "" || v[most] >= 3*v[own] {
		return cmp.Or(most, own)
	}
	return own
}

// signSaid is how files of other tools name a dialect: the journal of drizzle-kit and the lock file
// of Prisma.
var signSaid = regexp.MustCompile(`(?m)(?:^|[{,\s])"?(?:dialect|provider)"?\s*[:=]\s*"(\w+)"`)

// sign is the dialect that another tool has written down for a folder or one above it, in the same
// repository; "" for none.
func sign(languages []engine.Language, dir string) schema.Dialect {
	full, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	root := repo.Root(full)
	for range 5 {
		for _, name := range []string{"meta/_journal.json", "migration_lock.toml", "schema.prisma"} {
			if d := signOf(languages, filepath.Join(full, name)); d != "" {
				return d
			}
		}
		for _, name := range []string{"wrangler.toml", "wrangler.json", "wrangler.jsonc"} {
			if strings.Contains(beginning(filepath.Join(full, name), signLimit), "d1_databases") {
				return named(languages, "d1")
			}
		}
		if full == root || full == filepath.Dir(full) {
			break
		}
		full = filepath.Dir(full)
	}
	return ""
}

func signOf(languages []engine.Language, file string) schema.Dialect {
	for _, m := range signSaid.FindAllStringSubmatch(beginning(file, signLimit), -1) {
		if d := named(languages, m[1]); d != "" {
			return d
		}
	}
	return ""
}

// beginning is the beginning of a regular file, at most limit bytes; "" for what cannot be read, which
// says nothing. A pipe of that name would never end.
func beginning(file string, limit int64) string {
	file = onDisk(file)
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	f, err := os.Open(file)
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	text, err := io.ReadAll(io.LimitReader(f, limit))
	if err != nil {
		return ""
	}
	return string(text)
}

// named is the dialect that other tools call by a name.
func named(languages []engine.Language, name string) schema.Dialect {
	for _, l := range languages {
		if slices.Contains(l.Aliases(), name) {
			return l.Name()
		}
	}
	return ""
}
