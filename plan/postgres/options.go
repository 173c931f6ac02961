package postgres

// The settings of a planner: the version of the server that runs the plan, and the options
// of the task.

import (
	"fmt"
	"strconv"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/access"
)

// Planner plans for PostgreSQL.
type Planner struct {
	version int // major version that will run the plan
	Options
}

// Options say how a plan is made.
type Options struct {
	ColumnOrder bool         // a table whose columns stand in another order is refused
	Plain       bool         // the short form of each step, whatever it keeps others from
	Proof       access.Proof // compares conditions, to distinguish narrower from wider ones; nil: only equal ones

	OnlineRewrite bool // a column of a large table gets another type by a new column beside it, and a table its partition key by a new table
	Throttle      plan.Throttle
}

// New makes a planner. target is the major version that will run the plan, such
// as "15", or "" for the oldest that is supported.
func New(target string, o Options) (*Planner, error) {
	p := &Planner{version: 13, Options: o}
	if target == "" {
		return p, nil
	}
	v, err := strconv.Atoi(target)
	if err != nil || v < 13 {
		return nil, fmt.Errorf("target %q: want a major version of PostgreSQL from 13 on", target)
	}
	p.version = v
	return p, nil
}
