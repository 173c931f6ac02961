package plan

// The plan as data: steps with their statements, and with each step its cost, lock, loss of
// data, undo and the probes that show whether it can succeed. Reviewers read it, executors run
// it, and it is saved as JSON, so that a plan can be reviewed on one machine and applied from
// another: the tags of the fields are a file format.

import (
	"slices"

	"github.com/schemadiff/schemadiff/finding"
	"github.com/schemadiff/schemadiff/schema"
)

// Loss says what data a step can destroy.
type Loss string

// The classes of loss, from none to certain.
const (
	Keeps   Loss = "keeps"    // every row and value stays
	MayLose Loss = "may lose" // values can change or rows can be refused
	Loses   Loss = "loses"    // rows or columns are gone for good
)

// Cost says how a step's duration grows with the table.
type Cost string

// The classes of cost.
const (
	Constant Cost = "constant" // only the catalog is written
	Scan     Cost = "scan"     // every row is read
	Rewrite  Cost = "rewrite"  // every row is written
)

// Tx says how a step and a transaction go together.
type Tx string

// The kinds of steps in that respect.
const (
	TxIn    Tx = ""      // it runs in a transaction with others
	TxOwn   Tx = "own"   // what comes after needs it to be committed
	TxNever Tx = "never" // it cannot run in a transaction
)

// Kind says what a step does: "create table", "rebuild table".
type Kind string

// RefillIndex fills a full-text index again from the table that it reads.
const RefillIndex Kind = "rebuild full-text index"

// Statement is one SQL statement of a step, without the closing semicolon.
type Statement struct {
	SQL   string `json:"sql"`
	Check string `json:"check,omitempty"` // a query of one row: 1 if the statement did its work
	What  string `json:"what,omitempty"`  // what Check shows, for people
	// Repair clears away what SQL has left when it was broken off. It is run where
	// Check says that SQL has not done its work; of steps alone that run in no transaction.
	Repair string `json:"repair,omitempty"`
	// Leaves is the by-product of SQL, an object that a later statement removes.
	Leaves schema.Key `json:"leaves,omitzero"`
	// Transient says that what SQL builds has a name of the server's until it is done,
	// and stays under it, invalid, when it is interrupted.
	Transient bool `json:"-"`
}

// Step is one change with all a reviewer must know about it.
type Step struct {
	Kind       Kind        `json:"kind"`
	Key        schema.Key  `json:"key"`
	Pos        schema.Pos  `json:"pos"` // the line of desired DDL that asked for it
	Reasons    []string    `json:"reasons"`
	Why        string      `json:"why,omitempty"` // why nothing cheaper would do
	Statements []Statement `json:"statements"`
	Undo       []string    `json:"undo,omitempty"` // SQL that takes the step back; none if nothing can
	UndoNote   string      `json:"undoNote,omitempty"`
	Cost       Cost        `json:"cost"`
	Lock       string      `json:"lock,omitempty"`      // the table lock it takes and on what: "ACCESS EXCLUSIVE on public.users"
	LockFirst  []Locked    `json:"lockFirst,omitempty"` // what the transaction that begins with the step locks before all else
	Tx         Tx          `json:"tx,omitempty"`        // whether it can share a transaction
	Rows       int64       `json:"rows"`                // touched, -1 if unknown
	Bytes      int64       `json:"bytes"`               // of the table and its indexes, -1 if unknown
	Loss       Loss        `json:"loss"`
	Lost       string      `json:"lost,omitempty"`   // what can be lost, for people
	Rules      []Rule      `json:"rules,omitempty"`  // what --allow must name before the step may run
	Copy       *Copy       `json:"copy,omitempty"`   // rows that move; the executor proves that they arrived
	Switch     bool        `json:"switch,omitempty"` // foreign keys must be off while it runs
	After      []Wait      `json:"after,omitempty"`  // the earlier steps that it must come after
	Includes   []Included  `json:"includes,omitempty"`
	Renames    []Renamed   `json:"renames,omitempty"` // all at once
	Writes     []Written   `json:"-"`                 // of a statement of a migration: the rows that it writes, as the tables are called then

	WritesAnything bool    `json:"-"` // what such a statement writes is not known
	Probes         []Probe `json:"-"`
}

// Locked is a table that holds rows, and the mode of its lock: "ACCESS EXCLUSIVE".
type Locked struct {
	Table schema.Key `json:"table"`
	Mode  string     `json:"mode"`
}

