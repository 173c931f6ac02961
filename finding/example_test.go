package finding_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/finding"
	"github.com/schemadiff/schemadiff/schema"
)

// Facts about a table lower the severity of what cannot happen there.
func ExampleFinding_ApplyFacts() {
	for _, facts := range []schema.TableFacts{{Empty: true}, {Rows: 5_000_000, Bytes: 500 << 20}} {
		f := finding.Finding{Rule: "set-not-null", Severity: finding.Error, Message: "SET NOT NULL reads every row of t"}
		f.ApplyFacts(facts, -1, 0)
		fmt.Println(f.Severity, f.Message)
	}
	// Output:
	// info SET NOT NULL reads every row of t (the table is empty)
	// error SET NOT NULL reads every row of t (about 5000000 rows, 500 MB)
}
