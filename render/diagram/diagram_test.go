package diagram

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

func key(name string) schema.Key { return schema.Key{Kind: schema.KindTable, Name: name} }

// table has an id and a column for each table that it refers to.
func table(name string, refers ...string) *lint.Table {
	t := &lint.Table{Key: key(name), Name: name, Primary: &lint.Index{Columns: []string{"id"}, Unique: true}, Columns: []*lint.Column{{Name: "id", Type: "integer", NotNull: true}}}
	for _, to := range refers {
		column := to + "_id"
		t.Columns = append(t.Columns, &lint.Column{Name: column, Type: "integer", NotNull: true})
		t.ForeignKeys = append(t.ForeignKeys, &lint.ForeignKey{Columns: []string{column}, References: key(to), Referenced: []string{"id"}})
	}
	return t
}

// shop is some tables with references between them, one to itself and one that goes round.
func shop() []*lint.Table {
	return []*lint.Table{table("users", "users"), table("orders", "users"), table("items", "orders", "products"), table("products", "items"), table("log")}
}

func written(t *testing.T, g *Graph, format string) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, g, format); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func names(g *Graph) (list []string) {
	for _, t := range g.Tables {
		list = append(list, t.Name)
	}
	return list
}

func TestAround(t *testing.T) {
	g := New(shop())
	for _, c := range []struct {
		of    string
		depth int
		want  []string
	}{
		{"users", 0, []string{"users"}},
		{"USERS", 1, []string{"users", "orders"}},
		{"users", 2, []string{"users", "orders", "items"}},
		{"users", 9, []string{"users", "orders", "items", "products"}},
		{"log", 9, []string{"log"}},
	} {
		near := g.Around(g.Find(c.of), c.depth)
		if diff := cmp.Diff(c.want, names(near)); diff != "" || near.Left != 5-len(c.want) {
			t.Errorf("%d around %s, %d left: %s", c.depth, c.of, near.Left, diff)
		}
		for _, l := range near.Links {
			if l.From >= len(near.Tables) || l.To >= len(near.Tables) {
				t.Errorf("%d around %s: a link to what is not there", c.depth, c.of)
			}
		}
	}
	if found := g.Find("user"); found != nil {
		t.Errorf("user is %v", found)
	}
}

// The ends of a reference say how many rows may refer, and whether they must.
func TestLinks(t *testing.T) {
	profile := table("profiles", "users")
	profile.Uniques = []*lint.Index{{Columns: []string{"users_id"}, Unique: true}}
	note := table("notes", "users")
	note.Columns[1].NotNull = false
	for name, want := range map[*lint.Table]string{table("orders", "users"): "}o--||", profile: "|o--||", note: "}o--o|"} {
		if got := written(t, New([]*lint.Table{table("users"), name}), "mermaid"); !strings.Contains(got, want) {
			t.Errorf("%s: no %s in\n%s", name.Name, want, got)
		}
	}
}

// No two boxes of a picture overlap, and all are inside.
func TestLayout(t *testing.T) {
	tables := shop()
	for i := range 300 {
		tables = append(tables, table(fmt.Sprintf("t%d", i), "users", fmt.Sprintf("t%d", i/3)))
	}
	boxes, width, height := layout(New(tables))
	for i, a := range boxes {
		if a.x < 0 || a.y < 0 || a.x+a.width > width || a.y+a.height > height {
			t.Errorf("%d is outside of %d by %d: %+v", i, width, height, a)
		}
		for _, b := range boxes[:i] {
			if a.x < b.x+b.width && b.x < a.x+a.width && a.y < b.y+b.height && b.y < a.y+a.height {
				t.Errorf("%v and %v overlap", a, b)
			}
		}
	}
	if boxes[0].x >= boxes[1].x || boxes[1].x >= boxes[2].x {
		t.Error("what is referred to does not stand to the left")
	}
}

// A chain of many references is no deep recursion, and drawn in time.
func TestLongChain(t *testing.T) {
	var tables []*lint.Table
	for i := range 5000 {
		tables = append(tables, table(fmt.Sprintf("t%d", i), fmt.Sprintf("t%d", i+1)))
	}
	if got := written(t, New(tables), "svg"); strings.Count(got, "<path") != 4999 {
		t.Error("not all references are drawn")
	}
}

