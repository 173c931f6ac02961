package sqlite

// Functions and collations that SQLite does not have are the application's, which
// registers them on every connection, or they are typing errors. The files say which:
//
//	-- @function title_sort, uuid4()
//	-- @collation unicode_nocase
//
// What an object that is there already uses is the application's too. Everything else is
// reported at its place, once for each name: an error where the name is near to that of
// something SQLite has, and a warning where it may well be the application's.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// application holds the functions and collations the application is known to register,
// with the names that were reported.
type application struct {
	known    Stubs
	reported map[string]bool
}

// newApplication takes what from, which may be nil, uses and what the sources declare.
func newApplication(from *schema.Schema, sources []parse.Source) *application {
	a := &application{reported: map[string]bool{}}
	if from != nil {
		a.known = Undefined(from)
	}
	for _, src := range sources {
		if !strings.Contains(src.Text, "@function") && !strings.Contains(src.Text, "@collation") {
			continue
		}
		for _, t := range lex(src.Text) {
			if t.kind == comment {
				a.known.Functions = append(a.known.Functions, declared(t.of(src.Text), "@function")...)
				a.known.Collations = append(a.known.Collations, declared(t.of(src.Text), "@collation")...)
			}
		}
	}
	return a
}

// declared are the names, folded, that follow a word in a comment: separated by commas,
// each with or without its arguments.
func declared(comment, word string) []string {
	_, rest, ok := strings.Cut(comment, word+" ")
	if !ok {
		return nil
	}
	rest, _, _ = strings.Cut(strings.TrimSuffix(rest, "*/"), "\n")
	var names []string
	depth, first := 0, true
	for _, t := range lex(rest) {
		switch {
		case t.is(rest, "("):
			depth++
		case t.is(rest, ")"):
			depth--
		case t.is(rest, ",") && depth == 0:
			first = true
		case first && t.isName():
			names, first = append(names, Fold(t.name(rest))), false
		}
	}
	return names
}

// lacking are the errors of the functions and collations of an object that SQLite does
// not have and nothing declares. One that some builds of SQLite have is only possibly an error.
func (a *application) lacking(s *statement, c created, to *schema.Schema) parse.Errors {
	o := to.Get(c.key)
	if o == nil {
		return nil
	}
	var errs parse.Errors
	for _, what := range litemodel.SourceOf(o).Undefined {
		kind, name, _ := strings.Cut(what, " ")
		if a.reported[what] {
			continue
		}
		var e *parse.Error
		if kind == "function" {
			e = a.function(s, c, to, name)
		} else {
			e = a.collation(s, c, name)
		}
		if e != nil {
			a.reported[what] = true
			errs = append(errs, e)
		}
	}
	return errs
}

// function is the error of a function; nil where it is known, or is no call after all.
func (a *application) function(s *statement, c created, to *schema.Schema, name string) *parse.Error {
	i := s.call(c, name)
	if i < 0 || slices.Contains(a.known.Functions, name) || isRelation(to, name) || strings.HasPrefix(name, "pragma_") || name == "json_each" || name == "json_tree" {
		return nil
	}
	if from := optionalFunction(name); from != "" {
		e := s.fail(s.tokens[i].start, "function %s: only SQLite with %s has it", name, from)
		e.Hint, e.Uncertain, e.Rule = "if the application's has, declare it in a comment: -- @function "+name, true, parse.NamesNothing
		return e
	}
	return a.undeclared(s, i, "no such function: ", "-- @function ", parse.Nearest(name, builtinFunctions()))
}

