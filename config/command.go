package config

// Commands of the file that print a URL or a password. A branch can change the file, so that a command
// runs only when its environment is asked for by name, and where a CI runs what strangers push,
// only when its variables permit it.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/schema"
)

// CommandsVariable permits commands of the file where CI is set.
const CommandsVariable = "SCHEMADIFF_COMMANDS"

// commandLimit is how long a command may take: it may ask a person for a fingerprint.
const commandLimit = 2 * time.Minute

// output is the first line that a command prints. Neither that nor its standard error is part of an
// error: the first is a secret, the second goes to the terminal.
func (c *Config) output(ctx context.Context, what string, words []string, getenv func(string) string) (string, error) {
	if getenv("CI") != "" && getenv(CommandsVariable) != "1" {
		return "", fmt.Errorf("%s: %s runs a command, which any branch can change: in CI it runs where %s=1 is set, "+
			"which is for branches that were reviewed", c.Path, what, CommandsVariable)
	}
	ctx, stop := context.WithTimeout(ctx, commandLimit)
	defer stop()
	cmd := command(ctx, words)
	var out bytes.Buffer
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = filepath.Dir(c.Path), os.Stdin, &out, os.Stderr
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return "", fmt.Errorf("%s: %s ended with %w", c.Path, what, exit)
		}
		return "", fmt.Errorf("%s: %s: %w", c.Path, what, err)
	}
	line, _, _ := strings.Cut(strings.TrimSpace(out.String()), "\n")
	if line = strings.TrimSpace(line); line == "" {
		return "", fmt.Errorf("%s: %s has printed nothing", c.Path, what)
	}
	return line, nil
}

// command is a list of words as a program and its arguments; a single one with spaces is for the
// shell.
func command(ctx context.Context, words []string) *exec.Cmd {
	if len(words) > 1 || !strings.ContainsAny(words[0], " \t") {
		return exec.CommandContext(ctx, words[0], words[1:]...)
	}
	if runtime.GOOS == "windows" {
		return exec.CommandContext(ctx, "cmd", "/C", words[0])
	}
	return exec.CommandContext(ctx, "sh", "-c", words[0])
}

// withPassword puts a password into a connection string: into the part before "@" of a URL that
// has a user, else as the parameter of that name (libpq-connect.html, "Connection Strings").
func withPassword(connection, password string) (string, error) {
	if len(schema.ConnectionSecrets(connection)) > 0 {
		return "", errors.New("password_command: the URL has a password already")
	}
	if isPair(connection) {
		return connection + " password='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(password) + "'", nil
	}
	u, err := url.Parse(connection)
	if err != nil || !isServer(connection) {
		return "", errors.New("password_command: the database takes no password")
	}
	if u.User != nil && u.User.Username() != "" {
		u.User = url.UserPassword(u.User.Username(), password)
	} else {
		query := u.Query()
		query.Set("password", password)
		u.RawQuery = query.Encode()
	}
	return u.String(), nil
}