// Included is one of the columns that a step is about, or an object that it drops together with
// its own.
type Included struct {
	Key schema.Key `json:"key"`
	Pos schema.Pos `json:"-"` // the line of desired DDL that asked for a column
	SQL []string   `json:"-"` // the statements that would drop an object by itself
}

// Rule is the name of a refusal and the object it is about: --allow takes
// "drop-column" or "drop-column:users.email".
type Rule struct {
	Name string     `json:"name"`
	Key  schema.Key `json:"key"`
}

// Copy says which rows a rebuild moves, for the proof that they arrived.
type Copy struct {
	Table   string       `json:"table"`           // the name before and after
	Scratch string       `json:"scratch"`         // where the rows are between the two
	RowID   string       `json:"rowid,omitempty"` // the name that reaches the copied rowid; "" if it is not kept
	Key     []string     `json:"key,omitempty"`   // columns that identify a row on both sides where RowID does not
	Columns []CopyColumn `json:"columns"`
	Before  []string     `json:"before"`            // all columns of the table before, in their order
	Checked []string     `json:"checked,omitempty"` // tables whose foreign keys to check afterwards
	Counter bool         `json:"counter"`           // an AUTOINCREMENT counter is carried over
	CopyAt  int          `json:"copyAt"`            // index of the statement after which both copies hold the rows
	Analyze []string     `json:"analyze,omitempty"` // dropped tables that had statistics: ANALYZE again afterwards
	Unasked []string     `json:"-"`                 // dropped tables that may have had some: no database was asked
}

// Reanalyzed are the tables whose statistics are gathered again after a plan, each once.
func Reanalyzed(p *Plan) (tables []string) {
	for i := range p.Steps {
		if c := p.Steps[i].Copy; c != nil {
			for _, t := range c.Analyze {
				if !slices.Contains(tables, t) {
					tables = append(tables, t)
				}
			}
		}
	}
	return tables
}

// CopyColumn is one column that a rebuild keeps.
type CopyColumn struct {
	Name  string `json:"name"`
	Exact bool   `json:"exact"` // the type is the same, so every value must be
}

// Probe is a query of the live rows that shows whether a step can succeed.
type Probe struct {
	Rule    string     // of the finding: "set-not-null"
	Key     schema.Key // what it is about
	Pos     schema.Pos
	SQL     string // a query of one row and column: the number of offending rows
	Message string // what is wrong with them: "rows with NULL in users.email"
	Hint    string
	Allow   string       // the rule that lets the step run all the same; "" if nothing can
	Lost    string       // what goes then, after its number: "values of users.age"; "" for the spelling of values
	Columns []schema.Key // that the query reads, where a plan may be what adds them
}

// Severity orders findings.
type Severity = finding.Severity

// The severities.
const (
	Info    = finding.Info
	Warning = finding.Warning
	Error   = finding.Error
)

// Finding is something a reviewer must know before the plan runs.
type Finding = finding.Finding

// Plan is the ordered result.
type Plan struct {
	Dialect  schema.Dialect `json:"dialect"`
	Target   string         `json:"target"` // the version it is written for
	Runner   string         `json:"runner"`
	From     string         `json:"from"` // fingerprint of the schema the plan starts from
	To       string         `json:"to"`   // fingerprint of the schema it ends in
	Steps    []Step         `json:"steps"`
	Findings []Finding      `json:"findings"`
	Notes    []schema.Note  `json:"notes"`
	Left     []schema.Key   `json:"left,omitempty"` // objects of the database that the plan leaves alone

	// Access is who gains and who loses what by the plan.
	Access []Access `json:"access,omitempty"`

	// Blocks sums up what other sessions cannot use meanwhile; tables without rows are left out.
	Blocks []Block `json:"holds,omitempty"`

	// RealDigits is how many significant digits a real has as text where the plan runs;
	// 0 for as many as the engine that runs it writes.
	RealDigits int `json:"realDigits,omitempty"`

	// ScriptSuffix ends the names of the tables in which a script keeps its checks, where the
	// plain ones are taken.
	ScriptSuffix string `json:"scriptSuffix,omitempty"`

	// Bodies are the functions whose bodies the plan makes or changes: what the database says of them
	// when all steps are done is asked at the end.
	Bodies []Body `json:"bodies,omitempty"`

	Stages []string `json:"stages,omitempty"` // loose fingerprints after each transaction but the last, of a saved plan

	Want  *schema.Schema `json:"-"`               // the schema it ends in, for the proof; nil for a saved plan
	Scope *schema.Scope  `json:"scope,omitempty"` // what of the database the plan is about; nil for all
}
