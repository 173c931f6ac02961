package value

import (
	"testing"
	"time"
)

func TestDaysAndDatesAreTheSame(t *testing.T) {
	start := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	for n := int64(-2400000); n < 2400000; n += 17 {
		year, month, dayOfMonth := civil(n)
		want := start.AddDate(0, 0, int(n))
		if year != want.Year() || month != int(want.Month()) || dayOfMonth != want.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %s", n, year, month, dayOfMonth, want)
		}
		if got := dayNumber(year, month, dayOfMonth); got != n {
			t.Fatalf("%d-%d-%d is day %d, want %d", year, month, dayOfMonth, got, n)
		}
	}
}
