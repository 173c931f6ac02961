package render

// Numbers as people read them: counts in groups of three digits, sizes in decimal units, nouns in
// the plural.

import (
	"fmt"
	"strconv"
	"strings"
)

// count reads "1 234 567".
func count(n int64) string {
	digits := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 && digits[i-1] != '-' {
			b.WriteByte(' ')
		}
		b.WriteRune(d)
	}
	return b.String()
}

// plural reads "1 row" or "1 234 rows".
func plural(n int64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}

// decimalSize reads "12.3 MB", in powers of a thousand.
func decimalSize(bytes int64) string {
	if bytes < 1000 {
		return fmt.Sprintf("%d B", bytes)
	}
	value := float64(bytes)
	unit := "B"
	for _, next := range [...]string{"kB", "MB", "GB", "TB", "PB"} {
		if value < 999.95 {
			break
		}
		value, unit = value/1000, next
	}
	return strconv.FormatFloat(value, 'f', 1, 64) + " " + unit
}
