//go:build unix

package sqlite

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/migrate"
)

func TestNotEnoughSpace(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	p.Steps[0].Bytes = 1 << 60
	_, err := apply1(t, path, p)
	var full *migrate.DiskError
	if !errors.As(err, &full) || full.Needs != 1<<61 || full.Has <= 0 {
		t.Errorf("got %v", err)
	}
	unharmed(t, path, p.From)
}

// The disk is full at every page in turn: nothing is half done.
func TestDiskFull(t *testing.T) {
	for _, mode := range []string{"delete", "wal"} {
		origin, p := fiveSteps(t, mode)
		pages, err := strconv.Atoi(query(t, origin, "PRAGMA page_count")[0])
		if err != nil {
			t.Fatal(err)
		}
		step := 1
		if testing.Short() {
			step = 20
		}
		for limit := pages; ; limit += step {
			path := filepath.Join(t.TempDir(), "app.db")
			duplicate(t, origin, path)
			setup := append([]string{fmt.Sprintf("PRAGMA max_page_count=%d", limit)}, smallCache...)
			_, err := Apply(context.Background(), p, Options{Path: path, Wait: time.Second, setup: setup})
			finished := intact(t, path, p, fmt.Sprintf("%s, %d pages", mode, limit))
			if err == nil && finished {
				t.Logf("%s: full at %d to %d pages", mode, pages, limit-step)
				break
			}
			if !errors.As(err, new(*migrate.DiskError)) || finished {
				t.Fatalf("%s, %d pages: finished %v, %v", mode, limit, finished, err)
			}
		}
	}
}
