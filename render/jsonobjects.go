package render

// inspect as JSON for a dialect with many kinds of objects: each object with its attributes and
// parts as the model describes them, in the form of docs/objects.schema.json. SQLite has a form of
// its own in render/sqlite.

import (
	"io"

	"github.com/schemadiff/schemadiff/schema"
)

// ObjectsJSON writes a schema of many kinds of objects for machines, as
// docs/objects.schema.json describes it.
func ObjectsJSON(w io.Writer, s *schema.Schema) error {
	out := objectsJSON{
		Version: 1, Dialect: string(s.Dialect), Engine: Optional(s.Version), Fingerprint: s.Fingerprint(),
		Objects: []describedJSON{}, Notes: NotesJSON(s.Notes),
	}
	for o := range s.All() {
		out.Objects = append(out.Objects, describeObject(o))
	}
	return WriteJSON(w, out)
}

type objectsJSON struct {
	Version     int             `json:"version"`
	Dialect     string          `json:"dialect"`
	Engine      *string         `json:"engineVersion"`
	Fingerprint string          `json:"fingerprint"`
	Objects     []describedJSON `json:"objects"`
	Notes       []NoteJSON      `json:"notes"`
}

// describedJSON is an object with the attributes that are set and with its parts.
type describedJSON struct {
	Kind       string          `json:"kind"`
	Schema     string          `json:"schema"`
	Table      string          `json:"table"`
	Name       string          `json:"name"`
	Source     *PlaceJSON      `json:"source"`
	Attributes []OptionJSON    `json:"attributes"`
	Parts      []describedJSON `json:"parts"`
}

func describeObject(o schema.Object) describedJSON {
	k := o.Key()
	out := describedJSON{string(k.Kind), k.Schema, k.Table, k.Name, PlaceOf(o.Pos()), Options(o.Fields()), []describedJSON{}}
	if c, ok := o.(schema.Composite); ok {
		for _, part := range c.Parts() {
			out.Parts = append(out.Parts, describeObject(part))
		}
	}
	return out
}

// OptionJSON is an attribute with its value.
type OptionJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Options are the attributes that are set.
func Options(fields []schema.Field) []OptionJSON {
	out := []OptionJSON{}
	for _, f := range fields {
		if f.Value != "" {
			out = append(out, OptionJSON{f.Name, f.Value})
		}
	}
	return out
}
