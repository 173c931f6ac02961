package sqlite

// Progress within a copy. INSERT … SELECT is one statement and reports nothing until it ends,
// so the size of the files is sampled meanwhile and set against the size of the table. The
// result is an estimate for people; nothing depends on it.

import (
	"os"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

// estimated runs a copy and reports, from the growth of the files, how far it is.
// The engine does not say: a copy is one statement. Pages that wait in the
// cache or reuse free ones do not show, so a short copy has nothing to report.
func (r *run) estimated(s *plan.Step, copy func() error) error {
	if r.options.Progress == nil || s.Rows <= 0 || s.Bytes <= 0 {
		return copy()
	}
	start := r.size()
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		tick := time.NewTicker(100 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				if share := float64(r.size()-start) / float64(s.Bytes); share > 0 {
					r.reportProgress("copying "+s.Copy.Table, int64(min(share, 1)*float64(s.Rows)), s.Rows)
				}
			}
		}
	}()
	err := copy()
	close(stop)
	<-stopped // one caller of Progress at a time
	return err
}

// size is that of the database and its write-ahead log.
func (r *run) size() int64 {
	var total int64
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(r.options.Path + suffix); err == nil {
			total += info.Size()
		}
	}
	return total
}
