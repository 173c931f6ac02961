package cli

import (
	"runtime"
	"testing"
	"time"
)

func TestCollectorShare(t *testing.T) {
	for live, want := range map[uint64]int{0: 1250, minimumHeap: 1250, 48 << 20: 150, 480 << 20: 60} {
		if got := collectorShare(live); got != want {
			t.Errorf("%d live bytes: %d percent, not %d", live, got, want)
		}
	}
}

func TestAfterCollection(t *testing.T) {
	calls := make(chan bool, 100)
	afterCollection(func() { calls <- true })
	for i := range 3 {
		runtime.GC()
		select {
		case <-calls:
		case <-time.After(10 * time.Second):
			t.Fatalf("collection %d: no call", i+1)
		}
	}
}
