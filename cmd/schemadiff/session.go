package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// session is one run of a command: its flags, configuration and what it opened.
type session struct {
	*cli.Context
	config  *config.Config
	dialect dialect
	style   render.Style
	closers []func() error
}

func newSession(c *cli.Context) (*session, error) {
	cfg, err := config.Find(".")
	if err != nil {
		return nil, err
	}
	s := &session{Context: c, config: cfg, dialect: dialects()[0]}
	if err := s.chooseColor(); err != nil {
		return nil, err
	}
	if err := s.chooseDialect(); err != nil {
		return nil, err
	}
	return s, s.checkFlags()
}

func (s *session) chooseDialect() error {
	name := s.String("dialect")
	if name == "" {
		name = s.config.Dialect
	}
	if name == "" {
		return nil
	}
	for _, d := range dialects() {
		if string(d.name) == name {
			s.dialect = d
			return nil
		}
	}
	return &usage{msg: fmt.Sprintf("dialect %q: this build handles SQLite only", name)}
}

func (s *session) close() error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// endpoint is one side of a comparison.
type endpoint struct {
	name     string // as the user gave it
	schema   *schema.Schema
	live     live   // nil for DDL
	database string // what the dialect opens; "" for DDL
}

// from opens the side the plan starts from.
func (s *session) from(ctx context.Context) (*endpoint, error) {
	name := s.String("from")
	if name != "" && s.String("db") != "" {
		return nil, &usage{msg: "--db and --from say the same thing: give one"}
	}
	if name == "" {
		var err error
		if name, err = s.databaseURL(); err != nil {
			return nil, err
		}
	}
	if name == "" {
		return nil, &usage{msg: s.Command.Name + " needs a database",
			hint: "--db sqlite:app.db, $SCHEMADIFF_DATABASE_URL, or --from SOURCE"}
	}
	return s.open(ctx, []string{name}, s.String("from") == "")
}

// to opens the side the plan ends in.
func (s *session) to(ctx context.Context) (*endpoint, error) {
	names := s.StringSlice("schema")
	if to := s.String("to"); to != "" {
		if len(names) > 0 {
			return nil, &usage{msg: "--schema and --to say the same thing: give one"}
		}
		names = []string{to}
	}
	if len(names) == 0 {
		names = s.config.Schema
	}
	if len(names) == 0 {
		return nil, &usage{msg: s.Command.Name + " needs the desired schema",
			hint: "--schema schema.sql (a file, folder, glob, - or git:REF:PATH), or schema = [\"…\"] in schemadiff.toml"}
	}
	return s.open(ctx, names, false)
}

// wait is how long to wait for another process: flag, configuration, default.
func (s *session) wait() time.Duration {
	if set := s.config.Plan.LockTimeout; set > 0 && !s.IsSet("busy-timeout") {
		return set
	}
	return s.Duration("busy-timeout")
}

// prepare opens both sides and plans.
func (s *session) prepare(ctx context.Context) (*prepared, error) {
	allow, err := plan.ParseAllow(s.StringSlice("allow"))
	if err != nil {
		return nil, &usage{msg: err.Error()}
	}
	renames, err := s.renames()
	if err != nil {
		return nil, err
	}
	planner, err := s.planner()
	if err != nil {
		return nil, err
	}
	from, to, err := s.sides(ctx)
	if err != nil {
		return nil, err
	}
	if err := exclude(from.schema, to.schema, s.excludes()); err != nil {
		return nil, err
	}
	job := migrate.Job{From: from.schema, To: to.schema, Planner: planner, Renames: renames,
		Fold: s.dialect.fold, Rehearse: s.dialect.rehearse, Broken: s.dialect.broken}
	if from.live != nil {
		job.Live = from.live
	}
	p, err := migrate.Prepare(ctx, job)
	if err != nil {
		return nil, err
	}
	return &prepared{plan: p, planner: planner, allow: allow, from: from, to: to}, s.strict(p.Notes, p.Left)
}

// prepared is a plan with what is needed to show and execute it.
type prepared struct {
	plan     *plan.Plan
	planner  plan.Planner
	allow    plan.Allow
	from, to *endpoint
}

func (p *prepared) info() render.Info {
	return render.Info{Version: version(), From: p.from.name, To: p.to.name, Apply: p.allow.Permits}
}

// sides opens both sides, and reports the errors of both.
func (s *session) sides(ctx context.Context) (from, to *endpoint, err error) {
	to, errTo := s.to(ctx)
	var u *usage
	if errors.As(errTo, &u) {
		return nil, nil, errTo
	}
	from, errFrom := s.from(ctx)
	return from, to, errors.Join(errFrom, errTo)
}

func (s *session) renames() (map[string]string, error) {
	out := map[string]string{}
	for _, r := range lists(s.StringSlice("rename")) {
		was, now, ok := strings.Cut(r, "=")
		if !ok || was == "" || now == "" {
			return nil, &usage{msg: fmt.Sprintf("--rename %q: want OLD=NEW, such as users.name=full_name", r)}
		}
		out[was] = now
	}
	return out, nil
}

func (s *session) planner() (plan.Planner, error) {
	order := s.String("column-order")
	if order != "" && order != "report" && order != "strict" {
		return nil, &usage{msg: fmt.Sprintf("--column-order %q: want report or strict", order)}
	}
	o := plannerOptions{target: cmp.Or(s.String("target"), s.config.Plan.Target), runner: s.String("runner"), columnOrder: order == "strict"}
	if o.runner == "" && s.Command.Name == "plan" { // apply runs its plan itself, in the shape it knows
		o.runner = s.config.Plan.Runner
	}
	p, err := s.dialect.planner(o)
	if err != nil {
		return nil, &usage{msg: err.Error()}
	}
	return p, nil
}

// strict makes what is not supported an error when asked to.
func (s *session) strict(notes []schema.Note, left []schema.Key) error {
	if !s.Bool("strict") {
		return nil
	}
	var texts []string
	for _, n := range notes {
		if n.Class == schema.Unsupported {
			texts = append(texts, n.Subject+": "+n.Reason)
		}
	}
	for _, k := range left {
		texts = append(texts, k.String()+" is left alone")
	}
	if len(texts) > 0 {
		return fmt.Errorf("--strict: %s", strings.Join(texts, "; "))
	}
	return nil
}
