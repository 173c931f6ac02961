package postgres

// The state of the loader: the schema so far, where its names are found, what was put off, and
// the mistakes. The files of the kinds use it and add to it; nothing here knows a kind.

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// loader folds statements onto a schema.
//
// Expressions are made canonical by finishers, once all statements are folded:
// a name may mean something that is created later.
type loader struct {
	registry *registry // what is known of the kinds of objects

	env  *Env
	out  *schema.Schema
	own  map[schema.Key]bool // objects made here; those of the schema it started from are copied before they change; nil where it started from none
	path []string            // search_path now
	src  string              // name of the source that path belongs to

	relations map[name]schema.Key   // what shares the names of pg_class
	types     map[name]schema.Key   // types that are no relations
	functions map[name][]schema.Key // functions, procedures and aggregates
	operators map[name][]schema.Key
	others    map[name][]schema.Key // collations, text search objects, …
	outside   map[name][]EnvName
	classes   map[string]EnvName          // operator classes of extensions that are the default, by "method, type"
	casts     map[string]bool             // casts of extensions that are made unasked, by "from, to"
	known     map[string]bool             // extensions whose members are in outside
	used      map[string]bool             // extensions whose members the files name
	children  map[schema.Key][]schema.Key // partitions and child tables
	attached  map[name][]schema.Object    // what is on a relation; nil until anybody asks

	queue           []waiting // statements that were put off
	waiters         *waiters  // those of them that are being tried again
	constraintNames map[name]int
	madeNames       map[madeName]int // where the search for a free name has ended; see freeName
	constraintsLeft []func() error   // references to tables that come later

	creating  creating // settings of the session for what is created
	roleNoted bool     // that the files change the role
	latin1    bool     // client_encoding of the file is LATIN1: its bytes are characters
	second    bool     // what is missing still may be in the database
	wanted    []string // schemas of extensions that are wanted and not installed
	st        *syntax.Statement
	namesNow  *resolver // see names
	finishers []finisher
	errs      parse.Errors
	catalog   bool // the text is introspect's: everything is qualified
	ordered   bool // no statement waits for a later one
	ofPlan    bool // the statements are those of a plan, which leaves nothing to defaults
	fresh     bool // options are those of a sequence being made
	lenient   bool // names of extensions that are not installed yet may be anything

	resolve bool            // names in expressions that mean nothing are errors
	missing []missingAt     // that meant nothing when they were met
	gone    map[string]bool // names of what was dropped or renamed

	carried       map[*syntax.Statement]bool // noted as read in part
	borrowing     bool                       // what is missing still may be borrowed from the database
	database      *schema.Schema             // see live
	databaseNames map[name][]schema.Key

	bigints  map[schema.Key]bool              // identities that LIKE has copied: their sequences count in bigint
	cascaded map[string]bool                  // the constraints dropped with an object they refer to
	perhaps  map[schema.Key]bool              // tables that are another one's where it is there: IF NOT EXISTS
	dropped  map[schema.Key]*syntax.Statement // by what objects were dropped that nothing may refer to
	users    *userIndex                       // nil until anybody asks
	dropping map[schema.Key]*syntax.Statement // those of the statement at hand, in statements that run in their order
}

// name is a schema and a name in it.
type name struct{ schema, name string }

// resetPath sets the search_path that a new session has.
func (l *loader) resetPath() {
	l.path = l.env.SearchPath
	if l.path == nil {
		l.path = []string{"public"}
	}
}

// missing says that a statement names what does not exist yet.
type missing struct{ err *parse.Error }

func (m *missing) Error() string { return m.err.Error() }

// missingf is the error of a name that means nothing yet, at a location of the
// statement being folded.
func (l *loader) missingf(location int32, format string, args ...any) error {
	e := l.st.ErrorAt(location, format, args...)
	e.Rule = parse.NamesNothing
	return &missing{e}
}

// waiting is a statement that was put off, with the state it was met in.
type waiting struct {
	st   *syntax.Statement
	path []string
	err  error

	creating creating
}

// byPlace orders errors by file, line and column, as findings are ordered.
func byPlace(a, b *parse.Error) int {
	return cmp.Or(cmp.Compare(a.Pos.File, b.Pos.File), cmp.Compare(a.Pos.Line, b.Pos.Line), cmp.Compare(a.Pos.Col, b.Pos.Col))
}

