package render

import (
	"io"

	"github.com/schemadiff/schemadiff/schema"
)

// ObjectsJSON writes a schema of many kinds of objects for machines, as
// docs/objects.schema.json describes it.
func ObjectsJSON(w io.Writer, s *schema.Schema) error {
	out := objectsJSON{
		Version: 1, Dialect: string(s.Dialect), Engine: optional(s.Version), Fingerprint: s.Fingerprint(),
		Objects: []describedJSON{}, Notes: notesJSON(s.Notes),
	}
	for o := range s.All() {
		out.Objects = append(out.Objects, described(o))
	}
	return writeJSON(w, out)
}

type objectsJSON struct {
	Version     int             `json:"version"`
	Dialect     string          `json:"dialect"`
	Engine      *string         `json:"engineVersion"`
	Fingerprint string          `json:"fingerprint"`
	Objects     []describedJSON `json:"objects"`
	Notes       []noteJSON      `json:"notes"`
}

// describedJSON is an object with the attributes that are set and with its parts.
type describedJSON struct {
	Kind       string          `json:"kind"`
	Schema     string          `json:"schema"`
	Table      string          `json:"table"`
	Name       string          `json:"name"`
	Source     *placeJSON      `json:"source"`
	Attributes []optionJSON    `json:"attributes"`
	Parts      []describedJSON `json:"parts"`
}

func described(o schema.Object) describedJSON {
	k := o.Key()
	out := describedJSON{string(k.Kind), k.Schema, k.Table, k.Name, positionJSON(o.Pos()), options(o.Fields()), []describedJSON{}}
	if c, ok := o.(schema.Composite); ok {
		for _, part := range c.Parts() {
			out.Parts = append(out.Parts, described(part))
		}
	}
	return out
}
