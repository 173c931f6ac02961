package config

// Where each key of the file stands, so that errors name a line and a column as those in SQL files
// do. The text comes in, a place for every path of keys goes out; the values are read elsewhere.

import (
	"fmt"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// place is where a key begins.
type place struct{ line, column int }

// places has the place of each key by its path: "env.prod.url", "lint.overrides[0].files".
type places map[string]place

// findPlaces reads the places of a text that is valid TOML.
func findPlaces(text []byte) places {
	f := placeFinder{found: places{}, tables: map[string]int{}}
	f.parser.Reset(text)
	current := ""
	for f.parser.NextExpression() {
		e := f.parser.Expression()
		switch e.Kind {
		case unstable.Table:
			current = f.descend("", e.Key())
		case unstable.ArrayTable:
			current = f.nextElement(e.Key())
		case unstable.KeyValue:
			f.pair(current, e)
		}
	}
	return f.found
}

type placeFinder struct {
	parser unstable.Parser
	found  places
	tables map[string]int // how many elements of an array of tables there are
}

// descend follows a dotted key from a table and returns the path that it leads to. A part that
// is an array of tables means its last element (toml.io, "Array of Tables").
func (f *placeFinder) descend(path string, keys unstable.Iterator) string {
	for keys.Next() {
		path = joinKey(path, string(keys.Node().Data))
		f.note(path, keys.Node())
		if n := f.tables[path]; n > 0 {
			path = element(path, n-1)
		}
	}
	return path
}

// nextElement begins the next element of an array of tables.
func (f *placeFinder) nextElement(keys unstable.Iterator) string {
	path := ""
	for keys.Next() {
		node := keys.Node()
		path = joinKey(path, string(node.Data))
		f.note(path, node)
		if keys.IsLast() {
			f.tables[path]++
			last := element(path, f.tables[path]-1)
			f.note(last, node)
			return last
		}
		if n := f.tables[path]; n > 0 {
			path = element(path, n-1)
		}
	}
	return path
}

// pair notes a key and what its value holds.
func (f *placeFinder) pair(table string, e *unstable.Node) {
	path := f.descend(table, e.Key())
	f.inside(path, e.Value())
}

func (f *placeFinder) inside(path string, value *unstable.Node) {
	children := value.Children()
	switch value.Kind {
	case unstable.InlineTable:
		for children.Next() {
			f.pair(path, children.Node())
		}
	case unstable.Array:
		for i := 0; children.Next(); i++ {
			f.note(element(path, i), children.Node())
			f.inside(element(path, i), children.Node())
		}
	}
}

// note keeps the first place of a path.
func (f *placeFinder) note(path string, node *unstable.Node) {
	if _, known := f.found[path]; known || node.Raw.Length == 0 {
		return
	}
	start := f.parser.Shape(node.Raw).Start
	f.found[path] = place{start.Line, start.Column}
}

// find is the place of a path, or of the nearest table around it.
func (p places) find(path string) place {
	for path != "" {
		if at, ok := p[path]; ok {
			return at
		}
		path = path[:max(strings.LastIndexAny(path, ".["), 0)]
	}
	return place{1, 1}
}

// joinKey is the path of a key in a table, spelled as TOML spells it.
func joinKey(table, name string) string {
	if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") != "" {
		name = fmt.Sprintf("%q", name)
	}
	if table == "" {
		return name
	}
	return table + "." + name
}

func element(list string, i int) string { return fmt.Sprintf("%s[%d]", list, i) }
