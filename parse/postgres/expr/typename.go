package expr

// Names of types as format_type prints them, with %TYPE resolved and array bounds kept.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// TypeName is a type as format_type prints it under an empty search_path, and what
// it needs.
func TypeName(t *pg.TypeName, ns Names) (string, []schema.Key) {
	if t == nil {
		return "", nil
	}
	if t.Typemod == canonicalType {
		return t.Names[0].GetString_().GetSval(), nil
	}
	if t.PctType {
		if text, uses, ok := columnType(t, ns); ok {
			return setofType(t, text), uses
		}
	}
	words := NameList(t.Names)
	schemaName, word := SplitName(words)
	text, uses := baseType(schemaName, word, t.Typmods, ns)
	if t.PctType {
		text += "%TYPE"
	}
	if len(t.ArrayBounds) > 0 && !strings.HasSuffix(text, "[]") {
		text += "[]"
	}
	return setofType(t, text), uses
}

func setofType(t *pg.TypeName, text string) string {
	if t.Setof {
		return "SETOF " + text
	}
	return text
}

// columnType is the type that t.c%TYPE stands for.
func columnType(t *pg.TypeName, ns Names) (string, []schema.Key, bool) {
	words := NameList(t.Names)
	if len(words) < 2 {
		return "", nil, false
	}
	schemaName, rel := SplitName(words[:len(words)-1])
	k, ok := ns.Relation(schemaName, rel)
	if !ok {
		return "", nil, false
	}
	for _, c := range ns.Columns(k) {
		if c.Name == words[len(words)-1] {
			return c.Type, append(TypeUses(c.Type, ns), ColumnKey(k, c.Name)), true
		}
	}
	return "", nil, false
}

// ColumnKey is the key of a relation's column.
func ColumnKey(rel schema.Key, column string) schema.Key {
	return schema.Key{Kind: schema.KindColumn, Schema: rel.Schema, Table: rel.Name, Name: column}
}

// baseType is a type without its array bounds.
func baseType(schemaName, word string, mods []*pg.Node, ns Names) (string, []schema.Key) {
	in, k, ok := ns.Type(schemaName, word)
	if ok && in == "" || !ok && schemaName == "" && BuiltinType(word) {
		return formatType(word, mods), nil
	}
	if !ok {
		in = schemaName
	}
	var uses []schema.Key
	if k != (schema.Key{}) {
		uses = []schema.Key{k}
	}
	if element, found := strings.CutPrefix(word, "_"); !ok && found {
		if in, k, ok := ns.Type(schemaName, element); ok && k != (schema.Key{}) {
			return pgmodel.Qualified(in, element) + "[]", []schema.Key{k}
		}
	}
	return pgmodel.Qualified(in, word) + userMods(word, mods), uses
}

// userMods are the modifiers of a type that is no part of pg_catalog. PostGIS
// prints the names of its shapes in its own case.
func userMods(word string, mods []*pg.Node) string {
	if len(mods) == 0 {
		return ""
	}
	texts := make([]string, len(mods))
	for i, m := range mods {
		texts[i] = modText(m)
		if word == "geometry" || word == "geography" {
			texts[i] = geometryShape(texts[i])
		}
	}
	if (word == "geometry" || word == "geography") && len(texts) == 2 && texts[1] == "0" {
		texts = texts[:1]
	}
	return "(" + strings.Join(texts, ",") + ")"
}

// geometryShape is the name of a geometry's shape as PostGIS prints it.
func geometryShape(text string) string {
	lower := strings.ToLower(text)
	base := strings.TrimRight(lower, "zm")
	if lower == "geom" || lower == "geometry" {
		base = lower
	}
	for _, name := range []string{"Geometry", "Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon",
		"GeometryCollection", "CircularString", "CompoundCurve", "CurvePolygon", "MultiCurve", "MultiSurface", "PolyhedralSurface",
		"Triangle", "Tin"} {
		if strings.ToLower(name) == base {
			return name + strings.ToUpper(lower[len(base):])
		}
	}
	return text
}

// TypeUses are the types of the model that a canonical type needs.
func TypeUses(canonical string, ns Names) []schema.Key {
	schemaName, word, ok := SplitType(canonical)
	if !ok {
		return nil
	}
	if _, k, ok := ns.Type(schemaName, word); ok && k != (schema.Key{}) {
		return []schema.Key{k}
	}
	return nil
}

// SplitType cuts a canonical type into the schema and the name of what it is made of, without SETOF, modifiers and []; ok is
// false for a type of pg_catalog, which has no schema before it.
func SplitType(canonical string) (schemaName, word string, ok bool) {
	text := strings.TrimPrefix(canonical, "SETOF ")
	schemaName, rest, ok := cutIdentifier(text)
	if !ok || !strings.HasPrefix(rest, ".") {
		return "", "", false
	}
	word, _, ok = cutIdentifier(rest[1:])
	return schemaName, word, ok
}
