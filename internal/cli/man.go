package cli

// This file is the command man: each command with its flags, as its help has them, then exit status,
// environment, files and examples. The page that urfave/cli would make goes through Markdown, whose readers
// released programs leave out (the tag urfave_cli_no_docs).

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// manEntry is a term with its text.
type manEntry struct{ term, text string }

// exitStatuses are the exit statuses for people, the same for every command.
var exitStatuses = []manEntry{
	{"0", "Done; with --exit-code: no difference."},
	{"1", "It could not be done: wrong use, a broken file or configuration, no connection, a statement that failed."},
	{"2", "There are differences: of plan and status with --exit-code, of check always."},
	{"3", "Refused, and nothing was changed: findings at or above --fail-on, a destructive step without --allow, an edited migration, a plan for another state."},
	{"75", "Try again: another session holds a lock, the server is not there yet, or a signal came; the next run continues."},
}

// variables are the variables of the environment that the program reads.
var variables = []manEntry{
	{"SCHEMADIFF_DATABASE_URL, DATABASE_URL", "The default database, the first that is set. --db and --env go before them."},
	{"SCHEMADIFF_TRUST", "Roles whose functions may run with your rights, as --trust."},
	{"SCHEMADIFF_COMMANDS", "1 permits url_command and password_command of schemadiff.toml where CI is set."},
	{"PGHOST, PGPORT, PGUSER, PGPASSWORD, PGPASSFILE, PGSERVICE, PGSSLMODE, ...", "As libpq reads them."},
	{"RQLITE_PASSWORD", "The password of an rqlite cluster."},
	{"NO_COLOR, TERM", "No colour where NO_COLOR is set or TERM is dumb."},
	{"GITHUB_ACTIONS", "Where it is true, lint and check print annotations."},
	{"XDG_CACHE_HOME", "Where lint keeps the states that migrations lead to."},
}

// manFiles are the files that the program looks for by itself.
var manFiles = []manEntry{
	{"schemadiff.toml", "The configuration, in the current folder or above it, up to the root of the repository."},
	{"schema/, schema.sql", "The desired schema where nothing names one."},
	{"migrations/", "The folder of migrations where nothing names one."},
	{"migrations/schemadiff.sum", "The chain of checksums of the migrations."},
	{"~/.pgpass, ~/.pg_service.conf", "Passwords and services of PostgreSQL, as libpq reads them."},
}

func manCommand() *cli.Command {
	return &cli.Command{Name: "man", Usage: "print the manual page", Description: "schemadiff man | man -l -", Action: func(c *cli.Context) error {
		_, err := fmt.Fprintln(c.App.Writer, manPage(c.App))
		return err
	}}
}

// manPage is the page in roff (man(7)).
func manPage(app *cli.App) string {
	var out strings.Builder
	fmt.Fprintf(&out, ".nh\n.TH %s 1\n.SH NAME\n%s \\- %s\n.SH SYNOPSIS\n%s [\\-\\-help] [\\-\\-version] COMMAND [OPTIONS] [ARGUMENTS]\n.SH DESCRIPTION\n%s\n.SH COMMANDS\n",
		app.Name, app.Name, roff(app.Usage), app.Name, roffLines(app.Description))
	for _, cmd := range app.Commands {
		if cmd.Hidden {
			continue
		}
		fmt.Fprintf(&out, ".SS \"%s\"\n%s.\n", roff(strings.TrimSpace(app.Name+" "+cmd.Name+" "+cmd.ArgsUsage)), roff(cmd.Usage))
		if cmd.Description != "" {
			fmt.Fprintf(&out, ".PP\n.nf\n%s\n.fi\n", roffLines(cmd.Description))
		}
		manFlags(&out, cmd)
	}
	return out.String() + manSections()
}

// manFlags are the flags of a command, in the groups that its help has.
func manFlags(out *strings.Builder, cmd *cli.Command) {
	lines := flagLines(cmd)
	group := func(title string, names []string) {
		for _, name := range names {
			line, ok := lines[name]
			if !ok {
				continue
			}
			if title != "" {
				fmt.Fprintf(out, ".PP\n%s:\n", title)
				title = ""
			}
			fmt.Fprintf(out, ".TP\n\\fB%s\\fP\n%s\n", roff(line[0]), roff(line[1]))
			delete(lines, name)
		}
	}
	for _, g := range flagGroups {
		group(g.title, g.flags)
	}
	group("Others", slices.Sorted(maps.Keys(lines)))
}

// manSections are the sections in roff (man(7)).
func manSections() string {
	var out strings.Builder
	for _, section := range []struct {
		title   string
		entries []manEntry
	}{{"EXIT STATUS", exitStatuses}, {"ENVIRONMENT", variables}, {"FILES", manFiles}} {
		fmt.Fprintf(&out, ".SH %s\n", section.title)
		for _, e := range section.entries {
			fmt.Fprintf(&out, ".TP\n\\fB%s\\fP\n%s\n", roff(e.term), roff(e.text))
		}
	}
	out.WriteString(".SH EXAMPLES\n")
	for _, e := range []manEntry{
		{"What would change, and why", "schemadiff plan --db app.db --schema schema/"},
		{"Do it, after a look at the plan", "schemadiff apply --db app.db --schema schema/"},
		{"The next migration, in CI and in the container", "schemadiff generate && schemadiff check && schemadiff migrate --db app.db"},
		{"Judge what a branch has changed", "schemadiff lint --since main"},
	} {
		fmt.Fprintf(&out, ".PP\n%s:\n.PP\n.nf\n.RS\n%s\n.RE\n.fi\n", roff(e.term), roff(e.text))
	}
	out.WriteString(".SH SEE ALSO\nhttps://github.com/schemadiff/schemadiff, psql(1), sqlite3(1)")
	return out.String()
}

// roffLines escapes a text of several lines.
func roffLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = roff(line)
	}
	return strings.Join(lines, "\n")
}

// roff escapes a text: a backslash, a dash that is to stay one, and a point at the start of a line.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		return `\&` + text
	}
	return text
}
