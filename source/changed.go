package source

// Which .sql files have changed. git diff is not asked: to compare files of the working tree it
// runs the filters that the attributes of a repository name. The index and the commit are compared
// by the ids of their blobs, and files by the id that git would give them without a filter.

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse"
)

// Staged reads the .sql files that the git index adds or changes, as they are staged:
// what lies in the working tree may be something else. Names are relative to the
// current directory.
func Staged(ctx context.Context) ([]parse.Source, error) {
	was, err := committedBlobs(ctx, "HEAD")
	var unborn *parse.Error
	if err != nil && !errors.As(err, &unborn) {
		return nil, err
	}
	entries, err := indexed(ctx)
	if err != nil {
		return nil, err
	}
	r := &reader{seen: map[string]bool{}, faults: true}
	var picks []pick
	for _, e := range entries {
		if e.mode != modeLink && was[e.path] != e.id {
			picks = append(picks, pick{e, e.path})
		}
	}
	if err := r.readPicks(ctx, &snapshot{}, picks); err != nil {
		return nil, fmt.Errorf("staged files: %w", err)
	}
	if len(r.errs) > 0 {
		return nil, r.errs
	}
	return r.sources, nil
}

// Since names the .sql files that were added or changed since the current branch left a
// commit, as they lie in the working tree. Links are left out: a branch can lead them
// anywhere, and what they lead to in the repository is found by its own name.
func Since(ctx context.Context, ref string) ([]string, error) {
	base, err := MergeBase(ctx, ref)
	if err != nil {
		return nil, err
	}
	was, err := committedBlobs(ctx, base)
	if err != nil {
		return nil, err
	}
	entries, err := indexed(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		name := e.path
		if strings.Contains(name, ":") { // or it could be taken for another kind of source
			name = "./" + name
		}
		if !slices.Contains(names, name) && isFile(e.path) && !isBlob(e.path, was[e.path]) {
			names = append(names, name)
		}
	}
	return names, nil
}

// committedBlobs are the ids of the files of a commit below the current directory, by
// their names from there.
func committedBlobs(ctx context.Context, ref string) (map[string]string, error) {
	commit, err := openCommit(ctx, ref)
	if err != nil {
		return nil, err
	}
	list, err := runGit(ctx, "", "ls-tree", "-r", "-z", commit)
	if err != nil {
		return nil, err
	}
	entries, err := parseTree(list)
	blobs := map[string]string{}
	for _, e := range entries {
		blobs[e.path] = e.id
	}
	return blobs, err
}

// indexed are the .sql files of the index below the current directory. A file that two
// branches have changed stands there more than once until the conflict is resolved.
func indexed(ctx context.Context) ([]entry, error) {
	list, err := runGit(ctx, "", "ls-files", "--stage", "-z")
	if err != nil {
		return nil, err
	}
	var out []entry
	for line := range strings.SplitSeq(strings.TrimSuffix(list, "\x00"), "\x00") {
		head, name, _ := strings.Cut(line, "\t")
		fields := strings.Fields(head) // mode, id, stage
		if len(fields) == 3 && fields[0] != modeSubmodule && isSQL(name) {
			out = append(out, entry{mode: fields[0], id: fields[1], path: name})
		}
	}
	return out, nil
}

func isFile(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode().IsRegular()
}

// isBlob reports whether a file has the text of a blob, line ends aside: git can be set
// to give files those of the system.
func isBlob(name, id string) bool {
	if info, err := os.Lstat(name); err != nil || id == "" || info.Size() > limit {
		return false
	}
	text, err := os.ReadFile(name)
	return err == nil && (blobID(text, id) == id || blobID(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), id) == id)
}

// blobID is the id of a text in a repository whose ids are as long as the given one.
func blobID(text []byte, like string) string {
	object := append(fmt.Appendf(nil, "blob %d\x00", len(text)), text...)
	if len(like) == 2*sha256.Size {
		sum := sha256.Sum256(object)
		return hex.EncodeToString(sum[:])
	}
	sum := sha1.Sum(object)
	return hex.EncodeToString(sum[:])
}

// Committed reports whether a file is part of the last commit: others may have it.
func Committed(ctx context.Context, name string) bool {
	_, err := runGit(ctx, "", "cat-file", "-e", "HEAD:./"+name)
	return err == nil
}
