package review

// This file finds out of which dialect files are that do not say so. What only one grammar takes is
// of that dialect, unless the folder is named after another; what none takes may be of a product that
// is not read. In a folder where names of files name several databases, these count. Text that several
// take follows its words, then the other files of its folder, whether they are judged or not, then what
// other tools keep in the folder or above it, then all other files.

import (
	"cmp"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app/origin"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/internal/repo"
	"github.com/schemadiff/schemadiff/parse"
)

const (
	textLimit      = 256 << 10 // bytes of a file that are looked at
	statementLimit = 200       // statements of a file that are looked at
	signLimit      = 64 << 10  // bytes of another tool's file that are looked at
)

// Origins are those of the sources, by their order.
func Origins(ctx context.Context, languages []engine.Language, sources []parse.Source) ([]Origin, error) {
	own, err := texts(ctx, languages, sources)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(sources))
	for i, src := range sources {
		names[i] = src.Name
	}
	named := variantOrigins(languages, names)
	folders, all := map[string]votes{}, votes{}
	for i, src := range sources {
		dir := folderOf(src.Name)
		if folders[dir] == nil {
			folders[dir] = votes{}
		}
		own[i] = cmp.Or(named[src.Name], own[i])
		folders[dir].add(own[i])
	}
	out := make([]Origin, len(sources))
	signs := map[string]Origin{}
	for i, src := range sources {
		dir := folderOf(src.Name)
		out[i] = cmp.Or(named[src.Name], folders[dir].decide(own[i]))
		if out[i] == (Origin{}) {
			if _, known := signs[dir]; !known {
				beside, err := besides(ctx, languages, src.Name)
				if err != nil {
					return nil, err
				}
				signs[dir] = cmp.Or(beside, sign(languages, dir))
			}
			out[i] = signs[dir]
		}
		if out[i].Other == "" {
			all.add(out[i])
		}
	}
	if len(all) == 1 { // else others say nothing about what is left
		for i := range out {
			out[i] = cmp.Or(out[i], all.most())
		}
	}
	return out, nil
}

// besideLimit is how many files beside one are looked at.
const besideLimit = 40

// besides is the origin of most files in the folder of a migration or schema, as they are on disk.
func besides(ctx context.Context, languages []engine.Language, name string) (Origin, error) {
	if !exists(name) {
		return Origin{}, nil
	}
	list := siblings(name)
	var sources []parse.Source
	for _, file := range list[max(0, len(list)-besideLimit):] {
		if text := beginning(file, textLimit+1); text != "" {
			sources = append(sources, parse.Source{Name: file, Text: text})
		}
	}
	own, err := texts(ctx, languages, sources)
	all := votes{}
	for _, o := range own {
		all.add(o)
	}
	return all.most(), err
}

// texts are the origins that sources show by themselves: their grammar, then the words in them, and
// the names of the folders that they lie in.
func texts(ctx context.Context, languages []engine.Language, sources []parse.Source) ([]Origin, error) {
	heads, counts := make([][]parse.Source, len(languages)), make([][]parse.SyntaxCount, len(languages))
	for n, l := range languages {
		heads[n] = make([]parse.Source, len(sources))
		for i, src := range sources {
			text, _ := executed(src.Text, l.Aliases())
			heads[n][i] = parse.Source{Name: src.Name, Text: head(text)}
		}
		var err error
		if counts[n], err = l.SyntaxErrors(ctx, heads[n], statementLimit); err != nil {
			return nil, err
		}
	}
	out := make([]Origin, len(sources))
	for i, src := range heads[0] {
		takes := make([]parse.SyntaxCount, len(languages))
		for n := range languages {
			takes[n] = counts[n][i]
		}
		out[i] = originOf(languages, src, takes)
	}
	return out, nil
}

