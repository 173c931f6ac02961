package catalog

// This file collects what rows write: text by sections, the object that each row of a
// catalog is, and what is put into the model once the text is parsed.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// objectID names a row of a catalog: pg_class 16384, and a column's number.
type objectID struct {
	class string // name of the catalog, such as "pg_class"
	oid   uint32
	sub   int32 // a column; 0 for the object itself
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
	sectionForeignKeys
	sectionTriggers
	sectionRest
	sections
)

// Reader collects the text of a catalog and which object each row is.
type Reader struct {
	version int // major
	handOn  func(parse.Source)
	text    [sections]strings.Builder
	keys    map[objectID]schema.Key
	after   []func(*schema.Schema) // facts put into the model once the text is folded: comments, owners, grants
	binds   []func(*schema.Schema) // what needs what, put into it after these
	notes   []schema.Note

	names      []parsepg.EnvName // schemas, extensions and their members
	extensions map[string]parsepg.EnvExtension

	relations     relations
	identities    map[uint32]schema.Key // sequences of identity columns, and the columns
	indexesOfKeys map[uint32]schema.Key // pg_class rows of the indexes of keys and exclusions
	notNulls      map[schema.Key]string // names of inherited NOT NULLs, by column
	indexParents  map[uint32]uint32     // indexes of partitions, by the index above that they belong to

	referenceParents map[uint32]uint32   // the same of their foreign keys
	operators        map[uint32][]string // members of operator classes and families, by their oids
	subscriptions    []subscriptionRow   // whose connections are not read yet

	ownedBy map[string]*pgmodel.Shared // an object of each role; see giveOwner
}

// NewReader begins to read a server of a version. Text is handed on as soon as it is
// complete, in parts.
func NewReader(version int, handOn func(parse.Source)) *Reader {
	return &Reader{version: version, handOn: handOn, keys: map[objectID]schema.Key{}, extensions: map[string]parsepg.EnvExtension{},
		relations: relations{byOID: map[uint32]*tableRow{}}, identities: map[uint32]schema.Key{}, indexesOfKeys: map[uint32]schema.Key{}, notNulls: map[schema.Key]string{}, indexParents: map[uint32]uint32{}, referenceParents: map[uint32]uint32{}, operators: map[uint32][]string{},
		ownedBy: map[string]*pgmodel.Shared{}}
}

// ddl adds a statement; the semicolon is added here.
func (r *Reader) ddl(s section, format string, args ...any) {
	fmt.Fprintf(&r.text[s], format, args...)
	r.text[s].WriteString(";\n")
}

// emit hands on what there is of a section.
func (r *Reader) emit(s section) {
	if r.text[s].Len() == 0 {
		return
	}
	text := wholeCharacters(r.text[s].String())
	r.text[s].Reset()
	if len(text) > partSize { // there may be more parts
		r.text[s].Grow(partSize + partSize/8)
	}
	r.handOn(parse.Source{Name: fmt.Sprintf("catalog %d", s), Text: text, Catalog: true})
}

// wholeCharacters gives the bytes of "char" constants that are no characters by themselves the rest
// of one: a "char" takes the first byte of its text, and older servers print that byte as it is
// (charin and charout, char.c).
func wholeCharacters(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	w := strings.Builder{}
	for i, c := range text {
		if c != utf8.RuneError || text[i] < utf8.RuneSelf || strings.HasPrefix(text[i:], string(utf8.RuneError)) {
			w.WriteRune(c)
			continue
		}
		w.WriteByte(text[i])
		if i > 0 && text[i-1] == '\'' && strings.HasPrefix(text[i+1:], "'") {
			w.WriteString(restOfCharacter(text[i]))
		}
	}
	return w.String()
}

// restOfCharacter completes a byte to the first character that begins with it; "" for bytes that
// begin none.
func restOfCharacter(first byte) string {
	for _, rest := range []string{"\x80", "\x80\x80", "\xa0\x80", "\x80\x80\x80", "\x90\x80\x80"} {
		if utf8.ValidString(string([]byte{first}) + rest) {
			return rest
		}
	}
	return ""
}

// key is the object that a row of a catalog is.
func (r *Reader) key(id objectID) (schema.Key, bool) {
	if t := r.relations.byOID[id.oid]; t != nil && id.sub != 0 && id.class == "pg_class" {
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
func (r *Reader) setKey(class string, oid uint32, k schema.Key) { r.keys[objectID{class, oid, 0}] = k }

// setType records which type a row is, and its array type with it.
func (r *Reader) setType(oid, array uint32, k schema.Key) {
	r.setKey("pg_type", oid, k)
	if array != 0 {
		r.setKey("pg_type", array, k)
	}
}

// inModel runs do on the model, once all text is in it.
func (r *Reader) inModel(do func(*schema.Schema)) { r.after = append(r.after, do) }

// inWholeModel runs do on the model once inModel has put all objects into it: do has one need
// another.
func (r *Reader) inWholeModel(do func(*schema.Schema)) { r.binds = append(r.binds, do) }

// Note adds what users should know of the reading.
func (r *Reader) Note(subject, reason string) {
	r.notes = append(r.notes, schema.Note{Class: schema.Ignored, Subject: subject, Reason: reason})
}

// Complete adds to the model of the text what no statement holds.
func (r *Reader) Complete(s *schema.Schema) {
	for _, f := range slices.Concat(r.after, r.binds) {
		f(s)
	}
	pgmodel.SettlePartitionParts(s, func(t *pgmodel.Table) *pgmodel.Table { return t })
	s.Notes = append(s.Notes, r.notes...)
}

// AddNames adds what statements may name in this database to an environment.
func (r *Reader) AddNames(env *parsepg.Env) {
	env.Names, env.Extensions, env.Routines = r.names, r.extensions, r.routines()
}

// routines are the names of all functions and procedures, in the order of their keys.
func (r *Reader) routines() []parsepg.EnvName {
	var list []parsepg.EnvName
	for id, k := range r.keys {
		if id.class == "pg_proc" {
			n, _, _ := strings.Cut(k.Name, "(")
			list = append(list, parsepg.EnvName{Kind: k.Kind, Schema: k.Schema, Name: n})
		}
	}
	slices.SortFunc(list, func(a, b parsepg.EnvName) int {
		return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name))
	})
	return list
}
