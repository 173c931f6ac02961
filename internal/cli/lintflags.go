package cli

// This file turns flags and the configuration of the linter into settings: severities, options of
// rules, and what files are overridden.

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/app/review"
	"github.com/schemadiff/schemadiff/internal/repo"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
)

// linter is the linter with all that flags and configuration set.
func (s *session) linter(list []*lint.Rule) (*app.Linter, error) {
	if err := checkRules(s.config, list); err != nil {
		return nil, err
	}
	c := s.config.Lint
	l := &app.Linter{Language: s.language(), Rules: list, Options: ruleOptions(c.Rules), RequireReason: c.RequireReason}
	l.Settings = lint.Settings{Preset: cmp.Or(s.String("preset"), c.Preset), Rules: map[string]lint.Severity{}}
	severities(c.Rules, l.Settings.Rules)
	for _, r := range splitLists(s.StringSlice("rule")) {
		name, severity, ok := strings.Cut(r, "=")
		if !ok {
			return nil, &usage{msg: fmt.Sprintf("--rule %q: want RULE=SEVERITY, such as drop-column=warning", r)}
		}
		l.Settings.Rules[name] = lint.Severity(severity)
	}
	if err := l.Settings.Check(list); err != nil {
		return nil, &usage{msg: err.Error()}
	}
	if s.common {
		l.Rules = slices.DeleteFunc(slices.Clone(list), func(r *lint.Rule) bool { return r.Dialect != "" })
	}
	for _, o := range c.Overrides {
		rules := map[string]lint.Severity{}
		severities(o.Rules, rules)
		l.Overrides = append(l.Overrides, app.SeverityOverride{Rules: rules, Matches: func(file string) bool { return overrides(s.config, o.Files, file) }})
	}
	return l, nil
}

// checkRules refuses rules and categories in the configuration that there are none of.
func checkRules(c *config.Config, list []*lint.Rule) error {
	var names []string
	for _, r := range list {
		names = append(names, r.Name, r.Category)
	}
	check := func(table string, rules map[string]any) error {
		for _, name := range slices.Sorted(maps.Keys(rules)) {
			if slices.Contains(names, name) {
				continue
			}
			hint := "schemadiff rules lists them"
			if near := parse.Nearest(name, names); near != "" {
				hint = "did you mean " + near + "?"
			}
			return c.ErrorAt(config.RuleKey(table, name), "no rule or category %q: %s", name, hint)
		}
		return nil
	}
	if err := check("lint.rules", c.Lint.Rules); err != nil {
		return err
	}
	for i, o := range c.Lint.Overrides {
		if err := check(fmt.Sprintf("lint.overrides[%d].rules", i), o.Rules); err != nil {
			return err
		}
	}
	return nil
}

// failOn is the least severity that fails.
func (s *session) failOn() (lint.Severity, error) {
	switch on := cmp.Or(s.String("fail-on"), s.config.Lint.FailOn, "error"); on {
	case "never":
		return lint.Off, nil
	case "error", "warning", "info":
		return lint.Severity(on), nil
	default:
		return "", &usage{msg: fmt.Sprintf("--fail-on %q", on), hint: "want error, warning, info or never"}
	}
}

// severities reads a table of the configuration: a rule has a severity, or a table with one and
// with options.
func severities(table map[string]any, out map[string]lint.Severity) {
	for name, v := range table {
		switch v := v.(type) {
		case string:
			out[name] = lint.Severity(v)
		case map[string]any:
			if s, ok := v["severity"].(string); ok {
				out[name] = lint.Severity(s)
			}
		default:
			out[name] = lint.Severity(fmt.Sprint(v))
		}
	}
}

// ruleOptions are the tables of rules in the configuration.
func ruleOptions(rules map[string]any) map[string]map[string]any {
	out := map[string]map[string]any{}
	for name, v := range rules {
		if table, ok := v.(map[string]any); ok {
			out[name] = table
		}
	}
	return out
}

// overrides reports whether patterns of the configuration name a file.
func overrides(c *config.Config, patterns []string, file string) bool {
	dir := filepath.Dir(c.Path)
	return slices.ContainsFunc(patterns, func(p string) bool {
		if ok, _ := doublestar.PathMatch(filepath.Join(dir, p), file); ok {
			return true
		}
		ok, _ := doublestar.PathMatch(p, filepath.ToSlash(file))
		return ok
	})
}

// lintPlan has the rules judge a plan. It asks the last questions about rows: databases are
// closed afterwards, before anything is printed or a person is asked.
func (s *session) lintPlan(ctx context.Context, p *app.Planned) error {
	if len(p.Plan.Steps) == 0 {
		return s.close()
	}
	l, err := s.linter(rules.All())
	if err != nil {
		return errors.Join(err, s.close())
	}
	if p.From.Live != nil {
		l.Database = p.From
	}
	return errors.Join(l.LintPlan(ctx, p, s.Bool("no-online")), s.close())
}

