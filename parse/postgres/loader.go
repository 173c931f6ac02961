package postgres

import (
	"errors"
	"fmt"
	"slices"

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
	env  *Env
	out  *schema.Schema
	own  map[schema.Key]bool // objects made here; those of the schema it started from are copied before they change
	path []string            // search_path now
	src  string              // name of the source that path belongs to

	relations map[name]schema.Key   // what shares the names of pg_class
	types     map[name]schema.Key   // types that are no relations
	functions map[name][]schema.Key // functions, procedures and aggregates
	operators map[name][]schema.Key
	others    map[name][]schema.Key // collations, text search objects, …
	outside   map[name][]EnvName
	children  map[schema.Key][]schema.Key // partitions and child tables
	attached  map[name][]schema.Object    // what is on a relation; nil until anybody asks

	queue           []waiting // statements that were put off
	waiters         *waiters  // those of them that are being tried again
	constraintNames map[name]int
	madeNames       map[madeName]int // where the search for a free name has ended; see freeName
	constraintsLeft []func() error   // references to tables that come later

	latin1    bool     // client_encoding of the file is LATIN1: its bytes are characters
	second    bool     // what is missing still may be in the database
	wanted    []string // schemas of extensions that are wanted and not installed
	st        *syntax.Statement
	finishers []finisher
	errs      parse.Errors
	catalog   bool // the text is introspect's: everything is qualified
	ordered   bool // no statement waits for a later one
	fresh     bool // options are those of a sequence being made
	lenient   bool // names of extensions that are not installed yet may be anything

	resolve bool            // names in expressions that mean nothing are errors
	missing []missingAt     // that meant nothing when they were met
	gone    map[string]bool // names of what was dropped or renamed

	cascaded map[string]bool                  // the constraints dropped with an object they refer to
	dropped  map[schema.Key]*syntax.Statement // by what objects were dropped that nothing may refer to
}

// name is a schema and a name in it.
type name struct{ schema, name string }

func newLoader(env *Env, from *schema.Schema) *loader {
	l := &loader{env: env, own: map[schema.Key]bool{}, relations: map[name]schema.Key{}, types: map[name]schema.Key{},
		functions: map[name][]schema.Key{}, operators: map[name][]schema.Key{}, others: map[name][]schema.Key{},
		outside: map[name][]EnvName{}, children: map[schema.Key][]schema.Key{},
		constraintNames: map[name]int{}}
	for _, n := range env.Names {
		l.outside[name{n.Schema, n.Name}] = append(l.outside[name{n.Schema, n.Name}], n)
	}
	l.out = &schema.Schema{Dialect: schema.Postgres}
	if from != nil {
		l.out = from.Clone()
		for o := range from.All() {
			l.register(o)
		}
	}
	l.resetPath()
	return l
}

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
}

// load folds every statement; one that names an object which does not exist yet is tried
// again until nothing changes.
func (l *loader) load(statements []*syntax.Statement) (*schema.Schema, error) {
	l.foldStatements(statements)
	return l.result()
}

// foldStatements folds the statements whose names resolve, and queues the others.
func (l *loader) foldStatements(statements []*syntax.Statement) {
	for _, st := range statements {
		if st.Source.Name != l.src {
			l.src, l.latin1 = st.Source.Name, false
			l.resetPath()
		}
		if w, put := l.try(waiting{st: st, path: l.path}); put {
			l.queue = append(l.queue, w)
		}
	}
}

// result folds what was put off and returns the schema. The error holds all mistakes.
func (l *loader) result() (*schema.Schema, error) {
	l.foldDeferred()
	if len(l.errs) > 0 {
		slices.SortStableFunc(l.errs, byPlace)
		return nil, l.errs
	}
	return l.out, nil
}

// foldDeferred folds what was put off, and what needs every statement.
func (l *loader) foldDeferred() {
	queue := l.again(l.queue)
	l.second = true
	queue = l.again(queue)
	if len(queue) > 0 && l.mayMean() {
		l.lenient = true
		queue = l.again(queue)
	}
	for _, w := range queue {
		l.fail(w.st, w.err)
	}
	for _, f := range l.constraintsLeft {
		if err := f(); err != nil {
			l.fail(l.st, err)
		}
	}
	l.finish()
	l.reportMissing()
	l.reportOnce()
	l.reportDropped()
	l.inheritedNotNulls()
	l.settleToast()
	l.defaultOwners()
	l.usualComments()
}

// references tries the references that were put off; it reports whether one of
// them found its table.
func (l *loader) references() bool {
	left := l.constraintsLeft
	l.constraintsLeft = nil
	for _, f := range left {
		if err := f(); waits(err) {
			l.constraintsLeft = append(l.constraintsLeft, f)
		} else if err != nil {
			l.fail(l.st, err)
		}
	}
	return len(l.constraintsLeft) < len(left)
}

