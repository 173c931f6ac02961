package remote

// A plan is carried out here: one transaction with the guard, the steps in the shape for
// foreign keys that may be on, and a proof after each statement that moves rows. Afterwards
// the schema is read and compared with the one that the plan promises.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Options say how a plan is run.
type Options struct {
	Wait     time.Duration // for a cluster that does not answer
	DryRun   bool          // everything, then a proof that fails
	Progress func(migrate.Event)
}

// Apply runs p. If it returns an error the database is as it was, but for an
// *migrate.UnansweredError, of which the outcome is not known, and an *migrate.ProofError that says that
// nothing was rolled back.
func Apply(ctx context.Context, client introspector.Client, p *plan.Plan, o Options) (*migrate.Report, error) {
	start := time.Now()
	catalog, err := introspector.ReadCatalog(ctx, client)
	if err != nil {
		return nil, err
	}
	moved := func(have *schema.Schema) error {
		return &migrate.MovedOnError{Database: client.Name(), Want: p.From, Have: have.Fingerprint()}
	}
	if catalog.Schema.Fingerprint() != p.From {
		return nil, moved(catalog.Schema)
	}
	t := planned(p, catalog, o.DryRun)
	t.cleared = catalog.Leftovers
	progress(o, p, "applying")
	_, err = send(ctx, client, t, o.Wait, func(ctx context.Context) (outcome, error) {
		now, err := introspector.ReadCatalog(ctx, client)
		switch {
		case err != nil:
			return pending, err
		case now.Text == catalog.Text:
			return pending, nil
		case now.Schema.LooseFingerprint() == p.To:
			return there, nil
		}
		return elsewhere, nil
	})
	var other *movedError
	switch proof := t.refuted(err); {
	case proof == proofDry:
		return &migrate.Report{Steps: len(p.Steps), Duration: time.Since(start)}, nil
	case proof == proofCatalog, errors.As(err, &other):
		now, err := introspector.ReadCatalog(ctx, client)
		if err != nil {
			return nil, err
		}
		return nil, moved(now.Schema)
	case err != nil:
		return nil, stepError(p, t, proof, err)
	}
	progress(o, p, "checking the result")
	if err := prove(ctx, client, p); err != nil {
		return nil, err
	}
	report := &migrate.Report{Steps: len(p.Steps), Rows: rows(p), Duration: time.Since(start)}
	if len(t.cleared) > 0 {
		report.Warnings = append(report.Warnings, migrate.Cleared(t.cleared))
	}
	return report, nil
}

func progress(o Options, p *plan.Plan, what string) {
	if o.Progress != nil {
		o.Progress(migrate.Event{Step: 1, Steps: len(p.Steps), What: what, Done: -1, Total: -1})
	}
}

// rows is the number that the plan has moved, as far as it was known how many there are.
func rows(p *plan.Plan) (n int64) {
	for _, s := range p.Steps {
		if s.Copy != nil {
			n += max(s.Rows, 0)
		}
	}
	return n
}

// planned is the transaction of a plan.
func planned(p *plan.Plan, catalog *introspector.Catalog, dry bool) *transaction {
	t := newTransaction()
	t.expectCatalog(catalog.Text)
	before := beforeName(catalog.Schema)
	violations := violationsQuery(p)
	counted := false
	for i, step := range p.Steps {
		if step.Copy != nil && violations != "" && !counted { // by now the tables have their new names
			counted = true
			t.sql("CREATE TABLE " + before + " AS SELECT (" + violations + ") AS n")
		}
		for j, st := range step.Statements {
			if step.Copy != nil && st.SQL == "DROP TABLE "+litemodel.Quote(step.Copy.Scratch) {
				t.now = origin{-1, -1}
				proveContent(t, step.Copy)
			}
			t.now = origin{i, j}
			t.sql(st.SQL)
			t.now = origin{-1, -1}
			if st.Check != "" {
				t.prove(st.What, st.Check)
			}
		}
	}
	if counted {
		t.prove("no new violation of a foreign key", "SELECT ("+violations+") <= n FROM "+before)
		t.sql("DROP TABLE " + before)
	}
	for _, table := range plan.Reanalyzed(p) {
		t.sql("ANALYZE " + litemodel.Quote(table))
	}
	if dry {
		t.prove(proofDry, "SELECT 0")
	}
	return t
}

// beforeTable is the usual name of the table that holds how many foreign keys were violated before.
const beforeTable = "_schemadiff_before"

// proveContent compares the values of a table with the copy that was put aside: every row that
// was there is there, to the type of each value.
func proveContent(t *transaction, c *plan.Copy) {
	var columns []string
	for _, col := range c.Columns {
		if col.Exact {
			name := litemodel.Quote(col.Name)
			columns = append(columns, "typeof("+name+")", name+" COLLATE BINARY")
		}
	}
	if len(columns) == 0 || len(columns) > 100 { // an expression may not have too many terms
		return
	}
	list := strings.Join(columns, ", ")
	t.prove("the values of "+c.Table+" are the same", fmt.Sprintf("SELECT NOT EXISTS (SELECT %[1]s FROM %[2]s EXCEPT SELECT %[1]s FROM %[3]s)",
		list, litemodel.Quote(c.Scratch), litemodel.Quote(c.Table)))
}

// violationsQuery counts the rows whose parent is missing, in the tables that are rebuilt and
// their children; "" where there are none.
func violationsQuery(p *plan.Plan) string {
	var parts []string
	for _, st := range p.Steps {
		if st.Copy == nil {
			continue
		}
		for _, name := range st.Copy.Checked {
			part := "(SELECT count(*) FROM pragma_foreign_key_check(" + literal(name) + "))"
			if !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "SELECT " + strings.Join(parts, " + ")
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// stepError says which step failed, or which proof.
func stepError(p *plan.Plan, t *transaction, proof string, err error) error {
	if proof != "" {
		return &migrate.ProofError{What: "not true: " + proof, RolledBack: true}
	}
	if o, ok := t.origin(err); ok {
		s := p.Steps[o.step]
		return &migrate.StepError{Step: o.step, Key: s.Key, SQL: s.Statements[o.statement].SQL, Err: err}
	}
	return introspector.Explain(err)
}

// prove compares the schema that is there with the one that the plan promises.
func prove(ctx context.Context, client introspector.Client, p *plan.Plan) error {
	now, err := introspector.ReadCatalog(ctx, client)
	if err != nil {
		return fmt.Errorf("the plan is applied, and its result could not be read: %w", err)
	}
	if have := now.Schema.LooseFingerprint(); have != p.To {
		return &migrate.ProofError{What: fmt.Sprintf("the plan is applied; the schema is %s and should be %s, unless others have changed it since", have, p.To)}
	}
	return nil
}