// reviewOptions are the flags of commands that judge files.
func (s *session) reviewOptions() (o review.Options, failOn lint.Severity, err error) {
	l, err := s.linter(rules.All())
	if err != nil {
		return o, "", err
	}
	if failOn, err = s.failOn(); err != nil {
		return o, "", err
	}
	plan, err := s.planOptions()
	if err != nil {
		return o, "", err
	}
	o = review.Options{Linter: *l, Plan: plan, Languages: allLanguages(), Kind: lint.Kind(s.String("kind")), OnTop: s.String("from") != "" || s.String("db") != "",
		Staged: s.Bool("staged"), Since: s.String("since"), Schema: s.config.Schema, Migrations: s.config.Migrations, Cache: userCache()}
	o.Desired = func(ctx context.Context) (*app.Endpoint, error) {
		return s.openSource(ctx, s.config.Schema, sourceRole{})
	}
	return o, failOn, nil
}

// userCache is the folder of states that migrations lead to, in the user's cache folder; none
// where there is no such folder or the program cannot be identified.
func userCache() review.Cache {
	dir, err := os.UserCacheDir()
	if err != nil {
		return review.Cache{}
	}
	program, err := os.Executable()
	if err != nil {
		return review.Cache{}
	}
	info, err := os.Stat(program)
	if err != nil {
		return review.Cache{}
	}
	return review.Cache{Folder: filepath.Join(dir, "schemadiff", "replayed"),
		Build: fmt.Sprintf("%s %d %d", version(), info.Size(), info.ModTime().UnixNano())}
}

// printFindings prints a review in a format, at once: nothing of a database waits for the reader.
func (s *session) printFindings(r *review.Review, format string) error {
	report, err := s.lintReport(r)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	if err := render.Lint(&out, report, format, s.style); err != nil {
		return err
	}
	_, err = s.App.Writer.Write(out.Bytes())
	return err
}

// lintReport is a review as it is printed, without the findings of the baseline.
func (s *session) lintReport(r *review.Review) (*render.Report, error) {
	out := &render.Report{Version: version(), Rules: rules.All(), Texts: r.Texts, Notes: r.Notes, ShowInfo: s.showsInfo(), Path: repo.Paths()}
	for _, f := range r.Files {
		out.Files = append(out.Files, f.Source.Name)
	}
	if file := s.String("write-baseline"); file != "" {
		n, err := r.WriteBaseline(file)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(s.remarks(), "wrote %s to %s\n", app.Count(n, "finding"), file)
		r.Findings = nil
		return out, nil
	}
	if err := s.leaveOutKnown(r); err != nil {
		return nil, err
	}
	lint.Sort(r.Findings)
	out.Findings, out.Suppressed, out.Known = r.Findings, r.Suppressed, r.Known
	return out, nil
}

// showsInfo says which information people see: all of it with --info, with the preset all and where
// information fails the command, else that of the rules which --rule sets.
func (s *session) showsInfo() func(lint.Finding) bool {
	failOn, err := s.failOn()
	if s.Bool("info") || cmp.Or(s.String("preset"), s.config.Lint.Preset) == "all" || err == nil && failOn == lint.Info {
		return func(lint.Finding) bool { return true }
	}
	named := map[string]bool{}
	for _, r := range splitLists(s.StringSlice("rule")) {
		name, _, _ := strings.Cut(r, "=")
		named[name] = true
	}
	return func(f lint.Finding) bool { return named[f.Rule] || named[f.Category] }
}

// leaveOutKnown takes out the findings of the baseline, if there is one.
func (s *session) leaveOutKnown(r *review.Review) error {
	file := s.String("baseline")
	if file == "" && s.config.Lint.Baseline != "" {
		file = filepath.Join(filepath.Dir(s.config.Path), s.config.Lint.Baseline)
	}
	if file == "" {
		return nil
	}
	return r.LeaveOutKnown(file)
}

// lintFormat is the chosen format: text for people, and annotations where GitHub runs the
// command.
func (s *session) lintFormat() (string, error) {
	chosen := s.String("format")
	switch {
	case chosen == "" && os.Getenv("GITHUB_ACTIONS") == "true":
		return "github", nil
	case chosen == "":
		return "text", nil
	case slices.Contains(render.LintFormats(), chosen):
		return chosen, nil
	}
	return "", &usage{msg: fmt.Sprintf("--format %q", chosen), hint: suggestion(chosen, render.LintFormats())}
}
