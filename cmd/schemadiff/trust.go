package main

import (
	"slices"

	intropg "github.com/schemadiff/schemadiff/introspect/postgres"
)

// trust has everything of the session know whose code may run with the rights of the
// role that connects: the roles of --trust and of the configuration.
func (s *session) trust() {
	s.Context.Context = intropg.WithTrust(s.Context.Context, slices.Concat(lists(s.StringSlice("trust")), s.config.Trust))
}
