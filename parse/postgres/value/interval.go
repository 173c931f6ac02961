package value

// The type interval (datatype-datetime.html, section "Interval Input"): numbers with units, the SQL
// standard's years-months and times, and ISO 8601. Fractions of large units are spread over smaller
// ones, which the versions do not all do alike; where the results differ an interval is not ok.

import (
	"math"
	"strconv"
	"strings"
)

// interval is a length of time as it is stored.
type interval struct {
	months, days, micros int64
	differs              bool // among the versions
}

// unit is a unit of an interval: its size is in one of the three parts.
type unit struct{ months, days, micros int64 }

var (
	years  = unit{months: 12}
	mons   = unit{months: 1}
	weeks  = unit{days: 7}
	days   = unit{days: 1}
	hours  = unit{micros: hour}
	mins   = unit{micros: minute}
	secs   = unit{micros: second}
	millis = unit{micros: 1000}
	usecs  = unit{micros: 1}
)

// units are the names of units (deltatktbl in datetime.c).
var units = map[string]unit{
	"millennium": {months: 12000}, "millennia": {months: 12000}, "mil": {months: 12000}, "mils": {months: 12000},
	"century": {months: 1200}, "centuries": {months: 1200}, "cent": {months: 1200}, "c": {months: 1200},
	"decade": {months: 120}, "decades": {months: 120}, "dec": {months: 120}, "decs": {months: 120},
	"year": years, "years": years, "yr": years, "yrs": years, "y": years,
	"month": mons, "months": mons, "mon": mons, "mons": mons,
	"week": weeks, "weeks": weeks, "w": weeks,
	"day": days, "days": days, "d": days,
	"hour": hours, "hours": hours, "hr": hours, "hrs": hours, "h": hours,
	"minute": mins, "minutes": mins, "min": mins, "mins": mins, "m": mins,
	"second": secs, "seconds": secs, "sec": secs, "secs": secs, "s": secs,
	"millisecond": millis, "milliseconds": millis, "ms": millis, "msec": millis, "msecs": millis, "msecond": millis, "mseconds": millis,
	"microsecond": usecs, "microseconds": usecs, "us": usecs, "usec": usecs, "usecs": usecs, "usecond": usecs, "useconds": usecs,
}

// ranges are the fields that a type can be restricted to: the unit of a number without one, and
// the unit below which all is cut off.
var fieldRanges = map[string]struct{ last, lowest unit }{
	"": {secs, usecs}, "year": {years, years}, "month": {mons, mons}, "year to month": {mons, mons}, "day": {days, days},
	"hour": {hours, hours}, "day to hour": {hours, hours}, "minute": {mins, mins}, "hour to minute": {mins, mins}, "day to minute": {mins, mins},
	"second": {secs, usecs}, "minute to second": {secs, usecs}, "hour to second": {secs, usecs}, "day to second": {secs, usecs},
}

// intervalReader reads intervals that are restricted to fields.
func intervalReader(fields string) reader {
	return func(text string, mods []int) (string, bool) {
		if word := strings.ToLower(trim(text)); word == "infinity" || word == "-infinity" {
			return word, fields == "" && len(mods) == 0 // since version 17
		}
		v, ok := intervalValue(text, fields)
		if !ok {
			return "", false
		}
		lowest := fieldRanges[fields].lowest
		switch {
		case lowest.months > 0:
			v = interval{months: v.months / lowest.months * lowest.months}
		case lowest.days > 0:
			v.micros = 0
		default:
			v.micros = v.micros / lowest.micros * lowest.micros
		}
		v.micros, ok = withPrecision(v.micros, mods)
		return v.String(), ok
	}
}

// elementReader reads the elements of an array. A cast gives them to the input function without
// the fields, and cuts them off afterwards, which is not always the same.
func elementReader(fields string) reader {
	return func(text string, mods []int) (string, bool) {
		all, ok1 := intervalValue(text, "")
		restricted, ok2 := intervalValue(text, fields)
		if !ok1 || !ok2 || all != restricted {
			return "", false
		}
		return intervalReader(fields)(text, mods)
	}
}

// intervalValue reads an interval in any style.
func intervalValue(text, fields string) (interval, bool) {
	var v interval
	ok := false
	if strings.HasPrefix(text, "P") {
		ok = v.iso(text[1:])
	} else if list, isList := dateFields(text); isList {
		ok = v.decode(list, fields)
	}
	limit := func(n int64, most int64) bool { return n >= -most && n <= most }
	return v, ok && !v.differs && limit(v.months, math.MaxInt32) && limit(v.days, math.MaxInt32) && limit(v.micros, 1e18)
}

// decode reads fields from the last to the first, so that a unit is known before its number.
func (v *interval) decode(list []field, fields string) bool {
	negate := list[len(list)-1] == field{wordField, "ago"}
	if negate {
		list = list[:len(list)-1]
	}
	last := fieldRanges[fields].last
	if negate {
		last = unit{}
	}
	u := last
	seen := map[unit]bool{}
	named := false // the last field was the name of a unit
	for i := len(list) - 1; i >= 0; i-- {
		f := list[i]
		if f.kind == wordField {
			known := false
			if u, known = units[f.text]; !known || named {
				return false
			}
			named = true
			continue
		}
		used, ok := v.field(f, &u, fields, named)
		for _, part := range used {
			ok = ok && !seen[part]
			seen[part] = true
		}
		if !ok {
			return false
		}
		named = false
	}
	if negate {
		v.months, v.days, v.micros = -v.months, -v.days, -v.micros
	}
	return len(seen) > 0 && !named
}

