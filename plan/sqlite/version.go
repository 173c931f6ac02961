package sqlite

// Versions of SQLite that a plan can be written for, and the ALTER TABLE forms that each of
// them introduced. The application's library counts, which is often older than the one built
// into this tool; where it lacks a form the plan has a rebuild, and for RENAME COLUMN an
// error.

import (
	"fmt"
	"strconv"
	"strings"
)

// version is a SQLite version: 3.40 is 3040.
type version int

// DefaultTarget is the version that a plan is written for without --target. The
// application's SQLite counts, and 3.35 (2021) is the first with DROP COLUMN.
const DefaultTarget = "3.35"

const (
	oldest            version = 3024
	hasRenameColumn   version = 3025
	hasDropColumn     version = 3035
	hasAlterColumn    version = 3052 // ALTER COLUMN … NOT NULL, ADD CONSTRAINT … CHECK
	hasDropConstraint version = 3054
)

func parseVersion(s string) (version, error) {
	if s == "" {
		s = DefaultTarget
	}
	major, rest, _ := strings.Cut(s, ".")
	minor, _, _ := strings.Cut(rest, ".")
	n, err := strconv.Atoi(minor)
	if major != "3" || err != nil || n < 0 || n > 999 {
		return 0, fmt.Errorf("target %q: want a SQLite version such as 3.40", s)
	}
	v := version(3000 + n)
	if v < oldest {
		return 0, fmt.Errorf("target %s: the oldest SQLite that plans are written for is %s", s, oldest)
	}
	return v, nil
}

// String reads "3.40".
func (v version) String() string { return fmt.Sprintf("%d.%d", v/1000, v%1000) }
