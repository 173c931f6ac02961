package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// session is one run of a command: its flags, configuration and what it opened.
type session struct {
	carried []string // what --allow of an earlier run has permitted in files that are written again
	*cli.Context
	config  *config.Config
	target  engine.Target
	chosen  bool // the dialect is one that somebody chose
	style   render.Style
	plain   bool // plans are for one transaction, whatever was asked for
	closers []func() error
	bar     *progress // shows what is waited for while databases are read
}

func newSession(c *cli.Context) (*session, error) {
	cfg, err := config.Find(".")
	if err != nil {
		return nil, err
	}
	s := &session{Context: c, config: cfg, target: engines.All()[0]}
	s.trust()
	if err := s.chooseColor(); err != nil {
		return nil, err
	}
	if err := s.chooseDialect(); err != nil {
		return nil, err
	}
	return s, s.checkFlags()
}

// inSession runs a command in a session and closes what it opened. It takes at most so
// many arguments; as many as there are where most is negative.
func inSession(most int, hint string, do func(*session) error) cli.ActionFunc {
	return func(c *cli.Context) (err error) {
		if most >= 0 && c.NArg() > most {
			return &usage{msg: fmt.Sprintf("%s takes no argument %q", c.Command.Name, c.Args().Get(most)), hint: hint}
		}
		s, err := newSession(c)
		if err != nil {
			return err
		}
		defer func() {
			err = errors.Join(err, s.close())
			if s.bar != nil {
				s.bar.close()
			}
		}()
		return do(s)
	}
}

func (s *session) chooseDialect() error {
	name := s.String("dialect")
	if name == "" {
		name = s.config.Dialect
	}
	if name == "" {
		return nil
	}
	return s.dialectNamed(name)
}

// dialectNamed chooses a dialect by its name.
func (s *session) dialectNamed(name string) error {
	if t := engines.Speaking(name); t != nil {
		s.target, s.chosen = t, true
		return nil
	}
	return &usage{msg: fmt.Sprintf("dialect %q", name), hint: "the dialects are " + strings.Join(engines.Languages(), " and ")}
}

// language is what the target of the session speaks.
func (s *session) language() engine.Language { return s.target.Language() }

func (s *session) close() error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// fromName names the side the plan starts from.
func (s *session) fromName() (string, error) {
	name := s.String("from")
	if name != "" && s.String("db") != "" {
		return "", &usage{msg: "--db and --from say the same thing: give one"}
	}
	if name == "" {
		var err error
		if name, err = s.databaseURL(); err != nil {
			return "", err
		}
	}
	if name == "" {
		return "", &usage{msg: s.Command.Name + " needs a database",
			hint: "--db sqlite:app.db or --db postgres://localhost/app, $SCHEMADIFF_DATABASE_URL, or --from SOURCE"}
	}
	return name, nil
}

// from opens the side the plan starts from.
func (s *session) from(ctx context.Context) (*app.Endpoint, error) {
	name, err := s.fromName()
	if err != nil {
		return nil, err
	}
	return s.opened(ctx, []string{name}, s.String("from") == "")
}

// toNames names the side the plan ends in.
func (s *session) toNames() ([]string, error) {
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
	return names, nil
}

// to opens the side the plan ends in.
func (s *session) to(ctx context.Context) (*app.Endpoint, error) {
	names, err := s.toNames()
	if err != nil {
		return nil, err
	}
	return s.opened(ctx, names, false)
}

// opened opens a source on its own.
func (s *session) opened(ctx context.Context, names []string, mustBe bool) (*app.Endpoint, error) {
	if err := s.detect(names...); err != nil {
		return nil, err
	}
	e, err := s.open(ctx, names, mustBe)
	if err != nil {
		return nil, err
	}
	return e, e.Fold(nil)
}

// wait is how long to wait for another process: flag, configuration, default.
func (s *session) wait() time.Duration {
	if set := s.config.Plan.LockTimeout; set > 0 && !s.IsSet("busy-timeout") {
		return set
	}
	if !s.IsSet("busy-timeout") && s.IsSet("wait") {
		return s.Duration("wait")
	}
	return s.Duration("busy-timeout")
}

// prepare opens both sides and plans.
func (s *session) prepare(ctx context.Context) (*app.Planned, error) {
	if _, err := s.allow(); err != nil { // before anything takes time
		return nil, err
	}
	if _, err := s.renames(); err != nil {
		return nil, err
	}
	if _, err := s.planner(""); err != nil && s.chosen {
		return nil, err
	}
	from, to, err := s.sides(ctx)
	if err != nil {
		return nil, err
	}
	return s.between(ctx, from, to)
}

