package cli

import (
	intropg "github.com/schemadiff/schemadiff/introspect/postgres"
)

// trust has everything of the session know whose code may run with the rights of the
// role that connects: the roles of --trust or of its variable.
func (s *session) trust() {
	s.Context.Context = intropg.WithTrust(s.Context.Context, lists(s.StringSlice("trust")))
}
