package render

// Text of others inside of Markdown, which GitHub makes links, mentions and elements of unless it is
// escaped, and the markers by which comments are found again.

import "strings"

// PlanMarker is the first line of the comment about a plan, by which it is found and kept up to date;
// a name keeps several comments of one pull request apart.
func PlanMarker(name string) string { return marked("plan", name) }

func marked(what, name string) string {
	if name != "" {
		what += " " + strings.Map(func(r rune) rune {
			if r == '>' || r == '<' || r == '-' || unsafeRune(r) {
				return '_'
			}
			return r
		}, clip(name, 80))
	}
	return "<!-- schemadiff " + what + " -->"
}

func longestRun(s string, c rune) int {
	longest, run := 0, 0
	for _, r := range s {
		run++
		if r != c {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// markdown makes text safe anywhere in Markdown, cells of tables included: it
// can form no markup, no link, no mention of a person or an issue, and no second line.
func markdown(s string) string {
	var b strings.Builder
	s = Escape(s)
	for i, r := range s {
		if r == ':' && strings.HasPrefix(s[i:], "://") || r == '.' && i >= 3 && strings.EqualFold(s[i-3:i], "www") { // GitHub makes links of addresses
			b.WriteByte('\\')
		}
		switch r {
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '@', '#':
			b.WriteRune(r)
			b.WriteString("<!-- -->") // a mention needs the name or the number right after it
		case '\\', '`', '*', '_', '[', ']', '|', '~', '!', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
