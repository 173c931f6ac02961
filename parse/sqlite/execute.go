package sqlite

// Definitions are executed in any order that works: one that names a missing object is
// tried again after the others. Errors keep the position of the text that caused them.

import (
	"context"
	"errors"
	"slices"
	"sort"
	"strings"
	"time"

	"modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// One statement of a schema takes microseconds: nothing of it runs, but some short
// ones take for ever to compile, such as a view over two of a view over two of ….
const statementTimeout = 2 * time.Second

var errTooLong = errors.New("the statement takes too long to be part of a schema")

// execute runs the definitions one by one, in any order in which they work, and
// places each error. What SQLite misses of the application's functions and
// collations gets a stub, and all is run again.
func (l *loader) execute(ctx context.Context) (*catalog, error) {
	missing := &Stubs{}
	for {
		c, found, err := l.attempt(ctx, missing)
		if err != nil || !found {
			return c, err
		}
	}
}

// attempt runs all definitions in a new engine. found says that stubs were
// found to be missing, so that another attempt is worth it.
func (l *loader) attempt(ctx context.Context, missing *Stubs) (c *catalog, found bool, err error) {
	e, rest, err := l.openWithTables(ctx, *missing)
	if err != nil {
		return nil, false, err
	}
	defer e.Close()
	if err := e.Exec(ctx, "PRAGMA max_page_count=65536"); err != nil {
		return nil, false, err
	}
	r := &attempted{loader: l, engine: e, failed: map[*definition]error{}}
	r.all(ctx, rest)
	if ctx.Err() != nil {
		return nil, false, ctx.Err()
	}
	for _, err := range r.failed {
		found = missing.learn(err) || found
	}
	if found {
		return nil, true, nil
	}
	r.report(ctx)
	c, err = e.catalog(ctx)
	if err != nil {
		return nil, false, err
	}
	c.rows = append(c.rows, r.foreign...)
	return c, false, nil
}

// learn takes the name of a missing function or collation out of an error.
func (s *Stubs) learn(err error) bool {
	learn := func(names *[]string, prefix string) bool {
		name, ok := strings.CutPrefix(Message(err), prefix)
		if !ok || slices.Contains(*names, Fold(name)) {
			return false
		}
		*names = append(*names, Fold(name))
		return true
	}
	return learn(&s.Functions, "no such function: ") || learn(&s.Collations, "no such collation sequence: ")
}

// attempted is one run over all definitions.
type attempted struct {
	*loader
	engine  *Engine
	failed  map[*definition]error
	foreign []row
}

// all executes what works of some definitions until nothing moves: what fails for want of another
// object is tried again after the others. A DROP is not, since it must not take
// what a later statement creates.
func (r *attempted) all(ctx context.Context, waiting []*definition) {
	for len(waiting) > 0 && ctx.Err() == nil {
		var again []*definition
		for _, d := range waiting {
			if d.skip {
				continue
			}
			err := r.attemptOne(ctx, d)
			delete(r.failed, d)
			if err != nil {
				r.failed[d] = err
				if d.word(0) != "drop" {
					again = append(again, d)
				}
			}
		}
		if len(again) == len(waiting) || len(again) == 0 {
			return
		}
		waiting = again
	}
}

func (r *attempted) attemptOne(ctx context.Context, d *definition) error {
	if d.head.kind == schema.KindVirtual {
		if m := d.module(); m != "" && !r.engine.hasModule(ctx, m) {
			name := d.head.name.name(d.src.Text)
			r.foreign = append(r.foreign, row{kind: "table", name: name, table: name, sql: d.sql})
			return nil
		}
	}
	ctx, cancel := context.WithTimeout(ctx, statementTimeout)
	defer cancel()
	err := r.engine.define(ctx, d.statement, d.sql)
	if err != nil && ctx.Err() != nil {
		return errTooLong
	}
	return err
}

// report turns what failed into errors with a place. What fails only because
// another failed definition is missing says nothing new.
func (r *attempted) report(ctx context.Context) {
	broken := map[string]bool{}
	for d := range r.failed {
		if d.head.kind != "" {
			broken[d.folded()] = true
		}
	}
	for d, err := range r.failed {
		msg := Message(err)
		if name, ok := missingName(msg); ok && broken[name] && (d.head.kind == "" || name != d.folded()) {
			continue
		}
		e := r.locate(ctx, d, msg)
		if strings.HasSuffix(msg, " already exists") {
			e.Hint = r.firstDefined(d)
		}
		r.errors = append(r.errors, e)
	}
}

// firstDefined returns the position of the other definition of a name.
func (r *attempted) firstDefined(d *definition) string {
	for _, other := range r.definitions {
		if other != d && other.head.kind != "" && d.head.kind != "" && other.folded() == d.folded() {
			return "first defined at " + other.pos().String()
		}
	}
	return ""
}

func missingName(msg string) (string, bool) {
	for _, prefix := range [...]string{"no such table: ", "no such view: "} {
		if name, ok := strings.CutPrefix(msg, prefix); ok {
			return Fold(strings.TrimPrefix(name, "main.")), true
		}
	}
	return "", false
}

// Message returns what SQLite itself said, without the driver's words around it.
func Message(err error) string {
	msg := err.Error()
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return msg
	}
	if i := strings.LastIndex(msg, " ("); i > 0 && strings.HasSuffix(msg, ")") {
		msg = msg[:i]
	}
	msg = strings.TrimPrefix(msg, "SQL logic error: ")
	return msg
}

