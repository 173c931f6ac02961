package lint

// Comments that suppress findings: their syntax (ours, and those of other linters), the lines each
// is for, and which of them were of no use.

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// suppression is a comment that allows findings.
type suppression struct {
	rules  []string // none for all
	reason string
	pos    schema.Pos
	at     int
	end    int
	begins bool // a comment that ends it follows
	own    bool // written for this tool
	from   int  // the lines it is about
	to     int
	used   map[string]bool
}

// suppressionPattern knows the comments: our own, and those of other linters.
var suppressionPattern = regexp.MustCompile(`(?is)^(schemadiff:\s*allow(?:-file|-begin|-end)?|` + foreignComments + `)(?:[:\s]+(.*))?$`)

// suppressions are the comments of a pass that allow something.
func (p *Pass) suppressions() []*suppression {
	var list []*suppression
	open := map[string]*suppression{}
	for _, c := range p.Analyzed.Comments {
		m := suppressionPattern.FindStringSubmatch(commentText(c.Text))
		if m == nil {
			continue
		}
		e := &suppression{pos: c.Pos, at: c.Start, end: c.End, used: map[string]bool{}}
		word := strings.ToLower(strings.ReplaceAll(m[1], " ", ""))
		e.own = strings.HasPrefix(word, "schemadiff")
		e.names(m[2])
		if !e.own {
			e.foreign(word, m[2])
		}
		lines := strings.Count(c.Text, "\n")
		switch {
		case strings.HasSuffix(word, "-file"), strings.HasSuffix(word, "-all"), strings.HasPrefix(word, "atlas") && p.standsAlone(c):
			e.from, e.to = 0, 1<<30
		case strings.HasSuffix(word, "-begin"):
			e.from, e.to, e.begins = c.Pos.Line, 1<<30, true
			open[c.Pos.File] = e
		case strings.HasSuffix(word, "-end"):
			if o := open[c.Pos.File]; o != nil {
				o.to = c.Pos.Line
			}
			continue
		default:
			e.from, e.to = p.reach(c, lines)
		}
		list = append(list, e)
	}
	return list
}

// Allows reports whether a comment allows findings of what it stands at.
func Allows(c schema.Comment) bool { return suppressionPattern.MatchString(commentText(c.Text)) }

// commentText is the text of a comment without its marks.
func commentText(text string) string {
	text = strings.TrimPrefix(text, "--")
	if inner, ok := strings.CutPrefix(text, "/*"); ok {
		text = strings.TrimSuffix(inner, "*/")
	}
	return strings.TrimSpace(text)
}

// names reads "rule, rule reason": names end where a word follows another one
// without a comma.
func (e *suppression) names(text string) {
	for {
		text = strings.TrimLeft(text, " \t")
		name, rest := plan.CutName(text, " ,\t\n")
		if name != "" {
			e.rules = append(e.rules, name)
		}
		rest = strings.TrimLeft(rest, " \t")
		if !strings.HasPrefix(rest, ",") {
			e.reason = strings.TrimSpace(rest)
			return
		}
		text = rest[1:]
	}
}

// reach are the lines that a comment is about: those of the statement that it ends or
// stands before; inside of a statement its own and the next one.
func (p *Pass) reach(c schema.Comment, lines int) (from, to int) {
	list := p.Analyzed.Statements
	line := c.Pos.Line
	for _, s := range list {
		if s.Pos.File != c.Pos.File {
			continue
		}
		last := s.Pos.Line + strings.Count(s.SQL, "\n")
		switch {
		case s.Start < c.Start && c.Start < s.End:
			head := s.SQL[:c.Start-s.Start]
			if strings.TrimSpace(head[strings.LastIndexByte(head, '\n')+1:]) != "" { // it follows a statement on its line
				return line, line
			}
			return line, line + lines + 1
		case s.End <= c.Start && last == line:
			return s.Pos.Line, last
		case s.Start > c.Start:
			return line, last
		}
	}
	return line, line
}

