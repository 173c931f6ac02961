package review

// The state that a folder of migrations led to is kept in memory between reviews, for an editor that
// judges the last file of the folder after every change. It is known by the texts that lead to it. What
// is kept is never changed: each review gets a copy of the list of objects.

import (
	"context"
	"crypto/sha256"

	"github.com/schemadiff/schemadiff/internal/app/related"
	"github.com/schemadiff/schemadiff/schema"
)

// Replays is the state after the files of the last review. It is used by one review at a time.
type Replays struct {
	key   [sha256.Size]byte
	state *schema.Schema
}

// after is the state after some migrations.
func (m *Replays) after(ctx context.Context, r *Review, before []File) (*related.State, error) {
	dialect := r.language().Name()
	sum := sha256.New()
	sum.Write([]byte(dialect))
	for _, f := range before {
		own := sha256.Sum256([]byte(f.Source.Text))
		sum.Write(own[:])
	}
	key := [sha256.Size]byte(sum.Sum(nil))
	if m.state != nil && m.key == key {
		return related.New(m.state, dialect), nil
	}
	state := related.New(nil, dialect)
	for _, f := range before {
		if err := r.judgeNext(ctx, state, false, f, false); err != nil {
			return nil, err
		}
	}
	m.key, m.state = key, state.Schema().Clone()
	return state, nil
}

// openText is the text of a file as an editor has it; that on disk where it is not open.
func (r *Review) openText(name, onDisk string) string {
	if text, ok := r.Open[absolute(name)]; ok {
		return text
	}
	return onDisk
}
