package app

// This file finds out what migrations lead to, without running them: their files come in,
// a schema goes out, or the statement whose effect cannot be known without running it. Where
// a server for trials is given, the migrations are run there instead.

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/schemadiff/schemadiff/internal/app/related"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Replayer folds migrations of one target.
type Replayer struct {
	Target   engine.Target
	Scratch  string // a server for trials; "" for none
	Patience introspect.Patience
}

// Replayed is a schema that migrations lead to, and the parts of it that are unknown.
type Replayed struct {
	Schema     *schema.Schema     // nil where Opaque is set
	Statements []schema.Statement // of all files
	Opaque     *parse.Error       // the first statement whose effect is not known; nil if there is none
}

// UnknownEffectError is a statement whose effect cannot be known without running it, where
// no server for trials was given.
type UnknownEffectError struct{ Statement *parse.Error }

// Error is the place and what the statement does.
func (e *UnknownEffectError) Error() string { return e.Statement.Error() }

// Unwrap is the error with its place.
func (e *UnknownEffectError) Unwrap() error { return e.Statement }

// FileErrors are the errors in the text of migrations that an error is about; none where it is
// about something else.
func FileErrors(err error) parse.Errors {
	var errs parse.Errors
	var unknown *UnknownEffectError
	switch {
	case errors.As(err, &errs):
		return errs
	case errors.As(err, &unknown):
		return parse.Errors{unknown.Statement}
	}
	return nil
}

// Replay folds migrations onto what they start from; nil for an empty database.
func (r Replayer) Replay(ctx context.Context, from *schema.Schema, files []folder.File) (*Replayed, error) {
	var sources []parse.Source
	texts := map[string]string{}
	for _, f := range files {
		sources = append(sources, parse.Source{Name: f.Path, Text: f.SQL})
		texts[f.Path] = f.SQL
	}
	judged, err := r.fold(ctx, from, sources)
	if err != nil {
		return nil, err
	}
	if len(judged.Skipped) > 0 {
		return nil, judged.Skipped
	}
	out := &Replayed{Schema: judged.To, Statements: judged.Statements}
	for _, st := range judged.Statements {
		if st.Opaque != "" && out.Opaque == nil {
			out.Opaque = parse.At(parse.Source{Name: st.Pos.File, Text: texts[st.Pos.File]}, st.Start, "what %s makes cannot be known without running it", st.Opaque)
		}
	}
	switch errs := append(slices.Clone(judged.Syntax), judged.Broken...); {
	case len(judged.Syntax) > 0, len(errs) > 0 && out.Opaque == nil:
		return nil, errs
	}
	if out.Opaque != nil {
		out.Schema = nil
		return out, nil
	}
	out.Schema.Notes = slices.DeleteFunc(out.Schema.Notes, func(n schema.Note) bool { return n.Class != schema.Unsupported }) // BEGIN, INSERT
	return out, nil
}

// manyFiles is from how many migrations on each is folded onto the part of the schema that it is
// about, since the time for one then grows with what there is.
const manyFiles = 64

// fold folds files in their order.
func (r Replayer) fold(ctx context.Context, from *schema.Schema, sources []parse.Source) (*parse.Analysis, error) {
	language := r.Target.Language()
	if len(sources) < manyFiles {
		return language.Analyze(ctx, from, sources, true)
	}
	// A name may come to mean something in a later file where the language checks it when
	// it is used: then only the last schema counts.
	checker, late := language.(engine.ReferenceChecker)
	state, all := related.New(cmp.Or(from, &schema.Schema{Dialect: language.Name()}), language.Name()), &parse.Analysis{}
	for _, src := range sources {
		before := state.Part(src.Text)
		one, err := language.Analyze(ctx, before, []parse.Source{src}, true)
		if err != nil {
			return nil, err
		}
		state.Replace(before, one.To)
		all.Add(one)
	}
	all.To = state.Schema()
	if !late {
		return all, nil
	}
	all.Broken = slices.DeleteFunc(all.Broken, func(e *parse.Error) bool { return e.Rule == parse.NamesNothing })
	if len(all.Broken) > 0 {
		return all, nil
	}
	unresolved, err := checker.Unresolved(ctx, from, all.To, sources)
	for _, e := range unresolved {
		if !e.Uncertain {
			all.Broken = append(all.Broken, e)
		}
	}
	return all, err
}

// Known replays migrations, on the server for trials where text alone does not suffice.
func (r Replayer) Known(ctx context.Context, files []folder.File) (*schema.Schema, error) {
	replayed, err := r.Replay(ctx, nil, files)
	server, isServer := r.Target.(engine.Server)
	switch {
	case err != nil:
		return nil, err
	case replayed.Schema != nil:
		return replayed.Schema, nil
	case !isServer || r.Scratch == "":
		return nil, &UnknownEffectError{replayed.Opaque}
	}
	var statements []string
	for _, st := range replayed.Statements {
		statements = append(statements, st.SQL)
	}
	return server.Replay(ctx, r.Scratch, r.Patience, statements)
}

