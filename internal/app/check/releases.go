package check

// Releases that still run while the desired schema is already in the database: what their
// statements no longer find there.

import (
	"context"
	"fmt"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/compat"
)

// Release is the schema that a release was written for.
type Release struct {
	Name string // of its source, as the user wrote it
	Open func(ctx context.Context) (*app.Endpoint, error)
}

// breaksRelease is the rule of the findings.
const breaksRelease = "breaks-release"

// WithoutFolder reports whether there are no migrations, and releases alone are checked.
func (c *Check) WithoutFolder() bool { return len(c.Folder.Files) == 0 && len(c.Releases) > 0 }

// compatible adds what the statements of each release meet in the desired schema.
func (c *Check) compatible(ctx context.Context, to *app.Endpoint) error {
	language := c.Plan.Target.Language()
	d := compat.Dialect{View: language.View(), Types: language.TypeChange}
	for _, r := range c.Releases {
		from, err := r.Open(ctx)
		if err != nil {
			return fmt.Errorf("release %s: %w", r.Name, err)
		}
		was, now, _, err := c.Plan.Managed(from, to)
		if err != nil {
			return err
		}
		for _, b := range compat.Compare(was.Schema, now.Schema, d) {
			c.Findings = append(c.Findings, c.Enabled([]lint.Finding{c.broken(r, b, to.Name)})...)
		}
	}
	return nil
}

// broken is one difference as a finding. Where no file speaks of it, it is one about the desired schema.
func (c *Check) broken(r Release, b compat.Break, desired string) lint.Finding {
	f := c.Finding(breaksRelease, desired, fmt.Sprintf("%s %s: %s (written for %s)", b.Key, b.What, b.Who, r.Name), b.Instead)
	f.Object = b.Key.Object()
	if !b.Pos.IsZero() {
		f.Pos = b.Pos
	}
	switch {
	case f.Severity != lint.Error: // as it is set
	case b.Effect() == compat.Depends:
		f.Severity = lint.Warning
	case b.Effect() == compat.Rarely:
		f.Severity = lint.Info
	}
	return f
}
