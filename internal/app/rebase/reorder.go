package rebase

// This file finds out whether the migrations of this branch still fit after those of the other:
// all are replayed, and must lead to the desired schema or, where none is known, change what
// they changed before. Where they fit they are renumbered, else one migration is generated in
// their place.

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/generate"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Prepare works out what is to be done.
func (r *Rebase) Prepare(ctx context.Context) (*Rewrite, error) {
	states, broken, err := r.states(ctx)
	if err != nil {
		return nil, err
	}
	touched, err := r.touched(states)
	if err != nil {
		return nil, err
	}
	lacks, err := r.missingChanges(ctx, states, broken)
	if err != nil {
		return nil, err
	}
	untouched := len(touched) == 0 && r.to != nil && !slices.ContainsFunc(r.ours, func(m *renumbered) bool { return generate.HeaderFrom(m.Text) == "" })
	if broken == nil && len(lacks) > 0 && untouched { // no other migration came before them: it is not for a rebase to correct
		r.Notify.Note("the migrations do not lead to the desired schema: schemadiff generate writes what they lack")
		lacks = nil
	}
	if broken == nil && len(lacks) == 0 {
		if err := r.checkApplied(ctx, touched); err != nil {
			return nil, err
		}
		return r.renumber(ctx, states)
	}
	if err := r.checkApplied(ctx, r.ours); err != nil {
		return nil, err
	}
	if err := r.checkByHand(broken, lacks); err != nil {
		return nil, err
	}
	return r.replace(ctx, states[0])
}

// files are the first migrations of all, with n of ours.
func (r *Rebase) files(n int) []folder.File {
	out := slices.Clone(r.theirs)
	for _, m := range r.ours[:n] {
		out = append(out, m.File)
	}
	return out
}

