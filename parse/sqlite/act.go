package sqlite

// Acts describe the effect of a migration's statements to the linter. They are read from
// the words of statements, also of ones that SQLite refuses.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// actReader describes the effect of one statement, from its words.
type actReader struct {
	*statement
	acts     []schema.Act
	spelling map[string]string // see schema.Act
}

func (r *actReader) read() schema.Statement {
	out := schema.Statement{Pos: r.pos(), Start: r.start(), End: r.end(), SQL: r.sql()}
	switch r.word(0) {
	case "create":
		r.creates(&out)
	case "alter":
		r.alters()
	case "drop":
		r.drops()
	default:
		r.readOther(&out)
	}
	for i := range r.acts {
		r.acts[i].Spelling = r.spelling
	}
	out.Acts = r.acts
	return out
}

func (r *actReader) add(a schema.Act) *schema.Act {
	if a.Pos.IsZero() {
		a.Pos, a.At = r.pos(), r.start()
	}
	r.acts = append(r.acts, a)
	return &r.acts[len(r.acts)-1]
}

// fold is a name folded; how it is spelled is kept for what is said to people.
func (r *actReader) fold(t token) string { return r.spell(t.name(r.src.Text)) }

// spell folds a name and keeps how it is spelled.
func (r *actReader) spell(name string) string {
	folded := Fold(name)
	if folded != name {
		if r.spelling == nil {
			r.spelling = map[string]string{}
		}
		r.spelling[folded] = name
	}
	return folded
}

// withPosition gives an act the position of a token.
func (r *actReader) withPosition(a schema.Act, t token) schema.Act {
	a.Pos, a.At = r.src.lines.Pos(t.start), t.start
	return a
}

func (r *actReader) creates(out *schema.Statement) {
	c := &cursor{src: r.src.Text, tokens: r.tokens}
	h, err := c.head()
	if err != nil {
		return
	}
	name := h.name.name(r.src.Text)
	a := schema.Act{Verb: schema.Creates, Kind: h.kind, Name: name, On: schema.Key{Kind: h.kind, Name: r.fold(h.name)},
		Temp: h.temp, IfNotExists: h.ifMissing, Unique: h.unique}
	if h.kind == schema.KindIndex || h.kind == schema.KindTrigger {
		d := &definition{statement: r.statement, head: h}
		a.On = litemodel.TableKey(Fold(d.tableName()))
		r.spell(d.tableName())
	}
	if h.kind == schema.KindIndex {
		a.Columns = indexColumns(c)
		for _, t := range r.tokens {
			if t.isName() && slices.Contains(a.Columns, Fold(t.name(r.src.Text))) {
				r.fold(t)
			}
		}
	}
	if h.kind == schema.KindView || h.kind == schema.KindTrigger {
		out.Remarks = r.remarksOfBody(h.kind, name)
	}
	if h.kind != schema.KindTable {
		r.add(a)
		return
	}
	if a.Query = !c.peek("("); a.Query {
		a.Source, a.Star = sourceOfQuery(c)
	}
	r.add(a)
	if body, err := c.group(); err == nil {
		for _, part := range list(r.src.Text, body) {
			r.column(schema.DefinesColumn, a.On, part)
		}
	}
}

// sourceOfQuery is the table that the query of a CREATE TABLE … AS takes all rows of, and whether it
// takes all columns; "" where it chooses rows, or reads several tables.
func sourceOfQuery(c *cursor) (source string, star bool) {
	if c.i+1 >= len(c.tokens) {
		return "", false
	}
	t, err := tree.Parse("INSERT INTO x " + c.src[c.tokens[c.i+1].start:c.tokens[len(c.tokens)-1].end])
	if err != nil || len(t.Acts()) == 0 {
		return "", false
	}
	return t.Acts()[0].Source, t.Acts()[0].Star
}

// indexColumns are the columns of a CREATE INDEX, "" for an expression.
func indexColumns(c *cursor) []string {
	for !c.done() && !c.peek("(") {
		c.i++
	}
	body, err := c.group()
	if err != nil {
		return nil
	}
	var columns []string
	for _, p := range readParts(c.src, body, nil) {
		columns = append(columns, p.Column)
	}
	return columns
}

// clauses is a reader of clauses of a table that may not be there.
func (r *actReader) clauses(tokens []token) *tableReader {
	return &tableReader{cursor: &cursor{src: r.src.Text, tokens: tokens}, table: &litemodel.Table{}, options: &litemodel.TableOptions{},
		places: places{}, calls: &calls{builtin: func(string) bool { return true }}}
}

