package cli

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

func adoptCommand() *cli.Command {
	return &cli.Command{
		Name:  "adopt",
		Usage: "take over a database that was made without migrations, or another tool's history",
		Description: "schemadiff adopt --db postgres://db/app\n" +
			"schemadiff adopt --db sqlite:app.db --from drizzle --migrations drizzle\n\n" +
			"Records migrations as applied without running them. Without --from the database must be what the folder leads\n" +
			"to; where the folder is empty, 0001_baseline.sql is written from the database. With --from the tool's table and\n" +
			"folder are read where they are, its checksums are compared, and what is wrong with its history is told: entries\n" +
			"that were skipped, files that were edited, versions that are dirty. Nothing of it is changed. Exit status: 0;\n" +
			"3 refused: the database differs, or the history has defects.",
		Flags: append(migrationFlags(),
			&cli.StringFlag{Name: "from", Usage: "the `TOOL` whose history it is: " + strings.Join(toolNames(), ", ")},
			&cli.StringFlag{Name: "table", Usage: "the tool's `TABLE`, with its schema if it has one, where it is not where the tool puts it by itself"},
			&cli.StringFlag{Name: "to", Usage: "adopt no migration behind the one with this `ID`"},
			&cli.BoolFlag{Name: "accept-defects", Usage: "adopt what is recorded as applied, whatever is wrong with the history"},
			&cli.BoolFlag{Name: "dry-run", Usage: "tell what would be adopted, and write nothing"},
			&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to wait for locks"},
			&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long an attempt may wait for a lock (PostgreSQL)"},
		),
		Action: inSession(0, "--from names the tool, --migrations its folder", runAdopt),
	}
}

func runAdopt(s *session) (err error) {
	m := &migrator{session: s}
	if m.name, m.database, err = s.database(); err != nil {
		return err
	}
	_, isServer := s.target.(engine.Server)
	if _, err := os.Stat(m.database); !isServer && err != nil { // a file
		return fmt.Errorf("database: %w", err)
	}
	if m.folder, err = s.migrations(); err != nil {
		return err
	}
	if s.String("from") != "" {
		return m.adoptTool(s.Context.Context)
	}
	if s.String("table") != "" {
		return &usage{msg: "--table without --from", hint: "--from names the tool whose table it is: " + strings.Join(toolNames(), ", ")}
	}
	if len(m.folder.Files) == 0 {
		return m.adoptBaseline(s.Context.Context)
	}
	return m.adoptFiles(s.Context.Context)
}

// upTo are the migrations up to the one that --to names.
func (m *migrator) upTo() ([]folder.File, error) {
	to := m.String("to")
	if to == "" {
		return m.folder.Files, nil
	}
	last := m.folder.Find(to)
	if last == nil {
		return nil, &usage{msg: fmt.Sprintf("%s has no migration %s", m.folder.Path, to)}
	}
	return m.folder.Files[:slices.IndexFunc(m.folder.Files, func(f folder.File) bool { return f.ID == last.ID })+1], nil
}

// adoptFiles adopts migrations that the database is what they lead to.
func (m *migrator) adoptFiles(ctx context.Context) error {
	files, err := m.upTo()
	if err != nil {
		return err
	}
	have, differences, err := m.adoptedDrift(ctx, files)
	if err != nil {
		return err
	}
	m.tellTools(have)
	if len(differences) > 0 {
		return &refusal{fmt.Sprintf("%s is not what the %s of %s lead to; nothing was adopted:\n  %s\n  --to ID adopts the first migrations alone; schemadiff plan --from %s --to migrations:%s shows the way",
			m.name, count(len(files), "migration"), m.folder.Path, strings.Join(differences, "\n  "), m.name, m.folder.Path)}
	}
	return m.record(ctx, files)
}

// adoptedDrift tells what the database is, and how that differs from what migrations lead
// to. Where the effect of one is not known there is nothing to compare, and the schema is
// nil.
func (m *migrator) adoptedDrift(ctx context.Context, files []folder.File) (*schema.Schema, []string, error) {
	r, err := m.replay(ctx, nil, files)
	if err != nil {
		return nil, nil, err
	}
	if r.Schema == nil {
		m.tellOpaque(r.Opaque)
		return nil, nil, nil
	}
	e, err := m.openDatabase(ctx, m.name, m.database)
	if err != nil {
		return nil, nil, err
	}
	if err := e.Fold(nil); err != nil {
		return nil, nil, err
	}
	have := e.Schema.Clone()
	return have, m.differences(e.Schema, r.Schema), m.close()
}