// collation is the error of a collating sequence; nil where it is known.
func (a *application) collation(s *statement, c created, name string) *parse.Error {
	if slices.Contains(a.known.Collations, name) {
		return nil
	}
	i := slices.IndexFunc(s.tokens, func(t token) bool { return t.start > c.name.start && t.is(s.src.Text, "collate") })
	for ; i >= 0 && i+1 < len(s.tokens); i++ {
		if s.tokens[i].is(s.src.Text, "collate") && Fold(s.tokens[i+1].name(s.src.Text)) == name {
			break
		}
	}
	if i++; i <= 0 || i >= len(s.tokens) {
		return nil
	}
	return a.undeclared(s, i, "no such collation sequence: ", "-- @collation ", parse.Nearest(name, []string{"binary", "nocase", "rtrim"}))
}

// undeclared is the error of the name that a token spells. It is only possibly one where the
// name resembles nothing that SQLite has: many applications register functions of their own.
func (a *application) undeclared(s *statement, i int, msg, declaration, near string) *parse.Error {
	name := s.tokens[i].name(s.src.Text)
	e := s.fail(s.tokens[i].start, "%s%s", msg, name)
	e.Rule, e.Uncertain = parse.NamesNothing, near == ""
	e.Hint = "if the application registers it on every connection, declare it in a comment: " + declaration + plainName(name)
	if near != "" {
		e.Hint = "did you mean " + near + "? Otherwise: " + e.Hint
	}
	return e
}

// plainName is a name as a comment needs it.
func plainName(name string) string {
	if strings.ContainsFunc(name, func(c rune) bool { return !isPlain(c) }) {
		return Quote(name)
	}
	return name
}

func isPlain(c rune) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// Declarations are the comments that declare what a schema needs of the application; ""
// where it needs nothing.
func Declarations(s *schema.Schema) string {
	var out strings.Builder
	needs := Undefined(s)
	for _, d := range []struct {
		word  string
		names []string
	}{{"@function", needs.Functions}, {"@collation", needs.Collations}} {
		names := slices.DeleteFunc(slices.Clone(d.names), func(n string) bool { return d.word == "@function" && optionalFunction(n) != "" })
		if len(names) == 0 {
			continue
		}
		for i, n := range names {
			names[i] = plainName(n)
		}
		out.WriteString("-- " + d.word + " " + strings.Join(names, ", ") + "\n")
	}
	return out.String()
}

// optionalFunction returns what a build of SQLite must have for a function that is part of its
// source and not of every build; "" for any other.
func optionalFunction(name string) string {
	for _, o := range []struct{ with, functions string }{
		{"SQLITE_SOUNDEX", " soundex "}, {"SQLITE_ENABLE_OFFSET_SQL_FUNC", " sqlite_offset "}, {"SQLITE_ENABLE_PERCENTILE", " median percentile percentile_cont percentile_disc "},
		{"SQLITE_ENABLE_GEOPOLY", " geopoly_area geopoly_bbox geopoly_blob geopoly_ccw geopoly_contains_point geopoly_group_bbox geopoly_json geopoly_overlap geopoly_regular geopoly_svg geopoly_within geopoly_xform "},
		{"the ICU or regexp extension", " regexp regexpi icu_load_collation "}, {"extension loading", " load_extension "},
		{"FTS3", " fts3_tokenizer matchinfo offsets optimize snippet "}, {"FTS5", " bm25 highlight fts5_locale fts5_insttoken fts5 fts5_source_id "},
		{"the series extension", " generate_series "}, {"the decimal extension", " decimal decimal_add decimal_sub decimal_mul decimal_cmp decimal_sum decimal_exp decimal_pow2 "},
		{"the uuid extension", " uuid uuid_str uuid_blob "}, {"the spellfix1 extension", " spellfix1_editdist spellfix1_phonehash spellfix1_scriptcode spellfix1_translit editdist3 "},
		{"functions of its shell", " readfile writefile lsmode edit sha1 sha3 sha3_query usleep sqlar_compress sqlar_uncompress base64 base85 is_base85 ieee754 ieee754_mantissa ieee754_exponent ieee754_from_blob ieee754_to_blob "},
	} {
		if strings.Contains(o.functions, " "+name+" ") {
			return o.with
		}
	}
	return ""
}

