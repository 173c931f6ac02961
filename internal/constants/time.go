package constants

// Dates, times and intervals in the many orders and styles of the manual's appendix on their input,
// some of them before Christ or beyond the calendar.

import (
	"fmt"
	"strconv"
	"strings"
)

var monthNames = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

func (r *source) monthName() (string, int) {
	n := r.IntN(12)
	name := monthNames[n]
	if r.chance(2) {
		name = name[:3]
	}
	return r.anyCase(name), n + 1
}

func (r *source) year() int {
	switch r.IntN(12) {
	case 0:
		return r.between(100, 999)
	case 1:
		return r.between(2100, 9999)
	case 2:
		return r.between(10000, 200000)
	}
	return r.between(1900, 2100)
}

// date is a date in one of the many styles.
func (r *source) date() string {
	y, m, d := r.year(), r.between(1, 12), r.between(1, 28)
	if r.chance(10) {
		d = r.between(29, 31)
	}
	name, _ := r.monthName()
	era := ""
	if r.chance(15) {
		era = r.pick(" BC", " AD", " bc")
	}
	switch r.IntN(18) {
	case 0:
		return fmt.Sprintf("%04d%02d%02d", y, m, d) + era
	case 1:
		return fmt.Sprintf("%s %d, %d", name, d, y) + era
	case 2:
		return fmt.Sprintf("%d %s %d", d, name, y) + era
	case 3:
		return fmt.Sprintf("%04d-%d-%d", y, m, d) + era
	case 4:
		return fmt.Sprintf("%d/%d/%04d", m, d, y) + era
	case 5:
		return fmt.Sprintf("%02d/%02d/%02d", m, d, y%100)
	case 6:
		return fmt.Sprintf("%d-%s-%04d", d, name, y) + era
	case 7:
		return fmt.Sprintf("%04d-%s-%02d", y, name, d)
	case 8:
		return r.pick("J", "j", "Julian ", "JD ") + strconv.Itoa(r.between(1000000, 3000000))
	case 9:
		return fmt.Sprintf("%04d.%03d", y, r.between(1, 365))
	case 10:
		return fmt.Sprintf("%s %s %d %04d", r.pick("Mon", "Tuesday", "wed", "Thurs"), name, d, y)
	case 11:
		return fmt.Sprintf("%04d/%02d/%02d", y, m, d) + era
	case 12:
		return fmt.Sprintf("%02d.%02d.%04d", m, d, y)
	case 13:
		return fmt.Sprintf("%s-%d-%04d", name, d, y)
	case 14:
		return fmt.Sprintf("%02d%02d%02d", y%100, m, d)
	}
	return fmt.Sprintf("%04d-%02d-%02d", y, m, d) + era
}

// clock is a time of day.
func (r *source) clock() string {
	h, m, s := r.between(0, 23), r.between(0, 59), r.between(0, 59)
	fraction := ""
	if r.chance(3) {
		fraction = "." + r.digits(1, 9)
	}
	switch r.IntN(12) {
	case 0:
		return r.pick("24:00:00", "00:00", "23:59:60", "23:59:59.9999999", "00:00:00.000001", "24:00")
	case 1:
		return fmt.Sprintf("%d:%02d %s", r.between(1, 12), m, r.pick("AM", "PM", "am", "pm"))
	case 2:
		return fmt.Sprintf("%d:%02d:%02d%s%s", r.between(0, 12), m, s, fraction, r.pick("AM", "PM", " pm"))
	case 3:
		return fmt.Sprintf("%d:%d", h, m)
	case 4:
		return fmt.Sprintf("%d:%d:%d", h, m, s)
	}
	return fmt.Sprintf("%02d:%02d:%02d%s", h, m, s, fraction)
}

func (r *source) zone() string {
	if r.chance(4) {
		return r.pick(" UTC", " GMT", "Z", "z", " utc", " zulu")
	}
	hours, minutes := r.between(0, 14), r.between(0, 59)
	digits := r.pick(fmt.Sprintf("%02d", hours), strconv.Itoa(hours), fmt.Sprintf("%02d:%02d", hours, minutes), fmt.Sprintf("%02d%02d", hours, minutes),
		fmt.Sprintf("%02d:%02d:%02d", hours, minutes, r.between(0, 59)))
	return r.pick("", " ") + r.pick("+", "-") + digits
}

