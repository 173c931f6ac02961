package source

// Symbolic links in a commit. They are resolved inside the tree of the commit; a link that leaves
// it is an error, as is one inside a folder that leads to another folder with .sql files, since
// skipping it would lose part of a schema.

import (
	"context"
	"fmt"
	"path"
	"strings"
)

// maxLinks is how many links in a row are followed; the kernel takes 40.
const maxLinks = 40

// follow replaces a link by the file that it leads to in the same tree.
func (s *snapshot) follow(ctx context.Context, p pick) ([]pick, error) {
	for range maxLinks {
		switch p.mode {
		case modeSubmodule:
			return nil, fmt.Errorf("%s: is a submodule", p.name)
		case modeLink:
		default:
			return []pick{p}, nil
		}
		target, err := s.target(ctx, p.entry)
		if err != nil {
			return nil, err
		}
		next, ok := s.entry(target)
		if !ok {
			return nil, fmt.Errorf("%s: is a symbolic link to %s, which is no file at %s", p.name, target, s.ref)
		}
		p.entry = next
	}
	return nil, fmt.Errorf("%s: too many symbolic links", p.name)
}

// followBelow is follow for what a folder holds. A link to a folder with .sql
// files is an error: leaving it out would silently lose part of the schema.
func (s *snapshot) followBelow(ctx context.Context, p pick) ([]pick, error) {
	if p.mode != modeLink || isSQL(p.path) {
		return s.follow(ctx, p)
	}
	target, err := s.target(ctx, p.entry)
	if err != nil {
		return nil, err
	}
	for _, e := range s.entries {
		if strings.HasPrefix(e.path, target+"/") && isSQL(e.path) {
			return nil, fmt.Errorf("%s: is a symbolic link to a folder, which git: does not follow; name %s too",
				p.name, target)
		}
	}
	return nil, nil
}

// target is the path from the root that a link leads to.
func (s *snapshot) target(ctx context.Context, e entry) (string, error) {
	text, err := runGit(ctx, "", "cat-file", "blob", e.id)
	if err != nil {
		return "", err
	}
	return path.Join(path.Dir(e.path), text), nil
}

func (s *snapshot) entry(file string) (entry, bool) {
	for _, e := range s.entries {
		if e.path == file {
			return e, true
		}
	}
	return entry{}, false
}
