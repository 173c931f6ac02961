package cli

// This file is the command doctor: it looks at the configuration, the folders and the database that a command
// would use, and prints what is as it should be, what will hurt, and what to do about it.

import (
	"errors"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/source"
)

func doctorCommand() *cli.Command {
	var flags []cli.Flag
	for _, f := range sourceFlags() {
		if slices.Contains([]string{"db", "schema", "env", "env-file", "dialect", "busy-timeout", "trust", "color"}, f.Names()[0]) {
			flags = append(flags, f)
		}
	}
	return &cli.Command{
		Name:  "doctor",
		Usage: "look for what will keep commands from working: versions, connection, rights, pooler, settings",
		Description: "schemadiff doctor\n" +
			"schemadiff doctor --env prod\n" +
			"schemadiff doctor --db postgres://localhost/app --format json\n\n" +
			"The configuration, the desired schema, the folder of migrations and the database are looked at, and each finding says\n" +
			"what to do. Nothing is written, and a role that may only connect will do. Exit status: 0; 1 if something\n" +
			"keeps the database from being changed.",
		Flags: append(flags, migrationsFlag(),
			&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"}),
		Action: inSession(0, "--db or --env names the database", runDoctor),
	}
}

// symptom is a finding as JSON.
type symptom struct {
	Level  string `json:"level"` // ok, note, warn or fail
	What   string `json:"what"`
	Found  string `json:"found"`
	Advice string `json:"advice,omitempty"`
}

func runDoctor(s *session) error {
	format, err := s.format("text", "json")
	if err != nil {
		return err
	}
	if s.String("format") == "text" {
		format = "text"
	}
	found := slices.Concat(s.examineProgram(), s.examineFolders(), s.examineDatabase())
	worst := introspect.Healthy
	list := []symptom{}
	for _, f := range found {
		worst = max(worst, f.Level)
		list = append(list, symptom{f.Level.String(), f.What, f.Found, f.Advice})
	}
	if format == "json" {
		err = render.WriteJSON(s.App.Writer, map[string]any{"version": 1, "findings": list})
	} else {
		s.printSymptoms(list)
	}
	if err == nil && worst == introspect.Fail {
		return status(exitFailed)
	}
	return err
}

// printSymptoms prints a line for each finding, and below it what to do.
func (s *session) printSymptoms(list []symptom) {
	width := 0
	for _, f := range list {
		width = max(width, len(f.What))
	}
	for _, f := range list {
		level := fmt.Sprintf("%-4s", f.Level)
		if f.Level == "warn" || f.Level == "fail" {
			level = s.style.Red(level)
		}
		fmt.Fprintf(s.App.Writer, "%s  %-*s  %s\n", level, width, f.What, render.Escape(f.Found))
		if f.Advice != "" {
			fmt.Fprintf(s.App.Writer, "      %-*s  -> %s\n", width, "", render.Escape(f.Advice))
		}
	}
}

// examineProgram looks at the program and its configuration, which has been read without an error.
func (s *session) examineProgram() []introspect.Symptom {
	out := []introspect.Symptom{{What: "program", Found: fmt.Sprintf("schemadiff %s, %s/%s", version(), runtime.GOOS, runtime.GOARCH)}}
	if s.config.Path == "" {
		return append(out, introspect.Symptom{Level: introspect.Note, What: "configuration", Found: "there is none here or above", Advice: "schemadiff init writes one"})
	}
	out = append(out, introspect.Symptom{What: "configuration", Found: app.Slashed(s.config.Path)})
	for _, name := range slices.Sorted(maps.Keys(s.config.Env)) {
		e := s.config.Env[name]
		if variable, ok := strings.CutPrefix(e.URL, "env:"); ok && s.getenv(variable) == "" && e.EnvFile == "" && s.config.EnvFile == "" {
			out = append(out, introspect.Symptom{Level: introspect.Note, What: "environment", Found: name + ": variable " + variable + " is not set"})
		}
	}
	return out
}

// examineFolders looks at the desired schema and at the migrations.
func (s *session) examineFolders() []introspect.Symptom {
	var out []introspect.Symptom
	names, err := s.toNames()
	var missing *usage
	switch {
	case errors.As(err, &missing):
		out = append(out, introspect.Symptom{Level: introspect.Note, What: "schema", Found: "no desired schema is named", Advice: missing.hint})
	case err != nil:
		out = append(out, introspect.Symptom{Level: introspect.Warn, What: "schema", Found: err.Error()})
	default:
		out = append(out, s.examineSchema(names))
	}
	path := s.migrationsPath()
	f, err := folder.Read(path)
	switch {
	case err != nil:
		out = append(out, introspect.Symptom{Level: introspect.Warn, What: "migrations", Found: err.Error()})
	case len(f.Files) > 0:
		out = append(out, introspect.Symptom{What: "migrations", Found: fmt.Sprintf("%s, %s", app.Slashed(path), app.Count(len(f.Files), "migration"))})
		for _, note := range f.Notes() {
			out = append(out, introspect.Symptom{Level: introspect.Note, What: "migrations", Found: note, Advice: "schemadiff check reports all"})
		}
	}
	return out
}

func (s *session) examineSchema(names []string) introspect.Symptom {
	sources, err := source.Read(s.Context.Context, names, strings.NewReader(""))
	if err != nil {
		return introspect.Symptom{Level: introspect.Warn, What: "schema", Found: err.Error()}
	}
	return introspect.Symptom{What: "schema", Found: fmt.Sprintf("%s, %s", app.Slashed(strings.Join(names, ", ")), app.Count(len(sources), "file"))}
}

// examineDatabase looks at the database, if there is one to look at.
func (s *session) examineDatabase() []introspect.Symptom {
	url, err := s.databaseURL()
	switch {
	case err != nil:
		return []introspect.Symptom{{Level: introspect.Fail, What: "database", Found: err.Error()}}
	case url == "":
		return []introspect.Symptom{{Level: introspect.Note, What: "database", Found: "none is named", Advice: "--db, --env, or the variable DATABASE_URL"}}
	}
	name, database, err := s.database()
	if err != nil {
		return []introspect.Symptom{s.failed(err)}
	}
	if files, ok := s.target.(engine.FileTarget); ok && files.Absent(database) {
		return []introspect.Symptom{{Level: introspect.Note, What: "database", Found: name + " does not exist yet", Advice: "apply and migrate create it"}}
	}
	out := []introspect.Symptom{{What: "database", Found: name}}
	examiner, ok := s.target.(engine.Examiner)
	if !ok {
		return append(out, introspect.Symptom{Level: introspect.Note, What: "database", Found: "it is not examined further", Advice: "schemadiff status asks it"})
	}
	found, err := examiner.Examine(s.Context.Context, database, s.patience())
	out = append(out, found...)
	if err != nil {
		out = append(out, s.failed(err))
	}
	return out
}

// failed is an error as a finding, without its secrets.
func (s *session) failed(err error) introspect.Symptom {
	return introspect.Symptom{Level: introspect.Fail, What: "database", Found: secretsOf(s.App).hide(err.Error()), Advice: errorHint(err)}
}
