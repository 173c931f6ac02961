package cli

// This file cuts the files of lint into groups that are judged together: those below one
// schemadiff.toml, the nearest one above each file, and of one dialect.

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// lintGroup is a group of files with a session that has its configuration and dialect.
type lintGroup struct {
	session *session
	sources []parse.Source
	notes   []string

	elsewhere map[string]map[string]bool // by folder: what files of other groups make there
}

// lintGroups are the groups of sources, in the order of their first files. There is always one.
func (s *session) lintGroups(ctx context.Context, sources []parse.Source) ([]*lintGroup, error) {
	projects, err := s.projects(sources)
	if err != nil {
		return nil, err
	}
	var groups []*lintGroup
	for _, p := range projects {
		more, err := p.byDialect(ctx)
		if err != nil {
			return nil, err
		}
		groups = append(groups, more...)
	}
	return groups, nil
}

// projects are the files below each configuration. Without files there is one, of the session.
func (s *session) projects(sources []parse.Source) ([]*lintGroup, error) {
	if len(sources) == 0 {
		return []*lintGroup{{session: s}}, nil
	}
	byPath, nearest := map[string]*lintGroup{}, map[string]*config.Config{}
	var list []*lintGroup
	for _, src := range sources {
		c, err := s.nearestConfig(src.Name, nearest)
		if err != nil {
			return nil, err
		}
		g := byPath[c.Path]
		if g == nil {
			if g, err = s.project(c); err != nil {
				return nil, err
			}
			byPath[c.Path] = g
			list = append(list, g)
		}
		g.sources = append(g.sources, src)
	}
	return list, nil
}

// nearestConfig is the configuration for a file; that of the session for what is no file.
func (s *session) nearestConfig(name string, known map[string]*config.Config) (*config.Config, error) {
	if info, err := os.Stat(name); err != nil || info.IsDir() {
		return s.config, nil
	}
	dir := filepath.Dir(name)
	c, ok := known[dir]
	if !ok {
		var err error
		if c, err = config.Find(dir); err != nil {
			return nil, err
		}
		if c.Path == "" || sameFile(c.Path, s.config.Path) {
			c = s.config
		}
		known[dir] = c
	}
	return c, nil
}

func sameFile(a, b string) bool {
	one, err := os.Stat(a)
	two, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(one, two)
}

// project is a session with another configuration. A dialect that a flag names stays.
func (s *session) project(c *config.Config) (*lintGroup, error) {
	if c == s.config {
		return &lintGroup{session: s}, nil
	}
	out := *s
	out.config, out.closers = c, nil
	if c.Dialect != "" && s.String("dialect") == "" && s.String("db") == "" {
		if err := out.dialectNamed(c.Dialect); err != nil {
			return nil, err
		}
	}
	if c.Dialect == "" && s.config.Dialect != "" && s.String("dialect") == "" && s.String("db") == "" {
		out.chosen = false // the configuration that chose is another one
	}
	return &lintGroup{session: &out}, nil
}

// byDialect cuts a group where its files are of several dialects and no flag or configuration names one.
func (g *lintGroup) byDialect(ctx context.Context) ([]*lintGroup, error) {
	if g.session.chosen || len(g.sources) == 0 {
		return []*lintGroup{g}, nil
	}
	origins, err := review.Origins(ctx, allLanguages(), g.sources)
	if err != nil {
		return nil, err
	}
	byName := map[schema.Dialect]*lintGroup{}
	others := map[string][]string{}
	var list []*lintGroup
	for i, src := range g.sources {
		if other := origins[i].Other; other != "" {
			others[other] = append(others[other], src.Name)
			continue
		}
		dialect := origins[i].Dialect
		out := byName[dialect]
		if out == nil {
			s := *g.session
			s.target, s.closers = engines.Undecided(), nil
			if dialect != "" {
				s.target = engines.ForLanguage(string(dialect))
			}
			out = &lintGroup{session: &s}
			byName[dialect] = out
			list = append(list, out)
		}
		out.sources = append(out.sources, src)
	}
	if open := byName[""]; open != nil {
		open.session.common = true
		open.notes = []string{fmt.Sprintf("%s fits every dialect: only the rules of all were used; --dialect %s adds its own", open.sources[0].Name, strings.Join(engines.Languages(), " or "))}
	}
	shareNames(list)
	if len(list) == 0 {
		list = []*lintGroup{{session: g.session}}
	}
	for _, other := range slices.Sorted(maps.Keys(others)) {
		list[0].notes = append(list[0].notes, notRead(other, others[other]))
	}
	return list, nil
}

// shareNames has groups know what the files of the others make that lie in the same folders, so that nothing is said to be missing
// that is beside it.
func shareNames(groups []*lintGroup) {
	dialects := map[string][]string{} // of the files in each folder
	for _, g := range groups {
		folders := map[string]bool{}
		for _, src := range g.sources {
			folders[review.Folder(src.Name)] = true
		}
		for dir := range folders {
			if name := g.session.target.Language().Name(); !g.session.common {
				dialects[dir] = append(dialects[dir], string(name))
			}
		}
		for _, other := range groups {
			if other != g {
				g.learn(other, folders)
			}
		}
	}
	for _, dir := range slices.Sorted(maps.Keys(dialects)) {
		if list := dialects[dir]; len(list) > 1 {
			groups[0].notes = append(groups[0].notes, fmt.Sprintf("%s has files of %s: what one of them makes counts as there for all; --dialect judges all files as of one", dir, strings.Join(list, " and of ")))
		}
	}
}

// learn adds the names that the files of another group make in some folders.
func (g *lintGroup) learn(other *lintGroup, folders map[string]bool) {
	for _, src := range other.sources {
		dir := review.Folder(src.Name)
		if !folders[dir] {
			continue
		}
		for _, n := range review.MadeNames(other.session.target.Language(), src.Text) {
			if g.elsewhere == nil {
				g.elsewhere = map[string]map[string]bool{}
			}
			if g.elsewhere[dir] == nil {
				g.elsewhere[dir] = map[string]bool{}
			}
			g.elsewhere[dir][n] = true
		}
	}
}

// notRead says which files were not judged, as they are of a product whose SQL is not read.
func notRead(product string, names []string) string {
	const shown = 3
	list := names[:min(len(names), shown)]
	more, what := "", "is"
	if len(names) > 1 {
		what = "are"
	}
	if len(names) > shown {
		more = fmt.Sprintf(" and %d more", len(names)-shown)
	}
	return fmt.Sprintf("not judged: %s%s %s written for %s; --dialect judges all files as one of %s", strings.Join(list, ", "), more, what, product, strings.Join(engines.Languages(), " or "))
}