// column reads one element of a CREATE TABLE, or the column of an ADD COLUMN, as far as it
// is right. The model has the constraints of tables.
func (r *actReader) column(verb schema.Verb, on schema.Key, part []token) {
	if len(part) == 0 || !part[0].isName() || isConstraintWord(r.src.Text, part[0]) {
		return
	}
	c := r.clauses(part)
	_ = c.column() // SQLite says what is wrong
	col, t := c.table.Columns[0], c.table
	a := r.withPosition(schema.Act{Verb: verb, Kind: schema.KindColumn, On: on, Name: col.Name}, part[0])
	a.Spelled, _, _ = strings.Cut(col.Type.Name, "(")
	a.NotNull, a.Primary, a.Unique, a.Checked, a.Stored = col.NotNull, t.Primary != nil, len(t.Uniques) > 0, len(t.Checks) > 0, col.Generated.Stored
	a.Default, a.NullDefault = col.Default.SQL != "", col.Default.SQL == "null"
	a.Volatile = strings.HasPrefix(col.Default.SQL, "(") || strings.HasPrefix(col.Default.SQL, "current_")
	for _, fk := range t.ForeignKeys {
		a.References = fk.References
	}
	r.add(a)
}

func (r *actReader) alters() {
	c := &cursor{src: r.src.Text, tokens: r.tokens}
	if !c.accept("alter", "table") {
		return
	}
	name, err := c.name()
	if c.accept(".") {
		name, err = c.name()
	}
	if err != nil {
		return
	}
	on := litemodel.TableKey(r.fold(name))
	switch {
	case c.accept("rename", "to"):
		if to, err := c.name(); err == nil {
			r.add(schema.Act{Verb: schema.Renames, Kind: schema.KindTable, On: on, Name: on.Name, To: r.fold(to)})
		}
	case c.accept("rename"):
		c.accept("column")
		from, err := c.name()
		if err != nil || !c.accept("to") {
			return
		}
		if to, err := c.name(); err == nil {
			r.add(schema.Act{Verb: schema.RenamesColumn, Kind: schema.KindColumn, On: on, Name: r.fold(from), To: r.fold(to)})
		}
	case c.accept("alter"):
		r.alterColumn(c, on)
	case c.accept("drop", "constraint"):
		if n, err := c.name(); err == nil {
			r.add(schema.Act{Verb: schema.DropsConstraint, On: on, Name: r.fold(n)})
			if c.accept(",") {
				r.addConstraint(c, on)
			}
		}
	case c.peek("add", "constraint"), c.peek("add", "foreign"), c.peek("add", "check"):
		r.addConstraint(c, on)
	case c.accept("add"):
		c.accept("column")
		r.column(schema.AddsColumn, on, r.tokens[c.i:])
	case c.accept("drop"):
		c.accept("column")
		if column, err := c.name(); err == nil {
			r.add(r.withPosition(schema.Act{Verb: schema.DropsColumn, Kind: schema.KindColumn, On: on, Name: r.fold(column)}, column))
		}
	}
}

// alterColumn reads ALTER COLUMN … TYPE, which SQLite does not have: the engine refuses
// it, and its intended effect is analyzed all the same.
func (r *actReader) alterColumn(c *cursor, on schema.Key) {
	c.accept("column")
	n, err := c.name()
	if err != nil || !c.accept("type") && !c.accept("set", "data", "type") || c.done() {
		return
	}
	typ := r.src.Text[c.tokens[c.i].start:r.end()]
	r.add(schema.Act{Verb: schema.SetsType, Kind: schema.KindColumn, On: on, Name: r.fold(n), Type: typ, Spelled: strings.ToLower(typ)})
}

// addConstraint reads ADD CONSTRAINT, as far as rules ask about it.
func (r *actReader) addConstraint(c *cursor, on schema.Key) {
	a := schema.Act{Verb: schema.AddsConstraint, On: on}
	c.accept("add")
	if c.accept("constraint") {
		if n, err := c.name(); err == nil {
			a.Name = r.fold(n)
		}
	}
	t := r.clauses(c.tokens[c.i:])
	if !t.done() {
		_ = t.constraint(nil) // SQLite says what is wrong
	}
	for _, fk := range t.table.ForeignKeys {
		a.Kind, a.Columns, a.References, a.Referenced = schema.KindForeign, fk.Columns, fk.References, fk.RefColumns
	}
	if len(t.table.Checks) > 0 {
		a.Kind = schema.KindCheck
	}
	r.add(a)
}