// originOf is the origin of a source, by how much of it each grammar takes.
func originOf(languages []engine.Language, src parse.Source, takes []parse.SyntaxCount) Origin {
	least, best, worded := takes[0].Rejected, Origin{}, Origin{}
	code := origin.Code(src.Text)
	for n, l := range languages {
		switch t := takes[n]; {
		case n == 0 || t.Rejected < least:
			best, least = Origin{Dialect: l.Name()}, t.Rejected
		case t.Rejected == least:
			best = Origin{}
		}
		if l.OwnWords().MatchString(code) {
			if worded != (Origin{}) {
				worded = Origin{}
				break
			}
			worded.Dialect = l.Name()
		}
	}
	switch named := folderOrigin(languages, projectPath(src.Name)); {
	case named.Other != "":
		return named
	case least > 0 && origin.Other(src.Text) != "":
		return Origin{Other: origin.Other(src.Text)}
	case named.Dialect != "":
		for n, l := range languages {
			if l.Name() == named.Dialect && takes[n].Rejected*2 <= takes[n].Statements {
				return named
			}
		}
	}
	return cmp.Or(best, worded)
}

// folderOrigin is the origin that the folders of a path name, the nearest first. A folder that names
// two, as sqlite-to-postgres does, says nothing.
func folderOrigin(languages []engine.Language, path string) Origin {
	for _, folder := range origin.Folders(path) {
		var found []Origin
		if other := origin.FolderOther(folder); other != "" {
			found = append(found, Origin{Other: other})
		}
		for _, l := range languages {
			if slices.ContainsFunc(l.Aliases(), func(alias string) bool { return folder == alias || len(alias) > 3 && strings.Contains(folder, alias) }) {
				found = append(found, Origin{Dialect: l.Name()})
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0]
		default:
			return Origin{}
		}
	}
	return Origin{}
}

// projectPath is the path of a file within its repository, else below the working folder, else its
// last folders alone: what lies above says nothing about the file.
func projectPath(name string) string {
	full, err := filepath.Abs(onDisk(name))
	if err != nil {
		return filepath.Base(name)
	}
	root := repo.Root(filepath.Dir(full))
	if root == "" {
		root, _ = filepath.Abs(".")
	}
	if rel, err := filepath.Rel(root, full); err == nil && filepath.IsLocal(rel) {
		return rel
	}
	dir := filepath.Dir(full)
	return filepath.Join(filepath.Base(filepath.Dir(dir)), filepath.Base(dir), filepath.Base(full))
}

// head is the beginning of a text, up to the end of a statement.
func head(text string) string {
	if len(text) <= textLimit {
		return text
	}
	text = text[:textLimit]
	return text[:strings.LastIndex(text, ";\n")+1]
}

// votes count the files of each origin.
type votes map[Origin]int

func (v votes) add(o Origin) {
	if o != (Origin{}) {
		v[o]++
	}
}

// most is the origin of most files; none where two have as many.
func (v votes) most() Origin {
	var most Origin
	for o, n := range v {
		if n > v[most] {
			most = o
		}
	}
	for o, n := range v {
		if o != most && n == v[most] {
			return Origin{}
		}
	}
	return most
}

// decide is the origin of a file among these, which by itself has the origin own. It gives way to
// three others: a slip of the pen can make a statement that only another grammar takes.
func (v votes) decide(own Origin) Origin {
	most := v.most()
	if own == (Origin{}) || v[most] >= 3*v[own] {
		return cmp.Or(most, own)
	}
	return own
}

// signSaid is how files of other tools name a dialect: the journal of drizzle-kit and the lock file
// of Prisma.
var signSaid = lazyregexp.New(`(?m)(?:^|[{,\s])"?(?:dialect|provider)"?\s*[:=]\s*"(\w+)"`)

// sign is the origin that another tool has written down for a folder or one above it, in the same
// repository.
func sign(languages []engine.Language, dir string) Origin {
	full, err := filepath.Abs(dir)
	if err != nil {
		return Origin{}
	}
	root := repo.Root(full)
	for range 5 {
		for _, name := range []string{"meta/_journal.json", "migration_lock.toml", "schema.prisma"} {
			if o := signOf(languages, filepath.Join(full, name)); o != (Origin{}) {
				return o
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
	return Origin{}
}

func signOf(languages []engine.Language, file string) Origin {
	for _, m := range signSaid.FindAllStringSubmatch(beginning(file, signLimit), -1) {
		if o := named(languages, m[1]); o != (Origin{}) {
			return o
		}
	}
	return Origin{}
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

// named is the origin that other tools call by a name.
func named(languages []engine.Language, name string) Origin {
	for _, l := range languages {
		if slices.Contains(l.Aliases(), name) {
			return Origin{Dialect: l.Name()}
		}
	}
	return Origin{Other: origin.Named(name)}
}