// states are the schema that theirs lead to, and the one after each of ours; broken is why the
// next of ours does not work.
func (r *Rebase) states(ctx context.Context) (states []*schema.Schema, broken, err error) {
	replayer := r.Generate.Plan.Replayer()
	s, err := replayer.Known(ctx, r.theirs)
	if err != nil {
		return nil, nil, err
	}
	states = append(states, s)
	for n, m := range r.ours {
		rep, err := replayer.Replay(ctx, s, []folder.File{m.File})
		var errs parse.Errors
		if errors.As(err, &errs) {
			return states, errs, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if s = rep.Schema; s == nil {
			if s, err = replayer.Known(ctx, r.files(n+1)); err != nil {
				return nil, nil, err
			}
		}
		states = append(states, s)
	}
	return states, nil, nil
}

// fingerprints are those of the two ends of a step, without what is not managed.
func (r *Rebase) fingerprints(from, to *schema.Schema) (string, string, error) {
	a, b, _, err := r.Generate.Plan.Managed(&app.Endpoint{Schema: from, Replayed: true}, &app.Endpoint{Schema: to})
	if err != nil {
		return "", "", err
	}
	return a.Schema.Fingerprint(), b.Schema.LooseFingerprint(), nil
}

// touched are our migrations that get another number, or start from another schema than their
// header has.
func (r *Rebase) touched(states []*schema.Schema) ([]*renumbered, error) {
	var out []*renumbered
	for i, m := range r.ours {
		m.text = m.Text
		from := generate.HeaderFrom(m.Text)
		if i+1 < len(states) {
			now, to, err := r.fingerprints(states[i], states[i+1])
			if err != nil {
				return nil, err
			}
			if m.id != m.ID || from != "" && from != now {
				m.text = generate.WithHeader(m.Text, generate.Place{ID: m.id, File: m.base, From: now, To: to})
			}
		}
		if m.id != m.ID || m.text != m.Text {
			out = append(out, m)
		}
	}
	return out, nil
}

// missingChanges lists the parts of the desired schema that the migrations do not lead to. Where no desired schema is known, ours must
// change what they changed before.
func (r *Rebase) missingChanges(ctx context.Context, states []*schema.Schema, broken error) ([]string, error) {
	if broken != nil {
		return nil, nil
	}
	end := states[len(states)-1]
	if r.to == nil {
		return r.changedOtherwise(ctx, states[0], end)
	}
	p, err := app.Plan(ctx, &app.Endpoint{Name: "the migrations", Schema: end, Replayed: true}, r.desired(), r.Generate.Plan)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, st := range p.Plan.Steps {
		out = append(out, strings.Join(st.Reasons, "; "))
	}
	for _, f := range plan.Blocking(p.Plan, p.Allow) {
		out = append(out, f.Message)
	}
	return out, nil
}

func (r *Rebase) desired() *app.Endpoint {
	return &app.Endpoint{Name: r.to.Name, Schema: r.to.Schema}
}

// changedOtherwise lists the changes of ours after theirs that they did not make where the branch left: a table
// that is recreated would lose the columns of the other branch.
func (r *Rebase) changedOtherwise(ctx context.Context, from, to *schema.Schema) ([]string, error) {
	o := r.Generate.Plan
	before, err := o.Replayer().Known(ctx, r.fork.Files)
	if err != nil {
		return nil, err
	}
	files := slices.Clone(r.fork.Files)
	for _, m := range r.ours {
		files = append(files, m.File)
	}
	rep, err := o.Replayer().Replay(ctx, nil, files)
	var errs parse.Errors
	if errors.As(err, &errs) { // after a merge, where the branch did not leave
		return nil, nil
	}
	if err != nil || rep.Schema == nil {
		return nil, err
	}
	intended, now := o.Differences(before, rep.Schema), o.Differences(from, to)
	return slices.DeleteFunc(now, func(c string) bool { return slices.Contains(intended, c) }), nil
}

// checkByHand refuses where a migration that does not fit was written, or edited, by hand.
func (r *Rebase) checkByHand(broken error, lacks []string) error {
	problem := r.problem(broken, lacks)
	if r.to == nil {
		reason := NoSchema
		if r.notMerged {
			reason = NotMerged
		}
		return errors.Join(broken, &RefusedError{Reason: reason, Onto: r.Onto, Problem: problem})
	}
	for _, m := range r.ours {
		if origin := m.origin(r.Path, r.ours[len(r.ours)-1]); origin != "" {
			return errors.Join(broken, &RefusedError{Reason: ByHand, Onto: r.Onto, File: app.Slashed(m.Path), Origin: origin, Problem: problem})
		}
	}
	return nil
}

// rewrite is one with the migrations of the other branch that are to be put back.
func (r *Rebase) rewrite() *Rewrite {
	w := &Rewrite{path: r.Path}
	for _, name := range r.restored {
		f := review.ByName(r.tip, name)
		w.line("%s from %s", name, r.Onto)
		w.put(name, "", f.Text)
		for _, other := range slices.Sorted(maps.Keys(r.texts)) {
			if _, err := os.Lstat(w.onDisk(other)); f.Owns(other) && (err != nil || r.getsNumber(other)) {
				w.line("%s from %s", other, r.Onto)
				w.put(other, "", r.texts[other])
			}
		}
	}
	return w
}

// getsNumber reports whether a file goes with one of our migrations that gets another number.
func (r *Rebase) getsNumber(name string) bool {
	return slices.ContainsFunc(r.ours, func(m *renumbered) bool { return m.id != m.ID && slices.Contains(m.beside, name) })
}

// renumber puts ours after theirs as they are.
func (r *Rebase) renumber(ctx context.Context, states []*schema.Schema) (*Rewrite, error) {
	w := r.rewrite()
	for i, m := range r.ours {
		w.rename(m.Base(), m.base)
		w.put(m.base, m.Text, m.text)
		if m.id == m.ID && m.text != m.Text {
			w.line("header of %s", m.base)
		}
		for _, name := range m.beside {
			if err := r.moveCompanion(ctx, w, i, name, states); err != nil {
				return nil, err
			}
		}
	}
	if err := w.checkFree(); err != nil {
		return nil, err
	}
	return w, w.chain(r.result())
}

// result are the migrations as they will be.
func (r *Rebase) result() []folder.File {
	out := slices.Clone(r.theirs)
	for _, m := range r.ours {
		out = append(out, folder.File{ID: m.id, Path: filepath.Join(r.Path, filepath.FromSlash(m.base)), Text: m.text, Checksum: folder.Sum(m.text)})
	}
	for i := range r.theirs { // the paths of some are of the other branch
		out[i].Path = filepath.Join(r.Path, filepath.FromSlash(r.tip.Files[i].Base()))
	}
	return out
}

// moveCompanion has a file go with a migration. A down migration must still revert it: a table that it
// recreates would lose what theirs have added.
func (r *Rebase) moveCompanion(ctx context.Context, w *Rewrite, i int, name string, states []*schema.Schema) error {
	m, o := r.ours[i], r.Generate
	now := m.companion(name)
	w.rename(name, now)
	if isBackfill(name) || m.text == m.Text && m.id == m.ID {
		return nil
	}
	data, err := os.ReadFile(w.onDisk(name))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	text := string(data)
	rep, err := o.Plan.Replayer().Replay(ctx, states[i+1], []folder.File{{Path: w.onDisk(name), SQL: text}})
	if err == nil && (rep.Schema == nil || len(o.Plan.Differences(rep.Schema, states[i])) == 0) {
		to, from, err := r.fingerprints(states[i+1], states[i])
		w.put(now, text, generate.WithHeader(text, generate.Place{ID: m.id, File: now, From: to, To: from}))
		return err
	}
	if edited, known := generate.BodyEdited(text); edited || !known {
		return errors.Join(err, &RefusedError{Reason: DownByHand, Onto: r.Onto, File: app.Slashed(w.onDisk(name)), Other: m.Base()})
	}
	p, err := app.Plan(ctx, &app.Endpoint{Schema: states[i], Replayed: true}, &app.Endpoint{Schema: states[i+1]}, o.Plan)
	if err != nil {
		return err
	}
	o.ID = m.id
	down, err := o.Reverse(ctx, m.Title(), p, states[i])
	if err != nil {
		return err
	}
	w.line("regenerated %s", now)
	w.put(now, text, down)
	return nil
}

// replace writes one migration in the place of all of ours.
func (r *Rebase) replace(ctx context.Context, from *schema.Schema) (*Rewrite, error) {
	var allowed []string
	for _, m := range r.ours {
		allowed = append(allowed, generate.AllowedIn(m.Text)...)
	}
	more, err := plan.ParseAllow(allowed, app.AllowNames())
	if err != nil {
		return nil, err
	}
	r.Generate.Plan.Allow = append(slices.Clone(r.Generate.Plan.Allow), more...)
	p, err := app.Plan(ctx, &app.Endpoint{Name: "the migrations of " + r.Onto, Schema: from, Replayed: true}, r.desired(), r.Generate.Plan)
	if err != nil {
		return nil, err
	}
	if err := generate.Refuse(p); err != nil {
		return nil, err
	}
	w := r.rewrite()
	for _, m := range r.ours {
		w.removed = append(w.removed, m.Base())
		for _, name := range m.beside {
			if !isBackfill(name) {
				w.removed = append(w.removed, name)
			}
		}
	}
	if len(p.Plan.Steps) == 0 {
		for _, name := range w.removed {
			w.line("removed %s: the migrations of %s lead to the desired schema", name, r.Onto)
		}
		r.ours = nil
		return w, w.chain(r.result())
	}
	return w, r.regenerate(ctx, w, p, from)
}

// regenerate puts the migration that leads from theirs to the desired schema into a rewrite.
func (r *Rebase) regenerate(ctx context.Context, w *Rewrite, p *app.Planned, from *schema.Schema) error {
	o, last := r.Generate, r.ours[len(r.ours)-1]
	o.ID = r.ours[0].id
	made, err := o.Compose(ctx, last.Title(), p, from)
	if err != nil {
		return err
	}
	w.Warnings = made.Warnings
	withDown := len(w.removed) > len(r.ours)
	for _, m := range r.ours {
		if m.Base() != made.File {
			w.line("%s -> %s", m.Base(), made.File)
		}
	}
	w.line("regenerated %s", made.File)
	w.put(made.File, "", made.Text)
	if withDown {
		down, err := o.Reverse(ctx, last.Title(), p, from)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(made.File, ".sql") + ".down.sql"
		w.line("regenerated %s", name)
		w.put(name, "", down)
	}
	for _, name := range last.beside {
		if isBackfill(name) {
			w.rename(name, path.Join(path.Dir(name), made.File))
		}
	}
	r.ours = []*renumbered{{File: folder.File{ID: o.ID}, id: o.ID, base: made.File, text: made.Text}}
	if err := w.checkFree(); err != nil {
		return err
	}
	return w.chain(r.result())
}
