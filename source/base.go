package source

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
	for _, ref := range []string{"origin/HEAD", "origin/main", "origin/master", "main", "master"} {
		if commit, err := MergeBase(ctx, ref); err == nil {
			return commit
		}
	}
	return ""
}

// MergeBase is the commit that the current branch and another one have in common.
func MergeBase(ctx context.Context, ref string) (string, error) {
	if _, err := openCommit(ctx, ref); err != nil {
		return "", err
	}
	commit, err := git(ctx, "", "merge-base", "HEAD", ref)
	return strings.TrimSpace(commit), err
}

// AsOf reads the .sql files below a folder as of a commit, by their names in it. A
// folder that was not there holds none.
func AsOf(ctx context.Context, ref, folder string) (map[string]string, error) {
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
		if below && isSQL(rel) && e.mode != modeLink && e.mode != modeSubmodule {
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