// tellTools tells of the records of other tools that nobody asked for; s may be nil.
func (m *migrator) tellTools(s *schema.Schema) {
	if s == nil {
		return
	}
	for o := range s.All() {
		tools := slices.DeleteFunc(foreign.OwnersOf(o), func(tool string) bool { return !slices.Contains(toolNames(), tool) })
		if len(tools) > 0 {
			fmt.Fprintf(m.App.ErrWriter, "note: %s has the table %s: --from %s takes over what that tool has recorded\n",
				render.Escape(m.name), o.Key().Name, strings.Join(tools, " or "))
		}
	}
}

// adoptBaseline writes the first migration from the database.
func (m *migrator) adoptBaseline(ctx context.Context) error {
	e, err := m.openDatabase(ctx, m.name, m.database)
	if err != nil {
		return err
	}
	if err := e.Fold(nil); err != nil {
		return err
	}
	m.tellTools(e.Schema)
	foreign.Without(e.Schema, &schema.Schema{})
	have := e.Schema.Clone()
	e.Live, e.Schema.Version = nil, ""
	p, err := m.between(ctx, &app.Endpoint{Schema: &schema.Schema{Dialect: m.language().Name()}}, e)
	if err != nil {
		return err
	}
	if err := m.close(); err != nil {
		return err
	}
	if len(p.Plan.Steps) == 0 {
		_, err := fmt.Fprintf(m.App.Writer, "Nothing to adopt: %s holds nothing.\n", render.Escape(m.name))
		return err
	}
	if m.Bool("dry-run") {
		_, err := fmt.Fprintf(m.App.Writer, "0001_baseline would be written: %s.\n", count(len(p.Plan.Steps), "object"))
		return err
	}
	g := &generator{session: m.session, folder: m.folder, id: "0001"}
	whole := plan.SingleTransaction(p.Plan)
	body := p.Planner.Migration(p.Plan)
	h := header{g.id, "baseline", string(m.language().Name()), p.Plan.Target, p.Plan.From, p.Plan.To, len(p.Plan.Steps), whole, m.target.Journal().ScriptCommand(whole), nil}
	r, err := m.replay(ctx, nil, []folder.File{{Path: h.file(), SQL: h.text(body)}})
	if err != nil {
		return fmt.Errorf("the baseline does not work (a defect of schemadiff, please report it): %w", err)
	}
	if differences := m.differences(have, r.Schema); len(differences) > 0 {
		return &refusal{fmt.Sprintf("a baseline of %s would lack something; nothing was written or adopted:\n  %s\n  --exclude leaves objects alone, as exclude in schemadiff.toml does", m.name, strings.Join(differences, "\n  "))}
	}
	if err := g.save("baseline", h, body, ""); err != nil {
		return err
	}
	if m.folder, err = m.migrations(); err != nil {
		return err
	}
	return m.record(ctx, m.folder.Files)
}

// record writes migrations into the journal as adopted.
func (m *migrator) record(ctx context.Context, files []folder.File) error {
	have, err := m.target.Journal().Entries(ctx, m.database, m.patience(), false)
	if err != nil {
		return err
	}
	run := m.run(ctx, nil)
	var list []folder.Entry
	for _, f := range files {
		list = append(list, folder.Entry{ID: f.ID, Name: f.Name, Checksum: f.Checksum, State: folder.Adopted, Run: run.Run, Attempt: 1,
			Tool: run.Tool, AppliedBy: run.By, Host: run.Host, SQL: f.Text})
	}
	list = folder.Absent(list, have)
	if len(list) == 0 {
		_, err := fmt.Fprintf(m.App.Writer, "Nothing to adopt: %s has all of %s.\n", render.Escape(m.name), count(len(files), "migration"))
		return err
	}
	for _, e := range list {
		fmt.Fprintf(m.App.Writer, "%s %s\n", map[bool]string{true: "would adopt", false: "adopted"}[m.Bool("dry-run")], render.Escape(e.Name))
	}
	if m.Bool("dry-run") {
		return nil
	}
	patience := m.patience()
	patience.Connect = max(patience.Connect, run.Wait)
	return m.target.Journal().Adopt(ctx, m.database, patience, list)
}
