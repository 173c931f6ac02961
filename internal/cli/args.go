package cli

// This file puts the flags of a command before its arguments, since urfave/cli v2 stops reading flags at
// the first argument, and refuses unknown ones with a suggestion.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// flagsFirst puts the flags of a command before its arguments, because urfave/cli v2
// stops reading flags at the first argument. It refuses unknown flags with a
// suggestion, and knows `help` and `help COMMAND`.
func flagsFirst(app *cli.App, args []string) ([]string, error) {
	if len(args) > 1 && args[1] == "help" {
		args = append(append(slices.Clone(args[:1]), args[2:]...), "--help")
	}
	if len(args) < 2 {
		return args, nil
	}
	cmd := app.Command(args[1])
	if cmd == nil {
		return args, nil
	}
	out := slices.Clone(args[:2])
	var positional []string
	for i := 2; i < len(args); i++ {
		arg := args[i]
		if arg == "--" {
			positional = append(positional, args[i+1:]...)
			break
		}
		if len(arg) < 2 || arg[0] != '-' {
			positional = append(positional, arg)
			continue
		}
		name, _, joined := strings.Cut(strings.TrimLeft(arg, "-"), "=")
		takes, known := flagTakesValue(cmd, name)
		if !known {
			return nil, &usage{msg: fmt.Sprintf("%s has no flag %s", cmd.Name, "--"+name), hint: suggestion("--"+name, flagNames(cmd))}
		}
		out = append(out, arg)
		if !takes || joined {
			continue
		}
		if i++; i >= len(args) {
			return nil, &usage{msg: fmt.Sprintf("--%s needs a value", name)}
		}
		out = append(out, args[i])
	}
	if len(positional) > 0 {
		out = append(append(out, "--"), positional...)
	}
	return out, nil
}

func flagTakesValue(cmd *cli.Command, name string) (takes, known bool) {
	if name == "help" || name == "h" {
		return false, true
	}
	for _, f := range cmd.Flags {
		if slices.Contains(f.Names(), name) {
			doc, ok := f.(cli.DocGenerationFlag)
			return ok && doc.TakesValue(), true
		}
	}
	return false, false
}
