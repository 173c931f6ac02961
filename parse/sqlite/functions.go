package sqlite

// SQLite's authorizer decides what is a function. A word before parentheses may be one, or
// a type, a WITH, a table; the operator REGEXP is one that no parentheses show.

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/sqlite/tree"
	"github.com/schemadiff/schemadiff/parse/sqlite/uses"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// calling is an object that may call functions which SQLite does not have.
type calling struct {
	object      schema.Object
	expressions []string // of tables and indexes
}

// take gives an object what was found in its expressions.
func (b *builder) take(o schema.Object) {
	own := litemodel.SourceOf(o)
	var expressions []string
	own.Undefined, expressions = b.calls.takeNames()
	if len(expressions) > 0 {
		b.calling = append(b.calling, calling{o, expressions})
	}
}

// confirmFunctions keeps of what objects may call what they do call.
func (b *builder) confirmFunctions() {
	if len(b.calling) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), statementTimeout) // in memory, and nothing runs
	defer cancel()
	e, err := NewEngine(ctx, b.schema)
	if err != nil {
		e = nil
	} else {
		defer func() { _ = e.Close() }()
	}
	var recorder *uses.Recorder
	if e != nil {
		if recorder, err = uses.NewRecorder(e.conn); err != nil {
			recorder = nil
		}
	}
	for _, c := range b.calling {
		called, known := b.compiledCalls(ctx, e, recorder, c)
		if !known {
			called, known = treeCalls(c)
		}
		if !known {
			continue // what may be called counts as called
		}
		own := litemodel.SourceOf(c.object)
		own.Undefined = slices.DeleteFunc(own.Undefined, func(what string) bool {
			name, function := strings.CutPrefix(what, "function ")
			return function && !slices.Contains(called, name)
		})
	}
}

// compiledCalls are the functions that an object calls by the authorizer. known is false for
// what does not compile.
func (b *builder) compiledCalls(ctx context.Context, e *Engine, recorder *uses.Recorder, c calling) (called []string, known bool) {
	if recorder == nil {
		return nil, false
	}
	for _, statement := range b.compiling(ctx, e, c) {
		used, err := recorder.Compile(ctx, statement)
		if err != nil {
			return nil, false
		}
		for _, f := range used.Functions {
			if by := Fold(f.By); by == "" || by == Fold(c.object.Display()) || !b.isBody(by) {
				called = append(called, f.Name)
			}
		}
	}
	return called, true
}

// isBody reports whether a view or trigger has a name.
func (b *builder) isBody(folded string) bool {
	return b.schema.Get(schema.Key{Kind: schema.KindView, Name: folded}) != nil || b.schema.Get(schema.Key{Kind: schema.KindTrigger, Name: folded}) != nil
}

// compiling are the statements that compile the expressions of an object.
func (b *builder) compiling(ctx context.Context, e *Engine, c calling) []string {
	switch o := c.object.(type) {
	case *litemodel.View, *litemodel.Trigger:
		return []string{e.compiles(ctx, b.schema, o)}
	case *litemodel.Index:
		var out []string
		for _, x := range c.expressions { // terms, or the condition
			out = append(out, "SELECT 1 FROM "+Quote(ownName(b.schema, o.Table))+" ORDER BY "+x)
		}
		return out
	}
	var out []string
	for _, x := range c.expressions {
		out = append(out, "SELECT "+x+" FROM "+Quote(c.object.Display()))
	}
	return out
}

// treeCalls are the functions that an object calls by its syntax tree.
func treeCalls(c calling) (called []string, known bool) {
	texts := c.expressions
	switch c.object.(type) {
	case *litemodel.View, *litemodel.Trigger:
		own := litemodel.SourceOf(c.object)
		texts = []string{createSQL(*own)}
	case *litemodel.Index:
		own := litemodel.SourceOf(c.object)
		texts = []string{createSQL(*own)}
	}
	for _, text := range texts {
		t, err := tree.Parse(text)
		if _, table := c.object.(*litemodel.Table); table {
			t, err = tree.ParseExpression(text, c.object.Display())
		}
		if err != nil {
			return nil, false
		}
		for _, f := range t.Calls() {
			called = append(called, f.Name)
		}
	}
	return called, true
}
