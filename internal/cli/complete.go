package cli

// This file completes command lines for shells. The completion of urfave/cli v2 fails on half a
// flag after a command, so that the words are found here.

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/render"
)

const completionFlag = "--generate-bash-completion"

// complete lists what may stand where the last of args does. It lists nothing
// where a path may stand, so that the shell completes file names.
func complete(app *cli.App, args []string, w io.Writer) {
	last := ""
	if len(args) > 0 {
		last = args[len(args)-1]
	}
	for _, word := range candidates(app, args, last) {
		if strings.HasPrefix(word, last) {
			fmt.Fprintln(w, word)
		}
	}
}

func candidates(app *cli.App, args []string, last string) []string {
	if len(args) < 2 {
		return append(commandNames(app), "--help", "--version")
	}
	cmd := app.Command(args[0])
	if cmd == nil {
		return nil
	}
	before := strings.TrimLeft(args[len(args)-2], "-")
	switch takes, known := flagTakesValue(cmd, before); {
	case strings.HasPrefix(args[len(args)-2], "-") && known && takes:
		return flagValues(cmd.Name, before, last)
	case strings.HasPrefix(last, "-"):
		return flagNames(cmd)
	case cmd.Name == "completion":
		return shellNames()
	case cmd.Name == "explain":
		return ruleNames()
	}
	return nil
}

// flagValues are the possible values of a flag, where they are few.
func flagValues(command, flag, last string) []string {
	switch flag {
	case "allow": // after a comma the next one
		head := last[:strings.LastIndexByte(last, ',')+1]
		var list []string
		for _, name := range allowable() {
			list = append(list, head+name)
		}
		return list
	case "format":
		return formatsOf(command)
	case "color":
		return []string{"auto", "always", "never"}
	case "runner":
		return []string{"script", "transaction", "no-fk-switch", "d1", "rqlite"}
	case "column-order":
		return []string{"report", "strict"}
	case "dialect":
		return engines.Languages()
	}
	return nil
}

// formatsOf are the formats of a command.
func formatsOf(command string) []string {
	switch command {
	case "plan":
		return render.PlanFormats()
	case "inspect":
		return inspectFormats()
	case "lint", "check":
		return render.LintFormats()
	}
	return []string{"text", "json"}
}

func commandNames(app *cli.App) []string {
	var names []string
	for _, c := range app.Commands {
		names = append(names, c.Name)
	}
	slices.Sort(names)
	return names
}

func flagNames(cmd *cli.Command) []string {
	var names []string
	for _, f := range cmd.Flags {
		names = append(names, "--"+f.Names()[0])
	}
	return append(names, "--help")
}
