package cli

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
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// mend works out what is to be done; nothing is written.
func (r *rebaser) mend(ctx context.Context) (*mending, error) {
	states, broken, err := r.states(ctx)
	if err != nil {
		return nil, err
	}
	touched, err := r.touched(states)
	if err != nil {
		return nil, err
	}
	lacks, err := r.lacks(ctx, states, broken)
	if err != nil {
		return nil, err
	}
	untouched := len(touched) == 0 && r.to != nil && !slices.ContainsFunc(r.ours, func(m *moving) bool { return headerFrom(m.Text) == "" })
	if broken == nil && len(lacks) > 0 && untouched { // nothing came before them: no rebase mends that
		fmt.Fprintf(r.App.ErrWriter, "note: the migrations do not lead to the desired schema: schemadiff generate writes what they lack\n")
		lacks = nil
	}
	if broken == nil && len(lacks) == 0 {
		if err := r.applied(ctx, touched); err != nil {
			return nil, err
		}
		return r.kept(ctx, states)
	}
	if err := r.applied(ctx, r.ours); err != nil {
		return nil, err
	}
	if err := r.byHand(broken, lacks); err != nil {
		return nil, err
	}
	return r.again(ctx, states[0])
}

// files are the first migrations of all, with n of ours.
func (r *rebaser) files(n int) []folder.File {
	out := slices.Clone(r.theirs)
	for _, m := range r.ours[:n] {
		out = append(out, m.File)
	}
	return out
}

// states are what theirs lead to, and each of ours behind them; broken is why the next
// of ours does not work.
func (r *rebaser) states(ctx context.Context) (states []*schema.Schema, broken, err error) {
	s, err := r.known(ctx, r.theirs)
	if err != nil {
		return nil, nil, err
	}
	states = append(states, s)
	for n, m := range r.ours {
		rep, err := r.replay(ctx, s, []folder.File{m.File})
		var errs parse.Errors
		if errors.As(err, &errs) {
			return states, errs, nil
		}
		if err != nil {
			return nil, nil, err
		}
		if s = rep.Schema; s == nil {
			if s, err = r.known(ctx, r.files(n+1)); err != nil {
				return nil, nil, err
			}
		}
		states = append(states, s)
	}
	return states, nil, nil
}

// prints are the fingerprints of a step, without what is not managed.
func (r *rebaser) prints(from, to *schema.Schema) (string, string, error) {
	a, b := &app.Endpoint{Schema: from.Clone(), Replayed: true}, &app.Endpoint{Schema: to.Clone()}
	scope, err := r.scope()
	if err != nil {
		return "", "", err
	}
	app.Manage(r.language(), scope, a, b)
	foreign.Leave(a.Schema, b.Schema, false)
	err = app.Exclude(a.Schema, b.Schema, r.excludes())
	return a.Schema.Fingerprint(), b.Schema.LooseFingerprint(), err
}

// touched are those of ours that get another number or start from something else than
// their header says.
func (r *rebaser) touched(states []*schema.Schema) ([]*moving, error) {
	var out []*moving
	for i, m := range r.ours {
		m.text = m.Text
		from := headerFrom(m.Text)
		if i+1 < len(states) {
			now, to, err := r.prints(states[i], states[i+1])
			if err != nil {
				return nil, err
			}
			if m.id != m.ID || from != "" && from != now {
				m.text = reheaded(m.Text, m.id, m.base, now, to)
			}
		}
		if m.id != m.ID || m.text != m.Text {
			out = append(out, m)
		}
	}
	return out, nil
}

