package source

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
)

// readPicks reads the files in the order of their names. Sizes are asked first,
// so that nothing above the limit is loaded.
func (r *reader) readPicks(ctx context.Context, s *snapshot, picks []pick) error {
	slices.SortFunc(picks, func(p, q pick) int { return strings.Compare(p.name, q.name) })
	picks = slices.DeleteFunc(picks, func(p pick) bool { return !r.first(s.commit + ":" + p.path) })
	sizes, err := blobSizes(ctx, picks)
	if err != nil {
		return err
	}
	for i := len(picks) - 1; i >= 0; i-- {
		if sizes[i] > limit {
			r.fail(tooLarge(picks[i].name))
			picks = slices.Delete(picks, i, i+1)
		}
	}
	return r.readBlobs(ctx, picks)
}

// blobSizes reads "<id> blob <size>", a line a file.
func blobSizes(ctx context.Context, picks []pick) ([]int, error) {
	out, err := git(ctx, ids(picks), "cat-file", "--batch-check")
	if err != nil {
		return nil, err
	}
	var sizes []int
	for line := range strings.Lines(out) {
		size, err := blobSize(line)
		if err != nil {
			return nil, err
		}
		sizes = append(sizes, size)
	}
	if len(sizes) != len(picks) {
		return nil, fmt.Errorf("git cat-file: %d answers for %d files", len(sizes), len(picks))
	}
	return sizes, nil
}

func blobSize(line string) (int, error) {
	fields := strings.Fields(line)
	if len(fields) == 3 && fields[1] == "blob" {
		if size, err := strconv.Atoi(fields[2]); err == nil && size >= 0 {
			return size, nil
		}
	}
	return 0, fmt.Errorf("git cat-file: %q is not understood", strings.TrimSpace(line))
}

// readBlobs reads all files through one process: the line of blobSizes, the
// text, and a newline for each.
func (r *reader) readBlobs(ctx context.Context, picks []pick) error {
	if len(picks) == 0 {
		return nil
	}
	out, err := git(ctx, ids(picks), "cat-file", "--batch")
	if err != nil {
		return err
	}
	for _, p := range picks {
		head, rest, _ := strings.Cut(out, "\n")
		size, err := blobSize(head)
		if err != nil {
			return err
		}
		if size >= len(rest) {
			return fmt.Errorf("%s: git gave less than the whole file", p.name)
		}
		r.fail(r.add(p.name, []byte(rest[:size])))
		out = rest[size+1:]
	}
	return nil
}

func ids(picks []pick) string {
	var b strings.Builder
	for _, p := range picks {
		b.WriteString(p.id + "\n")
	}
	return b.String()
}

// gitError is git's own refusal.
type gitError struct{ msg string }

func (e *gitError) Error() string { return e.msg }

// git runs git without a shell, a pager or questions, and returns what it
// prints. Its messages are asked for in English, since one is looked at.
func git(ctx context.Context, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append(harmless(), args...)...)
	cmd.Env = append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "GIT_PAGER=cat", "LC_ALL=C")
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
	line, _, _ := strings.Cut(strings.TrimPrefix(string(failed.Stderr), "fatal: "), "\n")
	return "", &gitError{fmt.Sprintf("git %s: %s", args[0], line)}
}

// harmless are options with which git runs no program that a repository's own
// configuration names, and writes nothing.
func harmless() []string {
	return []string{"--no-pager", "--no-optional-locks", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=",
		"-c", "core.sshCommand=false", "-c", "protocol.allow=never", "-c", "core.pager=cat"}
}
