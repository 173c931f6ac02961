package source

import (
	"context"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// Staged reads the .sql files that the git index adds or changes, as they are staged:
// what lies in the working tree may be something else. Names are relative to the
// current directory.
func Staged(ctx context.Context) ([]parse.Source, error) {
	names, err := changed(ctx, "--cached")
	if err != nil {
		return nil, err
	}
	var out []parse.Source
	for _, name := range names {
		text, err := git(ctx, "", "show", ":./"+name)
		if err != nil {
			return nil, fmt.Errorf("staged %s: %w", name, err)
		}
		src := parse.Source{Name: name, Text: text}
		if err := check(src); err != nil {
			return nil, err
		}
		out = append(out, src)
	}
	return out, nil
}

// Since names the .sql files that were added or changed since a commit.
func Since(ctx context.Context, ref string) ([]string, error) {
	if strings.HasPrefix(ref, "-") {
		return nil, fmt.Errorf("git ref %s: a ref cannot start with -", ref)
	}
	return changed(ctx, "--merge-base", ref)
}

func changed(ctx context.Context, what ...string) ([]string, error) {
	args := append([]string{"diff", "--name-only", "-z", "--relative", "--diff-filter=ACMR"}, what...)
	list, err := git(ctx, "", append(args, "--")...)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range strings.SplitSeq(list, "\x00") {
		if name != "" && isSQL(name) {
			names = append(names, name)
		}
	}
	return names, nil
}

// Committed says whether a file is part of the last commit: others may have it.
func Committed(ctx context.Context, name string) bool {
	_, err := git(ctx, "", "cat-file", "-e", "HEAD:./"+name)
	return err == nil
}
