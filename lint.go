package schemadiff

// This file judges DDL without a database: text comes in, findings go out. Plans are judged
// by the same rules, with the rows of the database at hand.

import (
	"context"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// LintOptions are choices about what is judged and by which rules.
type LintOptions struct {
	// From is the schema that a migration starts from; it makes the text a migration, which is judged
	// statement by statement. Without it the text is a schema.
	From Source
	// Preset is "recommended", "strict", "minimal" or "all"; "" for recommended.
	Preset string
	// Rules are the severities of rules or categories, such as "drop-column": "off".
	Rules map[string]string
}

// Lint judges DDL: a schema, or a migration on top of one.
func Lint(ctx context.Context, dialect Dialect, text Source, o *LintOptions) ([]Finding, error) {
	if o == nil {
		o = &LintOptions{}
	}
	target := engines.ForLanguage(string(dialect))
	if target == nil {
		return nil, fmt.Errorf("dialect %q: the dialects are %s", dialect, strings.Join(engines.Languages(), " and "))
	}
	linter, err := o.linter(target.Language())
	if err != nil {
		return nil, err
	}
	pass := &lint.Pass{Kind: lint.Schema}
	if o.From.read != nil {
		if pass.From, err = o.base(ctx, target.Language()); err != nil {
			return nil, err
		}
		pass.Kind, pass.Based = lint.Migration, true
	}
	sources, err := text.sources()
	if err != nil {
		return nil, err
	}
	judged, err := target.Language().Analyze(ctx, pass.From, sources, pass.Kind == lint.Migration)
	if err != nil {
		return nil, err
	}
	found, _, err := linter.Run(ctx, pass, judged, nil)
	if err != nil {
		return nil, err
	}
	lint.Sort(found)
	return findings(found), nil
}

// base is the schema that a migration starts from.
func (o *LintOptions) base(ctx context.Context, language engine.Language) (*schema.Schema, error) {
	sources, err := o.From.sources()
	if err != nil {
		return nil, err
	}
	from, err := app.OpenText(ctx, language, "the schema before", sources)
	if err != nil {
		return nil, err
	}
	err = from.Fold(nil)
	return from.Schema, err
}

func (o *LintOptions) linter(language engine.Language) (*app.Linter, error) {
	out := &app.Linter{Language: language, Rules: rules.All(), Settings: lint.Settings{Preset: o.Preset, Rules: map[string]lint.Severity{}}}
	for name, severity := range o.Rules {
		out.Settings.Rules[name] = lint.Severity(severity)
	}
	return out, out.Settings.Check(out.Rules)
}
