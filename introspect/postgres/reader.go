package postgres

import (
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// objectID names a row of a catalog: pg_class 16384, and a column's number.
type objectID struct {
	class string // name of the catalog, such as "pg_class"
	oid   uint32
	sub   int32 // a column; 0 for the object itself
}

// query is one statement of the batch and what becomes of its rows. The SQL is
// set-based: it returns every object of a kind at once.
type query struct {
	what string // for errors: "views"
	sql  string
	read func(r *reader, rows pgx.Rows) error
}

// section orders the text so that most statements find what they name.
type section int

// The sections, in the order of the text.
const (
	sectionSchemas section = iota
	sectionExtensions
	sectionTypes
	sectionRoutines
	sectionOperators
	sectionSequences
	sectionTables
	sectionAttach
	sectionDefaults
	sectionViews
	sectionIndexes
	sectionConstraints
	sectionForeignKeys
	sectionTriggers
	sectionRest
	sections
)

// reader collects the text of a catalog and which object each row is.
type reader struct {
	version       int // major
	text          [sections]strings.Builder
	keys          map[objectID]schema.Key
	after         []func(*schema.Schema) // facts put into the model once the text is folded: comments, owners, grants
	depends       []dependency
	notes         []schema.Note
	env           []parsepg.EnvName // members of extensions
	extensions    map[string]parsepg.EnvExtension
	subscriptions []subscriptionRow
	tables        map[uint32]*tableRow
	order         []*tableRow
	indexesOfKeys map[uint32]schema.Key // pg_class rows of the indexes of keys and exclusions
	changing      []string              // transactions of others that change relations, when the reading began
	stillChanging []string              // and when it ended
	texts         chan parse.Source     // sections as they are complete
	stages        chan *syntax.Parsed   // and as they are parsed
	built         chan built            // what became of them
}

// mostTexts is how many texts may wait to be parsed: more than a catalog has, of 64 KiB
// each, so that the server never waits for the parser.
const mostTexts = 1 << 13

func newReader(version int) *reader {
	return &reader{version: version, keys: map[objectID]schema.Key{}, tables: map[uint32]*tableRow{}, indexesOfKeys: map[uint32]schema.Key{},
		texts: make(chan parse.Source, mostTexts), stages: make(chan *syntax.Parsed, 4), built: make(chan built, 1)}
}

// dependency says that one object needs another, as pg_depend has it.
type dependency struct{ from, to objectID }

// ddl adds a statement; the semicolon is added here.
func (r *reader) ddl(s section, format string, args ...any) {
	fmt.Fprintf(&r.text[s], format, args...)
	r.text[s].WriteString(";\n")
}

// key is the object that a row of a catalog is.
func (r *reader) key(id objectID) (schema.Key, bool) {
	if t := r.tables[id.oid]; t != nil && id.sub != 0 && id.class == "pg_class" {
		c := t.column(int16(id.sub))
		if c == nil {
			return schema.Key{}, false
		}
		return schema.Key{Kind: schema.KindColumn, Schema: t.schema, Table: t.name, Name: c.name}, true
	}
	k, ok := r.keys[id]
	return k, ok
}

// setKey records which object a row of a catalog is.
func (r *reader) setKey(class string, oid uint32, k schema.Key) { r.keys[objectID{class, oid, 0}] = k }
