package lint

// Which rules report, and how severely: a rule's own severity decides before its category's, and
// that before the preset's. Settings come from the configuration and from flags alike; unknown
// names are errors.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Settings say which findings are reported, and how loud.
type Settings struct {
	Preset string              // recommended, strict, minimal or all; "" for recommended
	Rules  map[string]Severity // by rule or category; a rule goes before its category
}

// Presets are the names of the presets.
func Presets() []string { return []string{"recommended", "strict", "minimal", "all"} }

// Check reports whether every name of the settings means something.
func (s Settings) Check(rules []*Rule) error {
	if s.Preset != "" && !slices.Contains(Presets(), s.Preset) {
		return fmt.Errorf("preset %q: want %s", s.Preset, strings.Join(Presets(), ", "))
	}
	for name, severity := range s.Rules {
		known := slices.ContainsFunc(rules, func(r *Rule) bool { return r.Name == name || r.Category == name })
		if !known {
			return fmt.Errorf("no rule or category %q: schemadiff rules lists them", name)
		}
		if severity.Rank() < 0 {
			return fmt.Errorf("severity %q of %s: want error, warning, info or off", severity, name)
		}
	}
	return nil
}

// Of is the severity of a rule, and whether somebody set it by name.
func (s Settings) Of(r *Rule) (severity Severity, set bool) {
	if own, ok := s.Rules[r.Name]; ok {
		return own, true
	}
	if own, ok := s.Rules[r.Category]; ok {
		return own, true
	}
	switch s.Preset {
	case "all":
		if r.Severity == Off {
			return Info, false
		}
	case "strict":
		if r.Severity == Off && r.Category != "style" {
			return Warning, false
		}
	case "minimal":
		if r.Severity != Error || r.Category != "destructive" && r.Category != "data" && r.Category != "access" && r.Category != string(r.Dialect) {
			return Off, false
		}
	}
	return r.Severity, false
}

// On are the rules that are not switched off.
func (s Settings) On(rules []*Rule) []*Rule {
	return slices.DeleteFunc(slices.Clone(rules), func(r *Rule) bool {
		severity, _ := s.Of(r)
		return severity == Off
	})
}

// Apply gives findings the severities of the settings. What a rule lowers or raises
// because of what it knows stays so, unless somebody has set the rule.
func (s Settings) Apply(rules []*Rule, findings []Finding) []Finding {
	if len(findings) == 0 {
		return nil
	}
	byName := make(map[string]*Rule, len(rules))
	for _, r := range rules {
		byName[r.Name] = r
	}
	var out []Finding
	for _, f := range findings {
		if r := byName[f.Rule]; r != nil {
			severity, set := s.Of(r)
			if set || f.Severity == r.Severity {
				f.Severity = severity
			}
			f.Severity = cmp.Or(f.Severity, severity)
		}
		if f.Severity != Off {
			out = append(out, f)
		}
	}
	return out
}
