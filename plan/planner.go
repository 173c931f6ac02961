package plan

// The contract between the tool and the planner of a dialect. An Input holds the two schemas
// and all that is known of the live database; a Planner turns it into a plan, and a plan into
// SQL text for other programs. A planner opens no connection itself: what only an engine can
// answer arrives as facts or is asked through Fold.

import "github.com/schemadiff/schemadiff/schema"

// Input holds all that a planner knows: the two schemas, the live facts and the hints.
type Input struct {
	From, To *schema.Schema
	// Changes are the differences between From and To where they have been compared
	// already; nil where they have not.
	Changes   []Change
	FromPrint string        // fingerprint of From; "" if it is not known yet
	Facts     *schema.Facts // nil when there is no live database
	// Fold executes statements on a private copy of From and returns the schema
	// they lead to: how a rename changes what names the renamed thing.
	Fold func(statements []string) (*schema.Schema, error)
	// Renames are the hints of --rename, former name to new name, such as
	// "users.name" to "full_name".
	Renames map[string]string
	// Avoid names tables whose cheap steps the engine refused, and what it said.
	Avoid map[schema.Key]string
}

// Planner writes the steps of one dialect in the order they run.
type Planner interface {
	Plan(in Input) (*Plan, error)
	Script(p *Plan) string // SQL for someone else's runner
	// Migration is the body of a migration file: the same SQL, without BEGIN where one
	// transaction holds all of it, and without places in files that will change.
	Migration(p *Plan) string
}

// Mover is a planner whose plans can begin with statements that move objects to other schemas,
// where what names these objects follows.
type Mover interface {
	// Moves returns the statements, and their undo.
	Moves(from, to *schema.Schema) (forward, back []string)
}

// Print is the fingerprint of From.
func (in *Input) Print() string {
	if in.FromPrint != "" {
		return in.FromPrint
	}
	return in.From.Fingerprint()
}
