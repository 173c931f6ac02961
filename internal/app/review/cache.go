package review

// The states that long chains of migrations lead to are kept in a folder of the user's, so that a
// hook that judges one new file need not fold the thousands before it. A state is found by the
// digest of all texts that lead to it and of the program; what is damaged, foreign or open to
// others is ignored. Only findings come of it: whatever changes a database replays the files.

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/schema"
)

// Bounds of the cache.
const (
	cacheFrom   = 128      // migrations before the first that is judged, from which on a state is kept
	cacheFiles  = 8        // states that are kept
	cacheLimit  = 32 << 20 // bytes of one
	cacheSuffix = ".replayed"
)

// Cache is a folder of replayed states; the zero value has none.
type Cache struct {
	Folder string // made when it is needed; "" for no cache
	Build  string // identifies the program: another one may read the files otherwise
}

// digests are those of the states after each of some texts.
func (c Cache) digests(dialect schema.Dialect, texts []string) []string {
	out := make([]string, len(texts))
	state := sha256.Sum256([]byte(string(dialect) + "\x00" + c.Build))
	for i, text := range texts {
		own := sha256.Sum256([]byte(text))
		state = sha256.Sum256(append(state[:], own[:]...))
		out[i] = hex.EncodeToString(state[:])
	}
	return out
}

// find returns the last state that is kept of those with digests, and after how many texts
// it is; nil if there is none.
func (c Cache) find(ctx context.Context, k engine.Keeper, digests []string) (*schema.Schema, int) {
	for i := len(digests) - 1; i >= 0 && i >= len(digests)-cacheFrom; i-- {
		if s := c.read(ctx, k, digests[i]); s != nil {
			return s, i + 1
		}
	}
	return nil, 0
}

// read is the state of a digest, or nil.
func (c Cache) read(ctx context.Context, k engine.Keeper, digest string) *schema.Schema {
	path := filepath.Join(c.Folder, digest+cacheSuffix)
	info, err := os.Lstat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > cacheLimit || info.Mode().Perm()&0o022 != 0 {
		return nil
	}
	text, err := os.ReadFile(path) // #nosec G304: the name is a digest
	if err != nil {
		return nil
	}
	sum, rest, _ := strings.Cut(string(text), "\n")
	print, body, _ := strings.Cut(rest, "\n")
	if sum != seal(digest, rest) {
		return nil
	}
	s, err := k.Recall(ctx, body)
	if err != nil || s.Fingerprint() != print {
		return nil
	}
	return s
}

// seal is the first line of a file.
func seal(digest, rest string) string {
	sum := sha256.Sum256([]byte(digest + "\n" + rest))
	return hex.EncodeToString(sum[:])
}

// write keeps a state. What fails is no loss.
func (c Cache) write(k engine.Keeper, digest string, s *schema.Schema) {
	body := k.Keep(s)
	if body == "" || len(body) > cacheLimit/2 || len(s.Opaque)+len(s.Borrowed) > 0 || os.MkdirAll(c.Folder, 0o700) != nil {
		return
	}
	rest := s.Fingerprint() + "\n" + body
	f, err := os.CreateTemp(c.Folder, ".new-*") // only the user may read it
	if err != nil {
		return
	}
	_, err = f.WriteString(seal(digest, rest) + "\n" + rest)
	if err := cmp.Or(err, f.Close()); err != nil || os.Rename(f.Name(), filepath.Join(c.Folder, digest+cacheSuffix)) != nil {
		_ = os.Remove(f.Name())
		return
	}
	c.prune()
}

// prune removes the oldest states.
func (c Cache) prune() {
	entries, err := os.ReadDir(c.Folder)
	if err != nil {
		return
	}
	var kept []fs.FileInfo
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), cacheSuffix) {
			kept = append(kept, info)
		}
	}
	slices.SortFunc(kept, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, info := range kept[min(cacheFiles, len(kept)):] {
		_ = os.Remove(filepath.Join(c.Folder, info.Name()))
	}
}
