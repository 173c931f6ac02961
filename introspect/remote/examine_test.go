package remote

import (
	"testing"

	"github.com/schemadiff/schemadiff/introspect"
)

// A cluster that can lose no node, or has no leader, is worse than one that is whole.
func TestDescribeMembers(t *testing.T) {
	leader, there, away := member{Address: "http://a:4001", Voter: true, Reachable: true, Leader: true}, member{Voter: true, Reachable: true}, member{Voter: true}
	reader := member{Reachable: true}
	for _, c := range []struct {
		members []member
		level   introspect.Level
		found   string
	}{
		{[]member{leader}, introspect.Healthy, "1 of 1 voting nodes are there, leader http://a:4001"},
		{[]member{leader, there, there, reader}, introspect.Healthy, "3 of 3 voting nodes are there, leader http://a:4001"},
		{[]member{leader, there, away, reader}, introspect.Warn, "2 of 3 voting nodes are there, leader http://a:4001"},
		{[]member{there, away, away}, introspect.Fail, "1 of 3 voting nodes are there, leader none"},
		{[]member{there, there, there}, introspect.Fail, "3 of 3 voting nodes are there, leader none"},
	} {
		if got := describeMembers(c.members); got.Level != c.level || got.Found != c.found {
			t.Errorf("%v: %s, want %v: %s", got.Level, got.Found, c.level, c.found)
		}
	}
}
