package sqlite

// Indexes, views and triggers are read here from the text that SQLite stores.

import (
	"fmt"
	"slices"
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
	outside.read(src, inner)
	if c.accept("where") {
		x.Where.SQL = canonical(src, unqualified(src, c.tokens[c.i:], table), columns)
		outside.read(src, c.tokens[c.i:])
	}
	return x, nil
}

// readView reads a CREATE VIEW; scope says which names its query may use.
func readView(src string, scope *scope, outside *calls) (*litemodel.View, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	v := &litemodel.View{Source: origin(src, h)}
	v.Folded = Fold(v.Name)
	body := c.tokens[c.i:]
	v.Reads, v.Body.SQL = scope.read(src, body)
	outside.read(src, body)
	return v, nil
}

// readTrigger reads a CREATE TRIGGER.
func readTrigger(src string, scope *scope, outside *calls) (*litemodel.Trigger, error) {
	c := newCursor(src)
	h, err := c.head()
	if err != nil {
		return nil, err
	}
	t := &litemodel.Trigger{Source: origin(src, h)}
	t.Folded = Fold(t.Name)
	firing := c.i
	for !c.done() && !c.peek("on") {
		c.i++
	}
	if !c.accept("on") {
		return nil, fmt.Errorf("trigger %s: %w", t.Name, c.unexpected("ON"))
	}
	on := c.i
	table, err := c.relation()
	if err != nil {
		return nil, fmt.Errorf("trigger %s: %w", t.Name, err)
	}
	body := slices.Concat(c.tokens[firing:on], c.tokens[c.i-1:]) // the schema of the table is that of the trigger
	t.Table = litemodel.TableKey(table)
	t.Reads, t.Body.SQL = scope.read(src, body)
	outside.read(src, body)
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