// locate finds the token that a message is about: for a syntax error the first
// of its spelling up to which the text alone gives the same message, else the
// first that has the name in the message.
func (r *attempted) locate(ctx context.Context, d *definition, msg string) *parse.Error {
	at := d.start()
	named := nameIn(msg)
	near := strings.HasPrefix(msg, `near "`)
	var tokens []token
	for _, t := range d.tokens {
		if named != "" && (strings.EqualFold(t.name(d.src.Text), named) || t.of(d.src.Text) == named) {
			tokens = append(tokens, t)
		}
	}
	switch {
	case msg == "incomplete input":
		at = d.end()
	case len(tokens) == 0:
	case near:
		at = tokens[r.firstWrong(ctx, d, tokens, msg)].start
	case strings.HasPrefix(msg, "duplicate column name"):
		at = tokens[min(1, len(tokens)-1)].start
	default:
		at = tokens[0].start
	}
	e := d.fail(at, "%s", msg)
	if !d.ended && msg == "incomplete input" {
		e.Hint = "is a closing parenthesis, quote, END or semicolon missing?"
	}
	return e
}

// firstWrong is the index of the token that the parser stopped at: a text that
// ends before it is only incomplete, one that ends after it gives the message.
func (r *attempted) firstWrong(ctx context.Context, d *definition, tokens []token, msg string) int {
	i := sort.Search(len(tokens), func(i int) bool {
		_, err := r.engine.conn.ExecContext(ctx, "EXPLAIN "+d.src.Text[d.start():tokens[i].end])
		return err != nil && Message(err) == msg
	})
	return min(i, len(tokens)-1)
}

// nameIn is the name or token that one of SQLite's messages ends in or quotes.
func nameIn(msg string) string {
	if rest, ok := strings.CutPrefix(msg, `near "`); ok {
		if i := strings.LastIndex(rest, `": `); i >= 0 {
			return rest[:i]
		}
	}
	if i := strings.LastIndex(msg, " has no column named "); i >= 0 {
		return msg[i+len(" has no column named "):]
	}
	if rest, ok := strings.CutPrefix(msg, "wrong number of arguments to function "); ok {
		return strings.TrimSuffix(rest, "()")
	}
	if rest, ok := strings.CutPrefix(msg, `unrecognized token: "`); ok {
		return strings.TrimSuffix(rest, `"`)
	}
	for _, start := range [...]string{"table ", "view ", "index ", "trigger ", "there is already a table named ", "there is already an index named "} {
		if rest, ok := strings.CutPrefix(msg, start); ok {
			name, _, _ := strings.Cut(rest, " already exists")
			return strings.Trim(name, `"`)
		}
	}
	if i := strings.LastIndex(msg, ": "); i >= 0 {
		name := msg[i+2:]
		return strings.Trim(name[strings.LastIndexByte(name, '.')+1:], `"`)
	}
	return ""
}
