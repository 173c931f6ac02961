package introspect

import "strings"

// Check is a question to a database; the first column of its rows names the defects.
type Check struct {
	What, SQL string
	Good      string // the answer without a defect
	Advice    string // what to do about defects
}

// Symptom turns the answer of a check into a finding.
func (c Check) Symptom(answer []string) Symptom {
	found := strings.Join(answer, "; ")
	if found == c.Good {
		return Symptom{What: c.What, Found: "nothing is wrong"}
	}
	return Symptom{Level: Warn, What: c.What, Found: found, Advice: c.Advice}
}
