package source

// git:REF:PATH comes in, the files of that commit go out, read from the tree without touching the
// working tree. It follows the rules of folder.go on names, order and links.

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// snapshot is the tree of one commit, and where the user stands in it.
type snapshot struct {
	ref, commit string
	prefix      string // of the current directory, "" or "sub/"
	entries     []entry
}

// entry is a file, a link or a submodule of a tree.
type entry struct{ mode, id, path string }

// pick is an entry that will be read, under the name that positions show.
type pick struct {
	entry
	name string
}

const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// readGit reads REF:PATH. PATH is relative to the current directory, as every
// other path is, and may be empty for all of it.
func (r *reader) readGit(ctx context.Context, rest string) error {
	ref, asked, ok := strings.Cut(rest, ":")
	switch {
	case !ok || ref == "":
		return fmt.Errorf("git:%s: want git:REF:PATH", rest)
	case strings.HasPrefix(ref, "-"):
		return fmt.Errorf("git:%s: a ref cannot start with -", rest)
	}
	s, err := openSnapshot(ctx, ref)
	if err != nil {
		return fmt.Errorf("git:%s: %w", rest, err)
	}
	picks, err := s.find(ctx, asked)
	if err != nil {
		return fmt.Errorf("git:%s: %w", rest, err)
	}
	return r.readPicks(ctx, s, picks)
}

func openSnapshot(ctx context.Context, ref string) (*snapshot, error) {
	prefix, err := runGit(ctx, "", "rev-parse", "--show-prefix")
	if err != nil {
		return nil, err
	}
	commit, err := openCommit(ctx, ref)
	if err != nil {
		return nil, err
	}
	s := &snapshot{ref: ref, commit: commit, prefix: strings.TrimSuffix(prefix, "\n")}
	list, err := runGit(ctx, "", "ls-tree", "-r", "-z", "--full-tree", s.commit)
	if err != nil {
		return nil, err
	}
	s.entries, err = parseTree(list)
	return s, err
}

// openCommit is the commit that a name stands for.
func openCommit(ctx context.Context, ref string) (string, error) {
	if strings.HasPrefix(ref, "-") {
		return "", fmt.Errorf("git ref %s: a ref cannot start with -", ref)
	}
	commit, err := runGit(ctx, "", "rev-parse", "--verify", "--quiet", "--end-of-options", ref+"^{commit}")
	var failed *gitError
	if errors.As(err, &failed) {
		return "", &parse.Error{Msg: fmt.Sprintf("git:%s: no commit has this name", ref),
			Hint: "git fetch gets a branch or tag of the server; a shallow clone has only the last commits"}
	}
	return strings.TrimSpace(commit), err
}

// parseTree reads "<mode> <type> <id>\t<path>", each ended by a NUL.
func parseTree(list string) ([]entry, error) {
	var entries []entry
	for line := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		if line == "" {
			continue
		}
		head, name, _ := strings.Cut(line, "\t")
		fields := strings.Fields(head)
		if len(fields) != 3 || name == "" {
			return nil, fmt.Errorf("git ls-tree: line %q is not understood", line)
		}
		entries = append(entries, entry{mode: fields[0], id: fields[2], path: name})
	}
	return entries, nil
}

// find gives the files that a path means: itself, or what is below it.
func (s *snapshot) find(ctx context.Context, asked string) ([]pick, error) {
	full, err := s.locate(ctx, asked)
	if err != nil {
		return nil, err
	}
	there := full == "."
	var picks []pick
	for _, e := range s.entries {
		rel, below := e.path, true
		if full != "." {
			rel, below = strings.CutPrefix(e.path, full+"/")
		}
		switch {
		case e.path == full:
			return s.follow(ctx, pick{e, s.name(path.Clean(filepath.ToSlash(asked)))})
		case !below:
			continue
		}
		there = true
		if !isHidden(rel) && e.mode != modeSubmodule && (isSQL(rel) || e.mode == modeLink) {
			found, err := s.followBelow(ctx, pick{e, s.name(path.Join(filepath.ToSlash(asked), rel))})
			if err != nil {
				return nil, err
			}
			picks = append(picks, found...)
		}
	}
	switch {
	case !there:
		return nil, fmt.Errorf("the path does not exist at %s", s.ref)
	case len(picks) == 0:
		return nil, fmt.Errorf("the folder holds no .sql file at %s", s.ref)
	}
	return picks, nil
}

func (s *snapshot) name(file string) string { return gitScheme + s.ref + ":" + file }

// locate turns a path of the user into one from the root of the repository.
func (s *snapshot) locate(ctx context.Context, asked string) (string, error) {
	full := path.Join(s.prefix, filepath.ToSlash(asked))
	if filepath.IsAbs(asked) {
		top, err := runGit(ctx, "", "rev-parse", "--show-toplevel")
		if err != nil {
			return "", err
		}
		rel, err := filepath.Rel(strings.TrimSuffix(top, "\n"), realPath(asked))
		if err != nil {
			return "", fmt.Errorf("path in the repository: %w", err)
		}
		full = filepath.ToSlash(rel)
	}
	if full == "" {
		full = "."
	}
	if full == ".." || strings.HasPrefix(full, "../") {
		return "", errors.New("the path is outside of the repository")
	}
	return full, nil
}

func isHidden(rel string) bool { return strings.HasPrefix(rel, ".") || strings.Contains(rel, "/.") }
