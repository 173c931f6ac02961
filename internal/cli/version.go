package cli

// This file has the commands version and man.

import (
	"fmt"
	"runtime/debug"

	"github.com/urfave/cli/v2"
)

// version is the module's version as the Go tool recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "0.1.0-dev"
	}
	return info.Main.Version
}

func versionCommand() *cli.Command {
	return &cli.Command{Name: "version", Usage: "print the version", Action: func(c *cli.Context) error {
		_, err := fmt.Fprintln(c.App.Writer, "schemadiff", version())
		return err
	}}
}

func manCommand() *cli.Command {
	return &cli.Command{Name: "man", Usage: "print the manual page", Action: func(c *cli.Context) error {
		page, err := c.App.ToManWithSection(1)
		if err != nil {
			return fmt.Errorf("manual page: %w", err)
		}
		_, err = fmt.Fprintln(c.App.Writer, page)
		return err
	}}
}
