package source

// The contents of the files of a commit, read through two processes of git cat-file --batch
// whatever their number: first the sizes, so that nothing above the limit is loaded, then the
// text.

import (
	"context"
	"fmt"
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
	out, err := runGit(ctx, objectIDs(picks), "cat-file", "--batch-check")
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
	if len(fields) == 2 && fields[1] == "missing" {
		return 0, lacking()
	}
	return 0, fmt.Errorf("git cat-file: %q is not understood", strings.TrimSpace(line))
}

// readBlobs reads all files through one process: the line of blobSizes, the
// text, and a newline for each.
func (r *reader) readBlobs(ctx context.Context, picks []pick) error {
	if len(picks) == 0 {
		return nil
	}
	out, err := runGit(ctx, objectIDs(picks), "cat-file", "--batch")
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

func objectIDs(picks []pick) string {
	var b strings.Builder
	for _, p := range picks {
		b.WriteString(p.id + "\n")
	}
	return b.String()
}
