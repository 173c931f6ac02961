package sqlite

// What a plan is written for: the version of SQLite, who runs the SQL, and whether the order of
// columns counts. A planner is made with these, and every stage of the planning looks at them.

// The shapes in which a plan is printed for someone else's runner.
const (
	RunnerScript      = "script"       // runs statements one by one, as the sqlite3 shell does
	RunnerTransaction = "transaction"  // wraps the whole in a transaction of its own
	RunnerNoSwitch    = "no-fk-switch" // has foreign keys on for good
	RunnerD1          = "d1"           // no-fk-switch within the limits of Cloudflare D1, for wrangler
	RunnerRqlite      = "rqlite"       // no-fk-switch without what every node would compute for itself
)

// keysOn reports whether a runner has foreign keys on for good, and one connection for all.
func keysOn(runner string) bool {
	return runner == RunnerNoSwitch || runner == RunnerD1 || runner == RunnerRqlite
}

// settings are the options of a planner.
type settings struct {
	target      version
	named       bool // somebody said which SQLite the target is
	runner      string
	columnOrder bool
}
