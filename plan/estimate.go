package plan

// How long a step will take on the tables of the database, from what it took on a copy that has some
// of their rows. The part of the time that any step takes, rows or none, is measured without rows; the
// rest grows as the tables are larger than in the copy. What is not known of the other size makes
// the range wider, and where the copy shows too little there is no range.

import (
	"math"
	"time"
)

// Estimate is the range of a step's time on the tables of the database.
type Estimate struct {
	Low, High time.Duration // Low is 0 where the copy is too small to say more than the most
	Rows      int64         // in the tables that the step reads or writes; 0 where it does neither
	Bytes     int64         // of them, without indexes
	Copied    int64         // rows of these tables in the copy
	Unknown   bool          // the copy has too few rows: there is no range
}

// TableSize is how large a table is, without its indexes.
type TableSize struct{ Rows, Bytes int64 }

// Work describes a step as it was seen on a copy.
type Work struct {
	Took     time.Duration
	Fixed    time.Duration // of the same step where no table has rows; negative where that is not known
	Tables   []TableWork   // that it has read or written
	Builds   bool          // an index, which sorts rows
	Rewrites bool          // it writes all rows again
}

// TableWork describes the part of one table in a step.
type TableWork struct {
	Touched      float64 // rows that it has read and written in the copy
	Copied, Real TableSize
	Made         bool // by the plan: the database does not have it yet
}

// Limits of a server from which on more rows take longer than in proportion.
type Limits struct {
	Cache    int64 // what stays in memory (effective_cache_size); 0 where it is not known
	Buffers  int64 // what stays in the server's own memory (shared_buffers)
	Sort     int64 // what is sorted in memory (maintenance_work_mem)
	Log      int64 // what is written between two checkpoints (max_wal_size)
	Parallel int64 // the size from which on an index is built by several processes
	Workers  int   // by how many more
}

// What is taken for granted of any measurement.
const (
	jitter     = 250 * time.Microsecond // of a time: what else happens on the machine
	lowShare   = 0.6                    // of what is extrapolated
	highShare  = 1.7
	fewRows    = 200 // below, a copy shows nothing of a table that is many times larger
	diskPerSec = 100e6
	pageBytes  = 8192
)

// EstimateOf is the range for a step.
func EstimateOf(w Work, l Limits) *Estimate {
	e := &Estimate{}
	var rows, copied, largest int64
	for _, t := range w.Tables {
		rows, copied, largest = rows+t.Real.Rows, copied+t.Copied.Rows, max(largest, t.Real.Bytes)
		if !t.Made {
			e.Rows, e.Bytes, e.Copied = e.Rows+t.Real.Rows, e.Bytes+t.Real.Bytes, e.Copied+t.Copied.Rows
		}
	}
	low, high := growth(w.Tables)
	if high < 1.5 { // nothing is extrapolated
		e.Low, e.High = w.Took/2, 2*w.Took+10*jitter
		if e.Low < 10*jitter {
			e.Low /= 2
		}
		return e
	}
	if copied < fewRows {
		e.Unknown = true
		return e
	}
	growsLow, growsHigh := w.growing()
	if w.Builds {
		high *= (1 + math.Log2(float64(max(rows, 4)))/math.Log2(float64(max(copied, 4)))) / 2 // sorting is half of it
		if l.Sort > 0 && e.Bytes > l.Sort {                                                   // runs go to files
			high *= 1.5
		}
		if l.Parallel > 0 && largest > l.Parallel && l.Workers > 0 {
			low /= 1 + float64(min(l.Workers, 2))/2
		}
	}
	if !w.Builds && !w.Rewrites && l.Buffers > 0 && largest > l.Buffers/4 { // each read is one of the system
		high *= 2.5
	}
	if (w.Builds || w.Rewrites) && l.Log > 0 && e.Bytes > l.Log { // checkpoints begin
		high *= 1.5
	}
	fixed := max(w.Fixed, 0)
	e.Low = fixed/2 + time.Duration(float64(growsLow)*low*lowShare)
	e.High = 2*fixed + time.Duration(float64(growsHigh)*high*highShare)
	if l.Cache > 0 && e.Bytes > l.Cache { // the rows may come from a disk
		e.High += time.Duration(float64(e.Bytes) / diskPerSec * float64(time.Second))
	}
	if growsLow == 0 {
		e.Low = 0
	}
	return e
}

// Growth is how many times as many rows a step has to do with on the database as on a copy.
func Growth(tables []TableWork) float64 {
	low, high := growth(tables)
	return math.Sqrt(low * high)
}

// growth is how many times as much, by the number of rows and by their bytes.
func growth(tables []TableWork) (low, high float64) {
	var touched, byRows, byBytes float64
	for _, t := range tables {
		rows, bytes := t.ratios()
		touched, byRows, byBytes = touched+t.Touched, byRows+t.Touched*rows, byBytes+t.Touched*bytes
	}
	if touched == 0 {
		return 1, 1
	}
	return max(min(byRows, byBytes)/touched, 1), max(byRows/touched, byBytes/touched, 1)
}

// growing is the range of the part of the time that grows with the rows.
func (w Work) growing() (low, high time.Duration) {
	if w.Fixed < 0 { // all of it may
		return max(w.Took/2-jitter, 0), w.Took
	}
	return max(w.Took-w.Fixed-w.Fixed/4-jitter, 0), max(w.Took-w.Fixed, 0) + w.Fixed/4 + jitter/2
}

// ratios are how many times as many rows and bytes a table has as in the copy. In few pages a copy
// shows not how many bytes a row takes.
func (t TableWork) ratios() (rows, bytes float64) {
	rows = float64(t.Real.Rows) / float64(max(t.Copied.Rows, 1))
	if t.Copied.Bytes < 8*pageBytes {
		return rows, rows
	}
	return rows, float64(t.Real.Bytes) / float64(t.Copied.Bytes)
}
