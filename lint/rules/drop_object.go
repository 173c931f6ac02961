package rules

// Objects beside tables that go: each kind has its rule and its page, and all look for
// the same, a DROP that nothing of the name follows.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-function.md
var dropFunctionPage string

//go:embed drop-sequence.md
var dropSequencePage string

//go:embed drop-extension.md
var dropExtensionPage string

func dropFunction() *lint.Rule {
	return &lint.Rule{Name: "drop-function", Category: "destructive", Severity: lint.Warning, Dialect: "postgres", Page: dropFunctionPage, Destroys: true,
		Aliases: []string{"drop-procedure", "drop-aggregate"},
		Check: reportDropped("dropping %s breaks what calls it", "keep it for one release, or change what calls it first",
			schema.KindsNamedIn(schema.RoutineNames)...)}
}

func dropSequence() *lint.Rule {
	return &lint.Rule{Name: "drop-sequence", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropSequencePage, Destroys: true,
		Planner: "it is reported where the step is made",
		Check:   reportDropped("dropping sequence %s loses its position: one of the same name starts again", "keep it, or take its position over with setval", schema.KindSequence)}
}

func dropExtension() *lint.Rule {
	return &lint.Rule{Name: "drop-extension", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropExtensionPage, Destroys: true,
		Check: reportDropped("dropping extension %s drops its functions and types", "drop what uses it first, in a migration of its own", schema.KindExtension)}
}

// reportDropped reports objects of some kinds that are dropped and not created again.
func reportDropped(format, hint string, kinds ...schema.Kind) func(*lint.Pass) {
	return func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o lint.Act) bool {
				return o.Verb == schema.Creates && slices.Contains(kinds, o.Kind) && o.Name == a.Name
			}
			if slices.Contains(kinds, a.Kind) && !p.Absent(a) && !slices.ContainsFunc(p.Acts, again) {
				p.At(a, hint, format, a.Object())
			}
		}, schema.Drops)
	}
}
