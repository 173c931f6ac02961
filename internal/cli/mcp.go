package cli

// This file is the command mcp: agents speak with the program over standard input and output. Each call
// runs a command of this program in the same process, with its output kept.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/mcp"
)

func mcpCommand() *cli.Command {
	return &cli.Command{
		Name:  "mcp",
		Usage: "serve an agent: plan, lint, explain, inspect, generate and check as tools",
		Description: "schemadiff mcp\n" +
			"schemadiff mcp --dir /path/of/the/repository\n\n" +
			"Speaks the Model Context Protocol on standard input and output until the client ends the session; docs/agents.md\n" +
			"sets up clients. No tool changes a database. generate writes a file into the folder of migrations. Exit status: 0;\n" +
			"1 if the folder is not there.",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "dir", Usage: "the `FOLDER` to work in, with schemadiff.toml (default: the current one)"},
			&cli.BoolFlag{Name: "stdio", Usage: "does nothing: some clients pass it", Hidden: true},
		},
		Action: runMCP,
	}
}

func runMCP(c *cli.Context) error {
	if dir := c.String("dir"); dir != "" {
		if err := os.Chdir(dir); err != nil {
			return fmt.Errorf("--dir: %w", err)
		}
	}
	if isTerminal(c.App.Reader) {
		fmt.Fprintln(c.App.ErrWriter, "schemadiff mcp speaks with an agent, which starts it: see docs/agents.md; Ctrl-C ends it")
	}
	server := &mcp.Server{Run: runInside, Version: version()}
	err := server.Serve(c.Context, io.NopCloser(c.App.Reader), keptOpen{c.App.Writer})
	if errors.Is(err, io.EOF) || errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// keptOpen is a writer that outlives the session.
type keptOpen struct{ io.Writer }

// Close does nothing.
func (keptOpen) Close() error { return nil }

// runInside runs a command of this program.
func runInside(ctx context.Context, stdin string, args ...string) mcp.Output {
	var out, errs bytes.Buffer
	status := run(ctx, append([]string{"schemadiff"}, args...), strings.NewReader(stdin), &out, &errs)
	return mcp.Output{Stdout: out.String(), Stderr: errs.String(), Status: status}
}
