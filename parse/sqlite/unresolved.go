package sqlite

// SQLite takes a view or a trigger whatever it names, and says what is wrong only when
// it is used. Here each is compiled against the schema it is part of, and what names
// nothing is an error at its place in the DDL.

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Unresolved are the errors of views and triggers that the sources define and that name
// what s does not have, and of tables whose generated columns name one another in a circle. An error that from, which may be nil, has already is left out:
// handling it is the plan's part.
func Unresolved(ctx context.Context, from, s *schema.Schema, sources []parse.Source) (parse.Errors, error) {
	if s == nil {
		return nil, nil
	}
	errs := generatedCircles(from, s, sources)
	creating := unlike(from, s, sources)
	if len(creating) == 0 {
		return errs, nil
	}
	broken, err := brokenAlone(ctx, s)
	if err != nil {
		return nil, err
	}
	app := newApplication(from, sources)
	var engine *Engine // for names in double quotes
	defer func() {
		if engine != nil {
			_ = engine.Close()
		}
	}()
	for _, c := range creating {
		if msg := broken[c.key]; msg != "" {
			errs = append(errs, c.statement.unresolved(c.created, s, msg))
		}
		quoted, err := mistaken(ctx, c.statement, s, &engine)
		if err != nil {
			return nil, err
		}
		errs = append(append(errs, quoted...), c.statement.columnsOf(c.created, s)...)
		errs = append(errs, app.lacking(c.statement, c.created, s)...)
	}
	return withoutEchoes(errs), nil
}

// creating is a statement with the object that it creates.
type creating struct {
	created
	statement *statement
}

// unlike are the statements of the sources that create what from, which may be nil, does
// not have or has in another form.
func unlike(from, s *schema.Schema, sources []parse.Source) []creating {
	var out []creating
	for _, src := range sources {
		for _, st := range split(src) {
			if c, ok := st.creates(); ok && (from == nil || !sameText(from.Get(c.key), s.Get(c.key))) {
				out = append(out, creating{c, st})
			}
		}
	}
	return out
}

// created is the object that a statement creates.
type created struct {
	head
	key schema.Key
}

// creates is the object that a statement creates.
func (s *statement) creates() (created, bool) {
	c := &cursor{src: s.src.Text, tokens: s.tokens}
	h, err := c.head()
	if err != nil {
		return created{}, false
	}
	return created{h, schema.Key{Kind: h.kind, Name: Fold(h.name.name(s.src.Text))}}, true
}

// brokenAlone is Broken, with what is wrong with each trigger by itself; nil where s has
// nothing that is compiled when it is used.
func brokenAlone(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error) {
	compiled := false
	for o := range s.All() {
		switch o.(type) {
		case *litemodel.View, *litemodel.Trigger:
			compiled = true
		}
	}
	if !compiled {
		return nil, nil
	}
	broken, err := Broken(ctx, s)
	if err == nil && len(broken) > 0 {
		err = eachAlone(ctx, s, broken)
	}
	return broken, err
}

// eachAlone finds what is wrong with each trigger by itself: a statement compiles all
// triggers of its table, and the first that is broken speaks for the others.
func eachAlone(ctx context.Context, s *schema.Schema, broken map[schema.Key]string) error {
	e, err := NewEngine(ctx, s)
	if err != nil {
		return err
	}
	defer e.Close()
	var triggers []*litemodel.Trigger
	for o := range s.All() {
		if t, ok := o.(*litemodel.Trigger); ok {
			triggers = append(triggers, t)
			if err := e.Exec(ctx, "DROP TRIGGER "+Quote(t.Name)); err != nil {
				return err
			}
		}
	}
	for _, t := range triggers {
		if broken[t.Key()] == "" {
			continue
		}
		delete(broken, t.Key())
		if err := e.Exec(ctx, createSQL(t.Source)); err != nil {
			broken[t.Key()] = Message(err)
			continue
		}
		if msg := e.try(ctx, e.fires(ctx, s, t)); msg != "" {
			broken[t.Key()] = msg
		}
		if err := e.Exec(ctx, "DROP TRIGGER "+Quote(t.Name)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// unresolved is the error of the object that a statement creates.
func (s *statement) unresolved(c created, to *schema.Schema, msg string) *parse.Error {
	at := s.mention(c.head, msg)
	e := s.fail(c.name.start, "%s: %s", c.key, msg)
	if at >= 0 {
		e = s.fail(at, "%s", msg)
	}
	e.Rule = parse.NamesNothing
	if name := nameIn(msg); strings.HasPrefix(msg, "no such ") {
		if near := parse.Nearest(name, known(to, msg)); near != "" {
			e.Hint = "did you mean " + near + "?"
		}
	}
	return e
}

// sameText reports whether both are there and mean the same.
func sameText(from, to schema.Object) bool {
	return from != nil && to != nil && slices.Equal(from.Fields(), to.Fields())
}

// mention is where a statement names what a message is about, after its own name; -1
// where it does not, which is when the message is about a view that it reads.
func (s *statement) mention(h head, msg string) int {
	name := nameIn(msg)
	qualifier, column, dotted := strings.Cut(msg[strings.LastIndex(msg, ": ")+1:], ".")
	qualifier = strings.TrimSpace(qualifier)
	for i, t := range s.tokens {
		if t.start <= h.name.start || name == "" || !strings.EqualFold(t.name(s.src.Text), name) {
			continue
		}
		owned := i > 1 && s.tokens[i-1].is(s.src.Text, ".")
		if dotted && column != "" && strings.HasPrefix(msg, "no such column") && (!owned || !strings.EqualFold(s.tokens[i-2].name(s.src.Text), qualifier)) {
			continue
		}
		if dotted && owned && strings.HasPrefix(msg, "no such column") {
			return s.tokens[i-2].start
		}
		return t.start
	}
	return -1
}

// known are the names that a message could have been about.
func known(s *schema.Schema, msg string) []string {
	var names []string
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			if strings.HasPrefix(msg, "no such table") {
				names = append(names, o.Name)
				continue
			}
			for _, c := range o.Columns {
				names = append(names, c.Name)
			}
		case *litemodel.View:
			if strings.HasPrefix(msg, "no such table") {
				names = append(names, o.Name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// withoutEchoes leaves out the errors that repeat what is wrong with another object: a
// view that reads a broken one.
func withoutEchoes(errs parse.Errors) parse.Errors {
	return slices.DeleteFunc(errs, func(e *parse.Error) bool {
		_, msg, echo := strings.Cut(e.Msg, ": no such ")
		return echo && slices.ContainsFunc(errs, func(o *parse.Error) bool { return o != e && o.Msg == "no such "+msg })
	})
}
