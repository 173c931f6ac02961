package render

// Which findings people read: information only on demand, the findings of one rule about one
// object as one, and a rule that a file or a run breaks over and over in a line. Formats that
// programs read (json, sarif) have every finding; formats that CI systems show to people one by
// one (gitlab, checkstyle, junit, rdjson) leave out the same information.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
)

// The limits of what is printed for people. More of a rule is a number.
const (
	fileLimit = 40 // findings of a rule in one file
	runLimit  = 50 // findings of a rule in all files, and
	leastRun  = 5  // where so many rules report that there would be more than
	allLimit  = 400
	lineLimit = 8 // lines and rules that one line names
)

// entry stands for one or more findings.
type entry struct {
	lint.Finding
	also []lint.Finding // of the same rule about the same object, in the same file
	more int            // others of the rule in the file, which are not listed
}

// rest counts the findings of a rule that are not listed.
type rest struct {
	rule     string
	severity lint.Severity
	findings int
	files    map[string]bool
}

// condensed is a report as people see it.
type condensed struct {
	entries []entry
	rest    []*rest // by rule, of what more than runLimit leaves out
	hidden  map[string]int
}

// shown reports whether people see a finding without asking for information.
func (r *Report) shown(f lint.Finding) bool {
	return f.Severity.Rank() > lint.Info.Rank() || r.ShowInfo != nil && r.ShowInfo(f)
}

// visible are the findings that people see, each for itself.
func (r *Report) visible() []lint.Finding {
	var out []lint.Finding
	for _, f := range r.Findings {
		if r.shown(f) {
			out = append(out, f)
		}
	}
	return out
}

// condense makes entries of the findings that people see. Findings about one object are one, those of
// different messages only where apart is false.
func (r *Report) condense(apart bool) condensed {
	out := condensed{hidden: map[string]int{}}
	for _, f := range r.Findings {
		if !r.shown(f) {
			out.hidden[f.Rule]++
		}
	}
	entries := joinRepeated(joinObjects(r.visible(), apart))
	limit := limitOfRun(entries)
	listed, rests := map[string]int{}, map[string]*rest{}
	for _, e := range entries {
		key := e.Rule + " " + string(e.Severity)
		if listed[key]++; listed[key] <= limit {
			out.entries = append(out.entries, e)
			continue
		}
		if rests[key] == nil {
			rests[key] = &rest{e.Rule, e.Severity, 0, map[string]bool{}}
			out.rest = append(out.rest, rests[key])
		}
		rests[key].findings += 1 + len(e.also) + e.more
		rests[key].files[e.Pos.File] = true
	}
	slices.SortStableFunc(out.rest, func(a, b *rest) int { return b.severity.Rank() - a.severity.Rank() })
	return out
}

// limitOfRun is how many entries of a rule are listed, so that all together are not too many.
func limitOfRun(entries []entry) int {
	count := map[string]int{}
	for _, e := range entries {
		count[e.Rule+" "+string(e.Severity)]++
	}
	limit := runLimit
	for ; limit > leastRun; limit-- {
		all := 0
		for _, n := range count {
			all += min(n, limit)
		}
		if all <= allLimit {
			break
		}
	}
	return limit
}

// joinObjects makes one entry of the findings of a rule about one object in one file. What names
// no object is about its message; with apart, all are.
func joinObjects(findings []lint.Finding, apart bool) []entry {
	type about struct {
		file, rule, what, message string
		severity                  lint.Severity
	}
	at := map[about]int{}
	var out []entry
	for _, f := range findings {
		key := about{f.Pos.File, f.Rule, f.Object, f.Message, f.Severity}
		if f.Object != "" && !apart {
			key.message = ""
		}
		if i, known := at[key]; known {
			out[i].also = append(out[i].also, f)
			continue
		}
		at[key] = len(out)
		out = append(out, entry{Finding: f})
	}
	return out
}

// joinRepeated leaves the first entry of a rule that a file has too many of.
func joinRepeated(entries []entry) []entry {
	type within struct {
		file, rule string
		severity   lint.Severity
	}
	count := map[within]int{}
	for _, e := range entries {
		count[within{e.Pos.File, e.Rule, e.Severity}]++
	}
	first := map[within]int{}
	var out []entry
	for _, e := range entries {
		key := within{e.Pos.File, e.Rule, e.Severity}
		i, known := first[key]
		switch {
		case count[key] <= fileLimit:
			out = append(out, e)
		case known:
			out[i].more += 1 + len(e.also)
		default:
			first[key] = len(out)
			e.more, e.also = len(e.also), nil
			out = append(out, e)
		}
	}
	return out
}

// message is the message of an entry on one line, with the places of the findings that it stands for.
func (e *entry) message() string { return e.Message + e.others() }

// others says what an entry stands for beside its first finding; "" for nothing.
func (e *entry) others() string {
	switch {
	case e.more > 0:
		return fmt.Sprintf(" (and %d more of this rule in the file)", e.more)
	case len(e.also) == 0:
		return ""
	case e.differ():
		return e.otherMessages()
	}
	var lines []string
	for _, f := range e.also {
		if line := fmt.Sprint(f.Pos.Line); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if len(lines) > lineLimit {
		lines = append(lines[:lineLimit-1], "…")
	}
	if len(lines) == 1 && e.also[0].Pos.Line == e.Pos.Line {
		return fmt.Sprintf(" (%d times on the line)", len(e.also)+1)
	}
	noun := "line"
	if len(lines) > 1 {
		noun = "lines"
	}
	return fmt.Sprintf(" (%d times, also on %s %s)", len(e.also)+1, noun, strings.Join(lines, ", "))
}

// differ reports whether the findings of an entry say different things of its object.
func (e *entry) differ() bool {
	return slices.ContainsFunc(e.also, func(f lint.Finding) bool { return f.Message != e.Message })
}

// otherMessages are the messages of an entry after the first, on one line.
func (e *entry) otherMessages() string {
	const listed = 3
	var parts []string
	for i, f := range e.also {
		if i == listed {
			parts = append(parts, fmt.Sprintf("%d more", len(e.also)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("line %d: %s", f.Pos.Line, f.Message))
	}
	return " (and " + strings.Join(parts, "; ") + ")"
}

// closing are the lines below the entries: what is not listed, and the information that is hidden.
func (c *condensed) closing() []string {
	var out []string
	for _, r := range c.rest {
		out = append(out, fmt.Sprintf("%s more of %s in %s: judge fewer files, or use --format json", plural(int64(r.findings), string(r.severity)), r.rule, plural(int64(len(r.files)), "file")))
	}
	if line := c.hiddenLine(); line != "" {
		out = append(out, line)
	}
	return out
}

// hiddenLine says how much information of which rules is hidden; "" for none.
func (c *condensed) hiddenLine() string {
	if len(c.hidden) == 0 {
		return ""
	}
	names := slices.SortedFunc(maps.Keys(c.hidden), func(a, b string) int {
		return cmp.Or(c.hidden[b]-c.hidden[a], strings.Compare(a, b))
	})
	total := 0
	var parts []string
	for i, name := range names {
		total += c.hidden[name]
		if i < lineLimit {
			parts = append(parts, fmt.Sprintf("%s %d", name, c.hidden[name]))
		}
	}
	if n := len(names) - lineLimit; n > 0 {
		parts = append(parts, plural(int64(n), "other rule"))
	}
	return fmt.Sprintf("%d info not shown (%s); --info shows them", total, strings.Join(parts, ", "))
}
