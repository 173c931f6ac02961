package cli

// This file writes the help of a command: the flags that it takes in groups by what they are about, each group
// with an example of its own flags, wrapped for a terminal of a hundred columns.

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// flagGroup is a subject that some flags share, the most wanted of them first.
type flagGroup struct {
	title string
	flags []string
}

// flagGroups are the groups in the order of a page; what none has comes last.
var flagGroups = []flagGroup{
	{"What is read", []string{"db", "schema", "from", "to", "env", "env-file", "migrations", "dialect", "staged", "since", "base", "compatible-with", "onto", "kind", "facts", "table", "dir"}},
	{"What is managed", []string{"schemas", "exclude", "manage", "partitions", "strict"}},
	{"What is permitted", []string{"allow", "rename", "yes", "confirm", "dry-run", "on-drift", "out-of-order", "accept", "accept-defects", "takeover"}},
	{"How it is written", []string{"target", "runner", "no-online", "online-rewrite", "max-load", "max-lag", "column-order", "empty", "down", "id"}},
	{"What is asked of a server", []string{"verify", "rehearse", "sample", "show-values", "dev-db", "exact", "offline", "trust"}},
	{"How long it waits", []string{"wait", "lock-timeout", "statement-timeout", "busy-timeout"}},
	{"Which findings", []string{"rule", "preset", "fail-on", "info", "lint-all", "fix", "diff", "baseline", "write-baseline"}},
	{"What is printed", []string{"format", "brief", "around", "depth", "out", "exit-code", "list", "sql", "quiet", "verbose", "no-pager", "color"}},
}

// flagExamples are flags as they are used; a group shows the first two that the command takes.
var flagExamples = map[string]string{
	"db": "--db app.db", "schema": "--schema schema/", "env": "--env prod", "migrations": "--migrations db/migrations", "since": "--since main", "onto": "--onto origin/main", "compatible-with": "--compatible-with git:v1.8:schema/", "dir": "--dir ~/app", "dialect": "--dialect postgres",
	"schemas": "--schemas public,billing", "exclude": "--exclude 'tmp_*'",
	"allow": "--allow drop-column:users.fax", "rename": "--rename users.name=full_name", "yes": "--yes", "confirm": "--confirm prod", "on-drift": "--on-drift warn", "dry-run": "--dry-run",
	"target": "--target 3.45", "runner": "--runner transaction", "down": "--down", "id": "--id timestamp",
	"dev-db": "--dev-db postgres://localhost/postgres", "verify": "--verify", "rehearse": "--rehearse", "trust": "--trust app_owner",
	"wait": "--wait 10m", "lock-timeout": "--lock-timeout 1s", "busy-timeout": "--busy-timeout 30s",
	"rule": "--rule drop-column=warning", "preset": "--preset strict",
	"format": "--format json", "exit-code": "--exit-code", "out": "--out FILE", "list": "--list", "sql": "--sql", "color": "--color always",
}

// helpWidth is how wide a page is.
const helpWidth = 100

// repeated is the second mention of a flag that may be repeated, which its text says.
var repeated = lazyregexp.New(` \[ --.* \]`)

// blankEnd are the blanks at the end of a line.
var blankEnd = lazyregexp.New(`(?m)[ ]+$`)

// writeHelp gives the command that is run its page, where the arguments may ask for it: the
// pages of all commands cost more than many a command.
func writeHelp(app *cli.App, args []string) {
	asks := func(arg string) bool {
		return strings.HasPrefix(strings.TrimLeft(arg, "-"), "h") && strings.HasPrefix(arg, "-")
	}
	if len(args) < 2 || !slices.ContainsFunc(args, asks) {
		return
	}
	if cmd := app.Command(args[1]); cmd != nil {
		cmd.CustomHelpTemplate = helpTemplate(cmd)
	}
}

// helpTemplate is the help of a command as the template that urfave/cli prints.
func helpTemplate(cmd *cli.Command) string {
	var out strings.Builder
	fmt.Fprintf(&out, "NAME:\n   schemadiff %s - %s\n\nUSAGE:\n   schemadiff %s [command options] %s\n", cmd.Name, cmd.Usage, cmd.Name, cmd.ArgsUsage)
	if cmd.Description != "" {
		fmt.Fprintf(&out, "\nDESCRIPTION:\n   %s\n", strings.ReplaceAll(cmd.Description, "\n", "\n   "))
	}
	lines := flagLines(cmd)
	out.WriteString("\nOPTIONS:\n")
	for _, g := range flagGroups {
		writeGroup(&out, g, lines)
	}
	var rest []string
	for _, f := range cmd.Flags {
		if _, ok := lines[f.Names()[0]]; ok {
			rest = append(rest, f.Names()[0])
		}
	}
	lines["help"] = [2]string{"--help, -h", "show help"}
	writeGroup(&out, flagGroup{flags: append(rest, "help")}, lines)
	text := blankEnd.ReplaceAllString(out.String(), "")
	return strings.ReplaceAll(text, "{{", `{{"{{"}}`)
}

// flagLines are the visible flags with their texts, by name.
func flagLines(cmd *cli.Command) map[string][2]string {
	lines := map[string][2]string{}
	for _, f := range cmd.Flags {
		if v, ok := f.(cli.VisibleFlag); ok && !v.IsVisible() {
			continue
		}
		names, text, _ := strings.Cut(f.String(), "\t")
		text = strings.TrimSpace(strings.ReplaceAll(text, "(default: false)", ""))
		lines[f.Names()[0]] = [2]string{repeated.ReplaceAllString(names, ""), strings.ReplaceAll(text, ")  [$", ") [$")}
	}
	return lines
}

// writeGroup writes the flags of a group that there are lines for, and takes them out.
func writeGroup(out *strings.Builder, g flagGroup, lines map[string][2]string) {
	var names, examples []string
	for _, name := range g.flags {
		if _, ok := lines[name]; !ok || slices.Contains(names, name) {
			continue
		}
		names = append(names, name)
		if example := flagExamples[name]; example != "" && len(examples) < 2 {
			examples = append(examples, example)
		}
	}
	if len(names) == 0 {
		return
	}
	if g.title != "" {
		fmt.Fprintf(out, "\n   %s", g.title)
		if len(examples) > 0 {
			fmt.Fprintf(out, ", as in: %s", strings.Join(examples, " "))
		}
		out.WriteString("\n")
	} else {
		out.WriteString("\n")
	}
	const indent = 30
	for _, name := range names {
		head := "     " + lines[name][0]
		if utf8.RuneCountInString(head) > indent-2 {
			fmt.Fprintf(out, "%s\n%s", head, strings.Repeat(" ", indent))
		} else {
			fmt.Fprintf(out, "%-*s", indent, head)
		}
		out.WriteString(strings.Join(wrapped(lines[name][1], helpWidth-indent), "\n"+strings.Repeat(" ", indent)) + "\n")
		delete(lines, name)
	}
}

// wrapped is a text in lines of a width.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
