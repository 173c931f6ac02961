package value

// The proleptic Gregorian calendar, and how points in time are printed with DateStyle ISO
// (datatype-datetime.html, section "Date/Time Output"; datetime-units-history.html). A date is a
// number of days since 2000-01-01, a timestamp one of microseconds, both with infinities.

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

const (
	second = int64(1_000_000)
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour

	julianEpoch = 2451545 // the Julian day of 2000-01-01
	unixEpoch   = -10957  // 1970-01-01

	endless   = math.MaxInt64 // infinity
	beginless = math.MinInt64 // -infinity

	// The calendar is computed in years that are never negative, from March of year -8000 on, which
	// is as many days before 2000.
	shiftedYears = 8000
	shiftedDays  = 25*146097 - 60

	// The years that all types with a date can hold; the limits of each lie a little outside.
	firstYear, lastYear, lastStampYear = -4711, 5874896, 294275
)

// daysInMonth is how long a month is.
func daysInMonth(year, month int) int {
	switch {
	case month == 2 && (year%4 != 0 || year%100 == 0 && year%400 != 0):
		return 28
	case month == 2:
		return 29
	case month == 4, month == 6, month == 9, month == 11:
		return 30
	}
	return 31
}

// dayNumber is the number of a day since 2000-01-01. Years are counted from March, so that the
// day that some have more is their last.
func dayNumber(year, month, dayOfMonth int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	y := int64(year) + shiftedYears
	return 365*y + y/4 - y/100 + y/400 + int64((153*(month-3)+2)/5+dayOfMonth) - 1 - shiftedDays
}

// civil is the date of a day since 2000-01-01.
func civil(n int64) (year, month, dayOfMonth int) {
	n += shiftedDays
	era := n / 146097
	rest := n % 146097
	y := (rest - rest/1460 + rest/36524 - rest/146096) / 365
	rest -= 365*y + y/4 - y/100
	m := (5*rest + 2) / 153
	dayOfMonth = int(rest-(153*m+2)/5) + 1
	year, month = int(y+400*era)-shiftedYears, int(m)+3
	if month > 12 {
		year, month = year+1, month-12
	}
	return year, month, dayOfMonth
}

// dateParts are a date and the mark of the years before 1.
func dateParts(n int64) (date, era string) {
	year, month, dayOfMonth := civil(n)
	if year <= 0 {
		year, era = 1-year, " BC"
	}
	return fmt.Sprintf("%04d-%02d-%02d", year, month, dayOfMonth), era
}

// infinite is the text of an infinity.
func infinite(n int64) (string, bool) {
	switch n {
	case endless:
		return "infinity", true
	case beginless:
		return "-infinity", true
	}
	return "", false
}

// printDate prints days since 2000-01-01.
func printDate(n int64) string {
	if text, ok := infinite(n); ok {
		return text
	}
	date, era := dateParts(n)
	return date + era
}

// printStamp prints microseconds since 2000-01-01, with a zone that may be "".
func printStamp(n int64, zone string) string {
	if text, ok := infinite(n); ok {
		return text
	}
	days := n / day
	if n%day < 0 {
		days--
	}
	date, era := dateParts(days)
	return date + " " + printTime(n-days*day) + zone + era
}

// printTime prints microseconds since midnight.
func printTime(n int64) string {
	return fmt.Sprintf("%02d:%02d:%02d", n/hour, n/minute%60, n/second%60) + printFraction(n%second)
}

// printFraction prints microseconds after a point, without zeros at the end.
func printFraction(n int64) string {
	if n == 0 {
		return ""
	}
	digits := strconv.FormatInt(second+n, 10)[1:]
	return "." + strings.TrimRight(digits, "0")
}

// printZone prints seconds east of Greenwich.
func printZone(n int) string {
	sign := "+"
	if n < 0 {
		sign, n = "-", -n
	}
	text := fmt.Sprintf("%s%02d", sign, n/3600)
	if n%3600 != 0 {
		text += fmt.Sprintf(":%02d", n/60%60)
	}
	if n%60 != 0 {
		text += fmt.Sprintf(":%02d", n%60)
	}
	return text
}

// roundMicros rounds microseconds to digits after the point of a second, half away from zero.
func roundMicros(n int64, digits int) int64 {
	unit := int64(1)
	for range 6 - max(0, min(digits, 6)) {
		unit *= 10
	}
	if n < 0 {
		return -((-n + unit/2) / unit * unit)
	}
	return (n + unit/2) / unit * unit
}
