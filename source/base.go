package source

// The commit that the current branch started from, and the files as they were there. git is asked
// for commits and trees only, never to merge, check out or fetch.

import (
	"context"
	"path"
	"path/filepath"
	"strings"
)

// Base is the commit that the current branch left the main one at: the merge base with
// the first there is of origin/HEAD, origin/main, origin/master, main and master. It is
// "" outside of a repository and where there is none.
func Base(ctx context.Context) string {
	for _, ref := range mainBranches() {
		if commit, err := MergeBase(ctx, ref); err == nil {
			return commit
		}
	}
	return ""
}

func mainBranches() []string {
	return []string{"origin/HEAD", "origin/main", "origin/master", "main", "master"}
}

// Main is the main branch: the first that exists of the branches that Base looks for; "" where
// there is none. Outside of a repository it is an error.
func Main(ctx context.Context) (string, error) {
	if _, err := runGit(ctx, "", "rev-parse", "--show-prefix"); err != nil {
		return "", err
	}
	for _, ref := range mainBranches() {
		if _, err := openCommit(ctx, ref); err == nil {
			return ref, nil
		}
	}
	return "", nil
}

// MergeBase is the commit that the current branch and another one have in common.
func MergeBase(ctx context.Context, ref string) (string, error) {
	if _, err := openCommit(ctx, ref); err != nil {
		return "", err
	}
	commit, err := runGit(ctx, "", "merge-base", "HEAD", ref)
	return strings.TrimSpace(commit), err
}

// Merged reports whether the current branch has a commit, or is taking it in right now.
func Merged(ctx context.Context, ref string) bool {
	for _, into := range []string{"HEAD", "MERGE_HEAD"} {
		if _, err := runGit(ctx, "", "merge-base", "--is-ancestor", ref, into); err == nil {
			return true
		}
	}
	return false
}

// AsOf reads files below a folder as of a commit, by their names in it: those whose
// names are wanted. A folder that was not there holds none.
func AsOf(ctx context.Context, ref, folder string, wanted func(name string) bool) (map[string]string, error) {
	s, err := openSnapshot(ctx, ref)
	if err != nil {
		return nil, err
	}
	full, err := s.locate(ctx, folder)
	if err != nil {
		return nil, err
	}
	r := &reader{seen: map[string]bool{}}
	var picks []pick
	for _, e := range s.entries {
		rel, below := strings.CutPrefix(e.path, full+"/")
		if below && wanted(rel) && e.mode != modeLink && e.mode != modeSubmodule {
			picks = append(picks, pick{e, rel})
		}
	}
	if err := r.readPicks(ctx, s, picks); err != nil {
		return nil, err
	}
	if len(r.errs) > 0 {
		return nil, r.errs
	}
	texts := map[string]string{}
	for _, src := range r.sources {
		texts[path.Clean(filepath.ToSlash(src.Name))] = src.Text
	}
	return texts, nil
}
