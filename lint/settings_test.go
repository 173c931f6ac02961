package lint_test

// These tests are about settings: which severity a rule has, and which findings are reported.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

func TestPresets(t *testing.T) {
	destroys := &lint.Rule{Name: "a", Category: "destructive", Severity: lint.Error}
	locks := &lint.Rule{Name: "b", Category: "lock", Severity: lint.Error}
	own := &lint.Rule{Name: "c", Category: "sqlite", Severity: lint.Error, Dialect: schema.SQLite}
	warns := &lint.Rule{Name: "d", Category: "data", Severity: lint.Warning}
	off := &lint.Rule{Name: "e", Category: "design", Severity: lint.Off}
	style := &lint.Rule{Name: "f", Category: "style", Severity: lint.Off}
	all := []*lint.Rule{destroys, locks, own, warns, off, style}
	for preset, want := range map[string]string{
		"":            "error error error warning off off",
		"recommended": "error error error warning off off",
		"strict":      "error error error warning warning off",
		"minimal":     "error off error off off off",
		"all":         "error error error warning info info",
	} {
		var got []string
		for _, r := range all {
			severity, set := lint.Settings{Preset: preset}.Of(r)
			if set {
				t.Errorf("%s: %s was set by name", preset, r.Name)
			}
			got = append(got, string(severity))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %s, want %s", preset, got, want)
		}
	}
}

func TestARuleGoesBeforeItsCategory(t *testing.T) {
	s := lint.Settings{Preset: "minimal", Rules: map[string]lint.Severity{"long-name": lint.Error, "style": lint.Off, "destructive": lint.Info}}
	for _, c := range []struct {
		rule *lint.Rule
		want lint.Severity
	}{{longName(), lint.Error}, {dropTable(), lint.Info}, {&lint.Rule{Name: "other", Category: "style"}, lint.Off}} {
		got, set := s.Of(c.rule)
		if got != c.want || !set {
			t.Errorf("%s is %s, set %v; want %s", c.rule.Name, got, set, c.want)
		}
	}
}

func TestOn(t *testing.T) {
	s := lint.Settings{Rules: map[string]lint.Severity{"drop-table": lint.Off}}
	var names []string
	for _, r := range s.On(rules()) {
		names = append(names, r.Name)
	}
	equal(t, []string{"long-name", "unused-suppression"}, names)
}

func TestApply(t *testing.T) {
	found := []lint.Finding{
		{Rule: "drop-table", Severity: lint.Error},   // as its rule says
		{Rule: "drop-table", Severity: lint.Warning}, // lowered by the rule itself
		{Rule: "long-name", Severity: lint.Info},
		{Rule: "elsewhere", Severity: lint.Warning}, // of no rule that the linter has
	}
	get := func(s lint.Settings) string {
		var out []string
		for _, f := range s.Apply(rules(), found) {
			out = append(out, f.Rule+" "+string(f.Severity))
		}
		return strings.Join(out, ", ")
	}
	equal(t, "drop-table error, drop-table warning, long-name info, elsewhere warning", get(lint.Settings{}))
	equal(t, "drop-table info, drop-table info, long-name info, elsewhere warning",
		get(lint.Settings{Rules: map[string]lint.Severity{"drop-table": lint.Info}}))
	equal(t, "drop-table error, drop-table warning, elsewhere warning", get(lint.Settings{Rules: map[string]lint.Severity{"style": lint.Off}}))
	equal(t, lint.Error, found[0].Severity) // what came in stays as it was
}

func TestCheckNamesWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		settings lint.Settings
		want     string // in the error; "" for none
	}{
		{lint.Settings{}, ""},
		{lint.Settings{Preset: "strict", Rules: map[string]lint.Severity{"style": lint.Off, "drop-table": lint.Error}}, ""},
		{lint.Settings{Preset: "loud"}, `preset "loud": want recommended, strict, minimal, all`},
		{lint.Settings{Rules: map[string]lint.Severity{"dorp-table": lint.Off}}, `no rule or category "dorp-table"`},
		{lint.Settings{Rules: map[string]lint.Severity{"style": "loud"}}, `severity "loud" of style`},
	} {
		err := c.settings.Check(rules())
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.settings, err, c.want)
		}
	}
}