// Suppress takes out the findings that a comment allows, and adds one for each comment
// that allows nothing. Findings that are allowed keep the reason. Of all rules only
// those in on have looked: a comment about another one is not judged.
func (p *Pass) Suppress(findings []Finding, all, on []*Rule) (reported, suppressed []Finding) {
	list := p.suppressions()
	for _, f := range findings {
		if e := findSuppression(list, f); e != nil {
			f.Suppressed = e.reason
			suppressed = append(suppressed, f)
			continue
		}
		reported = append(reported, f)
	}
	return append(reported, p.unusedSuppressions(list, all, on)...), suppressed
}

func findSuppression(list []*suppression, f Finding) *suppression {
	for _, e := range list {
		if e.pos.File != f.Pos.File || f.Pos.Line < e.from || f.Pos.Line > e.to {
			continue
		}
		if len(e.rules) == 0 {
			e.used[""] = true
			return e
		}
		for _, name := range e.rules {
			rule, object, scoped := strings.Cut(name, ":")
			named := func(n string) bool { return n == f.Rule || n == f.Category }
			if slices.ContainsFunc(aliases(rule), named) && (!scoped || isAbout(f, object)) {
				e.used[name] = true
				return e
			}
		}
	}
	return nil
}

// isAbout reports whether a finding is about the object that a comment names, as --allow
// names it: with or without the schema that needs no naming.
func isAbout(f Finding, object string) bool {
	same := func(name string) bool {
		return strings.EqualFold(schema.TrimDefaultSpace(name), schema.TrimDefaultSpace(f.Object))
	}
	if inner, ok := strings.CutPrefix(object, `"`); ok && strings.HasSuffix(inner, `"`) && // of what has no name in SQL, such as default privileges
		same(strings.ReplaceAll(strings.TrimSuffix(inner, `"`), `""`, `"`)) {
		return true
	}
	return same(object) || plan.Means(object, f.Key)
}

// unusedSuppressions are findings about comments that allow nothing.
func (p *Pass) unusedSuppressions(list []*suppression, all, on []*Rule) []Finding {
	i := slices.IndexFunc(on, func(r *Rule) bool { return r.Name == "unused-suppression" })
	if i < 0 {
		return nil
	}
	var out []Finding
	for _, e := range list {
		for _, name := range e.rules {
			rule, _, _ := strings.Cut(name, ":")
			named := func(r *Rule) bool { return r.Name == rule || r.Category == rule || slices.Contains(r.Aliases, rule) }
			known := slices.ContainsFunc(all, named)
			if e.used[name] || !e.own || known && !slices.ContainsFunc(on, named) {
				continue
			}
			message := fmt.Sprintf("the comment allows %s, and there is no such finding", name)
			if !known {
				message = fmt.Sprintf("the comment allows %s, and there is no rule of that name", name)
			}
			f := Finding{Rule: on[i].Name, Category: on[i].Category, Severity: on[i].Severity, Pos: e.pos, At: e.at,
				Message: message, Why: on[i].Why(), Hint: "take the comment away"}
			if len(e.rules) == 1 && !e.begins {
				f.Edits = p.withoutComment(e)
			}
			out = append(out, f)
		}
	}
	return out
}

// withoutComment takes a comment out, with its line where nothing else is on it.
func (p *Pass) withoutComment(e *suppression) []Edit {
	if p.Source == nil {
		return nil
	}
	text, start, end := p.Source.Text(e.pos.File), e.at, e.end
	if end > len(text) || start >= end || suppressionPattern.FindString(commentText(strings.TrimSpace(text[start:end]))) == "" {
		return nil
	}
	line := strings.LastIndexByte(text[:start], '\n') + 1
	if strings.HasPrefix(text[line:], "\ufeff") {
		line += len("\ufeff")
	}
	end = start + len(strings.TrimRight(text[start:end], "\r\n"))
	rest := len(text[end:]) - len(strings.TrimLeft(text[end:], " \t\r"))
	before := strings.TrimRight(text[line:start], " \t")
	switch ends := end+rest == len(text) || text[end+rest] == '\n'; {
	case before == "" && ends && end+rest < len(text):
		return []Edit{{Start: line, End: end + rest + 1}}
	case ends:
		return []Edit{{Start: line + len(before), End: end}}
	}
	return []Edit{{Start: start, End: end}}
}
