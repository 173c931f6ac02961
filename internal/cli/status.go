package cli

// This file is the command status: what app reports of a database and its migrations becomes a table
// or JSON.

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/render"
)

func statusCommand() *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "show which migrations a database has, which are pending, and where it differs from them",
		Description: "schemadiff status --db sqlite:app.db\n" +
			"schemadiff status --db postgres://db/app --exit-code\n\n" +
			"Nothing is written, and a role that may only read will do. Exit status: 0; with --exit-code 2 if a migration is\n" +
			"pending, edited or missing, or the database has drifted; 1 if that is not known.",
		Flags: append(slices.Concat(migrationFlags(), waitFlags()),
			runFormatFlag(),
			&cli.BoolFlag{Name: "exit-code", Usage: "exit with 2 if anything is pending or differs"},
			&cli.BoolFlag{Name: "offline", Usage: "do not compare the database with what the migrations lead to"},
		),
		Action: inSession(0, "--migrations names the folder", runStatus),
	}
}

func runStatus(s *session) error { return s.reported(s.status) }

// status compares the database that the flags name with the folder, and prints what it finds.
func (s *session) status(r *runReport) error {
	m, err := s.existingMigrations()
	if err != nil {
		return err
	}
	r.Database = m.Name
	s.noteAbsent(m)
	st, err := m.Status(s.Context.Context, true)
	if err != nil {
		return err
	}
	r.state(st)
	if !s.Bool("offline") {
		drift, err := m.Drift(s.Context.Context, st)
		if err != nil {
			return err
		}
		r.Drift = append(r.Drift, drift.Differences...)
		if drift.Unknown != "" {
			r.Notes = append(r.Notes, "not compared with the database: "+drift.Unknown)
		}
	}
	if s.String("format") != "json" {
		if err := r.printStatus(s.App.Writer); err != nil {
			return err
		}
	}
	if s.Bool("exit-code") && (*r.Pending > 0 || len(r.Drift) > 0 || len(st.Edited)+len(st.Missing) > 0) {
		return status(exitDifferences)
	}
	return nil
}

// state puts the state of a database into lines, in the order of the numbers.
func (r *runReport) state(st *journal.Status) {
	r.Migrations, r.Drift, r.Notes, r.Pending = []migrationJSON{}, []string{}, []string{}, new(len(st.Pending))
	add := func(e journal.Entry, name, state string) {
		line := migrationJSON{ID: e.ID, Name: name, State: state, DurationMS: e.DurationMS, By: e.AppliedBy, StepsDone: e.StepsDone, Steps: e.Steps}
		if !e.Finished.IsZero() {
			line.Applied = &e.Finished
		}
		r.Migrations = append(r.Migrations, line)
	}
	edited := func(id string) bool {
		return slices.ContainsFunc(st.Edited, func(p journal.Pair) bool { return p.File.ID == id })
	}
	for _, p := range st.Applied {
		state := "applied"
		if p.Entry.State == journal.Adopted {
			state = "adopted"
		}
		if edited(p.File.ID) {
			state = "edited"
		}
		add(p.Entry, p.File.Name, state)
	}
	for _, f := range st.Pending {
		i := slices.IndexFunc(st.Started, func(p journal.Pair) bool { return p.File.ID == f.ID })
		if i >= 0 {
			add(st.Started[i].Entry, f.Name, "running")
		} else {
			add(journal.Entry{ID: f.ID}, f.Name, "pending")
		}
		r.Migrations[len(r.Migrations)-1].Late = slices.ContainsFunc(st.Late, func(l folder.File) bool { return l.ID == f.ID })
	}
	for _, e := range st.Missing {
		add(e, e.Name, "missing")
	}
	slices.SortStableFunc(r.Migrations, func(a, b migrationJSON) int { return folder.Order(a.ID, b.ID) })
}

// printStatus prints the table.
func (r *runReport) printStatus(w io.Writer) error {
	if len(r.Migrations) == 0 {
		fmt.Fprintf(w, "No migrations: the folder is empty, and %s has none.\n", render.Escape(r.Database))
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range r.Migrations {
		note := ""
		switch {
		case m.Late:
			note = "out of order: a later one is applied"
		case m.State == "running":
			note = fmt.Sprintf("%d of %d steps", m.StepsDone, m.Steps)
		case m.Applied != nil:
			note = fmt.Sprintf("%s, %d ms, by %s", m.Applied.UTC().Format("2006-01-02 15:04:05 UTC"), m.DurationMS, m.By)
		case m.State == "missing":
			note = "the folder does not have it"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\n", m.State, render.Escape(m.Name), render.Escape(note))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	for _, d := range r.Drift {
		fmt.Fprintf(w, "drift: %s\n", render.Escape(d))
	}
	fmt.Fprintf(w, "%s\n", r.summary())
	return nil
}

func (r *runReport) summary() string {
	var parts []string
	for _, state := range []string{"applied", "adopted", "running", "pending", "edited", "missing"} {
		n := 0
		for _, m := range r.Migrations {
			if m.State == state {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	text := render.Escape(r.Database) + ": " + strings.Join(parts, ", ")
	if len(r.Drift) > 0 {
		return text + ", drifted: " + app.Count(len(r.Drift), "difference")
	}
	return text
}
