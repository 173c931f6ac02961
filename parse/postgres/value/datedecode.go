package value

// What the fields of a date or a time mean. A field takes its meaning from its shape and from what
// is known before it: a number after a month's name is a day or a year, six digits after a date are
// a time (datetime-input-rules.html; DecodeDateTime in datetime.c). Fields that are allowed, but
// unusual, are not ok.

import (
	"math"
	"strconv"
	"strings"
)

// parts says what is known of a moment.
type parts int

const (
	hasYear parts = 1 << iota
	hasMonth
	hasDay
	hasYearDay
	hasTime
	hasZone
	hasWeekday
	hasHalf // AM or PM
	hasEra
	wholeDate = hasYear | hasMonth | hasDay
)

// moment is a date and a time as far as they have been read.
type moment struct {
	known                   parts
	year, month, dayOfMonth int
	yearDay                 int
	shortYear, before       bool // a year of two digits; BC
	monthName, julian       bool // the month was a word; the date was a Julian day
	clock                   int64
	half                    string // "am", "pm"
	zone                    int    // seconds east of Greenwich
}

// decodeMoment reads the fields of a date, or of a time alone.
func decodeMoment(fields []field, timeOnly bool) (*moment, bool) {
	m := &moment{}
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		ok := false
		switch f.kind {
		case dateField:
			ok = m.date(f.text)
		case timeField:
			ok = m.time(f.text)
		case signedField:
			ok = m.offset(f.text)
		case numberField:
			ok = m.number(f.text, timeOnly)
		case wordField:
			used := 0
			used, ok = m.word(f.text, fields[i+1:])
			i += used
		}
		if !ok {
			return nil, false
		}
	}
	return m, m.finish()
}

// add notes what is known; nothing may be known twice.
func (m *moment) add(p parts) bool {
	if m.known&p != 0 {
		return false
	}
	m.known |= p
	return true
}

// date reads three parts with separators, or a year and a day of the year. Only a zone may stand
// before it.
func (m *moment) date(text string) bool {
	if m.known&^hasZone != 0 {
		return false
	}
	words := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if strings.Trim(text, "-/.abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(words) < 2 || len(words) > 3 ||
		len(strings.Join(words, ".")) != len(text) {
		return false
	}
	for _, word := range words {
		if n := monthNumber(word); n > 0 {
			if m.monthName || !m.add(hasMonth) {
				return false
			}
			m.month, m.monthName = n, true
		}
	}
	for _, word := range words {
		if monthNumber(word) == 0 && (!allDigits(word) || !m.datePart(word)) {
			return false
		}
	}
	return m.known&wholeDate == wholeDate
}

// datePart reads a number whose meaning hangs on what is known of the date.
func (m *moment) datePart(digits string) bool {
	n, err := strconv.Atoi(digits)
	if err != nil || len(digits) > 7 {
		return false
	}
	if len(digits) == 3 && m.known&wholeDate == hasYear && n >= 1 && n <= 366 {
		m.yearDay = n
		return m.add(hasYearDay | hasMonth | hasDay)
	}
	switch known := m.known & wholeDate; {
	case known == 0 && len(digits) < 3, known == hasYear, known == hasDay:
		m.month = n
		return m.add(hasMonth)
	case known == 0, known == hasMonth && m.monthName && len(digits) >= 3, known == hasMonth|hasDay:
		m.year, m.shortYear = n, len(digits) <= 2
		return m.add(hasYear)
	case known == hasYear|hasMonth && m.monthName && len(digits) >= 3 && m.shortYear:
		return false // the first number was the day after all
	case known == hasMonth, known == hasYear|hasMonth:
		m.dayOfMonth = n
		return m.add(hasDay)
	}
	return false
}

// time reads hours, minutes and seconds between colons.
func (m *moment) time(text string) bool {
	n, ok := clockTime(text)
	if !ok || !m.add(hasTime) {
		return false
	}
	m.clock = n
	return n <= day
}

// clockTime reads hh:mm or hh:mm:ss with a fraction.
func clockTime(text string) (int64, bool) {
	words := strings.SplitN(text, ":", 3)
	if len(words) < 2 {
		return 0, false
	}
	fraction := int64(0)
	if len(words) == 3 {
		var digits string
		var found, ok bool
		words[2], digits, found = strings.Cut(words[2], ".")
		if fraction, ok = micros(digits); found && (!ok || digits == "") {
			return 0, false
		}
	}
	total := int64(0)
	for i, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || !allDigits(word) || len(word) > 9 || i == 1 && n > 59 || i == 2 && n > 60 {
			return 0, false
		}
		total += int64(n) * [3]int64{hour, minute, second}[i]
	}
	return total + fraction, true
}

// micros is a fraction of a second in microseconds; "" is none.
func micros(digits string) (int64, bool) {
	if digits == "" {
		return 0, true
	}
	v, err := strconv.ParseFloat("."+digits, 64)
	return int64(math.RoundToEven(v * 1e6)), err == nil && allDigits(digits)
}

// offset reads the distance from Greenwich: +01, -0330, +05:30:15.
func (m *moment) offset(text string) bool {
	sign, digits := cutSign(text)
	words := strings.Split(digits, ":")
	if len(words) == 1 && len(digits) > 2 {
		words = []string{digits[:len(digits)-2], digits[len(digits)-2:]}
	}
	limits := [3]int{15, 59, 59}
	if len(words) > 3 || !m.add(hasZone) {
		return false
	}
	for i, word := range words {
		n, err := strconv.Atoi(word)
		if err != nil || !allDigits(word) || n > limits[i] {
			return false
		}
		m.zone += n * [3]int{3600, 60, 1}[i]
	}
	if sign != "" {
		m.zone = -m.zone
	}
	return true
}