// between plans how one side becomes the other, as the flags have it.
func (s *session) between(ctx context.Context, from, to *app.Endpoint) (*app.Planned, error) {
	o, err := s.planOptions(from)
	if err != nil {
		return nil, err
	}
	if _, ok := s.target.(engine.Server); ok && o.Verify && from.Database == "" {
		return nil, &usage{msg: "--verify copies the schema of a database, and there is none", hint: "--db " + s.target.Example()}
	}
	p, err := app.Plan(ctx, from, to, o)
	if err != nil {
		return nil, flagError(err)
	}
	return p, s.strict(p.Plan.Notes, p.Plan.Left)
}

// planOptions are the flags about a comparison and its plan.
func (s *session) planOptions(from *app.Endpoint) (o app.PlanOptions, err error) {
	o = app.PlanOptions{Target: s.target, Exclude: s.excludes(), Patience: s.patience(), Scratch: s.String("dev-db"), Offline: s.Bool("offline"), Verify: s.Bool("verify")}
	if o.Allow, err = s.allow(); err != nil {
		return o, err
	}
	if o.Renames, err = s.renames(); err != nil {
		return o, err
	}
	if o.Planner, err = s.planner(from.Schema.Version); err != nil {
		return o, err
	}
	o.Scope, err = s.scope()
	return o, err
}

// flagError names the flag that an error is about.
func flagError(err error) error {
	var pattern *app.PatternError
	if errors.As(err, &pattern) {
		return &usage{msg: fmt.Sprintf("--exclude %q: %v", pattern.Pattern, pattern.Err)}
	}
	return err
}

// excludes are the patterns of the flag and the configuration, folded as names are.
func (s *session) excludes() []string {
	return app.FoldPatterns(s.language(), append(lists(s.StringSlice("exclude")), s.config.Exclude...))
}

func infoOf(p *app.Planned) render.Info {
	return render.Info{Version: version(), From: p.From.Name, To: p.To.Name, Run: p.Run, Apply: p.Allow.Permits}
}

// sides opens both sides at the same time, and reports the errors of both.
func (s *session) sides(ctx context.Context) (from, to *app.Endpoint, err error) {
	toNames, err := s.toNames()
	if err != nil {
		return nil, nil, err
	}
	fromName, err := s.fromName()
	if err != nil {
		return nil, nil, err
	}
	if err := s.detect(append([]string{fromName}, toNames...)...); err != nil {
		return nil, nil, err
	}
	var wg sync.WaitGroup
	var errFrom, errTo error
	if slices.Contains(toNames, "-") || !s.concurrent(toNames) {
		to, errTo = s.open(ctx, toNames, false)
	} else {
		wg.Go(func() { to, errTo = s.open(ctx, toNames, false) })
	}
	from, errFrom = s.open(ctx, []string{fromName}, s.String("from") == "")
	wg.Wait()
	var u *usage
	if errors.As(errTo, &u) {
		return nil, nil, errTo
	}
	if errFrom == nil && errTo == nil {
		wg.Go(func() { errTo = to.Fold(from) })
		errFrom = from.Fold(to)
		wg.Wait()
	}
	return from, to, errors.Join(errFrom, errTo)
}

// concurrent says whether a side can be read while the other is: two databases
// would both add to what is to be closed.
func (s *session) concurrent(names []string) bool {
	_, isDatabase, _ := s.target.ParseURL(names[0])
	return !isDatabase
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

// scope is what is managed, of databases that hold more.
func (s *session) scope() (schema.Scope, error) {
	o := schema.Scope{Schemas: append(lists([]string{s.String("schemas")}), s.config.Schemas...), Declared: true}
	if _, ok := s.language().(engine.Scoper); !ok {
		return o, nil
	}
	for _, what := range lists([]string{s.String("manage")}) {
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

func (s *session) planner(version string) (plan.Planner, error) {
	order := s.String("column-order")
	if order != "" && order != "report" && order != "strict" {
		return nil, &usage{msg: fmt.Sprintf("--column-order %q: want report or strict", order)}
	}
	o := engine.PlannerOptions{Target: cmp.Or(s.String("target"), s.config.Plan.Target), Runner: s.String("runner"), ColumnOrder: order == "strict",
		SingleForm: s.plain || s.Bool("no-online") || s.Bool("dry-run") && s.Command.Name == "apply", Live: version} // its dry run needs one transaction
	if o.Runner == "" && s.Command.Name == "plan" { // apply runs its plan itself, in the shape it knows
		o.Runner = s.config.Plan.Runner
	}
	p, err := s.language().Planner(o)
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
