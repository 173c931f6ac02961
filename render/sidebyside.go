package render

// Two texts side by side: which lines are common, gone and new, by their longest common subsequence.

import "strings"

// sideLine is a line of both sides; one that only one side has leaves the other empty.
type sideLine struct {
	Before, After string
	Gone, New     bool
}

// mostSideLines is how many lines of a side are compared; of more all that stand between the first and the last
// difference are shown as different.
const mostSideLines = 1500

// sideBySide compares the lines of two texts.
func sideBySide(before, after string) []sideLine {
	a, b := strings.Split(before, "\n"), strings.Split(after, "\n")
	var head, tail []sideLine
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		head = append(head, sideLine{Before: a[0], After: b[0]})
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		tail = append([]sideLine{{Before: a[len(a)-1], After: b[len(b)-1]}}, tail...)
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return append(append(head, pairs(commonLines(a, b))...), tail...)
}

// commonLines are the lines of both sides in order, each as common, gone or new.
func commonLines(a, b []string) []sideLine {
	if len(a) > mostSideLines || len(b) > mostSideLines {
		var out []sideLine
		for _, line := range a {
			out = append(out, sideLine{Before: line, Gone: true})
		}
		for _, line := range b {
			out = append(out, sideLine{After: line, New: true})
		}
		return out
	}
	longest := make([][]int32, len(a)+1)
	for i := range longest {
		longest[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []sideLine
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			out = append(out, sideLine{Before: a[i], After: b[j]})
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			out = append(out, sideLine{Before: a[i], Gone: true})
			i++
		default:
			out = append(out, sideLine{After: b[j], New: true})
			j++
		}
	}
	return out
}

// pairs puts lines that are gone beside the new ones that follow them.
func pairs(lines []sideLine) []sideLine {
	var out []sideLine
	for start := 0; start < len(lines); {
		if !lines[start].Gone && !lines[start].New {
			out = append(out, lines[start])
			start++
			continue
		}
		var gone, added []string
		end := start
		for ; end < len(lines) && (lines[end].Gone || lines[end].New); end++ {
			if lines[end].Gone {
				gone = append(gone, lines[end].Before)
			} else {
				added = append(added, lines[end].After)
			}
		}
		for i := range max(len(gone), len(added)) {
			var l sideLine
			if i < len(gone) {
				l.Before, l.Gone = gone[i], true
			}
			if i < len(added) {
				l.After, l.New = added[i], true
			}
			out = append(out, l)
		}
		start = end
	}
	return out
}