// hostile has names that try to be more than names in each of the formats.
func hostile() []*lint.Table {
	var tables []*lint.Table
	for i, name := range append(dbtest.HostileNames(), `<img src=x onerror="window.ran=1">`, "direction TB", "%%{init: {}}%%", `a"]; x["b`, "one or many", "subgraph", "`", "</text><script>window.ran=1</script>", "#quot;", "]]>", "") {
		t := table(name)
		t.Columns = append(t.Columns, &lint.Column{Name: name, Type: name}, &lint.Column{Name: "PK", Type: "numeric(10,2)"}, &lint.Column{Name: "1", Type: "1"})
		if i > 0 {
			t.ForeignKeys = []*lint.ForeignKey{{Columns: []string{name}, References: tables[i-1].Key}}
		}
		tables = append(tables, t)
	}
	return tables
}

func TestSVGIsXML(t *testing.T) {
	got := written(t, New(hostile()), "svg")
	for d := xml.NewDecoder(strings.NewReader(got)); ; {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && (!slices.Contains([]string{"svg", "style", "g", "title", "rect", "text", "path", "circle"}, e.Name.Local) || strings.Contains(fmt.Sprint(e.Attr), "onerror")) {
			t.Errorf("element %s %v", e.Name.Local, e.Attr)
		}
	}
}

// TestDot lets Graphviz draw, which must find each table and reference.
func TestDot(t *testing.T) {
	for name, tables := range map[string][]*lint.Table{"shop": shop(), "hostile": hostile(), "none": nil} {
		g := New(tables)
		cmd := exec.Command(dbtest.Reader(t, "dot"), "-Tplain")
		cmd.Stdin = strings.NewReader(written(t, g, "dot"))
		var warnings strings.Builder
		cmd.Stderr = &warnings
		out, err := cmd.Output()
		if err != nil || warnings.Len() > 0 {
			t.Errorf("%s: %v %s", name, err, warnings.String())
		}
		if nodes, edges := strings.Count(string(out), "\nnode "), strings.Count(string(out), "\nedge "); nodes != len(g.Tables) || edges != len(g.Links) {
			t.Errorf("%s: %d nodes and %d edges of %d and %d", name, nodes, edges, len(g.Tables), len(g.Links))
		}
	}
}

// TestMermaid lets mermaid read and draw, in a browser: each name stands in the picture as it is, and
// none is more than text.
func TestMermaid(t *testing.T) {
	if testing.Short() {
		t.Skip("a browser draws hostile names")
	}
	folder, chromium := dbtest.ReaderFolder(t), dbtest.Reader(t, "chromium")
	dbtest.ReaderFile(t, "mermaid", "dist", "mermaid.min.js")
	dbtest.ReaderFile(t, "playwright-core", "package.json")
	var some []*lint.Table // it takes long to draw all of them
	for i, t := range hostile() {
		if i%4 == 0 || i >= len(dbtest.HostileNames()) {
			some = append(some, t)
		}
	}
	for name, tables := range map[string][]*lint.Table{"shop": shop(), "hostile": some} {
		g := New(tables)
		cmd := exec.Command(dbtest.Reader(t, "node"), filepath.Join("testdata", "mermaid.mjs"), folder, chromium)
		cmd.Stdin = strings.NewReader(written(t, g, "mermaid"))
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s\n%s", name, err, out, written(t, g, "mermaid"))
		}
		var got struct {
			Texts []string
			Paths int
			Ran   bool
		}
		if err := json.Unmarshal(out, &got); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if got.Ran || got.Paths != len(g.Links) {
			t.Errorf("%s: a script ran: %v; %d references of %d", name, got.Ran, got.Paths, len(g.Links))
		}
		for _, table := range g.Tables {
			if want := strings.Join(strings.Fields(visible(table.Name)), " "); !slices.ContainsFunc(got.Texts, func(s string) bool { return strings.Join(strings.Fields(s), " ") == want }) {
				t.Errorf("%s: %q is not in the picture: %q", name, table.Name, got.Texts)
			}
		}
	}
}
