package source

// Running git on a repository that may be somebody else's. Its configuration, its
// attributes and its index can name programs: hooks, monitors, filters, text converters,
// pagers, transports that fetch what a partial clone lacks. None of them runs because of
// a command of ours: only commands that read objects, refs and the index are used, none
// that looks at the files of the working tree, and the transports are switched off.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// gitError is git's own refusal.
type gitError struct{ msg string }

func (e *gitError) Error() string { return e.msg }

// runGit runs git without a shell, a pager or questions, and returns what it
// prints. Its messages are asked for in English, since one is looked at.
func runGit(ctx context.Context, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append(harmless(), args...)...)
	cmd.Env = environment()
	cmd.Stdin = strings.NewReader(stdin)
	out, err := cmd.Output()
	var failed *exec.ExitError
	switch {
	case err == nil:
		return string(out), nil
	case ctx.Err() != nil:
		return "", fmt.Errorf("git %s: %w", args[0], ctx.Err())
	case errors.Is(err, exec.ErrNotFound):
		return "", errors.New("git is not installed or not on the PATH")
	case !errors.As(err, &failed):
		return "", fmt.Errorf("git %s: %w", args[0], err)
	case strings.Contains(string(failed.Stderr), "not a git repository"):
		return "", errors.New("the current directory is not in a git repository")
	}
	return "", refusal(args[0], string(failed.Stderr))
}

// refusal is the first line of what git says, and what to do where it would fetch.
func refusal(command, said string) error {
	if strings.Contains(said, "not allowed") || strings.Contains(said, "lazy fetching disabled") || strings.Contains(said, "promisor remote") {
		return lacking()
	}
	line, _, _ := strings.Cut(strings.TrimPrefix(said, "fatal: "), "\n")
	return &gitError{fmt.Sprintf("git %s: %s", command, line)}
}

// lacking is the error about an object that is not in the clone.
func lacking() error {
	return &gitError{"the clone lacks an object, as partial clones do, and nothing is fetched here: git fetch --refetch --no-filter gets them all"}
}

// harmless are options with which git runs no program that a repository's own
// configuration names, and writes nothing.
func harmless() []string {
	return []string{"--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "protocol.allow=never"}
}

// environment is that of the program without what names programs to git. No transport is
// allowed: a setting of the repository for one of them (protocol.NAME.allow) counts for
// less than the variable.
func environment() []string {
	programs := []string{"GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "GIT_PAGER", "GIT_EDITOR", "GIT_SEQUENCE_EDITOR"}
	env := slices.DeleteFunc(os.Environ(), func(v string) bool {
		name, _, _ := strings.Cut(v, "=")
		return slices.Contains(programs, strings.ToUpper(name))
	})
	return append(env, "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_ALLOW_PROTOCOL=", "LC_ALL=C")
}
