package app

import (
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Replayed is a schema that migrations lead to, and what of it nobody can know.
type Replayed struct {
	Schema     *schema.Schema
	Statements []schema.Statement // of all files
	Opaque     *parse.Error       // the first statement whose effect is not known; nil if there is none
}
