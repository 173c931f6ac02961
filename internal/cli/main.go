// Package cli is the command line: arguments and the terminal come in, output and an exit
// status go out. A file for each command reads its flags, calls what does the work and
// prints the result; nothing imports this package but the command itself.
package cli

import (
	"context"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/urfave/cli/v2"
)

// Main runs the program and ends it with its exit status.
func Main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	setCollector()
	status := runWithGrace(ctx, os.Stderr, func() int { return run(ctx, os.Args, os.Stdin, os.Stdout, os.Stderr) })
	os.Exit(status)
}

// run is the whole program; it returns the exit status.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	app := newApp(stdin, stdout, stderr)
	app.Metadata = map[string]any{secretsKey: newSecrets(args, os.Getenv)}
	if n := len(args); n > 1 && args[n-1] == completionFlag {
		complete(app, args[1:n-1], stdout)
		return exitDone
	} else if n > 1 && args[n-1] == completeFlag {
		completeWords(app, args[1:n-1], stdout)
		return exitDone
	}
	args, err := flagsFirst(app, args)
	if err == nil {
		writeHelp(app, args)
		err = app.RunContext(ctx, args)
	}
	if err == nil {
		return exitDone
	}
	code := exitCode(ctx, err)
	if ctx.Err() != nil && code == exitTryAgain {
		err = brokenOff(err)
	}
	report(stderr, app, err)
	return code
}

// newApp is the command line with all commands.
func newApp(stdin io.Reader, stdout, stderr io.Writer) *cli.App {
	app := &cli.App{
		Name:  "schemadiff",
		Usage: "a SQL-first schema inspector and differ",
		Description: "Write the schema you want as plain DDL. schemadiff compares it with a live database and plans\n" +
			"the steps: every statement with its reason, its cost and what it can lose.",
		Version:                   version(),
		HideVersion:               true,
		HideHelpCommand:           true,
		DisableSliceFlagSeparator: true,
		Reader:                    stdin, Writer: stdout, ErrWriter: stderr,
		Commands: []*cli.Command{
			initCommand(), doctorCommand(), planCommand(), applyCommand(), generateCommand(), migrateCommand(), statusCommand(), historyCommand(), adoptCommand(), downCommand(), backfillCommand(), checkCommand(), rebaseCommand(), lintCommand(), lspCommand(), mcpCommand(), rulesCommand(), explainCommand(), factsCommand(), inspectCommand(), completionCommand(), manCommand(), versionCommand(),
		},
		Flags:                []cli.Flag{&cli.BoolFlag{Name: "version", Aliases: []string{"V"}, Usage: "print the version"}},
		ExitErrHandler:       func(*cli.Context, error) {},
		OnUsageError:         usageError,
		CommandNotFound:      nil,
		Action:               noCommand,
		EnableBashCompletion: false,
		Authors:              nil,
	}
	for _, cmd := range app.Commands { // neither is inherited
		cmd.OnUsageError, cmd.HideHelpCommand = usageError, true
	}
	return app
}

// noCommand runs when the first word is no command.
func noCommand(c *cli.Context) error {
	if c.Bool("version") {
		return printVersion(c)
	}
	if !c.Args().Present() {
		return cli.ShowAppHelp(c)
	}
	return unknownCommand(c.Args().First(), commandNames(c.App))
}
