package dbtest

import "encoding/json"

// Expected holds the findings of a plan: severities by the rule's name, "error" for what a
// step needs --allow for.
type Expected map[string]string

// ExpectedOf reads a plan in JSON.
func ExpectedOf(text string) (Expected, error) {
	var plan struct {
		Steps []struct {
			Rules []struct{ Rule string }
		}
		Findings []struct{ Rule, Severity string }
	}
	if err := json.Unmarshal([]byte(text), &plan); err != nil {
		return nil, err
	}
	v := Expected{}
	for _, f := range plan.Findings {
		if v[f.Rule] != "error" {
			v[f.Rule] = f.Severity
		}
	}
	for _, s := range plan.Steps {
		for _, r := range s.Rules {
			v[r.Rule] = "error"
		}
	}
	return v, nil
}

// Refused reports whether a rule refuses the plan.
func (v Expected) Refused() bool {
	for _, severity := range v {
		if severity == "error" {
			return true
		}
	}
	return false
}