func (r *source) stamp() string {
	if r.chance(20) {
		return r.pick("epoch", "infinity", "-infinity", "Infinity", "EPOCH")
	}
	zone := ""
	if r.chance(2) {
		zone = r.zone()
	}
	switch r.IntN(8) {
	case 0:
		return r.date()
	case 1:
		return fmt.Sprintf("%04d-%02d-%02dT%02d:%02d:%02d%s", r.year(), r.between(1, 12), r.between(1, 28), r.between(0, 23), r.between(0, 59), r.between(0, 59), zone)
	case 2:
		return fmt.Sprintf("%04d%02d%02dT%02d%02d%02d", r.between(1900, 2100), r.between(1, 12), r.between(1, 28), r.between(0, 23), r.between(0, 59), r.between(0, 59))
	case 3:
		return fmt.Sprintf("%04d%02d%02d %02d%02d%02d", r.between(1900, 2100), r.between(1, 12), r.between(1, 28), r.between(0, 23), r.between(0, 59), r.between(0, 59))
	case 4:
		return r.clock() + " " + r.pick("Jan 5 2026", "5 February 2020", "20260105", "2026-01-05")
	}
	return r.date() + " " + r.clock() + zone
}

func (r *source) interval() string {
	n := func() string { return r.pick("", "", "", "-", "+") + strconv.Itoa(r.between(0, 40)) }
	units := [][]string{
		{"year", "years", "y", "yr", "yrs", "YEAR"}, {"mon", "mons", "month", "months"}, {"week", "weeks", "w"}, {"day", "days", "d", "Days"},
		{"hour", "hours", "h", "hr", "hrs"}, {"minute", "minutes", "min", "mins", "m"}, {"second", "seconds", "sec", "secs", "s"},
		{"millisecond", "milliseconds", "ms"}, {"microsecond", "us"},
	}
	verbose := func() string {
		var list []string
		for _, unit := range units {
			if r.chance(4) {
				list = append(list, n()+r.pick(" ", "")+r.pick(unit...))
			}
		}
		return strings.Join(append(list, n()+" "+r.pick("decade", "century", "millennium", "decades", "c")), r.pick(" ", " ", ", "))
	}
	switch r.IntN(14) {
	case 0:
		return fmt.Sprintf("%s%d-%d", r.pick("", "-", "+"), r.between(0, 20), r.between(0, 11))
	case 1:
		return fmt.Sprintf("%d-%d %s %s:%02d:%02d", r.between(0, 20), r.between(0, 11), n(), n(), r.between(0, 59), r.between(0, 59))
	case 2:
		return fmt.Sprintf("%s %d:%02d%s", n(), r.between(0, 99), r.between(0, 59), r.pick("", ":05", ":05.678"))
	case 3:
		return "P" + r.pick("1Y2M", "3D", "1W", "-2M", "1Y", "") + "T" + r.pick("1H", "2M3S", "-4H5.5S", "0S", "1H30M")
	case 4:
		return r.pick("P1Y2M3DT4H5M6S", "P1Y", "P0001-02-03T04:05:06", "P00010203T040506", "PT36H", "P2W", "P1.5D")
	case 5:
		return "@ " + strconv.Itoa(r.between(1, 9)) + " " + r.pick("day", "hours", "mons") + r.pick("", " ago")
	case 6:
		return n() + "." + r.digits(1, 3) + " " + r.pick("day", "hours", "minutes", "seconds", "weeks", "months", "ms")
	case 7:
		return r.pick("1.5 year", "0.25 years", "2.5 decades", "-1.5 years", "1.75 yrs", "infinity", "-infinity")
	case 8:
		return r.pick("-", "", "+") + fmt.Sprintf("%d:%02d", r.between(0, 200), r.between(0, 59)) + r.pick("", ":30", ":30.5")
	case 9:
		return n() + r.pick("", ".5")
	}
	return verbose()
}

var timeFamilies = map[string]family{
	"date": func(r *source) (string, string) {
		if r.chance(20) {
			return "date", r.pick("epoch", "infinity", "-infinity", "2026-01-01 10:00", "2026-01-01 UTC")
		}
		return "date", r.spaced(r.date())
	},
	"time": func(r *source) (string, string) {
		text := r.clock()
		switch r.IntN(8) {
		case 0:
			text = fmt.Sprintf("%02d%02d%02d", r.between(0, 23), r.between(0, 59), r.between(0, 59)) + r.pick("", ".5", ".123456")
		case 1:
			text = fmt.Sprintf("%02d%02d", r.between(0, 23), r.between(0, 59))
		case 2, 3:
			text += r.zone()
		case 4:
			text = r.pick("allballs", "2026-01-05 "+text)
		}
		return r.pick("time without time zone", "time(2) without time zone", "time with time zone", "time(0) with time zone"), r.spaced(text)
	},
	"interval": func(r *source) (string, string) {
		fields := r.pick("", "", "", "", " year", " month", " day", " hour", " minute", " second", " year to month", " day to hour", " day to minute",
			" day to second", " hour to minute", " hour to second", " minute to second", " day to second(3)", "(2)")
		return "interval" + fields, r.spaced(r.interval())
	},
	"timestamp": func(r *source) (string, string) {
		return r.pick("timestamp without time zone", "timestamp(3) without time zone", "timestamp with time zone", "timestamp(0) with time zone"), r.spaced(r.stamp())
	},
}
