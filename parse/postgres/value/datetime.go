package value

// The types date, time and timestamp, with a time zone and without (datatype-datetime.html). What
// has no offset is in the zone of our sessions, UTC; the only zones known by name are that one's.
// What depends on the clock, now, today, tomorrow and yesterday, is not ok.

// dateText prints a date.
func dateText(text string) (string, bool) {
	n, ok := dateValue(text)
	return printDate(n), ok
}

// dateValue is a date as days since 2000-01-01. A time and a zone beside it have no effect.
func dateValue(text string) (int64, bool) {
	fields, ok := dateFields(text)
	if !ok {
		return 0, false
	}
	if n, ok := special(fields, unixEpoch); ok {
		return n, true
	}
	m, ok := decodeMoment(fields, false)
	if !ok || m.known&wholeDate != wholeDate {
		return 0, false
	}
	return m.days(), m.year >= firstYear && m.year <= lastYear
}

// special reads the words that stand for a whole value.
func special(fields []field, epoch int64) (int64, bool) {
	if len(fields) != 1 {
		return 0, false
	}
	switch fields[0].text {
	case "epoch":
		return epoch, true
	case "infinity":
		return endless, true
	case "-infinity":
		return beginless, true
	}
	return 0, false
}

// stampReader reads timestamps, with a time zone if zone is not "".
func stampReader(zone string) reader {
	return func(text string, mods []int) (string, bool) {
		n, ok := stampValue(text, mods, zone != "")
		return printStamp(n, zone), ok
	}
}

// stampValue is a timestamp in microseconds since 2000-01-01.
func stampValue(text string, mods []int, zoned bool) (int64, bool) {
	fields, ok := dateFields(text)
	if !ok {
		return 0, false
	}
	if n, ok := special(fields, unixEpoch*day); ok {
		return n, true
	}
	m, ok := decodeMoment(fields, false)
	if !ok || m.known&wholeDate != wholeDate || m.year < firstYear || m.year > lastStampYear {
		return 0, false
	}
	n := m.days()*day + m.clock
	if zoned {
		n -= int64(m.zone) * second
	}
	return withPrecision(n, mods)
}

// withPrecision rounds to the precision of a type, 0 to 6.
func withPrecision(n int64, mods []int) (int64, bool) {
	if len(mods) == 0 {
		return n, true
	}
	return roundMicros(n, mods[0]), mods[0] >= 0 && mods[0] <= 6
}

// timeText prints a time of day; an offset has no effect.
func timeText(text string, mods []int) (string, bool) {
	n, _, ok := timeValue(text, mods)
	return printTime(n), ok
}

// zonedTimeText prints a time of day with its offset.
func zonedTimeText(text string, mods []int) (string, bool) {
	n, zone, ok := timeValue(text, mods)
	return printTime(n) + printZone(zone), ok
}

// timeValue is a time in microseconds since midnight. A date may stand before it, which says
// nothing.
func timeValue(text string, mods []int) (n int64, zone int, ok bool) {
	fields, ok := dateFields(text)
	if !ok {
		return 0, 0, false
	}
	if len(fields) == 1 && fields[0].text == "allballs" {
		return 0, 0, true
	}
	for i, f := range fields {
		if f.kind == dateField && (i > 0 || len(fields) < 2 || fields[1].kind != timeField) {
			return 0, 0, false
		}
		if f.kind == wordField && (f.text == "at" || f.text == "on" || f.text == "t" || f.text == "j" || f.text == "julian" || f.text == "jd" ||
			f.text == "ad" || f.text == "bc" || isWeekday(f.text) || monthNumber(f.text) > 0) {
			return 0, 0, false
		}
	}
	m, ok := decodeMoment(fields, true)
	if !ok || m.known&hasTime == 0 {
		return 0, 0, false
	}
	n, ok = withPrecision(m.clock, mods)
	return n, m.zone, ok
}
