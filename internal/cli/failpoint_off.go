//go:build !failpoint

package cli

// A program that is built without the tag failpoint has no points at which it can be stopped, and this
// file stands in for failpoint_on.go.

import (
	"context"

	"github.com/schemadiff/schemadiff/migrate"
)

// killAtStep is the report as it is.
func killAtStep(report func(migrate.Event)) func(migrate.Event) { return report }

// failurePoint is nil: a run without points.
func failurePoint(context.Context) func(string) error { return nil }
