package cli

// This file has the command version. The version is the one that release/build has
// written into the binary, else that of the module as the Go tool recorded it.

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
)

// What release/build writes into a binary: the version, the commit and the day of the commit.
// All are empty in a program that the Go tool built by itself.
var stampedVersion, stampedCommit, stampedDate string

// version is that of the release, else the module's as the Go tool recorded it.
func version() string {
	info, ok := debug.ReadBuildInfo()
	switch {
	case stampedVersion != "":
		return stampedVersion
	case !ok || info.Main.Version == "" || info.Main.Version == "(devel)":
		return "0.1.0-dev"
	}
	return info.Main.Version
}

// longVersion is the version with what it was built from and for.
func longVersion() string {
	parts := built()
	if missing := missingLanguages(); len(missing) > 0 {
		parts = append(parts, "without "+strings.Join(missing, " and "))
	}
	return fmt.Sprintf("schemadiff %s (%s)", version(), strings.Join(parts, ", "))
}

// built are the commit and its day, where they are known, and the platform.
func built() []string {
	commit, date := stampedCommit, stampedDate
	if info, ok := debug.ReadBuildInfo(); ok && commit == "" {
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				commit = s.Value
			case "vcs.time":
				date = s.Value
			}
		}
	}
	var parts []string
	if commit != "" {
		parts = append(parts, "commit "+commit[:min(len(commit), shortCommit)])
	}
	if date != "" {
		day, _, _ := strings.Cut(date, "T")
		parts = append(parts, day)
	}
	return append(parts, runtime.GOOS+"/"+runtime.GOARCH)
}

// shortCommit is how much of the hash of a commit is shown.
const shortCommit = 12

// missingLanguages are the languages that the program was built without.
func missingLanguages() []string {
	var names []string
	for _, name := range engines.Languages() {
		if l, ok := engines.ForLanguage(name).Language().(engine.Optional); ok && l.Missing() != nil {
			names = append(names, name)
		}
	}
	return names
}

func versionCommand() *cli.Command {
	return &cli.Command{Name: "version", Usage: "print the version", Action: printVersion}
}

func printVersion(c *cli.Context) error {
	_, err := fmt.Fprintln(c.App.Writer, longVersion())
	return err
}
