package journal

// How the statements of a journal are spelled. They are written once, with {names} where dialects
// differ and a ? for each value; a Dialect fills them in. All names are qualified where a dialect
// has a search_path, so that nothing of another role is run by writing a journal.

import (
	"strconv"
	"strings"
)

// Dialect holds the parts of the statements of a journal that dialects spell differently.
type Dialect struct {
	Schema    string // of the tables, with its dot; "" where there is none
	Functions string // before the names of functions
	Now       string // the clock of the database, an expression
	Elapsed   string // the milliseconds since the column started_at, an expression
	Role      string // who changes the database, an expression; "" where the program says it
	Inserted  string // orders the rows of the log as they were inserted
	Lock      string // at the end of a query of a row that will be changed

	Big, Small, Text, Time string // types of columns
	Key                    string // type of a column for a key of any table; "" for any
	KeyText                string // such a column as text, an expression
}

// The tables, without their schema.
const (
	EntryTable    = "schemadiff_migrations"
	EventTable    = "schemadiff_attempts"
	BackfillTable = "schemadiff_backfills"
)

// Tables are the names of all tables that record something, without their schema.
func Tables() []string { return []string{EntryTable, EventTable, BackfillTable} }

// Create are the statements that create the tables of migrations where there are none.
func (d *Dialect) Create() []string {
	return []string{d.expand(`CREATE TABLE IF NOT EXISTS {entries} (
  seq {big} NOT NULL, id {text} NOT NULL PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL, from_fp {text} NOT NULL, to_fp {text} NOT NULL,
  state {text} NOT NULL CHECK (state IN ` + inSQL(States()) + `), steps_total {small} NOT NULL, steps_done {small} NOT NULL,
  run_id {text} NOT NULL, attempt {small} NOT NULL, started_at {time} NOT NULL, finished_at {time}, duration_ms {big} NOT NULL,
  tool_version {text} NOT NULL, applied_by {text} NOT NULL, host {text} NOT NULL, error {text}, sql_text {text} NOT NULL)`),
		d.expand(`CREATE TABLE IF NOT EXISTS {events} (
  at {time} NOT NULL, run_id {text} NOT NULL, id {text} NOT NULL, step {small} NOT NULL, event {text} NOT NULL, applied_by {text} NOT NULL, host {text} NOT NULL, error {text})`)}
}

// CreateBackfills is the statement that creates the table of backfills where there is none.
func (d *Dialect) CreateBackfills() string {
	return d.expand(`CREATE TABLE IF NOT EXISTS {backfills} (
  id {text} NOT NULL PRIMARY KEY, name {text} NOT NULL, checksum {text} NOT NULL, cursor{key}, rows_done {big} NOT NULL, batches {big} NOT NULL,
  state {text} NOT NULL CHECK (state IN ` + inSQL([]State{Running, Done}) + `), updated_at {time} NOT NULL)`)
}

// expand fills in the names.
func (d *Dialect) expand(text string) string {
	key := d.Key
	if key != "" {
		key = " " + key
	}
	return strings.NewReplacer("{entries}", d.Schema+EntryTable, "{events}", d.Schema+EventTable, "{backfills}", d.Schema+BackfillTable,
		"{now}", d.Now, "{elapsed}", d.Elapsed, "{f}", d.Functions, "{lock}", d.Lock, "{key text}", d.KeyText,
		"{big}", d.Big, "{small}", d.Small, "{text}", d.Text, "{time}", d.Time, "{key}", key).Replace(text)
}

// role is the value of who changes a database, where the database does not say it itself.
type role string

// bind fills in the names and numbers the values. Where the database says who changes it, the
// value of that is left out.
func (d *Dialect) bind(text string, args []any) (string, []any) {
	parts := strings.Split(d.expand(text), "?")
	out := parts[0]
	var values []any
	for i, part := range parts[1:] {
		name, isRole := args[i].(role)
		switch {
		case isRole && d.Role != "":
			out += d.Role + part
			continue
		case isRole:
			values = append(values, string(name))
		default:
			values = append(values, args[i])
		}
		out += "$" + strconv.Itoa(len(values)) + part
	}
	return out, values
}
