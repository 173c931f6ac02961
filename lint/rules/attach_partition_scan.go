package rules

// ATTACH PARTITION reads each row of the partition unless a valid CHECK already implies its bounds
// (ALTER TABLE, "ATTACH PARTITION"). The analyser sets Proven where there is such a CHECK; a
// partition created by the same migration is empty. The finding is about the partition's rows, not
// the parent's.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed attach-partition-scan.md
var attachPartitionScanPage string

func attachPartitionScan() *lint.Rule {
	return &lint.Rule{Name: "attach-partition-scan", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: attachPartitionScanPage, Online: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Proven && !p.Made(a.References) {
				f := p.At(a, "add a CHECK of the same bounds to "+a.References.Name+", NOT VALID, and validate it before", "every row of %s is read before it is attached", a.References.Name)
				f.Table = a.References // its rows are read, whatever the parent has
			}
		}, schema.Attaches)
	}}
}
