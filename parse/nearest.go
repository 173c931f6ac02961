package parse

// Error messages suggest the name that was meant. The distance between two words is that of
// Levenshtein, with two swapped neighbours as one edit.

import "strings"

// Nearest is the name that a typing error may have meant: the one that takes the
// fewest edits, at most a third of the word; "" if there is none.
func Nearest(word string, names []string) string {
	best, least := "", max(len([]rune(word))/3, 1)+1
	for _, name := range names {
		if abs(len(name)-len(word)) > 4*least { // runes have at most four bytes
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(name)); d < least {
			best, least = name, d
		}
	}
	return best
}

func abs(n int) int { return max(n, -n) }

// distance counts the letters to insert, delete or replace (Levenshtein), and
// neighbours that changed places as one.
func distance(from, to string) int {
	source, target := []rune(from), []rune(to)
	var before []int // the row above the one above
	above := make([]int, len(target)+1)
	for j := range above {
		above[j] = j
	}
	for i, f := range source {
		row := make([]int, len(target)+1)
		row[0] = i + 1
		for j, t := range target {
			cost := above[j]
			if f != t {
				cost++
			}
			row[j+1] = min(cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && f == target[j-1] && source[i-1] == t {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, above = above, row
	}
	return above[len(target)]
}
