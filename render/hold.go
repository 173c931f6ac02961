package render

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
)

// Holds reports in a line each which tables with rows others have to wait for.
func Holds(p *plan.Plan) []string {
	var lines []string
	for _, h := range p.Holds {
		who := "writers"
		if h.Reads {
			who = "readers and writers"
		}
		lines = append(lines, fmt.Sprintf("keeps %s from %s %s (%s)", who, h.Table.Object(), h.Length(), plural(int64(h.Steps), "step")))
	}
	return lines
}

type holdJSON struct {
	Table objectJSON `json:"table"`
	Reads bool       `json:"reads"`
	Cost  string     `json:"cost"`
	Steps int        `json:"steps"`
}

func holdsJSON(list []plan.Hold) []holdJSON {
	out := []holdJSON{}
	for _, h := range list {
		out = append(out, holdJSON{objectToJSON(h.Table), h.Reads, string(h.Cost), h.Steps})
	}
	return out
}