// number reads digits without separators.
func (m *moment) number(text string, timeOnly bool) bool {
	whole, fraction, point := strings.Cut(text, ".")
	switch {
	case point && fraction == "":
		return false // an error before version 14
	case timeOnly:
		return (len(whole) == 6 || len(whole) == 4 && !point) && m.digitsTime(whole, fraction)
	case point && m.known&wholeDate == 0:
		return m.date(text)
	case point && len(whole) > 2, len(whole) >= 6 && m.known&wholeDate == wholeDate:
		return m.known&wholeDate == wholeDate && m.digitsTime(whole, fraction)
	case point:
		return false
	case len(whole) >= 6 && m.known&wholeDate == 0:
		return m.digitsDate(whole)
	case len(whole) >= 6 && (m.known&wholeDate != wholeDate || m.known&hasTime == 0):
		return false
	case m.known&wholeDate == wholeDate:
		return len(whole) == 4 && m.digitsTime(whole, "")
	}
	return m.datePart(whole)
}

// digitsDate reads yyyymmdd, with any number of digits for the year.
func (m *moment) digitsDate(text string) bool {
	if len(text) > 9 {
		return false
	}
	year, rest := text[:len(text)-4], text[len(text)-4:]
	m.year, _ = strconv.Atoi(year)
	m.month, _ = strconv.Atoi(rest[:2])
	m.dayOfMonth, _ = strconv.Atoi(rest[2:])
	m.shortYear = len(year) == 2
	return m.add(wholeDate)
}

// digitsTime reads hhmm or hhmmss and a fraction.
func (m *moment) digitsTime(whole, fraction string) bool {
	if len(whole) != 4 && len(whole) != 6 {
		return false
	}
	text := whole[:2] + ":" + whole[2:4]
	if len(whole) == 6 {
		text += ":" + whole[4:] + "." + fraction + "0"
	} else if fraction != "" {
		return false
	}
	return m.time(text)
}

// word reads a word, and the number after it where that belongs to it.
func (m *moment) word(word string, rest []field) (used int, ok bool) {
	switch word {
	case "am", "pm":
		m.half = word
		return 0, m.add(hasHalf)
	case "ad", "bc":
		m.before = word == "bc"
		return 0, m.add(hasEra)
	case "at", "on":
		return 0, true
	case "utc", "gmt", "z", "zulu":
		return 0, m.add(hasZone)
	case "t":
		if m.known&wholeDate != wholeDate || len(rest) == 0 {
			return 0, false
		}
		whole, fraction, _ := strings.Cut(rest[0].text, ".")
		return 1, rest[0].kind == timeField && m.time(rest[0].text) || rest[0].kind == numberField && m.digitsTime(whole, fraction)
	case "j", "jd", "julian":
		if len(rest) == 0 || rest[0].kind != numberField || !allDigits(rest[0].text) || len(rest[0].text) > 9 {
			return 0, false
		}
		n, _ := strconv.ParseInt(rest[0].text, 10, 64)
		m.year, m.month, m.dayOfMonth = civil(n - julianEpoch)
		m.julian = true
		return 1, m.add(wholeDate)
	}
	if isWeekday(word) {
		return 0, m.add(hasWeekday)
	}
	return 0, m.monthWord(monthNumber(word))
}

// monthWord reads a month's name. A number before it, which looked like a month, was the day.
func (m *moment) monthWord(n int) bool {
	if n == 0 {
		return false
	}
	if m.known&(hasMonth|hasDay) == hasMonth && !m.monthName && m.month >= 1 && m.month <= 31 {
		m.dayOfMonth, m.month, m.monthName = m.month, n, true
		return m.add(hasDay)
	}
	m.month, m.monthName = n, true
	return m.add(hasMonth)
}

// finish checks the parts against one another.
func (m *moment) finish() bool {
	if !m.finishDate() {
		return false
	}
	noon := 12 * hour
	switch hours := m.clock / hour; {
	case m.half == "":
	case hours > 12:
		return false
	case m.half == "am" && hours == 12:
		m.clock -= noon
	case m.half == "pm" && hours != 12:
		m.clock += noon
	}
	return m.clock <= day
}

// finishDate makes the year a full one and looks for days that the calendar has not.
func (m *moment) finishDate() bool {
	switch {
	case m.known&hasYear == 0:
		return !m.before
	case m.julian:
		return !m.before
	case m.before:
		m.year = 1 - m.year
		if m.year > 0 {
			return false
		}
	case m.shortYear && m.year < 70:
		m.year += 2000
	case m.shortYear:
		m.year += 1900
	case m.year <= 0:
		return false
	}
	if m.year < firstYear || m.year > lastYear {
		return false
	}
	if m.known&hasYearDay != 0 {
		m.year, m.month, m.dayOfMonth = civil(dayNumber(m.year, 1, 1) + int64(m.yearDay) - 1)
	}
	return m.month >= 1 && m.month <= 12 && m.dayOfMonth >= 1 && m.dayOfMonth <= daysInMonth(m.year, m.month)
}

func (m *moment) days() int64 { return dayNumber(m.year, m.month, m.dayOfMonth) }
