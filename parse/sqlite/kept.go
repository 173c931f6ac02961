package sqlite

// A schema becomes a text and back, without its statements being executed again: rows of the
// catalog, which a private engine reads all at once. The text may come from a file that anybody
// has written to; SQLite refuses rows that do not agree with one another.

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

var errKept = errors.New("no statement that creates a virtual table")

// keptRow is one row of the catalog.
type keptRow struct {
	Kind, Name, Table, SQL string
	Root                   int64
}

// kept is a schema as text.
type kept struct {
	Rows    []keptRow
	Virtual []string
	Stubs   Stubs
}

// Keep writes a schema as text; "" for one with tables that only the application can open.
func Keep(s *schema.Schema) string {
	for o := range s.All() {
		if v, ok := o.(*litemodel.Virtual); ok && !v.Known {
			return ""
		}
	}
	rows, virtual := catalogRows(s)
	k := kept{Virtual: virtual, Stubs: Undefined(s)}
	for _, r := range rows {
		k.Rows = append(k.Rows, keptRow{r.kind, r.name, r.table, r.sql, r.root})
	}
	text, err := json.Marshal(k)
	if err != nil {
		return ""
	}
	return string(text)
}

// Recall reads what Keep has written.
func Recall(ctx context.Context, text string) (*schema.Schema, error) {
	var k kept
	if err := json.Unmarshal([]byte(text), &k); err != nil {
		return nil, err
	}
	e, err := openEngine(ctx, k.Stubs)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	var rows []row
	for _, r := range k.Rows {
		rows = append(rows, row{kind: r.Kind, name: r.Name, table: r.Table, sql: r.SQL, root: min(max(r.Root, rootNone), rootIndex)})
	}
	if err := e.load(ctx, rows); err != nil {
		return nil, err
	}
	for _, sql := range k.Virtual {
		list := split(parse.Source{Text: sql})
		if len(list) != 1 {
			return nil, errKept
		}
		if c, ok := list[0].creates(); !ok || c.kind != schema.KindVirtual {
			return nil, errKept
		}
		if err := e.Exec(ctx, sql); err != nil {
			return nil, err
		}
	}
	return e.Schema(ctx)
}
