package render

// What a plan blocks: the tables with rows whose readers or writers wait, and for which steps.
// Text and JSON come from the same list of the plan, so that both name the same tables.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
)

// Blocks names, in a line each, which tables with rows others have to wait for.
func Blocks(p *plan.Plan) []string {
	var lines []string
	for _, h := range p.Blocks {
		who := "writers"
		if h.Reads {
			who = "readers and writers"
		}
		lines = append(lines, fmt.Sprintf("keeps %s from %s %s (%s)", who, h.Table.Object(), h.Length(), plural(int64(h.Steps), "step")))
	}
	return lines
}

type blockJSON struct {
	Table objectJSON `json:"table"`
	Reads bool       `json:"reads"`
	Cost  string     `json:"cost"`
	Steps int        `json:"steps"`
}

func blocksJSON(list []plan.Block) []blockJSON {
	out := []blockJSON{}
	for _, h := range list {
		out = append(out, blockJSON{objectToJSON(h.Table), h.Reads, string(h.Cost), h.Steps})
	}
	return out
}
