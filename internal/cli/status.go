package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

func statusCommand() *cli.Command {
	return &cli.Command{
		Name:  "status",
		Usage: "tell which migrations a database has, which are pending, and where it differs from them",
		Description: "schemadiff status --db sqlite:app.db\n" +
			"schemadiff status --db postgres://db/app --exit-code\n\n" +
			"Nothing is written, and a role that may only read will do. Exit status: 0; with --exit-code 2 if a migration is\n" +
			"pending, edited or missing, or the database has drifted away; 1 if it cannot be told.",
		Flags: append(slices.Concat(migrationFlags(), waitFlags()),
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"},
			&cli.BoolFlag{Name: "exit-code", Usage: "exit with 2 if anything is pending or differs"},
			&cli.BoolFlag{Name: "offline", Usage: "do not compare the database with what the migrations lead to"},
		),
		Action: inSession(0, "--migrations names the folder", runStatus),
	}
}

// standingJSON is what status prints for machines.
type standingJSON struct {
	Version    int             `json:"version"`
	Database   string          `json:"database"`
	Migrations []migrationJSON `json:"migrations"`
	Pending    int             `json:"pending"`
	Drift      []string        `json:"drift"`
	Notes      []string        `json:"notes"`
}

type migrationJSON struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	State      string     `json:"state"` // applied, pending, running, edited, missing, adopted
	Late       bool       `json:"outOfOrder,omitempty"`
	Applied    *time.Time `json:"appliedAt,omitempty"`
	DurationMS int64      `json:"durationMs,omitempty"`
	By         string     `json:"appliedBy,omitempty"`
	StepsDone  int        `json:"stepsDone,omitempty"`
	Steps      int        `json:"steps,omitempty"`
}

func runStatus(s *session) error {
	format, err := s.format("text", "json")
	if err != nil {
		return err
	}
	m := &migrator{session: s}
	if err := m.look(s.Context.Context); err != nil {
		return err
	}
	out := m.report()
	if !s.Bool("offline") {
		if err := m.drift(s.Context.Context, out); err != nil {
			return err
		}
	}
	if format == "json" {
		err = writeJSON(s.App.Writer, out)
	} else {
		err = out.print(s.App.Writer)
	}
	if err == nil && s.Bool("exit-code") && (out.Pending > 0 || len(out.Drift) > 0 || len(m.standing.Edited)+len(m.standing.Missing) > 0) {
		return status(exitDifferences)
	}
	return err
}

// writeJSON prints a value for machines.
func writeJSON(w io.Writer, value any) error { return render.WriteJSON(w, value) }

// report puts a standing into lines, in the order of the numbers.
func (m *migrator) report() *standingJSON {
	out := &standingJSON{Version: 1, Database: m.name, Migrations: []migrationJSON{}, Drift: []string{}, Notes: []string{}}
	add := func(e folder.Entry, name, state string) {
		line := migrationJSON{ID: e.ID, Name: name, State: state, DurationMS: e.DurationMS, By: e.AppliedBy, StepsDone: e.StepsDone, Steps: e.Steps}
		if !e.Finished.IsZero() {
			line.Applied = &e.Finished
		}
		out.Migrations = append(out.Migrations, line)
	}
	st := m.standing
	edited := func(id string) bool {
		return slices.ContainsFunc(st.Edited, func(p folder.Pair) bool { return p.File.ID == id })
	}
	for _, p := range st.Applied {
		state := "applied"
		if p.Entry.State == folder.Adopted {
			state = "adopted"
		}
		if edited(p.File.ID) {
			state = "edited"
		}
		add(p.Entry, p.File.Name, state)
	}
	for _, f := range st.Pending {
		i := slices.IndexFunc(st.Started, func(p folder.Pair) bool { return p.File.ID == f.ID })
		if i >= 0 {
			add(st.Started[i].Entry, f.Name, "running")
		} else {
			add(folder.Entry{ID: f.ID}, f.Name, "pending")
		}
		out.Migrations[len(out.Migrations)-1].Late = slices.ContainsFunc(st.Late, func(l folder.File) bool { return l.ID == f.ID })
		out.Pending++
	}
	for _, e := range st.Missing {
		add(e, e.Name, "missing")
	}
	slices.SortStableFunc(out.Migrations, func(a, b migrationJSON) int { return folder.Order(a.ID, b.ID) })
	return out
}

// drift compares the database with what its migrations lead to.
func (m *migrator) drift(ctx context.Context, out *standingJSON) error {
	if len(m.standing.Started) > 0 {
		out.Notes = append(out.Notes, "not compared with the database: a migration is applied in part")
		return nil
	}
	want, err := m.before(ctx)
	if err != nil {
		return err
	}
	if want == nil {
		out.Notes = append(out.Notes, "not compared with the database: what its migrations lead to is not known")
		return nil
	}
	if len(m.standing.Applied) == 0 { // it may not even be there
		return nil
	}
	e, err := m.openDatabase(ctx, m.name, m.database)
	if err != nil {
		return err
	}
	if err := e.Fold(nil); err != nil {
		return err
	}
	if list := m.differences(e.Schema, want); len(list) > 0 {
		out.Drift = list
	}
	return m.close()
}

func (s *standingJSON) print(w io.Writer) error {
	if len(s.Migrations) == 0 {
		fmt.Fprintf(w, "No migrations: the folder is empty, and %s has none.\n", render.Escape(s.Database))
		return nil
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, m := range s.Migrations {
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
	for _, n := range s.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
	for _, d := range s.Drift {
		fmt.Fprintf(w, "drift: %s\n", render.Escape(d))
	}
	fmt.Fprintf(w, "%s\n", s.summary())
	return nil
}

func (s *standingJSON) summary() string {
	var parts []string
	for _, state := range []string{"applied", "adopted", "running", "pending", "edited", "missing"} {
		n := 0
		for _, m := range s.Migrations {
			if m.State == state {
				n++
			}
		}
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, state))
		}
	}
	text := render.Escape(s.Database) + ": " + strings.Join(parts, ", ")
	if len(s.Drift) > 0 {
		return text + ", drifted: " + count(len(s.Drift), "difference")
	}
	return text
}
