package sqlite

// Reports from a run to its caller: progress, warnings, and the points between statements at
// which tests kill the process to see what a crash leaves in the file.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

// reportProgress passes progress on.
func (r *run) reportProgress(what string, done, total int64) {
	if r.options.Progress != nil {
		r.options.Progress(migrate.Event{Step: r.step + 1, Steps: len(r.plan.Steps), What: what, Done: done, Total: total})
	}
}

func (r *run) warn(format string, args ...any) {
	r.report.Warnings = append(r.report.Warnings, fmt.Sprintf(format, args...))
}

// killPoint is a place between two statements where tests may stop the process.
func (r *run) killPoint(format string, args ...any) {
	if r.options.hook != nil {
		r.options.hook(fmt.Sprintf(format, args...))
	}
}

// doing says what a step does: "rebuild table users".
func doing(s *plan.Step) string {
	name := s.Key.Name
	if s.Key.IsPart() {
		name = s.Key.Table + "." + name
	}
	return string(s.Kind) + " " + name
}
