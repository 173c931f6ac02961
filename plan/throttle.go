package plan

import "time"

// Throttle says when the batches of a plan that fills rows pause, for the sake of other sessions.
type Throttle struct {
	MaxLoad int           // while more other sessions than this run a statement; 0 for no limit
	MaxLag  time.Duration // while a standby has not replayed what was written so long ago; 0 for no limit
}