// call is the token at which a statement calls a function, by its tree; without one the
// first that is spelled so before parentheses; -1 for none.
func (s *statement) call(c created, function string) int {
	if t, err := tree.Parse(s.sql()); err == nil {
		for _, f := range t.Calls() {
			if f.Name == function {
				return slices.IndexFunc(s.tokens, func(t token) bool { return t.start == s.start()+f.At })
			}
		}
		return -1
	}
	for i, t := range s.tokens {
		if t.start > c.name.start && i+1 < len(s.tokens) && Fold(t.name(s.src.Text)) == function && (s.tokens[i+1].is(s.src.Text, "(") || t.is(s.src.Text, "regexp")) {
			return i
		}
	}
	return -1
}

// builtinFunctions are the commonest functions of SQLite, for what a typing error may
// have meant.
func builtinFunctions() []string {
	return []string{"abs", "avg", "changes", "char", "coalesce", "concat", "concat_ws", "count", "date", "datetime", "format", "glob", "group_concat",
		"hex", "ifnull", "iif", "instr", "json", "json_array", "json_array_length", "json_each", "json_extract", "json_group_array", "json_group_object",
		"json_insert", "json_object", "json_patch", "json_quote", "json_remove", "json_replace", "json_set", "json_tree", "json_type", "json_valid",
		"julianday", "last_insert_rowid", "length", "like", "lower", "ltrim", "max", "min", "nullif", "octet_length", "printf", "quote", "random",
		"randomblob", "replace", "round", "rtrim", "sign", "soundex", "strftime", "substr", "substring", "sum", "time", "total", "trim", "typeof",
		"unhex", "unicode", "unixepoch", "upper", "zeroblob"}
}

// columnsOf are the errors of UPDATE OF in a trigger: SQLite takes any name there, and a
// trigger on a column that does not exist never fires.
func (s *statement) columnsOf(c created, to *schema.Schema) parse.Errors {
	if c.key.Kind != schema.KindTrigger {
		return nil
	}
	columns := relationColumns(to, Fold(s.triggerOn()))
	if columns == nil {
		return nil
	}
	var errs parse.Errors
	for _, i := range s.updateOf() {
		name := s.tokens[i].name(s.src.Text)
		if slices.ContainsFunc(columns, func(c string) bool { return Fold(c) == Fold(name) }) {
			continue
		}
		e := s.fail(s.tokens[i].start, "no such column: %s: a trigger on it never fires", name)
		e.Rule = parse.NamesNothing
		if near := parse.Nearest(name, columns); near != "" {
			e.Hint = "did you mean " + near + "?"
		}
		errs = append(errs, e)
	}
	return errs
}

// updateOf are the tokens of the columns in UPDATE OF of a trigger's head.
func (s *statement) updateOf() []int {
	var list []int
	inside := false
	for i, t := range s.tokens {
		switch {
		case t.is(s.src.Text, "begin"), t.is(s.src.Text, "on") && i > 2:
			return list
		case inside && t.isName():
			list = append(list, i)
		case t.is(s.src.Text, "of") && i > 0 && s.tokens[i-1].is(s.src.Text, "update"):
			inside = true
		}
	}
	return list
}

// triggerOn is the table or view of a trigger.
func (s *statement) triggerOn() string {
	for i, t := range s.tokens {
		if i > 2 && t.is(s.src.Text, "on") && i+1 < len(s.tokens) {
			return relationAt(s.src.Text, s.tokens[i+1:])
		}
	}
	return ""
}

// relationColumns are the columns of a table, or of a view that names them; nil where
// they are not known.
func relationColumns(s *schema.Schema, folded string) []string {
	if t := litemodel.TableOf(s, litemodel.TableKey(folded)); t != nil {
		var names []string
		for _, c := range t.Columns {
			names = append(names, c.Name)
		}
		return names
	}
	return nil
}
