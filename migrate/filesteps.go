package migrate

// The statements of migration files as the steps of a plan, for a run on a copy that reports each of
// them. Of each step it is said which tables it renames and which rows it writes, as far as that can be
// read of the statement; nothing is parsed here.

import (
	"fmt"
	"path/filepath"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// FileSteps are the statements of files as steps.
type FileSteps struct {
	Plan  *plan.Plan
	First []int   // step of each file, and their number at the end
	index [][]int // the step of each statement of each file; -1 for none
}

// Step is the step of a statement; -1 where it is none.
func (f *FileSteps) Step(file, statement int) int { return f.index[file][statement] }

// StepsOf makes steps of the statements of files. Statements that only bound transactions are none.
func StepsOf(jobs []FileJob, bounds func(schema.Statement) bool) *FileSteps {
	f := &FileSteps{Plan: &plan.Plan{}}
	b := &fileSteps{known: map[schema.Key]madeBy{}}
	for _, job := range jobs {
		f.First = append(f.First, len(f.Plan.Steps))
		var index []int
		for _, s := range job.Statements {
			if bounds(s) {
				index = append(index, -1)
				continue
			}
			index = append(index, len(f.Plan.Steps))
			f.Plan.Steps = append(f.Plan.Steps, b.step(job.Path, s))
		}
		f.index = append(f.index, index)
	}
	f.First = append(f.First, len(f.Plan.Steps))
	return f
}

// madeBy says what the files have done so far about a table of a name.
type madeBy string

const (
	createdByFiles madeBy = "created"
	droppedByFiles madeBy = "dropped"
)

// fileSteps makes the steps, in order.
type fileSteps struct {
	known map[schema.Key]madeBy
}

func (b *fileSteps) step(path string, s schema.Statement) plan.Step {
	step := plan.Step{Kind: plan.Kind(fmt.Sprintf("%s:%d", filepath.ToSlash(path), s.Pos.Line)), Loss: plan.Keeps, Rows: -1, Bytes: -1, Statements: []plan.Statement{{SQL: s.SQL}}}
	if len(s.Acts) > 0 {
		step.Key = s.Acts[0].On
	}
	wrote := false
	for _, a := range s.Acts {
		b.schemaAct(&step, a)
		wrote = b.rowAct(&step, a) || wrote
	}
	step.WritesAnything = step.WritesAnything || s.Runs || s.Unread != "" && !wrote
	return step
}

// schemaAct follows the tables through a statement.
func (b *fileSteps) schemaAct(step *plan.Step, a schema.Act) {
	switch a.Verb {
	case schema.Creates:
		if a.Kind == schema.KindTable {
			if b.known[a.On] == droppedByFiles {
				step.Writes = append(step.Writes, plan.Anything(a.On))
			}
			b.known[a.On] = createdByFiles
		}
	case schema.Drops:
		if a.Kind == schema.KindTable {
			b.known[a.On] = droppedByFiles
		}
	case schema.Renames, schema.Moves:
		b.rename(step, a)
	case schema.RenamesColumn:
		was := schema.Key{Kind: schema.KindColumn, Schema: a.On.Schema, Table: a.On.Name, Name: a.Name}
		now := was
		now.Name = a.To
		step.Renames = append(step.Renames, plan.Renamed{Was: was, Now: now})
	case schema.SetsType, schema.DropsColumn:
		step.Writes = append(step.Writes, plan.Written{Table: a.On, Columns: []string{a.Name}})
	}
}

// rename follows a table or schema to its new name.
func (b *fileSteps) rename(step *plan.Step, a schema.Act) {
	was, now := a.On, a.On
	switch {
	case a.Kind == schema.KindSchema && a.Verb == schema.Renames:
		was, now = schema.Key{Kind: schema.KindSchema, Name: a.Name}, schema.Key{Kind: schema.KindSchema, Name: a.To}
	case a.Kind != schema.KindTable:
		return
	case a.Verb == schema.Moves:
		now.Schema = a.To
	default:
		now.Name = a.To
	}
	step.Renames = append(step.Renames, plan.Renamed{Was: was, Now: now})
	if made, ok := b.known[was]; ok {
		b.known[now] = made
	}
	delete(b.known, was)
}

// rowAct notes the rows that a statement writes, and reports whether it writes any.
func (b *fileSteps) rowAct(step *plan.Step, a schema.Act) bool {
	w := plan.Written{Table: a.On, Fresh: b.known[a.On] == createdByFiles}
	switch a.Verb {
	case schema.Inserts:
		w.Adds, w.Removes = true, a.Replaces || w.Fresh && a.Query && a.Source == ""
	case schema.Updates:
		if w.Columns = a.Columns; w.Columns == nil { // MERGE
			w.Adds, w.Removes = true, true
		}
		w.Removes = w.Removes || a.Replaces
	case schema.Deletes, schema.Truncates:
		w.Keeps, w.Removes, w.Truncates = true, true, a.Verb == schema.Truncates && a.Cascade
	default:
		return false
	}
	step.Writes = append(step.Writes, w)
	return true
}
