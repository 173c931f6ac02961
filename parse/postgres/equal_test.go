package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// sameCase is two texts that are to give the same schema: a way there, and the result as
// one writes it from scratch.
type sameCase struct {
	name     string
	way      string
	straight string
}

// giveTheSame loads both texts of each case and compares what they give.
func giveTheSame(t *testing.T, cases []sameCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			want, got := schemaLines(load(t, c.straight)), schemaLines(load(t, c.way))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s\ndiffers from\n%s\n(-want +got):\n%s", c.way, c.straight, diff)
			}
		})
	}
}

func load(t *testing.T, sql string) *schema.Schema {
	t.Helper()
	s, err := Load(context.Background(), []parse.Source{{Name: "t.sql", Text: sql}})
	if err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
	return s
}

// schemaLines are the objects of a schema with their parts, attributes and references.
func schemaLines(s *schema.Schema) []string {
	var lines []string
	for o := range s.All() {
		lines = append(lines, objectLine(o))
		if c, ok := o.(schema.Composite); ok {
			for _, p := range c.Parts() {
				lines = append(lines, "  "+objectLine(p))
			}
		}
	}
	return lines
}

func objectLine(o schema.Object) string {
	text := o.Key().String()
	for _, f := range o.Fields() {
		if f.Value != "" {
			text += "; " + f.Name + "=" + f.Value
		}
	}
	for _, k := range o.Needs() {
		text += "; needs " + k.String()
	}
	return text
}

// loadErrors are the messages of what a text cannot be folded for.
func loadErrors(t *testing.T, sql string) string {
	t.Helper()
	_, err := Load(context.Background(), []parse.Source{{Name: "t.sql", Text: sql}})
	if err == nil {
		return ""
	}
	list, ok := err.(parse.Errors)
	if !ok {
		t.Fatalf("%s: %v is no list of mistakes", sql, err)
	}
	var texts []string
	for _, e := range list {
		texts = append(texts, e.Msg)
	}
	return strings.Join(texts, "\n")
}
