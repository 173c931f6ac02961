package review

// This file keeps known findings out of a review: a baseline lists their fingerprints, each as
// often as it was found.

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
)

// baseline lists findings that are known.
type baseline struct {
	Version  int             `json:"version"`
	Findings []baselineEntry `json:"findings"`
}

type baselineEntry struct {
	Fingerprint string `json:"fingerprint"`
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Object      string `json:"object,omitempty"`
}

// WriteBaseline writes all findings into a file, and returns how many there are.
func (r *Review) WriteBaseline(file string) (int, error) {
	lint.Sort(r.Findings)
	b := baseline{Version: 1, Findings: []baselineEntry{}}
	for _, f := range r.Findings {
		b.Findings = append(b.Findings, baselineEntry{f.Fingerprint(), f.Rule, f.Pos.File, f.Object})
	}
	text, err := json.MarshalIndent(b, "", "  ")
	if err != nil {
		return 0, err
	}
	if err := os.WriteFile(file, append(text, '\n'), 0o644); err != nil {
		return 0, fmt.Errorf("baseline: %w", err)
	}
	return len(b.Findings), nil
}

// LeaveOutKnown removes as many findings of a fingerprint as a baseline has.
func (r *Review) LeaveOutKnown(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("baseline: %w", err)
	}
	var b baseline
	if err := json.Unmarshal(text, &b); err != nil {
		return fmt.Errorf("baseline %s: %w", file, err)
	}
	left := map[string]int{}
	for _, e := range b.Findings {
		left[e.Fingerprint]++
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f lint.Finding) bool {
		if left[f.Fingerprint()] == 0 {
			return false
		}
		left[f.Fingerprint()]--
		r.Known++
		return true
	})
	return nil
}
