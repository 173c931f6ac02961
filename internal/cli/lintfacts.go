package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// factsFile holds counts of a database, and no row of it.
type factsFile struct {
	Version   int                      `json:"version"`
	Dialect   string                   `json:"dialect"`
	Tables    map[string]tableFacts    `json:"tables"`
	Unused    []string                 `json:"unusedIndexes,omitempty"`
	Sequences map[string]sequenceFacts `json:"sequences,omitempty"`
}

type tableFacts struct {
	Rows  int64 `json:"rows"`  // -1 if unknown; of PostgreSQL an estimate
	Bytes int64 `json:"bytes"` // with its indexes; -1 if unknown
	Empty bool  `json:"empty"` // it certainly holds no row
}

type sequenceFacts struct {
	Last int64 `json:"last"`
	Max  int64 `json:"max"`
}

func factsCommand() *cli.Command {
	return &cli.Command{
		Name:      "facts",
		Usage:     "save how much a database holds, and nothing of what, for lint --facts",
		ArgsUsage: "DATABASE",
		Description: "schemadiff facts postgres://prod/app -o facts.json\n" +
			"schemadiff lint --facts facts.json migrations/\n\n" +
			"The file has sizes and numbers of rows, unread indexes and how far sequences have come: no row, no statistics\n" +
			"of values. The database is opened read-only.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "write to `FILE` (default: standard output)"},
			&cli.StringFlag{Name: "dialect", Usage: "the `DIALECT`, where the name of the database does not tell"},
			&cli.DurationFlag{Name: "busy-timeout", Usage: "how long to wait for another process's lock", Hidden: true},
			colorFlag(),
		}, waitFlags()...),
		Action: inSession(-1, "", runFacts),
	}
}

func runFacts(s *session) error {
	if s.NArg() != 1 {
		return &usage{msg: "facts needs one database", hint: "schemadiff facts " + s.target.Example()}
	}
	e, err := s.opened(s.Context.Context, []string{s.Args().First()}, true)
	if err != nil {
		return err
	}
	facts, err := allFacts(s.Context.Context, e)
	if err := errors.Join(err, s.close()); err != nil { // before anything is printed
		return err
	}
	var text bytes.Buffer
	if err := render.WriteJSON(&text, savedFacts(string(s.language().Name()), facts)); err != nil {
		return err
	}
	if file := s.String("out"); file != "" {
		if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
			return fmt.Errorf("facts: %w", err)
		}
		return nil
	}
	_, err = s.App.Writer.Write(text.Bytes())
	return err
}

// allFacts asks a live database about all its tables.
func allFacts(ctx context.Context, e *app.Endpoint) (*schema.Facts, error) {
	if e.Live == nil {
		return nil, &usage{msg: e.Name + " is no database: facts are counted in one"}
	}
	kept := foreign.Kept(e.Schema, &schema.Schema{})
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

func savedFacts(dialect string, facts *schema.Facts) factsFile {
	f := factsFile{Version: 1, Dialect: dialect, Tables: map[string]tableFacts{}, Sequences: map[string]sequenceFacts{}}
	for k, t := range facts.Tables {
		f.Tables[k.Object()] = tableFacts{t.Rows, t.Bytes, t.Empty}
	}
	for _, k := range facts.Unused {
		f.Unused = append(f.Unused, k.Object())
	}
	for _, s := range facts.Sequences {
		f.Sequences[s.Sequence.Object()] = sequenceFacts{s.Last, s.Max}
	}
	return f
}

// readFacts reads what the facts command has saved.
func readFacts(file string) (*factsFile, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("facts: %w", err)
	}
	var f factsFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("facts %s: %w", file, err)
	}
	if f.Version != 1 {
		return nil, fmt.Errorf("facts %s: version %d; this program reads version 1", file, f.Version)
	}
	return &f, nil
}

// table is what was saved of a table; of one without a schema that of public.
func (f *factsFile) table(k schema.Key) (schema.TableFacts, bool) {
	t, ok := f.Tables[k.Object()]
	if !ok && k.Schema == "" {
		t, ok = f.Tables["public."+k.Name]
	}
	return schema.TableFacts{Rows: t.Rows, Bytes: t.Bytes, Empty: t.Empty}, ok
}

// judgeLive runs the rules about what only a database can tell.
func (l *linter) judgeLive(ctx context.Context) error {
	p := &lint.Pass{Kind: lint.Schema, Dialect: l.language().Name(), View: l.language().View(), Judged: &schema.Judged{}}
	switch {
	case l.database != nil:
		facts, err := allFacts(ctx, l.database)
		if err != nil {
			return err
		}
		p.Facts, p.From = facts, l.database.Schema.Clone()
		foreign.Without(p.From, &schema.Schema{})
	case l.saved != nil:
		p.Facts = &schema.Facts{}
		for _, name := range l.saved.Unused {
			p.Facts.Unused = append(p.Facts.Unused, schema.Key{Kind: schema.KindIndex, Name: name})
		}
		for name, s := range l.saved.Sequences {
			p.Facts.Sequences = append(p.Facts.Sequences, schema.SequenceUse{Sequence: schema.Key{Kind: schema.KindSequence, Name: name}, Last: s.Last, Max: s.Max})
		}
	default:
		return nil
	}
	on := slices.DeleteFunc(l.settings.On(l.rules), func(r *lint.Rule) bool { return r.Category != "live" })
	l.findings = append(l.findings, l.settle(lint.Run(on, p))...)
	return nil
}
