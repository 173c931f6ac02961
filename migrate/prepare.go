package migrate

// From two schemas to a plan, for every dialect. The plan is run on a private copy and must end in
// the desired schema, or it is reported as a defect and never offered. The rows of a live database
// are then asked, step by step, whether they stand in the way or would lose values.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Live is a live database as far as planning asks it: only about rows.
type Live interface {
	Facts(ctx context.Context, tables []schema.Key) (*schema.Facts, error)
	Count(ctx context.Context, query string) (int64, error)
}

// Job holds what a plan is prepared from. The functions are those of the dialect.
type Job struct {
	From, To *schema.Schema
	Live     Live // nil when From is not a live database
	Planner  plan.Planner
	Fold     func(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error)
	Rehearse func(ctx context.Context, from *schema.Schema, p *plan.Plan) (*schema.Schema, error)
	Broken   func(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error)
	Renames  map[string]string
	// Equivalence compares objects that differ only in the spelling of expressions; nil: nothing
	// can, and such differences are reported and ignored.
	Equivalence plan.Equivalence
}

// DefectError says that a plan does not lead where it should: an error of ours.
type DefectError struct {
	Differences []string
}

// Error lists the differences.
func (e *DefectError) Error() string {
	return "the plan, run on a private copy, does not end in the desired schema (a defect of schemadiff, please report it): " +
		strings.Join(e.Differences, "; ")
}

