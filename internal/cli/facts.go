package cli

// This file is the command facts: it saves how much a database holds, for lint without a connection.

import (
	"bytes"
	"errors"
	"fmt"
	"os"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/render"
)

func factsCommand() *cli.Command {
	return &cli.Command{
		Name:      "facts",
		Usage:     "save the sizes of a database, and none of its rows, for lint --facts",
		ArgsUsage: "DATABASE",
		Description: "schemadiff facts postgres://prod/app -o facts.json\n" +
			"schemadiff lint --facts facts.json migrations/\n\n" +
			"The file has sizes and numbers of rows, unread indexes and the positions of sequences: no row, no statistics\n" +
			"of values. The database is opened read-only.",
		Flags: append([]cli.Flag{
			&cli.StringFlag{Name: "out", Aliases: []string{"o"}, Usage: "write to `FILE` (default: standard output)"},
			&cli.StringFlag{Name: "dialect", Usage: "the `DIALECT`, where the name of the database does not show it"},
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
	e, err := s.openSource(s.Context.Context, []string{s.Args().First()}, sourceRole{database: true})
	if err != nil {
		return err
	}
	facts, err := app.AllFacts(s.Context.Context, e)
	if err := errors.Join(err, s.close()); err != nil { // before anything is printed
		return err
	}
	var text bytes.Buffer
	if err := render.WriteJSON(&text, app.NewFactsFile(string(s.language().Name()), facts)); err != nil {
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