// field adds a number or a time. It returns the units that it fills, none of which may be filled
// twice, and leaves in u the unit of a number before it that has none.
func (v *interval) field(f field, u *unit, fields string, named bool) (used []unit, ok bool) {
	sign, digits := "", f.text
	if f.kind == signedField {
		sign, digits = cutSign(f.text)
	}
	if strings.Contains(digits, ":") {
		n, ok := intervalClock(digits, fields)
		if sign != "" {
			n = -n
		}
		v.micros += n
		*u = days
		return []unit{hours, mins, secs, millis, usecs}, ok && !named
	}
	if whole, rest, found := strings.Cut(digits, "-"); found {
		y, ok1 := smallNumber(whole)
		m, ok2 := smallNumber(rest)
		if sign != "" {
			y, m = -y, -m
		}
		v.months += 12*y + m
		*u = mons
		return []unit{mons}, ok1 && ok2 && m > -12 && m < 12 && !named
	}
	if f.kind == dateField || f.kind == timeField || f.kind == signedWord || *u == (unit{}) {
		return nil, false
	}
	used = []unit{*u}
	if strings.Trim(digits, "0123456789") != "" && *u == secs {
		used = []unit{secs, millis, usecs}
	}
	ok = v.amount(sign, digits, *u)
	if *u == hours {
		*u = days
	}
	return used, ok
}

// smallNumber reads digits that no calculation here can overflow.
func smallNumber(digits string) (int64, bool) {
	if !allDigits(digits) || len(digits) > 9 {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

// intervalClock reads a time with any number of hours. Two numbers are minutes and seconds where
// there is a fraction, or where the type says so.
func intervalClock(text, fields string) (int64, bool) {
	whole, fraction, point := strings.Cut(text, ".")
	if strings.Count(whole, ":") == 1 && (point || fields == "minute to second") {
		whole = "0:" + whole
	}
	if point {
		whole += "." + fraction
	}
	if first, _, _ := strings.Cut(whole, ":"); len(first) > 7 {
		return 0, false
	}
	return clockTime(whole)
}

// amount adds a number of units, with a fraction.
func (v *interval) amount(sign, digits string, u unit) bool {
	whole, fraction, point := strings.Cut(digits, ".")
	n, ok := smallNumber(whole)
	if whole == "" && point {
		ok = true
	}
	if !ok || point && !allDigits(fraction) || len(fraction) > 30 {
		return false
	}
	part := 0.0
	if point {
		part, _ = strconv.ParseFloat("."+fraction, 64)
	}
	if sign != "" {
		n, part = -n, -part
	}
	v.add(n, part, u)
	return true
}

// add adds a number of units that has been cut into whole and fraction.
func (v *interval) add(n int64, part float64, u unit) {
	v.months += n * u.months
	v.days += n * u.days
	v.micros += n * u.micros
	switch {
	case part == 0:
	case u.months >= 12:
		// Months were cut off before 15 and are rounded since, so only quarters are certain.
		v.months += int64(part * float64(u.months))
		v.differs = v.differs || 4*part != math.Trunc(4*part)
	case u.months == 1:
		v.addDays(part * 30)
	case u.days > 0:
		v.addDays(part * float64(u.days))
	default:
		v.addMicros(part, u.micros)
	}
}

// addDays adds days and the fraction of one.
func (v *interval) addDays(n float64) {
	v.days += int64(n)
	v.addMicros(n-math.Trunc(n), day)
}

// addMicros adds a fraction of a unit as every version does, or notes that they differ: since 15 a
// half microsecond is cut off, before it was rounded to the even number after whole seconds had
// been taken away.
func (v *interval) addMicros(part float64, size int64) {
	scaled := part * float64(size)
	n := int64(scaled)
	if rest := scaled - float64(n); rest > 0.5 {
		n++
	} else if rest < -0.5 {
		n--
	}
	older := int64(math.RoundToEven(scaled))
	if size >= second {
		inSeconds := part * float64(size/second)
		whole := math.Trunc(inSeconds)
		older = int64(whole)*second + int64(math.RoundToEven((inSeconds-whole)*1e6))
	}
	v.micros += n
	v.differs = v.differs || n != older
}

// String prints an interval with IntervalStyle postgres: a sign is written where the part before
// was negative (EncodeInterval in datetime.c).
func (v interval) String() string {
	var list []string
	negative := false
	add := func(n int64, name string) {
		if n == 0 {
			return
		}
		text := strconv.FormatInt(n, 10) + " " + name
		if n != 1 {
			text += "s"
		}
		if negative && n > 0 {
			text = "+" + text
		}
		negative = n < 0
		list = append(list, text)
	}
	add(v.months/12, "year")
	add(v.months%12, "mon")
	add(v.days, "day")
	if v.micros != 0 || len(list) == 0 {
		sign, n := "", v.micros
		if n < 0 {
			sign, n = "-", -n
		} else if negative {
			sign = "+"
		}
		list = append(list, sign+printTime(n))
	}
	return strings.Join(list, " ")
}
