package value

// Intervals in the forms of ISO 8601: P1Y2M3DT4H5M6S with designators, and P0001-02-03T04:05:06
// without (datatype-datetime.html, table "ISO 8601 Interval Unit Abbreviations").

import (
	"strconv"
	"strings"
)

// designators are the units before and after the T.
var (
	dateDesignators = map[byte]unit{'Y': years, 'M': mons, 'W': weeks, 'D': days}
	timeDesignators = map[byte]unit{'H': hours, 'M': mins, 'S': secs}
)

// iso reads what follows the P.
func (v *interval) iso(text string) bool {
	date, clock, hasClock := strings.Cut(text, "T")
	if text == "" || strings.ContainsRune(clock, 'T') || hasClock && clock == "" {
		return false
	}
	return v.isoPart(date, dateDesignators, "-", [3]unit{years, mons, days}) &&
		v.isoPart(clock, timeDesignators, ":", [3]unit{hours, mins, secs})
}

// isoPart reads the date or the time. What has no designators is three numbers between separators.
func (v *interval) isoPart(text string, designators map[byte]unit, separator string, order [3]unit) bool {
	if text == "" {
		return true
	}
	if last := text[len(text)-1]; isDigit(last) {
		list := strings.Split(text, separator)
		if len(list) != 3 {
			return false
		}
		for i, number := range list {
			if !v.isoNumber(number, order[i]) {
				return false
			}
		}
		return true
	}
	for text != "" {
		end := strings.IndexFunc(text, func(r rune) bool { return r >= 'A' })
		if end < 0 {
			return false
		}
		u, ok := designators[text[end]]
		if !ok || !v.isoNumber(text[:end], u) {
			return false
		}
		text = text[end+1:]
	}
	return true
}

// isoNumber adds a number, which is cut into whole and fraction as a floating point number.
func (v *interval) isoNumber(text string, u unit) bool {
	digits := strings.TrimPrefix(text, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if _, ok := smallNumber(whole); !ok || point && !allDigits(fraction) || len(fraction) > 30 {
		return false
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return false
	}
	v.add(int64(n), n-float64(int64(n)), u)
	return true
}
