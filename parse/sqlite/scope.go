package sqlite

// A scope answers for the names in views and triggers: which tables and views one uses,
// and which names in double quotes are strings because nothing is called so. Both are
// taken from the syntax tree, which is made only where they are asked for.

import (
	"context"
	"slices"
	"sync"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// scope knows the names of a whole schema.
type scope struct {
	schema *schema.Schema // that is being read
	tables map[string]*litemodel.Table
	others map[string]schema.Kind // views and virtual tables
	views  map[string]string      // the statements of views
	lists  map[string][]string    // the columns of views that were asked for; nil for unknown ones
	mutex  sync.Mutex             // of lists: what is asked for later may be so from anywhere
}

func newScope(s *schema.Schema) *scope {
	return &scope{schema: s, tables: map[string]*litemodel.Table{}, others: map[string]schema.Kind{}, views: map[string]string{}, lists: map[string][]string{}}
}

// read returns a function that finds the tables and views that a view or trigger uses, and
// the canonical text of its tokens.
func (s *scope) read(src string, tokens []token) (func() []schema.Key, string) {
	reads := sync.OnceValue(func() []schema.Key { return s.relations(src) })
	return reads, canonical(src, tokens, s.known(src, tokens))
}

// known distinguishes names in double quotes from strings. Without a tree all are names.
func (s *scope) known(src string, tokens []token) names {
	if !hasAmbiguous(src, tokens) {
		return nil
	}
	t, err := tree.Parse(src)
	if err != nil {
		return nil
	}
	texts := t.Resolve(s.columnsOf).Strings
	return func(at int, _ string) bool { return !slices.Contains(texts, at) }
}

// hasAmbiguous reports whether tokens have a name in double quotes that may be a string.
func hasAmbiguous(src string, tokens []token) bool {
	for i, t := range tokens {
		if t.kind == quoted && src[t.start] == '"' && !isSurelyName(src, tokens, i) {
			return true
		}
	}
	return false
}

// columnsOf are the columns of a table or view, folded.
func (s *scope) columnsOf(relation string) (columns []string, known bool) {
	if t := s.tables[relation]; t != nil {
		for _, c := range t.Columns {
			columns = append(columns, c.Folded)
		}
		return columns, true
	}
	switch relation {
	case "sqlite_schema", "sqlite_master", "sqlite_temp_schema", "sqlite_temp_master":
		return []string{"type", "name", "tbl_name", "rootpage", "sql"}, true
	case "sqlite_sequence":
		return []string{"name", "seq"}, true
	case "sqlite_stat1":
		return []string{"tbl", "idx", "stat"}, true
	}
	s.mutex.Lock()
	list, asked := s.lists[relation]
	sql, view := s.views[relation]
	if !asked {
		s.lists[relation] = nil // a circle of views has no columns
	}
	s.mutex.Unlock()
	if asked || !view {
		return list, list != nil
	}
	if t, err := tree.Parse(sql); err == nil {
		if list, known = t.ResultColumns(s.columnsOf); !known {
			list = nil
		}
	}
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.lists[relation] = list
	return list, list != nil
}

// relations are the tables and views that a view or trigger uses. Where there is no tree,
// SQLite's authorizer lists them.
func (s *scope) relations(src string) []schema.Key {
	var names []string
	if t, err := tree.Parse(src); err == nil {
		for _, r := range t.Relations() {
			names = append(names, r.Name)
		}
	} else {
		names = s.compiled(src)
	}
	var keys []schema.Key
	for _, name := range names {
		kind, other := s.others[name]
		if !other {
			kind = schema.KindTable
		}
		k := schema.Key{Kind: kind, Name: name}
		if (other || s.tables[name] != nil) && kind != schema.KindVirtual && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// compiled are the tables and views that a statement which creates a view or trigger uses,
// as SQLite's authorizer reports them: folded, and none where it does not compile.
func (s *scope) compiled(src string) []string {
	ctx := context.Background() // it is asked for what is in memory
	e, err := NewEngine(ctx, s.schema)
	if err != nil {
		return nil
	}
	defer func() { _ = e.Close() }()
	recorder, err := uses.NewRecorder(e.conn)
	if err != nil {
		return nil
	}
	defer func() { _ = recorder.Close() }()
	h, err := newCursor(src).head()
	if err != nil {
		return nil
	}
	o := s.schema.Get(schema.Key{Kind: h.kind, Name: Fold(h.name.name(src))})
	statement := e.compiles(ctx, s.schema, o)
	used, err := recorder.Compile(ctx, statement)
	if err != nil {
		return nil
	}
	var names []string
	for _, c := range used.Columns {
		if Fold(c.By) == Fold(h.name.name(src)) {
			names = append(names, Fold(c.Table))
		}
	}
	for _, w := range used.Writes {
		names = append(names, Fold(w.Table))
	}
	return names
}
