package cli

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/schemadiff/schemadiff/lint"
)

// set reads what flags and configuration say of rules and severities.
func (l *linter) set() error {
	c := l.config.Lint
	l.settings = lint.Settings{Preset: cmp.Or(l.String("preset"), c.Preset), Rules: map[string]lint.Severity{}}
	severities(c.Rules, l.settings.Rules)
	for _, r := range lists(l.StringSlice("rule")) {
		name, severity, ok := strings.Cut(r, "=")
		if !ok {
			return &usage{msg: fmt.Sprintf("--rule %q: want RULE=SEVERITY, such as drop-column=warning", r)}
		}
		l.settings.Rules[name] = lint.Severity(severity)
	}
	if err := l.settings.Check(l.rules); err != nil {
		return &usage{msg: err.Error()}
	}
	switch on := cmp.Or(l.String("fail-on"), c.FailOn, "error"); on {
	case "never":
		l.failOn = lint.Off
	case "error", "warning", "info":
		l.failOn = lint.Severity(on)
	default:
		return &usage{msg: fmt.Sprintf("--fail-on %q", on), hint: "want error, warning, info or never"}
	}
	return nil
}

// severities reads a table of the configuration: a rule is a severity, or a table with
// one and with options.
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

// options are the tables of rules in the configuration.
func (l *linter) options() map[string]map[string]any {
	out := map[string]map[string]any{}
	for name, v := range l.config.Lint.Rules {
		if table, ok := v.(map[string]any); ok {
			out[name] = table
		}
	}
	return out
}

func (l *linter) overrides(patterns []string, file string) bool {
	dir := filepath.Dir(l.config.Path)
	return slices.ContainsFunc(patterns, func(p string) bool {
		if ok, _ := doublestar.PathMatch(filepath.Join(dir, p), file); ok {
			return true
		}
		ok, _ := doublestar.PathMatch(p, filepath.ToSlash(file))
		return ok
	})
}

// baselineFile lists findings that are known, by their fingerprints.
type baselineFile struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Object      string `json:"object,omitempty"`
}

func (l *linter) writeBaseline(file string) error {
	lint.Sort(l.findings)
	b := baselineFile{Version: 1, Findings: []baselineEntry{}}
	for _, f := range l.findings {
		b.Findings = append(b.Findings, baselineEntry{f.Fingerprint(), f.Rule, f.Pos.File, f.Object})
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	fmt.Fprintf(l.App.ErrWriter, "wrote %s to %s\n", count(len(b.Findings), "finding"), file)
	return nil
}

// takeBaseline leaves out as many findings of a fingerprint as the baseline has.
func (l *linter) takeBaseline() error {
	file := cmp.Or(l.String("baseline"), l.config.Lint.Baseline)
	if file == "" {
		return nil
	}
	if l.String("baseline") == "" {
		file = filepath.Join(filepath.Dir(l.config.Path), file)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	var b baselineFile
	if err := json.Unmarshal(text, &b); err != nil {
		return fmt.Errorf("baseline %s: %w", file, err)
	}
	left := map[string]int{}
	for _, e := range b.Findings {
		left[e.Fingerprint]++
	}
	l.findings = slices.DeleteFunc(l.findings, func(f lint.Finding) bool {
		if left[f.Fingerprint()] == 0 {
			return false
		}
		left[f.Fingerprint()]--
		l.baselined++
		return true
	})
	return nil
}
