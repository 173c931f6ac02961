package cli

// This file is the command inspect: a schema is printed as the DDL that creates it, as JSON, or as a
// picture of its tables.

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/render/diagram"
	renderlite "github.com/schemadiff/schemadiff/render/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

func inspectCommand() *cli.Command {
	return &cli.Command{
		Name:      "inspect",
		Usage:     "print the schema of a source as DDL that recreates it, as JSON, as documentation or as a picture of its tables",
		ArgsUsage: "[SOURCE]",
		Description: "schemadiff inspect app.db > schema.sql\n" +
			"schemadiff inspect postgres://localhost/app > schema.sql\n" +
			"schemadiff inspect --db sqlite:app.db --format json\n" +
			"schemadiff inspect git:main:schema/\n" +
			"schemadiff inspect schema/ --format mermaid --around orders --depth 2\n" +
			"schemadiff inspect --db app.db --format markdown --out docs/schema\n\n" +
			"Of SQLite, tables come first, each with its indexes, then virtual tables, views and triggers, in the order\n" +
			"of their names, and comments inside of definitions are kept. Of PostgreSQL, the statements come in an order\n" +
			"in which they run. What is not part of the schema is counted on standard error, as are tables that other tools\n" +
			"keep in a database, such as records of migrations: --schemas '*' prints them too. Pictures show tables and\n" +
			"the references between them, all or those around some. Exit status: 0; 1 if the source cannot be read.",
		Flags: append(slices.Concat(sourceFlags(), waitFlags()),
			&cli.StringFlag{Name: "format", Value: "sql", Usage: strings.Join(inspectFormats(), ", ")},
			&cli.StringFlag{Name: "out", Usage: "write to `FILE`; of markdown the folder, whose files of tables that are gone are removed (default: standard output)"},
			&cli.StringSliceFlag{Name: "around", Usage: "of a picture, only `TABLE` and what it is linked with; may be repeated"},
			&cli.IntFlag{Name: "depth", Value: 1, Usage: "how many references away from --around a table may be"}),
		Action: inSession(-1, "", runInspect),
	}
}

// inspectFormats are the formats that the help names; text is another name of sql.
func inspectFormats() []string { return append([]string{"sql", "json"}, pictureFormats()...) }

// pictureFormats are the formats that show tables and the references between them.
func pictureFormats() []string { return append(diagram.Formats(), "html", folderFormat) }

// folderFormat is the format that is a folder of files.
const folderFormat = "markdown"

func runInspect(s *session) error {
	format, err := s.format(append(inspectFormats(), "text")...)
	if err != nil {
		return err
	}
	if err := s.checkAround(format); err != nil {
		return err
	}
	if format == folderFormat && s.String("out") == "" {
		return &usage{msg: "--format markdown writes a folder of files", hint: "--out docs/schema names it"}
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
	if format == folderFormat {
		err := s.writeFolder(e)
		s.remarkNotes(e)
		return err
	}
	var out bytes.Buffer
	_, writes := s.language().(engine.Writer)
	switch {
	case slices.Contains(pictureFormats(), format):
		err = s.writePicture(&out, e, format)
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
	s.remarkNotes(e)
	if file := s.String("out"); file != "" {
		return app.WriteFile(file, out.Bytes())
	}
	_, err = s.App.Writer.Write(forTerminal(s.App.Writer, out.Bytes()))
	return err
}

// remarkNotes counts what is not part of a schema.
func (s *session) remarkNotes(e *app.Endpoint) {
	if notes := render.Notes(e.Schema.Notes); notes != "" {
		fmt.Fprintln(s.remarks(), notes)
	}
}

// writeFolder writes the tables of a schema as files, and removes those of tables that are gone.
func (s *session) writeFolder(e *app.Endpoint) error {
	g, tables, err := s.graph(e)
	if err != nil {
		return err
	}
	files, err := render.SchemaFolder(tables, g)
	if err != nil {
		return err
	}
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Name] = f.Text
	}
	changed, err := app.WriteFolder(s.String("out"), texts, render.SchemaMark)
	if err != nil {
		return err
	}
	for _, line := range changed {
		fmt.Fprintln(s.people(), line)
	}
	return nil
}

// checkAround refuses flags about pictures for what is none.
func (s *session) checkAround(format string) error {
	around := len(s.StringSlice("around")) > 0
	switch {
	case around && !slices.Contains(pictureFormats(), format):
		return &usage{msg: "--around is for pictures", hint: "--format " + strings.Join(pictureFormats(), ", ")}
	case s.IsSet("depth") && !around:
		return &usage{msg: "--depth needs --around TABLE"}
	case s.Int("depth") < 0:
		return &usage{msg: fmt.Sprintf("--depth %d", s.Int("depth")), hint: "want 0 or more"}
	}
	return nil
}

// graph is the tables of a schema, or those around the ones that a flag names, out of all tables.
func (s *session) graph(e *app.Endpoint) (*diagram.Graph, []*lint.Table, error) {
	tables := lint.Tables(e.Schema, s.language().View())
	g := diagram.New(tables)
	var keys []schema.Key
	for _, name := range s.StringSlice("around") {
		found := g.Find(name)
		if len(found) == 0 {
			var names []string
			for _, t := range g.Tables {
				names = append(names, t.Name)
			}
			return nil, nil, &usage{msg: fmt.Sprintf("--around %q: no table has that name", name), hint: suggestion(name, names[:min(len(names), 1000)])}
		}
		keys = append(keys, found...)
	}
	if len(keys) > 0 {
		g = g.Around(keys, s.Int("depth"))
	}
	return g, tables, nil
}

// writePicture draws the tables of a schema, or a part of them.
func (s *session) writePicture(out *bytes.Buffer, e *app.Endpoint, format string) error {
	g, tables, err := s.graph(e)
	if err != nil {
		return err
	}
	if format == "html" {
		return render.SchemaHTML(out, e.Public(), version(), tables, g)
	}
	if err := diagram.Write(out, g, format); err != nil {
		return err
	}
	if format == "mermaid" && out.Len() > diagram.MermaidLimit {
		s.notify(app.Notice{Text: fmt.Sprintf("the picture has %d characters, and mermaid draws %d unless its maxTextSize says more: --around TABLE draws a part", out.Len(), diagram.MermaidLimit)})
	}
	return nil
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
