package postgres

// The order in which statements are folded. One that names what does not exist yet is put off and
// tried again when that is created, so that files can have any order; what is still missing at
// the end is an error. Expressions are resolved after all statements.

import (
	"errors"
	"slices"
	"sync"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// allKinds is made after every file has registered its kind.
var allKinds = sync.OnceValue(func() *registry { return newRegistry(kinds, foldShared, foldSession) })

func newLoader(env *Env, from *schema.Schema) *loader {
	l := &loader{registry: allKinds(), env: env, relations: map[name]schema.Key{}, types: map[name]schema.Key{},
		functions: map[name][]schema.Key{}, operators: map[name][]schema.Key{}, others: map[name][]schema.Key{},
		outside: map[name][]EnvName{}, classes: map[string]EnvName{}, casts: map[string]bool{}, known: map[string]bool{}, used: map[string]bool{}, children: map[schema.Key][]schema.Key{},
		constraintNames: map[name]int{}}
	l.addMembers(env.Names)
	l.out = &schema.Schema{Dialect: schema.Postgres}
	if from != nil {
		l.out, l.own = from.Clone(), map[schema.Key]bool{}
		for o := range from.All() {
			l.register(o)
			l.splitChecks(o)
			if x, ok := o.(*pgmodel.Extension); ok && !l.known[x.ID.Name] {
				l.addMembers(l.membersIn(x.ID.Name, x.Schema))
			}
		}
	}
	l.resetPath()
	return l
}

// expect makes room for what a text of so many bytes may define.
func (l *loader) expect(bytes int) {
	n := min(bytes/bytesPerObject, mostExpected)
	l.out.Grow(n)
	l.relations = make(map[name]schema.Key, n)
}

const (
	// bytesPerObject is about how long the definition of an object is, with what is written beside it.
	bytesPerObject = 400
	// mostExpected bounds the room: a large text may hold rows.
	mostExpected = 1 << 15
)

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
			l.src, l.latin1, l.creating = st.Source.Name, false, creating{}
			l.resetPath()
		}
		if w, put := l.try(waiting{st: st, path: l.path, creating: l.creating}); put {
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
	if l.borrowing = !l.catalog; l.borrowing {
		queue = l.again(queue)
	}
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
	l.keepExtensions()
	l.reportMissing()
	l.reportOnce()
	l.reportDropped()
	l.inheritedNotNulls()
	l.mergedChecks()
	l.settlePartitionParts()
	l.settleToast()
	l.ambiguousProcedures()
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
		if k := o.Key(); k.Kind == schema.KindExtension && !l.known[k.Name] {
			return true
		}
	}
	return false
}

// try folds one statement and reports whether it must wait.
func (l *loader) try(w waiting) (waiting, bool) {
	l.st, l.dropping = w.st, nil
	done, woken := w.st.Applied, l.waiters.count()
	err := l.fold(w.st)
	if err == nil || w.st.Applied != done {
		l.wakeAfter(w.st.Node, l.waiters.count() > woken)
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

// again tries what was put off until nothing changes any more.
func (l *loader) again(queue []waiting) []waiting {
	if len(queue)+len(l.constraintsLeft) == 0 {
		return nil
	}
	w := newWaiters(queue)
	l.waiters = w
	defer func() { l.waiters = nil }()
	for all := true; w.left+len(l.constraintsLeft) > 0; {
		before := w.left
		l.tryCalled(w, all)
		progress := l.references() || w.left < before
		if !progress && all {
			break
		}
		all = len(w.next) == 0
	}
	queue = nil
	for i, waits := range w.list {
		if !w.done[i] {
			queue = append(queue, waits)
		}
	}
	return queue
}

// tryCalled is one pass.
func (l *loader) tryCalled(w *waiters, all bool) {
	for w.pass(all); len(w.now) > 0; {
		i := w.nextStatement()
		if w.done[i] { // it has called itself
			continue
		}
		l.path, l.creating = w.list[i].path, w.list[i].creating
		again, put := l.try(w.list[i])
		w.list[i] = again
		if !put {
			w.done[i] = true
			w.left--
		}
	}
}

// wakeAfter calls what may have waited for a statement that made no object: its objects call
// by their names.
func (l *loader) wakeAfter(n *pg.Node, made bool) {
	if l.waiters == nil || n == nil {
		return
	}
	switch s := n.Node.(type) {
	case *pg.Node_AlterTableStmt:
		l.waiters.wake(s.AlterTableStmt.GetRelation().GetRelname())
	case *pg.Node_GrantStmt, *pg.Node_CommentStmt, *pg.Node_AlterOwnerStmt: // no statement waits for these
	default:
		if !made {
			l.waiters.all()
		}
	}
}
