package litemodel

// What gives another value each time it is computed: the clock, random numbers, the time zone
// of the machine, the version of SQLite. The tokens of SQL come in, the first such call goes out.
// A database that is replicated by its statements computes each of them once on every node.

import (
	"slices"
	"strings"
)

var (
	clockWords = []string{"current_timestamp", "current_date", "current_time"}
	// clockFunctions read the clock when they have no time, or 'now'; and the zone, when asked.
	// 'subsec' in the place of the time is 'now' (lang_datefunc.html, section 2).
	clockFunctions    = []string{"datetime", "date", "time", "julianday", "unixepoch", "strftime", "timediff"}
	clockArguments    = []string{"now", "localtime", "utc"}
	fractions         = []string{"subsec", "subsecond"}
	volatileFunctions = []string{"random", "randomblob", "total_changes", "sqlite_version", "sqlite_source_id"}
)

// Volatile is the first part of an expression that is not computed alike everywhere, such as
// "random()"; "" where there is none.
//
// A default keeps the text of its author, without a space at each token.
func (e Expr) Volatile() string { return VolatileIn(strings.Fields(apart.Replace(e.SQL))) }

var apart = strings.NewReplacer("(", " ( ", ")", " ) ", ",", " , ")

// VolatileIn is the first part of SQL, given as its tokens, that is not computed alike everywhere.
func VolatileIn(words []string) string {
	for i, w := range words {
		folded := Fold(w)
		if slices.Contains(clockWords, folded) && (i == 0 || words[i-1] != ".") {
			return strings.ToUpper(folded)
		}
		if i+1 >= len(words) || words[i+1] != "(" {
			continue
		}
		folded = strings.Trim(folded, "\"`[]")
		switch {
		case slices.Contains(volatileFunctions, folded):
			return folded + "()"
		case slices.Contains(clockFunctions, folded):
			if what := readsClock(folded, words[i+2:]); what != "" {
				return what
			}
		}
	}
	return ""
}

// readsClock looks at the arguments of a function of time.
func readsClock(function string, rest []string) string {
	depth, arguments, least := 0, 0, TimePlace(function)+1
	for i, w := range rest {
		switch {
		case w == "(":
			depth++
		case w == ")" && depth == 0:
			if arguments < least {
				return function + "() without a time"
			}
			return ""
		case w == ")":
			depth--
		case depth == 0 && (i == 0 || w == ","):
			arguments++
		}
		text := Fold(strings.Trim(w, `'"`))
		if text != w && (slices.Contains(clockArguments, text) || depth == 0 && arguments == least && slices.Contains(fractions, text)) {
			return function + "('" + text + "')"
		}
	}
	return ""
}

// ReadsClock reports whether a function of a folded name is one of time.
func ReadsClock(function string) bool { return slices.Contains(clockFunctions, function) }

// TimePlace is the index of the argument that is the time in a function of time.
func TimePlace(function string) int {
	if function == "strftime" {
		return 1
	}
	return 0
}