func (r *actReader) drops() {
	c := &cursor{src: r.src.Text, tokens: r.tokens}
	c.accept("drop")
	kind := schema.Kind(c.acceptAny("table", "view", "index", "trigger"))
	exists := c.accept("if", "exists")
	name, err := c.name()
	if c.accept(".") {
		name, err = c.name()
	}
	if kind == "" || err != nil {
		return
	}
	folded := r.fold(name)
	r.add(schema.Act{Verb: schema.Drops, Kind: kind, Name: folded, On: schema.Key{Kind: kind, Name: folded}, IfExists: exists})
}

// readOther reads statements that are not DDL.
func (r *actReader) readOther(out *schema.Statement) {
	switch r.word(0) {
	case "insert", "replace", "update", "delete", "with":
		r.readRows(out)
	case "pragma":
		r.readPragma()
	default:
		r.readStandalone()
	}
}

func (r *actReader) readPragma() {
	if len(r.tokens) < 2 {
		return
	}
	name := 1
	if len(r.tokens) > 3 && r.tokens[2].is(r.src.Text, ".") { // PRAGMA main.foreign_keys
		name = 3
	}
	a := schema.Act{Verb: schema.Pragmas, Name: Fold(r.tokens[name].name(r.src.Text))}
	if n := len(r.tokens); n > name+2 {
		a.To = Fold(strings.Trim(r.tokens[n-1].of(r.src.Text), "'\""))
		if a.To == ")" {
			a.To = Fold(strings.Trim(r.tokens[n-2].of(r.src.Text), "'\""))
		}
	}
	r.add(a)
}

// readStandalone reads statements that stand outside any table or object.
func (r *actReader) readStandalone() {
	verbs := map[string]schema.Verb{"begin": schema.Begins, "commit": schema.Commits, "end": schema.Commits, "rollback": schema.RollsBack,
		"vacuum": schema.Vacuums, "select": schema.Selects, "reindex": schema.Reindexes}
	if v := verbs[r.word(0)]; v != "" && r.word(1) != "to" && !(r.word(1) == "transaction" && r.word(2) == "to") {
		r.add(schema.Act{Verb: v, Name: strings.ToUpper(r.word(0))})
	}
}

func comments(src parse.Source) []schema.Comment {
	lines := parse.NewLines(src)
	var out []schema.Comment
	for _, t := range lex(src.Text) {
		if t.kind == comment {
			out = append(out, schema.Comment{Pos: lines.Pos(t.start), Start: t.start, End: t.end, Text: t.of(src.Text)})
		}
	}
	return out
}

// quotedStrings are the names in double quotes that mean nothing, so that SQLite takes
// them for strings (quirks.html, section 8): defaults, and by its tree what an index has.
// Those of views, triggers and CHECKs are asked of the engine (doublequoted.go).
func quotedStrings(all []*statement, to *schema.Schema) []schema.Name {
	var out []schema.Name
	var names *scope
	for _, s := range all {
		if s.word(0) != "create" && s.word(0) != "alter" {
			continue
		}
		if (s.word(1) == "index" || s.word(2) == "index") && hasAmbiguous(s.src.Text, s.tokens) {
			if names == nil {
				names = scopeOf(to)
			}
			out = append(out, s.stringsOfIndex(names)...)
			continue
		}
		for i, x := range s.tokens {
			if i > 0 && x.kind == quoted && s.src.Text[x.start] == '"' && s.tokens[i-1].is(s.src.Text, "default") {
				out = append(out, schema.Name{Pos: s.src.lines.Pos(x.start), At: x.start, Text: x.name(s.src.Text)})
			}
		}
	}
	return out
}

// stringsOfIndex are the strings in double quotes of a CREATE INDEX.
func (s *statement) stringsOfIndex(names *scope) []schema.Name {
	t, err := tree.Parse(s.sql())
	if err != nil {
		return nil
	}
	var out []schema.Name
	for _, at := range t.Resolve(names.columnsOf).Strings {
		i := slices.IndexFunc(s.tokens, func(x token) bool { return x.start == s.start()+at })
		out = append(out, schema.Name{Pos: s.src.lines.Pos(s.start() + at), At: s.start() + at, Text: s.tokens[i].name(s.src.Text)})
	}
	return out
}