func (l *loader) fail(st *syntax.Statement, err error) {
	var at *parse.Error
	var m *missing
	switch {
	case errors.As(err, &at):
	case errors.As(err, &m):
		at = m.err
	default:
		at = st.ErrorAt(0, "%v", err)
	}
	l.errs = append(l.errs, at)
}

// finisher is work that a statement has put off until every name can be resolved.
type finisher struct {
	st  *syntax.Statement
	run func()
}

// later runs f when every name can be resolved.
func (l *loader) later(f func()) { l.finishers = append(l.finishers, finisher{l.st, f}) }

// finish resolves what waits for it.
func (l *loader) finish() {
	for len(l.finishers) > 0 {
		list := l.finishers
		l.finishers = nil
		for _, f := range list {
			l.st = f.st
			f.run()
		}
	}
}

// resolveBefore resolves what was written before a statement that takes away or changes what it means. Bodies of functions may
// name what comes later, as may all of files without an order.
func (l *loader) resolveBefore() {
	if !l.ordered || l.catalog {
		return
	}
	st, list := l.st, l.finishers
	l.finishers = nil
	var left []finisher
	for _, f := range list {
		if _, body := f.st.Created.(*pgmodel.Function); body {
			left = append(left, f)
			continue
		}
		l.st = f.st
		f.run()
	}
	l.st, l.finishers = st, append(left, l.finishers...)
}

// note records a statement that is no part of a schema, or not supported.
func (l *loader) note(class schema.NoteClass, location int32, subject, reason string) {
	l.out.Notes = append(l.out.Notes, schema.Note{Class: class, Subject: subject, Pos: l.st.Pos(location), Reason: reason})
}

// unsupported is a note for a clause or statement that is seen and not managed.
func (l *loader) unsupported(location int32, format string, args ...any) {
	l.note(schema.Unsupported, location, fmt.Sprintf(format, args...), "schemadiff does not manage it")
}

// names answers what names mean under the search_path of now.
func (l *loader) names() expr.Names {
	if r := l.namesNow; r == nil || r.st != l.st || !samePath(r.path, l.path) {
		l.namesNow = &resolver{l: l, path: l.path, st: l.st}
	}
	return l.namesNow
}

// samePath reports whether two are the same list, not only lists of the same names.
func samePath(a, b []string) bool { return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0]) }

// waits reports whether an error is one of a name that may come later.
func waits(err error) bool {
	var m *missing
	return errors.As(err, &m)
}

// resolver answers names as the server would under one search_path.
type resolver struct {
	l    *loader
	path []string
	st   *syntax.Statement // whose names are looked up; nil for names that no statement holds
}

// schemas are where a name may be: its own schema, or those of the search_path.
func (r *resolver) schemas(schemaName string) []string {
	if schemaName != "" {
		return []string{schemaName}
	}
	return r.path
}

// madeName identifies a generated name, for which numbers are counted.
type madeName struct{ what, schema, name1, name2, label string }

// missingAt is a name that meant nothing, with the place and the search_path it stood in.
type missingAt struct {
	expr.MissingName
	st   *syntax.Statement
	path []string
}

// formerName is the name that a hint gives what is defined at a location.
func (l *loader) formerName(location int32) string { return l.st.FormerName(location) }

// makes reports whether a schema is one that the files fill.
func (l *loader) makes(s string) bool {
	if s == "public" || s == "pg_catalog" {
		return true
	}
	o, ok := l.out.Get(schema.Key{Kind: schema.KindSchema, Name: s}).(*pgmodel.Schema)
	return ok && !o.Implicit
}

// role is the name of a role; that of the session is the one that reads the files,
// and PUBLIC is "".
func (l *loader) role(r *pg.RoleSpec) string {
	switch r.GetRoletype() {
	case pg.RoleSpecType_ROLESPEC_CSTRING:
		return r.Rolename
	case pg.RoleSpecType_ROLESPEC_CURRENT_USER, pg.RoleSpecType_ROLESPEC_CURRENT_ROLE, pg.RoleSpecType_ROLESPEC_SESSION_USER:
		return l.env.User
	}
	return ""
}

func (l *loader) roles(list []*pg.Node) []string {
	var names []string
	for _, n := range list {
		names = append(names, l.role(n.GetRoleSpec()))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// isUnchanged reports whether an object is still the one its statement created:
// neither dropped nor replaced.
func (l *loader) isUnchanged(made schema.Object) bool { return l.out.Get(made.Key()) == made }
