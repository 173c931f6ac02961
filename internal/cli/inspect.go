package cli

// This file is the command inspect: a schema is printed as the DDL that creates it, or as JSON.

import (
	"bytes"
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/render"
	renderlite "github.com/schemadiff/schemadiff/render/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

func inspectCommand() *cli.Command {
	return &cli.Command{
		Name:      "inspect",
		Usage:     "print the schema of a source as DDL that recreates it, or as JSON",
		ArgsUsage: "[SOURCE]",
		Description: "schemadiff inspect app.db > schema.sql\n" +
			"schemadiff inspect postgres://localhost/app > schema.sql\n" +
			"schemadiff inspect --db sqlite:app.db --format json\n" +
			"schemadiff inspect git:main:schema/\n\n" +
			"Of SQLite, tables come first, each with its indexes, then virtual tables, views and triggers, in the order\n" +
			"of their names, and comments inside of definitions are kept. Of PostgreSQL, the statements come in an order\n" +
			"in which they run. What is not part of the schema is counted on standard error, as are tables that other tools\n" +
			"keep in a database, such as records of migrations: --schemas '*' prints them too. Exit status: 0; 1 if the\n" +
			"source cannot be read.",
		Flags: append(slices.Concat(sourceFlags(), waitFlags()),
			&cli.StringFlag{Name: "format", Value: "sql", Usage: "sql or json"}),
		Action: inSession(-1, "", runInspect),
	}
}

func runInspect(s *session) error {
	format, err := s.format("sql", "json", "text")
	if err != nil {
		return err
	}
	e, err := s.inspected()
	if err := errors.Join(err, s.close()); err != nil { // before anything is printed
		return err
	}
	scope, err := s.scope()
	if err != nil {
		return err
	}
	o := app.InspectOptions{Scope: scope, Exclude: s.excludes(), Strict: s.Bool("strict"), OtherTools: s.String("schemas") == "*"}
	if err := app.Inspect(s.language(), e, o); err != nil {
		return err
	}
	var out bytes.Buffer
	_, writes := s.language().(engine.Writer)
	switch {
	case format != "json":
		err = s.writeSchema(&out, e.Schema)
	case writes:
		err = render.ObjectsJSON(&out, e.Schema)
	default:
		err = renderlite.JSON(&out, e.Schema)
	}
	if err != nil {
		return err
	}
	if notes := render.Notes(e.Schema.Notes); notes != "" {
		_, _ = s.App.ErrWriter.Write([]byte(notes + "\n"))
	}
	_, err = s.App.Writer.Write(forTerminal(s.App.Writer, out.Bytes()))
	return err
}

// inspected is the source to print: the argument, or one of the flags.
func (s *session) inspected() (*app.Endpoint, error) {
	switch {
	case s.Args().Present():
		return s.openSource(s.Context.Context, s.Args().Slice(), sourceRole{})
	case len(s.StringSlice("schema")) > 0 || s.String("to") != "":
		return s.openTo(s.Context.Context)
	}
	return s.openFrom(s.Context.Context)
}

// writeSchema writes the statements that make a schema.
func (s *session) writeSchema(out *bytes.Buffer, from *schema.Schema) error {
	writer, ok := s.language().(engine.Writer)
	if !ok {
		if d, ok := s.language().(engine.Declarer); ok {
			out.WriteString(d.Declarations(from))
		}
		renderlite.SQL(out, from)
		return nil
	}
	statements, err := writer.Write(from)
	if err != nil {
		return err
	}
	render.Statements(out, statements)
	return nil
}