// Split splits a migration into statements where its start is unknown.
func (r Replayer) Split(ctx context.Context, f folder.File) (*Replayed, error) {
	judged, err := r.Target.Language().Analyze(ctx, nil, []parse.Source{{Name: f.Path, Text: f.SQL}}, true)
	if err != nil {
		return nil, err
	}
	if errs := append(judged.Syntax, judged.Skipped...); len(errs) > 0 {
		return nil, errs
	}
	return &Replayed{Statements: judged.Statements}, nil
}

// Work is migrations to run, with what each starts from and leads to.
type Work struct {
	Jobs   []migrate.FileJob
	Opaque []*parse.Error // statements because of which the database is not compared
}

func (w *Work) noteOpaque(r *Replayed) {
	if r.Opaque != nil {
		w.Opaque = append(w.Opaque, r.Opaque)
	}
}

// Work prepares the pending migrations of a database.
func (r Replayer) Work(ctx context.Context, st journal.Status) (*Work, error) {
	out := &Work{}
	if len(st.Applied)+len(st.Started)+len(st.Missing) == 0 {
		return out, r.emptyDatabase(ctx, out, st.Pending)
	}
	before, err := r.Before(ctx, st)
	if err != nil {
		return nil, err
	}
	if before == nil {
		return out, r.prepareJobs(ctx, out, nil, st.Pending)
	}
	out.noteOpaque(before)
	return out, r.prepareJobs(ctx, out, before.Schema, st.Pending)
}

// Before is the schema of the applied migrations; nil where some are not in the folder.
func (r Replayer) Before(ctx context.Context, st journal.Status) (*Replayed, error) {
	if len(st.Missing) > 0 {
		return nil, nil
	}
	var applied []folder.File
	for _, p := range st.Applied {
		applied = append(applied, p.File)
	}
	return r.Replay(ctx, nil, applied)
}

// prepareJobs are migrations with the schemas that they start from and end in. before is nil where the
// database is unknown.
func (r Replayer) prepareJobs(ctx context.Context, out *Work, before *schema.Schema, pending []folder.File) error {
	for _, f := range pending {
		job := migrate.FileJob{File: f, Before: before}
		var replayed *Replayed
		var err error
		if before == nil { // what it names may well be there
			replayed, err = r.Split(ctx, f)
		} else {
			replayed, err = r.Replay(ctx, before, []folder.File{f})
		}
		if err != nil {
			return err
		}
		out.noteOpaque(replayed)
		job.Statements, job.After = replayed.Statements, replayed.Schema
		if err := r.Target.Journal().Check(&job); err != nil {
			return err
		}
		out.Jobs = append(out.Jobs, job)
		before = job.After
	}
	return nil
}

// emptyDatabase are the migrations of an empty database, which has nothing to lose: it is compared
// once, after the last of them.
func (r Replayer) emptyDatabase(ctx context.Context, out *Work, pending []folder.File) error {
	empty := &schema.Schema{Dialect: r.Target.Language().Name()}
	replayed, err := r.Replay(ctx, empty, pending)
	if err != nil {
		return err
	}
	out.noteOpaque(replayed)
	of := map[string][]schema.Statement{}
	for _, st := range replayed.Statements {
		of[st.Pos.File] = append(of[st.Pos.File], st)
	}
	for _, f := range pending {
		job := migrate.FileJob{File: f, Statements: of[f.Path], Unproven: true}
		if err := r.Target.Journal().Check(&job); err != nil {
			return err
		}
		out.Jobs = append(out.Jobs, job)
	}
	out.Jobs[0].Before = empty
	last := &out.Jobs[len(out.Jobs)-1]
	last.After, last.Unproven = replayed.Schema, false
	return nil
}

// Commutes reports whether the order of the files and the one in which they will have run
// lead to the same schema.
func (r Replayer) Commutes(ctx context.Context, files []folder.File, st journal.Status) (bool, error) {
	var ran []folder.File
	for _, p := range st.Applied {
		ran = append(ran, p.File)
	}
	var prints []string
	for _, order := range [][]folder.File{files, append(ran, st.Pending...)} {
		s, err := r.Known(ctx, order)
		if len(FileErrors(err)) > 0 { // it does not even work in that order
			return false, nil
		}
		if err != nil {
			return false, err
		}
		prints = append(prints, s.LooseFingerprint())
	}
	return prints[0] == prints[1], nil
}