// Prepare compares, plans, runs the plan on a private copy of the schema to prove
// where it ends, and asks the live rows what stands in its way. Both schemas of the job stay
// as they are; the plan's Want is the desired one as it was compared.
func Prepare(ctx context.Context, job Job) (*plan.Plan, error) {
	c, err := compared(ctx, &job)
	if err != nil {
		return nil, err
	}
	in := plan.Input{From: job.From, To: job.To, FromPrint: c.from.Strict, Changes: append([]plan.Change{}, c.changes...), Renames: job.Renames,
		Avoid: map[schema.Key]string{}, Fold: func(statements []string) (*schema.Schema, error) { return job.Fold(ctx, job.From, statements) }}
	if job.Live != nil {
		if in.Facts, err = job.Live.Facts(ctx, touched(job, c.changes)); err != nil {
			return nil, fmt.Errorf("facts: %w", err)
		}
	}
	p, result, err := rehearsed(ctx, job, in)
	if err != nil {
		return nil, err
	}
	p.Notes = append(p.Notes, c.equal.notes...)
	if result != job.To {
		job.To = asMade(result, c.desired, job.To)
	}
	p.Want, p.To = job.To, c.print(&job, result)
	if result != job.To && (result != job.From || len(c.changes) > 0) { // else they were compared already
		if err := differences(result, job.To, p); err != nil {
			return nil, err
		}
	}
	if len(p.Steps) > 0 && job.Broken != nil {
		if err := brokenBy(ctx, job, p, result); err != nil {
			return nil, err
		}
	}
	if job.Live != nil {
		if err := probe(ctx, job.Live, p); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(p.Findings, func(a, b plan.Finding) int { return severityRank(a) - severityRank(b) })
	return p, nil
}

// comparison holds the differences of both schemas of a job, without those of spelling alone.
type comparison struct {
	from, to *schema.Digest // of the database's schema and of the desired one, before that
	changes  []plan.Change
	equal    *resolution
	desired  *schema.Schema // as the job had it
}

// compared compares the schemas of a job, and gives the desired one the database's spelling
// where both mean the same.
func compared(ctx context.Context, job *Job) (*comparison, error) {
	equal, err := resolveMoved(ctx, job)
	if err != nil {
		return nil, err
	}
	c := &comparison{equal: equal, desired: job.To}
	c.from, c.to = digests(job.From, job.To)
	c.changes = plan.CompareDigested(job.From, job.To, c.from, c.to)
	if c.equal == nil {
		if c.equal, err = resolveEquivalence(ctx, *job, c.changes); err != nil {
			return nil, err
		}
	}
	if len(c.equal.objects) > 0 { // they are no change any more; only differing objects can be
		job.To = job.To.WithReplacements(c.equal.objects)
		c.changes = plan.CompareDigested(job.From, job.To, c.from, c.to)
	}
	return c, nil
}

// print is the fingerprint of what a plan ends in; the digests from before are still good where
// it is one of the two schemas.
func (c *comparison) print(job *Job, result *schema.Schema) string {
	switch {
	case len(c.equal.objects) == 0 && result == job.To:
		return c.to.Loose
	case result == job.From:
		return c.from.Loose
	}
	return result.LooseFingerprint()
}

// digests walks both schemas at the same time.
func digests(from, to *schema.Schema) (f, t *schema.Digest) {
	var wg sync.WaitGroup
	wg.Go(func() { t = to.Digest() })
	f = from.Digest()
	wg.Wait()
	return f, t
}

func severityRank(f plan.Finding) int {
	return slices.Index([]plan.Severity{plan.Error, plan.Warning, plan.Info}, f.Severity)
}

// touched are the relations of the database that hold rows and that the plan may
// be about.
func touched(job Job, changes []plan.Change) []schema.Key {
	seen := map[schema.Key]bool{}
	var keys []schema.Key
	add := func(k schema.Key) {
		if !seen[k] && k.Kind.Has(schema.Stored) && job.From.Get(k) != nil {
			seen[k] = true
			keys = append(keys, k)
		}
	}
	for _, c := range changes {
		add(c.Key)
		if c.Key.IsPart() {
			add(schema.Key{Kind: schema.KindTable, Schema: c.Key.Schema, Name: c.Key.Table})
		}
		for _, o := range []schema.Object{c.From, c.To} {
			if o == nil {
				continue
			}
			for _, k := range o.Needs() {
				add(k)
			}
		}
	}
	return keys
}

// rehearsed plans, and plans again without ALTER TABLE for each table where the
// engine refuses it.
func rehearsed(ctx context.Context, job Job, in plan.Input) (*plan.Plan, *schema.Schema, error) {
	if job.Rehearse == nil { // the database itself proves the plan when it runs
		p, err := job.Planner.Plan(in)
		return p, job.To, err
	}
	for {
		p, err := job.Planner.Plan(in)
		if err != nil {
			return nil, nil, err
		}
		if len(p.Steps) == 0 {
			return p, job.From, nil
		}
		result, err := job.Rehearse(ctx, job.From, p)
		if err == nil {
			return p, result, nil
		}
		var failed *StepError
		if !errors.As(err, &failed) {
			return nil, nil, err
		}
		table := failed.Key
		if table.IsPart() {
			table = schema.TableOfPart(table)
		}
		step := p.Steps[failed.Step]
		_, again := in.Avoid[table]
		if !again && table.Kind == schema.KindVirtual && step.Kind == plan.RefillIndex { // it is broken, and brokenBy says so
			in.Avoid[table] = failed.Err.Error()
			continue
		}
		if again || table.Kind != schema.KindTable || step.Copy != nil || step.Kind == "create table" || step.Kind == "drop table" {
			if blocked(p) { // the findings say why it cannot work
				return p, job.From, nil
			}
			return nil, nil, fmt.Errorf("rehearsal in memory: %w", err)
		}
		in.Avoid[table] = failed.Err.Error()
	}
}

func blocked(p *plan.Plan) bool {
	return slices.ContainsFunc(p.Findings, func(f plan.Finding) bool { return f.Blocks && f.Allow == "" })
}

// differences compares where the plan ends with the desired schema, but for what
// the plan leaves alone.
func differences(result, to *schema.Schema, p *plan.Plan) error {
	if blocked(p) {
		return nil
	}
	result, to = result.Without(p.Left...), to.Without(p.Left...)
	var texts []string
	for _, c := range plan.Compare(result, to) {
		text := fmt.Sprintf("%s %s", c.Op, c.Key)
		for _, f := range c.Fields {
			text += fmt.Sprintf(" (%s: %q, wanted %q)", f.Name, f.From, f.To)
		}
		texts = append(texts, text)
	}
	if len(texts) > 0 {
		return &DefectError{texts}
	}
	return nil
}

// brokenBy finds views and triggers that work before the plan and not after it,
// or are new and do not work: SQLite would report it only when they are used.
func brokenBy(ctx context.Context, job Job, p *plan.Plan, result *schema.Schema) error {
	after, err := job.Broken(ctx, result)
	if err != nil || len(after) == 0 {
		return err
	}
	before, err := job.Broken(ctx, job.From)
	if err != nil {
		return err
	}
	for o := range result.All() {
		msg, broken := after[o.Key()]
		if _, was := before[o.Key()]; !broken || was {
			continue
		}
		f := plan.Finding{Rule: "broken-reference", Severity: plan.Warning, Key: o.Key(),
			Message: fmt.Sprintf("%s does not work in the desired schema: %s", o.Key(), msg),
			Hint:    "change or drop it too"}
		if wanted := job.To.Get(o.Key()); wanted != nil {
			f.Pos = wanted.Pos()
		}
		if job.From.Get(o.Key()) != nil {
			f.Severity, f.Blocks, f.Allow = plan.Error, true, "broken-reference"
		}
		p.Findings = append(p.Findings, f)
	}
	return nil
}

// probe asks the live rows the questions of every step.
func probe(ctx context.Context, live Live, p *plan.Plan) error {
	for i := range p.Steps {
		s := &p.Steps[i]
		asked := map[string]bool{}
		for _, q := range s.Probes {
			if asked[q.SQL] {
				continue
			}
			asked[q.SQL] = true
			n, err := live.Count(ctx, q.SQL)
			if err != nil {
				var busy *introspect.BusyError
				if ctx.Err() != nil || errors.As(err, &busy) { // it has waited for as long as it may
					return err
				}
				p.Findings = append(p.Findings, unanswered(s, q, err))
				continue
			}
			if n == 0 {
				continue
			}
			p.Findings = append(p.Findings, plan.Finding{Rule: q.Rule, Severity: plan.Error, Key: q.Key, Pos: q.Pos, Count: n,
				Message: counted(n, q.Message), Hint: q.Hint, Blocks: true, Allow: q.Allow})
			if q.Allow != "" {
				addLoss(s, q, lostText(q, n))
			}
		}
	}
	return nil
}

// unanswered is the finding about a probe that could not be asked. What could lose
// values is refused then.
func unanswered(s *plan.Step, q plan.Probe, err error) plan.Finding {
	f := plan.Finding{Rule: q.Rule, Severity: plan.Warning, Key: q.Key, Pos: q.Pos, Message: fmt.Sprintf("the query for %q failed: %v", q.Message, err)}
	if q.Allow != "" && q.Lost != "" {
		f.Severity, f.Hint, f.Blocks, f.Allow = plan.Error, q.Hint, true, q.Allow
		addLoss(s, q, q.Lost)
	}
	return f
}

func addLoss(s *plan.Step, q plan.Probe, what string) {
	s.Loss, s.Lost = plan.Loses, joined(s.Lost, what)
	s.Rules = append(s.Rules, plan.Rule{Name: q.Allow, Key: q.Key})
}

func lostText(q plan.Probe, n int64) string {
	if q.Lost != "" {
		return counted(n, q.Lost)
	}
	return "the spelling of " + counted(n, fmt.Sprintf("values of %s.%s", q.Key.Table, q.Key.Name))
}

// counted puts a number before "rows of users that …".
func counted(n int64, what string) string {
	if n == 1 {
		for _, noun := range []string{"row", "value"} {
			if rest, ok := strings.CutPrefix(what, noun+"s "); ok {
				return "1 " + noun + " " + rest
			}
		}
	}
	return fmt.Sprintf("%d %s", n, what)
}

func joined(a, b string) string {
	if a == "" {
		return b
	}
	return a + "; " + b
}
