package sqlite

// Indexes, views and triggers are read here from the text that SQLite stores.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// origin cuts a statement at its name.
func origin(src string, h head) litemodel.Source {
	return litemodel.Source{
		Origin: schema.Origin{Name: h.name.name(src)},
		Text:   litemodel.Text{Head: h.prefix(), Tail: src[h.name.end:]},
	}
}

// readIndex reads a CREATE INDEX. known are the columns of its table.
func readIndex(src string, known func(table string) names, outside *calls) (*litemodel.Index, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	x := &litemodel.Index{Source: origin(src, h), Unique: h.unique}
	x.Folded = Fold(x.Name)
	if !c.accept("on") {
		return nil, fmt.Errorf("index %s: %w", x.Name, c.unexpected("ON"))
	}
	table, err := c.folded()
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", x.Name, err)
	}
	x.Table = litemodel.TableKey(table)
	inner, err := c.group()
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", x.Name, err)
	}
	columns := known(table)
	inner = unqualified(src, inner, table)
	x.Parts = readParts(src, inner, columns)
	outside.scan(src, inner)
	if c.accept("where") {
		x.Where.SQL = canonical(src, unqualified(src, c.tokens[c.i:], table), columns)
		outside.scan(src, c.tokens[c.i:])
	}
	x.Undefined = outside.takeNames()
	return x, nil
}

// readView reads a CREATE VIEW; scope says which names its query may use.
func readView(src string, scope scope, outside *calls) (*litemodel.View, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	v := &litemodel.View{Source: origin(src, h)}
	v.Folded = Fold(v.Name)
	body := c.tokens[c.i:]
	v.Names, v.Body.SQL = scope.read(src, body)
	outside.scan(src, body)
	v.Undefined = outside.takeNames()
	return v, nil
}

// readTrigger reads a CREATE TRIGGER.
func readTrigger(src string, scope scope, outside *calls) (*litemodel.Trigger, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	t := &litemodel.Trigger{Source: origin(src, h)}
	t.Folded = Fold(t.Name)
	body := c.tokens[c.i:]
	for !c.done() && !c.peek("on") {
		c.i++
	}
	if !c.accept("on") {
		return nil, fmt.Errorf("trigger %s: %w", t.Name, c.unexpected("ON"))
	}
	table, err := c.folded()
	if err != nil {
		return nil, fmt.Errorf("trigger %s: %w", t.Name, err)
	}
	t.Table = litemodel.TableKey(table)
	t.Names, t.Body.SQL = scope.read(src, body)
	outside.scan(src, body)
	t.Undefined = outside.takeNames()
	return t, nil
}

// readVirtual reads a CREATE VIRTUAL TABLE. Its arguments mean what the module
// says they mean: only comments and white space outside of them are unified.
func readVirtual(src string, module func(string) bool) (*litemodel.Virtual, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	v := &litemodel.Virtual{Source: origin(src, h)}
	v.Folded = Fold(v.Name)
	if !c.accept("using") {
		return nil, fmt.Errorf("virtual table %s: %w", v.Name, c.unexpected("USING"))
	}
	if v.Module, err = c.folded(); err != nil {
		return nil, fmt.Errorf("virtual table %s: %w", v.Name, err)
	}
	v.Known = module(v.Module)
	if c.peek("(") {
		inner, err := c.group()
		if err != nil {
			return nil, fmt.Errorf("virtual table %s: %w", v.Name, err)
		}
		texts := make([]string, len(inner))
		for i, t := range inner {
			texts[i] = t.of(src)
		}
		v.Args.SQL = strings.Join(texts, " ")
		readArguments(v, src, list(src, inner))
	}
	return v, nil
}

// scope knows the names of a whole schema, to distinguish a quoted name from a string.
type scope struct {
	tables map[string]*litemodel.Table
	others map[string]schema.Kind // views and virtual tables, whose columns are not known here
}

// read returns the tables and views that tokens may name, and their canonical text.
func (s scope) read(src string, tokens []token) ([]schema.Key, string) {
	var keys []schema.Key
	words, seen := map[string]bool{}, map[schema.Key]bool{}
	open := false // a relation is named whose columns we do not know
	for _, t := range tokens {
		if t.kind != word && t.kind != quoted {
			continue
		}
		name := Fold(t.name(src))
		if t.kind == word {
			words[name] = true
		}
		kind, other := s.others[name]
		if s.tables[name] == nil && !other {
			continue
		}
		words[name] = true
		open = open || other
		if !other {
			kind = schema.KindTable
		}
		if k := (schema.Key{Kind: kind, Name: name}); !seen[k] && kind != schema.KindVirtual {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	known := func(folded string) bool {
		return words[folded] || open && s.anyColumn(folded) || s.columnOf(keys, folded)
	}
	return keys, canonical(src, tokens, known)
}

func (s scope) columnOf(keys []schema.Key, folded string) bool {
	for _, k := range keys {
		if t := s.tables[k.Name]; t != nil && t.Column(folded) != nil {
			return true
		}
	}
	return false
}

func (s scope) anyColumn(folded string) bool {
	for _, t := range s.tables {
		if t.Column(folded) != nil {
			return true
		}
	}
	return false
}