// lacks tells what the migrations do not lead to. Where no desired schema is known, ours
// must change what they changed before.
func (r *rebaser) lacks(ctx context.Context, states []*schema.Schema, broken error) ([]string, error) {
	if broken != nil {
		return nil, nil
	}
	end := states[len(states)-1]
	if r.to == nil {
		return r.changedOtherwise(ctx, states[0], end)
	}
	p, err := r.between(ctx, &app.Endpoint{Name: "the migrations", Schema: end.Clone(), Replayed: true}, r.desired())
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

func (r *rebaser) desired() *app.Endpoint {
	return &app.Endpoint{Name: r.to.Name, Schema: r.to.Schema.Clone()}
}

// changedOtherwise tells where ours change something else behind theirs than they did
// where the branch left: a table that is made anew would lose the other's columns.
func (r *rebaser) changedOtherwise(ctx context.Context, from, to *schema.Schema) ([]string, error) {
	before, err := r.known(ctx, r.fork.Files)
	if err != nil {
		return nil, err
	}
	files := slices.Clone(r.fork.Files)
	for _, m := range r.ours {
		files = append(files, m.File)
	}
	rep, err := r.replay(ctx, nil, files)
	var errs parse.Errors
	if errors.As(err, &errs) { // behind a merge, where the branch left is no more
		return nil, nil
	}
	if err != nil || rep.Schema == nil {
		return nil, err
	}
	was, now := r.differences(before.Clone(), rep.Schema), r.differences(from.Clone(), to)
	var out []string
	for _, c := range now {
		if !slices.Contains(was, c) {
			out = append(out, c)
		}
	}
	return out, nil
}

// byHand refuses where what does not work was written, or edited, by hand.
func (r *rebaser) byHand(broken error, lacks []string) error {
	if r.to == nil {
		hint := "--schema names the desired schema, for which generated ones are written anew"
		if r.apart {
			hint = "merge " + r.onto + " first, so that the desired schema has what both want; then run schemadiff rebase"
		}
		return errors.Join(broken, &refusal{fmt.Sprintf("behind the migrations of %s those of this branch %s; nothing was changed\n  %s", r.onto, r.fails(broken, lacks), hint)})
	}
	why := func(m *moving) string {
		if edited, known := bodyEdited(m.Text); !known {
			return "written by hand"
		} else if edited {
			return "edited by hand"
		}
		for _, name := range m.beside {
			data, err := os.ReadFile(filepath.Join(r.path, filepath.FromSlash(name)))
			edited, known := bodyEdited(string(data))
			switch {
			case err == nil && path.Dir(name) != "." && m == r.ours[len(r.ours)-1]: // its backfill goes with the new one
			case err != nil || edited || !known:
				return "with " + name + " written by hand"
			}
		}
		return ""
	}
	for _, m := range r.ours {
		if why := why(m); why != "" {
			return errors.Join(broken, &refusal{fmt.Sprintf("%s:1: %s, and behind the migrations of %s those of this branch %s; nothing was changed\n"+
				"  change the file so that it works behind them, or remove it and let schemadiff generate write it anew; then run schemadiff rebase again",
				shown(m.Path), why, r.onto, r.fails(broken, lacks))})
		}
	}
	return nil
}

func (r *rebaser) fails(broken error, lacks []string) string {
	switch {
	case broken != nil:
		return "do not work"
	case r.to == nil:
		return "do something else than before: " + strings.Join(lacks, "; ")
	}
	return "do not lead to the desired schema: " + strings.Join(lacks, "; ")
}

// start is a mending with the migrations of the other branch that are to be put back.
func (r *rebaser) start() *mending {
	m := &mending{path: r.path}
	for _, name := range r.lost {
		f := byBase(r.tip, name)
		m.tell("%s from %s", name, r.onto)
		m.put(name, "", f.Text)
		for _, other := range slices.Sorted(maps.Keys(r.texts)) {
			if _, err := os.Lstat(m.at(other)); f.Owns(other) && (err != nil || r.moves(other)) {
				m.tell("%s from %s", other, r.onto)
				m.put(other, "", r.texts[other])
			}
		}
	}
	return m
}

// moves says whether a file goes with one of ours.
func (r *rebaser) moves(name string) bool {
	return slices.ContainsFunc(r.ours, func(m *moving) bool { return m.id != m.ID && slices.Contains(m.beside, name) })
}

// kept puts ours behind theirs as they are.
func (r *rebaser) kept(ctx context.Context, states []*schema.Schema) (*mending, error) {
	out := r.start()
	for i, m := range r.ours {
		out.rename(m.Base(), m.base)
		out.put(m.base, m.Text, m.text)
		if m.id == m.ID && m.text != m.Text {
			out.tell("header of %s", m.base)
		}
		for _, name := range m.beside {
			if err := r.follow(ctx, out, i, name, states); err != nil {
				return nil, err
			}
		}
	}
	if err := out.free(); err != nil {
		return nil, err
	}
	return out, out.chain(r.settled())
}

// settled are the migrations as they will be.
func (r *rebaser) settled() []folder.File {
	out := slices.Clone(r.theirs)
	for _, m := range r.ours {
		out = append(out, folder.File{ID: m.id, Path: filepath.Join(r.path, filepath.FromSlash(m.base)), Text: m.text, Checksum: folder.Sum(m.text)})
	}
	for i := range r.theirs { // the paths of some tell where they come from
		out[i].Path = filepath.Join(r.path, filepath.FromSlash(r.tip.Files[i].Base()))
	}
	return out
}

// follow has a file go with a migration. What takes it back must still do so: a table
// that it makes anew would lose what theirs have added.
func (r *rebaser) follow(ctx context.Context, out *mending, i int, name string, states []*schema.Schema) error {
	m := r.ours[i]
	now := m.companion(name)
	out.rename(name, now)
	if path.Dir(name) != "." || m.text == m.Text && m.id == m.ID {
		return nil
	}
	data, err := os.ReadFile(out.at(name))
	if err != nil {
		return fmt.Errorf("migrations: %w", err)
	}
	was := string(data)
	rep, err := r.replay(ctx, states[i+1], []folder.File{{Path: out.at(name), SQL: was}})
	if err == nil && (rep.Schema == nil || len(r.differences(rep.Schema, states[i])) == 0) {
		to, from, err := r.prints(states[i+1], states[i])
		out.put(now, was, reheaded(was, m.id, now, to, from))
		return err
	}
	if edited, known := bodyEdited(was); edited || !known {
		return errors.Join(err, &refusal{fmt.Sprintf("%s:1: written by hand, and behind the migrations of %s it does not take %s back; nothing was changed\n  change it, or remove it", shown(out.at(name)), r.onto, m.Base())})
	}
	p, err := r.between(ctx, &app.Endpoint{Schema: states[i].Clone(), Replayed: true}, &app.Endpoint{Schema: states[i+1].Clone()})
	if err != nil {
		return err
	}
	g := &generator{session: r.session, id: m.id}
	back, err := g.back(ctx, m.Title(), p, states[i].Clone())
	if err != nil {
		return err
	}
	out.tell("regenerated %s", now)
	out.put(now, was, back)
	return nil
}

// again writes one migration in the place of all of ours.
func (r *rebaser) again(ctx context.Context, from *schema.Schema) (*mending, error) {
	last := r.ours[len(r.ours)-1]
	for _, m := range r.ours {
		r.carried = append(r.carried, allowedIn(m.Text)...)
	}
	p, err := r.between(ctx, &app.Endpoint{Name: "the migrations of " + r.onto, Schema: from.Clone(), Replayed: true}, r.desired())
	if err != nil {
		return nil, err
	}
	if err := permitted(p); err != nil {
		return nil, err
	}
	out := r.start()
	for _, m := range r.ours {
		out.removed = append(out.removed, m.Base())
		for _, name := range m.beside {
			if path.Dir(name) == "." {
				out.removed = append(out.removed, name)
			}
		}
	}
	if len(p.Plan.Steps) == 0 {
		for _, name := range out.removed {
			out.tell("removed %s: the migrations of %s lead to the desired schema", name, r.onto)
		}
		r.ours = nil
		return out, out.chain(r.settled())
	}
	return out, r.regenerate(ctx, out, p, from, last)
}

// regenerate puts what leads from theirs to the desired schema into a mending.
func (r *rebaser) regenerate(ctx context.Context, out *mending, p *app.Planned, from *schema.Schema, last *moving) error {
	g := &generator{session: r.session, folder: r.tip, id: r.ours[0].id}
	h, body, err := g.compose(ctx, last.Title(), p, from)
	if err != nil {
		return err
	}
	takesBack := len(out.removed) > len(r.ours)
	for _, m := range r.ours {
		if m.Base() != h.file() {
			out.tell("%s -> %s", m.Base(), h.file())
		}
	}
	out.tell("regenerated %s", h.file())
	out.put(h.file(), "", h.text(body))
	if takesBack {
		back, err := g.back(ctx, last.Title(), p, from)
		if err != nil {
			return err
		}
		name := strings.TrimSuffix(h.file(), ".sql") + ".down.sql"
		out.tell("regenerated %s", name)
		out.put(name, "", back)
	}
	last.id = g.id
	for _, name := range last.beside {
		if path.Dir(name) != "." {
			out.rename(name, path.Join(path.Dir(name), h.file()))
		}
	}
	made := &moving{File: folder.File{ID: g.id}, id: g.id, base: h.file(), text: h.text(body)}
	r.ours = []*moving{made}
	if err := out.free(); err != nil {
		return err
	}
	return out.chain(r.settled())
}
