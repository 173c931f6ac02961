package app

// This file counts how much a database holds and saves it, so that migrations can be judged
// later without a connection: sizes, numbers of rows, unread indexes and the positions of
// sequences. No row and no statistics of values are in the file.

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/schema"
)

// FactsFile holds counts of a database by the names of its objects.
type FactsFile struct {
	Version   int                      `json:"version"`
	Dialect   string                   `json:"dialect"`
	Tables    map[string]SavedTable    `json:"tables"`
	Unused    []string                 `json:"unusedIndexes,omitempty"`
	Sequences map[string]SavedSequence `json:"sequences,omitempty"`

	DefaultSchema string `json:"-"` // of tables that are named without one
}

// SavedTable are the counts of a table.
type SavedTable struct {
	Rows  int64 `json:"rows"`  // -1 if unknown; of PostgreSQL an estimate
	Bytes int64 `json:"bytes"` // with its indexes; -1 if unknown
	Empty bool  `json:"empty"` // it certainly holds no row
}

// SavedSequence is the position of a sequence.
type SavedSequence struct {
	Last int64 `json:"last"`
	Max  int64 `json:"max"`
}

// NotADatabaseError is text where a database is needed.
type NotADatabaseError struct{ Name string }

// Error names it.
func (e *NotADatabaseError) Error() string {
	return e.Name + " is no database: facts are counted in one"
}

// AllFacts asks a live database about all its tables.
func AllFacts(ctx context.Context, e *Endpoint) (*schema.Facts, error) {
	if e.Live == nil {
		return nil, &NotADatabaseError{e.Name}
	}
	kept := history.Kept(e.Schema, &schema.Schema{})
	var tables []schema.Key
	for o := range e.Schema.All() {
		if k := o.Key(); k.Kind == schema.KindTable && kept[k] == "" {
			tables = append(tables, k)
		}
	}
	facts, err := e.Live.Facts(ctx, tables)
	if err != nil {
		return nil, err
	}
	if u, ok := e.Live.(engine.UsageReader); ok {
		err = u.Usage(ctx, facts)
	}
	facts.Unused = slices.DeleteFunc(facts.Unused, func(k schema.Key) bool { return kept[k] != "" })
	facts.Sequences = slices.DeleteFunc(facts.Sequences, func(s schema.SequenceUse) bool { return kept[s.Sequence] != "" })
	return facts, err
}

// NewFactsFile makes a file of facts.
func NewFactsFile(dialect string, facts *schema.Facts) FactsFile {
	f := FactsFile{Version: 1, Dialect: dialect, Tables: map[string]SavedTable{}, Sequences: map[string]SavedSequence{}}
	for k, t := range facts.Tables {
		f.Tables[k.Object()] = SavedTable{t.Rows, t.Bytes, t.Empty}
	}
	for _, k := range facts.Unused {
		f.Unused = append(f.Unused, k.Object())
	}
	for _, s := range facts.Sequences {
		f.Sequences[s.Sequence.Object()] = SavedSequence{s.Last, s.Max}
	}
	return f
}

// ReadFacts reads a file of facts.
func ReadFacts(file string) (*FactsFile, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	var f FactsFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("facts %s: %w", file, err)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("facts %s: version %d; this program reads version 1", file, f.Version)
	}
	return &f, nil
}

// Table is the facts of a table; one without a schema is looked for in the default one.
func (f *FactsFile) Table(k schema.Key) (schema.TableFacts, bool) {
	t, ok := f.Tables[k.Object()]
	if !ok && k.Schema == "" {
		t, ok = f.Tables[f.DefaultSchema+"."+k.Name]
	}
	return schema.TableFacts{Rows: t.Rows, Bytes: t.Bytes, Empty: t.Empty}, ok
}

// Usage is the part of a file that the rules about a live database look at.
func (f *FactsFile) Usage() *schema.Facts {
	out := &schema.Facts{}
	for _, name := range f.Unused {
		out.Unused = append(out.Unused, schema.Key{Kind: schema.KindIndex, Name: name})
	}
	for name, s := range f.Sequences {
		out.Sequences = append(out.Sequences, schema.SequenceUse{Sequence: schema.Key{Kind: schema.KindSequence, Name: name}, Last: s.Last, Max: s.Max})
	}
	return out
}
