package cli

// This file turns the flags about a comparison and its plan into app.PlanOptions: what is
// managed, left alone, renamed and permitted, and the form of the plan.

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// planOptions are the flags about a comparison and its plan.
func (s *session) planOptions() (o app.PlanOptions, err error) {
	o = app.PlanOptions{Target: s.target, Exclude: s.excludes(), Patience: s.patience(), Scratch: s.String("dev-db"), Offline: s.Bool("offline"),
		Exact: s.Bool("exact") || s.Command.Name == "apply", Verify: s.Bool("verify"), Strict: s.Bool("strict"),
		Rehearse: s.Bool("rehearse"), Sample: s.Int64("sample"), Values: s.Bool("show-values"), Mask: s.config.Rehearse.Mask}
	if o.Allow, err = s.allow(); err != nil {
		return o, err
	}
	if o.Renames, err = s.renames(); err != nil {
		return o, err
	}
	if o.Form, err = s.planForm(); err != nil {
		return o, err
	}
	o.Scope, err = s.scope()
	return o, err
}

// checkPlanFlags refuses flags that mean nothing before anything is opened.
func (s *session) checkPlanFlags() error {
	if _, err := s.allow(); err != nil {
		return err
	}
	if _, err := s.renames(); err != nil {
		return err
	}
	if err := s.checkSample(); err != nil {
		return err
	}
	form, err := s.planForm()
	if err != nil || !s.chosen {
		return err
	}
	if _, err := s.language().Planner(form); err != nil {
		return &usage{msg: err.Error()}
	}
	return nil
}

// prepare opens both sides and plans.
func (s *session) prepare(ctx context.Context) (*app.Planned, error) {
	if err := s.checkPlanFlags(); err != nil {
		return nil, err
	}
	from, to, err := s.sides(ctx)
	if err != nil {
		return nil, err
	}
	o, err := s.planOptions()
	if err != nil {
		return nil, err
	}
	p, err := app.Plan(ctx, from, to, o)
	if err != nil {
		return nil, err
	}
	return p, s.lintPlan(ctx, p)
}

// planForm is the form of the plan.
func (s *session) planForm() (engine.PlannerOptions, error) {
	order := s.String("column-order")
	if order != "" && order != "report" && order != "strict" {
		return engine.PlannerOptions{}, &usage{msg: fmt.Sprintf("--column-order %q: want report or strict", order)}
	}
	o := engine.PlannerOptions{Target: cmp.Or(s.String("target"), s.config.Plan.Target), Runner: s.String("runner"), ColumnOrder: order == "strict",
		SingleForm:    s.Bool("no-online") || s.Bool("dry-run") && s.Command.Name == "apply", // its dry run needs one transaction
		OnlineRewrite: s.Bool("online-rewrite") || s.config.Plan.OnlineRewrite,
		Throttle:      plan.Throttle{MaxLoad: cmp.Or(s.Int("max-load"), s.config.Plan.MaxLoad), MaxLag: cmp.Or(s.Duration("max-lag"), s.config.Plan.MaxLag)}}
	if o.Throttle.MaxLoad < 0 || o.Throttle.MaxLag < 0 {
		return engine.PlannerOptions{}, &usage{msg: "--max-load and --max-lag take no negative limits"}
	}
	if o.Runner == "" && s.Command.Name == "plan" { // apply runs its plan itself, in the form it knows
		o.Runner = s.config.Plan.Runner
	}
	return o, nil
}

// excludes are the patterns of the flag and the configuration, folded as names are.
func (s *session) excludes() []string {
	return app.FoldPatterns(s.language(), append(splitLists(s.StringSlice("exclude")), s.config.Exclude...))
}

// allow reads the flag --allow, and more items such as the ones of a saved plan.
func (s *session) allow(more ...string) (plan.Allow, error) {
	allow, err := plan.ParseAllow(slices.Concat(s.StringSlice("allow"), s.environment.Allow, more), app.AllowNames())
	if err != nil {
		return nil, &usage{msg: err.Error()}
	}
	return allow, nil
}

// allowable are all names that --allow takes, groups first.
func allowable() []string {
	known := app.AllowNames()
	return slices.Concat([]string{plan.AllowAll}, slices.Sorted(maps.Keys(known.Groups)), known.Rules)
}

// replayer folds migrations with the server for trials that the flags name.
func (s *session) replayer() app.Replayer {
	return app.Replayer{Target: s.target, Scratch: s.String("dev-db"), Patience: s.patience()}
}

// checkSample refuses what is about a rehearsal without one, and a mask that would hide nothing.
func (s *session) checkSample() error {
	switch n := s.Int64("sample"); {
	case s.IsSet("sample") && !s.Bool("rehearse"):
		return &usage{msg: "--sample is how much of a database a rehearsal copies", hint: "--rehearse --sample 1000"}
	case s.Bool("show-values") && !s.Bool("rehearse"):
		return &usage{msg: "--show-values is about the rows that a rehearsal compares", hint: "--rehearse --show-values"}
	case n < 0 || n == 0 && s.IsSet("sample"):
		return &usage{msg: fmt.Sprintf("--sample %d: want a number of rows", n)}
	}
	return plan.Mask(s.config.Rehearse.Mask).Check()
}

// planInfo is printed beside a plan.
func planInfo(p *app.Planned) render.Info {
	return render.Info{Version: version(), From: p.From.Name, Public: p.From.Public(), To: p.To.Name, Run: p.Run, Apply: p.Allow.Permits, Line: render.LineIn(p.To.Sources), Trial: p.Trial}
}

// renames reads the flag --rename.
func (s *session) renames() (map[string]string, error) {
	out := map[string]string{}
	for _, r := range splitLists(s.StringSlice("rename")) {
		was, now, ok := strings.Cut(r, "=")
		if !ok || was == "" || now == "" {
			return nil, &usage{msg: fmt.Sprintf("--rename %q: want OLD=NEW, such as users.name=full_name", r)}
		}
		out[was] = now
	}
	return out, nil
}

// scope is the managed part of databases that hold more.
func (s *session) scope() (schema.Scope, error) {
	o := schema.Scope{Schemas: append(splitLists([]string{s.String("schemas")}), s.config.Schemas...), Declared: true}
	if _, ok := s.language().(engine.Scoper); !ok {
		return o, nil
	}
	for _, what := range splitLists([]string{s.String("manage")}) {
		switch what {
		case "grants":
			o.Grants = true
		case "owners":
			o.Owners = true
		case "default-privileges":
			o.Defaults = true
		default:
			return o, &usage{msg: fmt.Sprintf("--manage %q", what), hint: "want a list of grants, owners, default-privileges"}
		}
	}
	switch s.String("partitions") {
	case "", "declared":
	case "external":
		o.Declared = false
	default:
		return o, &usage{msg: fmt.Sprintf("--partitions %q: want declared or external", s.String("partitions"))}
	}
	return o, nil
}
