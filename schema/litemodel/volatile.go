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
	clockFunctions    = []string{"datetime", "date", "time", "julianday", "unixepoch", "strftime", "timediff"}
	clockArguments    = []string{"now", "localtime", "utc", "subsec", "subsecond"}
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
	depth, arguments := 0, 0
	for i, w := range rest {
		switch {
		case w == "(":
			depth++
		case w == ")" && depth == 0:
			least := 1
			if function == "strftime" {
				least = 2
			}
			if arguments < least {
				return function + "() without a time"
			}
			return ""
		case w == ")":
			depth--
		case depth == 0 && (i == 0 || w == ","):
			arguments++
		}
		if text := Fold(strings.Trim(w, `'"`)); depth == 0 && text != w && slices.Contains(clockArguments, text) {
			return function + "('" + text + "')"
		}
	}
	return ""
}