// mayMean reports whether names that mean nothing can be those of an extension that
// is wanted and not installed, so that what it brings is not known.
func (l *loader) mayMean() bool {
	for o := range l.out.All() {
		if k := o.Key(); k.Kind == schema.KindExtension && !l.installed(k.Name) {
			return true
		}
	}
	return false
}

func (l *loader) installed(extension string) bool {
	return slices.ContainsFunc(l.env.Names, func(n EnvName) bool { return n.Extension == extension })
}

func byPlace(a, b *parse.Error) int {
	if a.Pos.File != b.Pos.File {
		return 0
	}
	if a.Pos.Line != b.Pos.Line {
		return a.Pos.Line - b.Pos.Line
	}
	return a.Pos.Col - b.Pos.Col
}

// try folds one statement and reports whether it must wait.
func (l *loader) try(w waiting) (waiting, bool) {
	l.st = w.st
	done := w.st.Applied
	err := l.fold(w.st)
	if err == nil || w.st.Applied != done {
		l.wakeAfter(w.st.Node)
	}
	if err == nil {
		w.st.Node = nil // trees take more memory than what becomes of them
		return w, false
	}
	var m *missing
	if errors.As(err, &m) && !l.ordered {
		w.err = m.err
		return w, true
	}
	l.fail(w.st, err)
	return w, false
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

// put adds an object and makes its name known.
func (l *loader) put(o pgmodel.Object) {
	l.out.Put(o)
	l.own[o.Key()] = true
	if l.st != nil && l.st.Created == nil {
		l.st.Created = o
	}
	l.register(o)
}

func (l *loader) register(o schema.Object) {
	k := o.Key()
	l.waiters.wake(expr.BareName(k.Name))
	l.listOn(o)
	n := name{k.Schema, k.Name}
	switch k.Kind.Space() {
	case schema.RelationNames:
		l.relations[n] = k
	case schema.TypeNames:
		l.types[n] = k
	case schema.RoutineNames:
		n.name = expr.BareName(k.Name)
		l.functions[n] = add(l.functions[n], k)
	case schema.OperatorNames:
		n.name = expr.BareName(k.Name)
		l.operators[n] = add(l.operators[n], k)
	default:
		l.others[n] = add(l.others[n], k)
	}
	if r, ok := o.(*pgmodel.Range); ok {
		l.types[name{r.Multirange.Schema, r.Multirange.Name}] = k
	}
	if t, ok := o.(*pgmodel.Table); ok {
		for _, p := range parents(t) {
			l.children[p] = add(l.children[p], k)
		}
		for _, c := range t.Constraints {
			l.constraintNames[name{t.ID.Schema, c.Name}]++
		}
	}
}

func parents(t *pgmodel.Table) []schema.Key {
	if t.PartitionOf != (schema.Key{}) {
		return []schema.Key{t.PartitionOf}
	}
	return t.Inherits
}

func add(list []schema.Key, k schema.Key) []schema.Key {
	if slices.Contains(list, k) {
		return list
	}
	return append(slices.Clip(list), k)
}

func without(list []schema.Key, k schema.Key) []schema.Key {
	return slices.DeleteFunc(slices.Clone(list), func(o schema.Key) bool { return o == k })
}

// remove forgets an object and its name.
func (l *loader) remove(k schema.Key) {
	o := l.out.Get(k)
	if o == nil {
		return
	}
	n := name{k.Schema, k.Name}
	switch k.Kind.Space() {
	case schema.RoutineNames:
		n.name = expr.BareName(k.Name)
		l.functions[n] = without(l.functions[n], k)
	case schema.OperatorNames:
		n.name = expr.BareName(k.Name)
		l.operators[n] = without(l.operators[n], k)
	default:
		if l.relations[n] == k {
			delete(l.relations, n)
			l.madeNames = nil
		}
		if l.types[n] == k {
			delete(l.types, n)
		}
		l.others[n] = without(l.others[n], k)
	}
	if t, ok := o.(*pgmodel.Table); ok {
		for _, p := range parents(t) {
			l.children[p] = without(l.children[p], k)
		}
		for _, c := range t.Constraints {
			l.release(t.ID.Schema, c.Name)
		}
	}
	l.forget(expr.BareName(k.Name))
	l.noteDropped(k)
	l.out.Delete(k)
	delete(l.own, k)
}

// mutable returns the object to be changed: one of the schema that the loader
// started from is copied first. It is nil where there is none.
func (l *loader) mutable(k schema.Key) pgmodel.Object {
	o, _ := l.out.Get(k).(pgmodel.Object)
	if o == nil || l.own[k] {
		return o
	}
	o = o.Clone().(pgmodel.Object)
	l.out.Put(o)
	l.own[k] = true
	return o
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
func (l *loader) names() expr.Names { return &resolver{l: l, path: l.path, st: l.st} }
