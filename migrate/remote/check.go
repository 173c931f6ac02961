package remote

// What a migration must not send to a cluster that applies statements on every node: what
// changes a connection and not the database, what reaches beyond it, and what every node would
// compute for itself. Each is refused at its place, before anything is sent.

import (
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// sharedPragmas do something within the transaction alone, or nothing but answer.
var sharedPragmas = []string{"defer_foreign_keys", "foreign_key_check", "foreign_key_list", "table_info", "table_xinfo", "table_list",
	"index_list", "index_info", "index_xinfo", "quick_check", "integrity_check", "optimize"}

// Check refuses a migration that holds what no cluster should get, at its place. BEGIN and
// COMMIT around all of a file say what holds anyway, and are left out.
func Check(job *migrate.FileJob) error {
	for i, s := range job.Statements {
		why := refusal(s)
		if why == "" || wraps(job, i) {
			continue
		}
		return &parse.Error{Pos: s.Pos, Msg: why}
	}
	return nil
}

// controls reports whether a statement begins or ends a transaction: Check lets through only a pair
// around the whole file.
func controls(s schema.Statement) bool {
	return len(s.Acts) == 1 && (s.Acts[0].Verb == schema.Begins || s.Acts[0].Verb == schema.Commits)
}

// wraps reports whether a statement is the BEGIN or the COMMIT around all of a file.
func wraps(job *migrate.FileJob, i int) bool {
	list := job.Statements
	last := len(list) - 1
	return last > 0 && (i == 0 || i == last) && verb(list[0]) == schema.Begins && verb(list[last]) == schema.Commits
}

func verb(s schema.Statement) schema.Verb {
	if len(s.Acts) != 1 {
		return ""
	}
	return s.Acts[0].Verb
}

// refusal is why a statement must not be sent; "" where it may.
func refusal(s schema.Statement) string {
	words := strings.Fields(strings.ToLower(withoutComments(s.SQL)))
	first, second := "", ""
	if len(words) > 0 {
		first = strings.TrimRight(words[0], ";")
	}
	if len(words) > 1 {
		second = words[1]
	}
	switch first {
	case "begin", "commit", "end", "rollback", "savepoint", "release":
		return strings.ToUpper(first) + " would open or end a transaction on a connection that all share, so that writes of others could be lost: a migration is one transaction anyway"
	case "attach", "detach":
		return strings.ToUpper(first) + " opens a file on every node: a migration is about one database"
	case "vacuum":
		return "VACUUM cannot run in a transaction, and VACUUM INTO writes a file on every node: use the cluster's own means"
	case "pragma":
		return pragmaRefusal(s)
	}
	if first == "create" && (second == "temp" || second == "temporary") {
		return "a temporary table stays on a connection of each node that all share: use an ordinary table and drop it"
	}
	if what := parser.Volatile(fixed(s, time.Now())); what != "" && !queryOnly(s) {
		return volatileRefusal(what)
	}
	return ""
}

// fixed is a statement as it is sent: with the time and random numbers of rows as literals.
func fixed(s schema.Statement, now time.Time) string {
	if !handlesRows(s) {
		return s.SQL
	}
	return parser.WithFixedValues(s.SQL, now)
}

func volatileRefusal(what string) string {
	text := what + " is computed by every node for itself, so that the nodes would hold different values: write the value"
	if strings.HasPrefix(what, "random") {
		text += ", which schemadiff does by itself only in the rows of VALUES: elsewhere each row has its own"
	}
	return text
}

// queryOnly reports whether a statement stores no value that it computes: a view computes when
// it is read.
func queryOnly(s schema.Statement) bool {
	for _, a := range s.Acts {
		view := a.Verb == schema.Creates && a.Kind == schema.KindView
		if !view && a.Verb != schema.Selects {
			return false
		}
	}
	return len(s.Acts) > 0
}

func pragmaRefusal(s schema.Statement) string {
	name := ""
	for _, a := range s.Acts {
		if a.Verb == schema.Pragmas {
			name = a.Name
		}
	}
	if slices.Contains(sharedPragmas, name) {
		return ""
	}
	text := "PRAGMA " + name + " would change the connection of each node, for all who use it, until the node restarts"
	if name == "foreign_keys" {
		text += ": nodes that enforce foreign keys and nodes that do not would hold different rows. Start rqlited with -fk, or without"
	}
	return text
}

// withoutComments is a statement that begins with its first word.
func withoutComments(sql string) string {
	for {
		sql = strings.TrimSpace(sql)
		switch {
		case strings.HasPrefix(sql, "--"):
			_, sql, _ = strings.Cut(sql, "\n")
		case strings.HasPrefix(sql, "/*"):
			_, sql, _ = strings.Cut(sql[2:], "*/")
		default:
			return sql
		}
	}
}
