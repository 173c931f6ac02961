package catalog

// The rows of a catalog must give the model that the files give from which the database was
// made. These tests hold rows as the queries return them beside that DDL, without a server.

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// catalogRow is a row of any of the queries.
type catalogRow interface{ write(*Reader) }

// rowsFor are rows, and the DDL of files that would have made them.
type rowsFor struct {
	name string
	rows []catalogRow
	ddl  string
}

// modelOf reads rows as a snapshot does: to text, to statements, to the model.
func modelOf(t testing.TB, rows ...catalogRow) *schema.Schema {
	t.Helper()
	return modelOfReader(t, func(r *Reader) {
		for _, row := range rows {
			row.write(r)
		}
	})
}

func modelOfReader(t testing.TB, read func(*Reader)) *schema.Schema {
	t.Helper()
	var texts []parse.Source
	r := NewReader(18, func(text parse.Source) { texts = append(texts, text) })
	(&schemaRow{oid: 2200, name: "public"}).write(r)
	read(r)
	for _, p := range Phases(18) {
		p.Finish(r)
	}
	env := &parsepg.Env{SearchPath: []string{"public"}, Version: 18}
	r.AddNames(env)
	c := parsepg.NewCatalog(env)
	for _, text := range texts {
		if err := c.Fold(syntax.Read(t.Context(), []parse.Source{text})); err != nil {
			t.Fatal(err)
		}
	}
	s, err := c.Schema()
	if err != nil {
		t.Fatalf("%v\nin\n%v", err, texts)
	}
	r.Complete(s)
	return s
}

// filesOf is the model of files.
func filesOf(t testing.TB, ddl string) *schema.Schema {
	t.Helper()
	env := &parsepg.Env{SearchPath: []string{"public"}, Version: 18}
	s, err := parsepg.Fold(syntax.Read(context.Background(), []parse.Source{{Name: "schema.sql", Text: ddl}}), env)
	if err != nil {
		t.Fatalf("%s\n%v", ddl, err)
	}
	return s
}

// describe lists the objects of a schema with their parts and attributes.
func describe(s *schema.Schema) []string {
	lines := []string{}
	line := func(indent string, o schema.Object) {
		text := indent + o.Key().String()
		for _, f := range o.Fields() {
			if f.Value != "" {
				text += "; " + f.Name + "=" + f.Value
			}
		}
		lines = append(lines, text)
	}
	for o := range s.All() {
		line("", o)
		if c, ok := o.(schema.Composite); ok {
			for _, p := range c.Parts() {
				line("  ", p)
			}
		}
	}
	return lines
}

func checkRows(t *testing.T, cases []rowsFor) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(describe(filesOf(t, c.ddl)), describe(modelOf(t, c.rows...))); diff != "" {
				t.Errorf("the catalog differs from\n%s\n(-files +catalog):\n%s", c.ddl, diff)
			}
		})
	}
}

// answer holds values in the text form of the protocol, as the server sends them to the
// simple protocol; nil is NULL.
type answer struct {
	values [][]any
	row    [][]byte
}

func (a *answer) Next() bool {
	if len(a.values) == 0 {
		return false
	}
	a.row = nil
	for _, v := range a.values[0] {
		if text, ok := v.(string); ok {
			a.row = append(a.row, []byte(text))
		} else {
			a.row = append(a.row, nil)
		}
	}
	a.values = a.values[1:]
	return true
}

func (a *answer) Scan(into ...any) error {
	m := pgtype.NewMap()
	for i, target := range into {
		oid := uint32(pgtype.TextOID)
		if _, list := target.(*[]string); list {
			oid = pgtype.TextArrayOID
		}
		if target == nil {
			continue
		}
		if err := m.Scan(oid, pgtype.TextFormatCode, a.row[i], target); err != nil {
			return err
		}
	}
	return nil
}

func (a *answer) RawValues() [][]byte                          { return a.row }
func (a *answer) Close()                                       {}
func (a *answer) Err() error                                   { return nil }
func (a *answer) CommandTag() pgconn.CommandTag                { return pgconn.CommandTag{} }
func (a *answer) FieldDescriptions() []pgconn.FieldDescription { return nil }
func (a *answer) Values() ([]any, error)                       { return nil, nil }
func (a *answer) Conn() *pgx.Conn                              { return nil }
func (a *answer) TypeMap() *pgtype.Map                         { return nil }

// noted are the subjects of the notes of a schema.
func noted(s *schema.Schema) []string {
	var list []string
	for _, n := range s.Notes {
		list = append(list, n.Subject)
	}
	slices.Sort(list)
	return list
}
