package render

// How long steps will take on the database, as a rehearsal estimates it: as a range in words, and as
// numbers for machines.

import (
	"fmt"
	"math"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

// EstimateText reads "40 s to 2 min (12 000 000 rows, 1.4 GB; sampled 10 000)"; "" without an estimate.
func EstimateText(e *plan.Estimate) string {
	if e == nil {
		return ""
	}
	sizes := ""
	if e.Rows > 0 {
		sizes = " (" + plural(e.Rows, "row")
		if e.Bytes > 0 {
			sizes += ", " + decimalSize(e.Bytes)
		}
		if e.Copied < e.Rows {
			sizes += "; sampled " + count(e.Copied)
		}
		sizes += ")"
	}
	return timeRange(e) + sizes
}

func timeRange(e *plan.Estimate) string {
	switch {
	case e.Unknown:
		return "not known, the sample is too small"
	case e.Low == 0:
		return "at most " + roughTime(e.High, math.Ceil)
	}
	low, high := roughTime(e.Low, math.Floor), roughTime(e.High, math.Ceil)
	if low == high {
		return "about " + high
	}
	return low + " to " + high
}

// roughTime is a time with at most two digits that say something: "40 s", "2.5 min".
func roughTime(d time.Duration, round func(float64) float64) string {
	units := []struct {
		size time.Duration
		name string
	}{{time.Millisecond, "ms"}, {time.Second, "s"}, {time.Minute, "min"}, {time.Hour, "h"}}
	last := len(units) - 1
	for i, u := range units {
		value := float64(d) / float64(u.size)
		if i < last && d >= units[i+1].size {
			continue
		}
		switch {
		case value < 1:
			return "1 " + u.name
		case value < 10 && u.size > time.Millisecond:
			value = round(value*10) / 10
		case value < 100:
			value = round(value)
		default:
			value = round(value/10) * 10
		}
		return fmt.Sprintf("%g %s", value, u.name)
	}
	return d.String()
}

// wholeOf is the estimate of all steps together; nil where no step has one, or one has not worked.
func wholeOf(t *plan.Trial) (whole *plan.Estimate, unknown int64) {
	for _, s := range t.Steps {
		switch {
		case s.Result != plan.StepWorked:
			return nil, 0
		case s.Estimate == nil:
			continue
		case whole == nil:
			whole = &plan.Estimate{}
		}
		if s.Estimate.Unknown {
			unknown++
			continue
		}
		whole.Low, whole.High = whole.Low+s.Estimate.Low, whole.High+s.Estimate.High
	}
	if whole != nil && t.Around != nil && !t.Around.Unknown {
		whole.Low, whole.High = whole.Low+t.Around.Low, whole.High+t.Around.High
	}
	return whole, unknown
}

// wholeEstimate reads "on the database: 1 min to 3 min for all steps, without waiting for others".
func wholeEstimate(t *plan.Trial) string {
	whole, unknown := wholeOf(t)
	if whole == nil {
		return ""
	}
	text := "on the database: " + timeRange(whole) + " for all " + t.Word() + "s"
	if t.Around != nil {
		text += " and their proofs"
	}
	text += ", without waiting for others"
	if unknown > 0 {
		text += ", and " + plural(unknown, t.Word()) + " of which it is not known"
	}
	return text
}

// spaceLine reads "space: 3.0 MB are needed beside the database, 31.2 GB are free".
func spaceLine(s *plan.Space) string {
	if s == nil {
		return ""
	}
	text := "space: " + decimalSize(s.Needs) + " are needed beside the database"
	if s.Free >= 0 {
		text += ", " + decimalSize(s.Free) + " are free"
	}
	return text
}

type spaceJSON struct {
	Needs int64  `json:"needs"`
	Free  *int64 `json:"free"`
}

func spaceToJSON(s *plan.Space) *spaceJSON {
	if s == nil {
		return nil
	}
	return &spaceJSON{s.Needs, nonNegative(s.Free)}
}

type estimateJSON struct {
	Low     *float64 `json:"lowMilliseconds"`
	High    *float64 `json:"highMilliseconds"`
	Rows    int64    `json:"rows"`
	Bytes   int64    `json:"bytes"`
	Sampled int64    `json:"sampledRows"`
}

func estimateToJSON(e *plan.Estimate) *estimateJSON {
	if e == nil {
		return nil
	}
	out := &estimateJSON{Rows: e.Rows, Bytes: e.Bytes, Sampled: e.Copied}
	if !e.Unknown {
		low, high := milliseconds(e.Low), milliseconds(e.High)
		out.Low, out.High = &low, &high
	}
	return out
}

// wholeToJSON is the sum of the steps; it has no range where that of a step is not known.
func wholeToJSON(t *plan.Trial) *estimateJSON {
	whole, unknown := wholeOf(t)
	if whole == nil {
		return nil
	}
	whole.Unknown = unknown > 0
	return estimateToJSON(whole)
}
