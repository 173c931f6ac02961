package cli

// When the garbage collector runs, set for what schemas are: read once and kept to the end.

import (
	"os"
	"runtime"
	"runtime/debug"
)

const (
	// spareHeap is how much may be allocated beyond the share of what is live: small schemas are done
	// before it is used up, and are never collected.
	spareHeap = 48 << 20
	// spareShare is how much may be allocated, in percent of what is live. Large schemas are
	// collected more often than is usual, for less memory.
	spareShare = 50
	// minimumHeap is the heap at which Go collects first, for 100 percent.
	minimumHeap = 4 << 20
)

// setCollector has the heap collected when spareHeap and spareShare are used up, unless GOGC says
// otherwise. Go knows shares alone, so the share is set after each collection again, when the runtime
// finalizes an object that nothing refers to.
func setCollector() {
	if os.Getenv("GOGC") != "" {
		return
	}
	debug.SetGCPercent(100 * spareHeap / minimumHeap)
	afterCollection(func() { debug.SetGCPercent(collectorShare(liveHeap())) })
}

// collectorShare is the share, in percent, that grants spareHeap and spareShare beside so many live bytes.
func collectorShare(live uint64) int {
	return spareShare + int(100*spareHeap/max(live, minimumHeap))
}

// liveHeap is about how many bytes the last collection has left, when it has just ended.
func liveHeap() uint64 {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	return now.HeapAlloc
}

// afterCollection calls do after each collection, from now on.
func afterCollection(do func()) {
	var again func(*func())
	again = func(do *func()) {
		(*do)()
		watched := *do
		runtime.SetFinalizer(&watched, again) // nothing else refers to it, so that the next collection finds it dead
	}
	runtime.SetFinalizer(&do, again)
}
