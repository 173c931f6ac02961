package schema

// A digest identifies a schema and each object in it by hashes over canonical fields. Equal
// digests let a comparison skip what both sides share, and a plan prove that the database is
// still the one it was made for.

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
)

// Fingerprint is a hash over the canonical model: the same on every machine
// and in every run, whatever the spelling, the order of files or the positions.
func (s *Schema) Fingerprint() string { return s.fingerprint(false) }

// LooseFingerprint is the same for schemas whose expressions differ at most in what
// only the database can distinguish: it stands for the result of a plan, which the
// database spells in its own way.
func (s *Schema) LooseFingerprint() string { return s.fingerprint(true) }

func (s *Schema) fingerprint(loose bool) string {
	d := s.Digest()
	if loose {
		return d.Loose
	}
	return d.Strict
}

// Digest identifies a schema and each of its objects. It takes a single walk.
type Digest struct {
	Strict, Loose string                    // the fingerprints
	Objects       map[Key][sha256.Size]byte // of each top-level object with its parts: equal when nothing differs
}

// Digest walks all objects once.
func (s *Schema) Digest() *Digest {
	strict, loose := sha256.New(), sha256.New()
	head := appendSized(nil, string(s.Dialect))
	strict.Write(head)
	loose.Write(head)
	d := &Digest{Objects: make(map[Key][sha256.Size]byte, s.Len())}
	var e encoder
	for o := range s.All() {
		e.strict, e.loose = e.strict[:0], e.loose[:0]
		e.add(o)
		strict.Write(e.strict)
		loose.Write(e.loose)
		d.Objects[o.Key()] = sha256.Sum256(e.strict)
	}
	d.Strict, d.Loose = "sha256:"+hex.EncodeToString(strict.Sum(nil)), "sha256:"+hex.EncodeToString(loose.Sum(nil))
	return d
}

// encoder writes all that counts of an object, strictly and loosely.
type encoder struct {
	strict, loose []byte
	fields        []Field  // of the object at hand, in a place that is used again
	parts         []Object // of the objects at hand, the outer ones first, likewise
}

// FieldAppender is an object of a kind that is so frequent that a list for each
// costs more than all else: it appends its attributes to a list that is used again.
type FieldAppender interface{ AppendFields(list []Field) []Field }

// FieldsInto are the canonical attributes of an object in a list that is used again: what it held is
// overwritten. The result is the list for the next call.
func FieldsInto(list []Field, o Object) []Field {
	if a, ok := o.(FieldAppender); ok {
		return a.AppendFields(list[:0])
	}
	return append(list[:0], o.Fields()...)
}

func (e *encoder) add(o Object) {
	k := o.Key()
	from := len(e.strict)
	for _, part := range []string{string(k.Kind), k.Schema, k.Table, k.Name} {
		e.strict = appendSized(e.strict, part)
	}
	e.loose = append(e.loose, e.strict[from:]...)
	e.fields = FieldsInto(e.fields, o)
	for _, f := range e.fields {
		if f.Value == "" && f.Loose == "" { // most are
			continue
		}
		from = len(e.strict)
		e.strict = appendSized(e.strict, f.Name)
		named := len(e.strict)
		e.strict = appendSized(e.strict, f.Value)
		if f.Loose == "" {
			e.loose = append(e.loose, e.strict[from:]...)
		} else {
			e.loose = appendSized(append(e.loose, e.strict[from:named]...), f.Loose)
		}
	}
	e.strict, e.loose = append(e.strict, ';'), append(e.loose, ';') // so that no field is the next object's key
	if c, ok := o.(Composite); ok {
		e.addParts(c)
	}
}

// addParts writes the parts of an object in an order that does not depend on its history: in key
// order where parts are unordered, as in PostgreSQL, where an added column comes last.
func (e *encoder) addParts(c Composite) {
	from := len(e.parts)
	e.parts = PartsInto(e.parts, c)
	parts := e.parts[from:]
	if _, ok := c.(Unordered); ok {
		slices.SortFunc(parts, func(a, b Object) int { return CompareKeys(a.Key(), b.Key()) })
	}
	for _, part := range parts {
		e.add(part)
	}
	e.parts = e.parts[:from]
}

// appendSized adds the length first, so that no two lists of strings run together.
func appendSized(buf []byte, s string) []byte {
	buf = strconv.AppendInt(buf, int64(len(s)), 10)
	return append(append(buf, ':'), s...)
}
