package render

// Statements that were read and are not managed, in one line for standard error: how many were
// left out on purpose, and each that is not supported, by name.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Notes is one line that counts what was left out by a rule and names what is
// not supported; "" if there is nothing to report.
func Notes(notes []schema.Note) string {
	var statements, objects, unsupported, unverified []schema.Note
	var parts []string
	for _, n := range notes {
		switch {
		case n.Class == schema.Unverified:
			unverified = append(unverified, n)
		case n.Class == schema.Unmanaged:
			parts = append(parts, Escape(n.Subject)+" ("+n.Reason+")")
		case n.Class != schema.Ignored:
			unsupported = append(unsupported, n)
		case n.Pos.IsZero():
			objects = append(objects, n)
		default:
			statements = append(statements, n)
		}
	}
	if len(statements) > 0 {
		parts = append(parts, fmt.Sprintf("%s ignored (%s)", plural(int64(len(statements)), "statement"), tally(statements)))
	}
	if len(objects) > 0 {
		parts = append(parts, fmt.Sprintf("%s of the database ignored: %s", plural(int64(len(objects)), "object"), nameNotes(objects)))
	}
	if len(unsupported) > 0 {
		parts = append(parts, fmt.Sprintf("%s not supported: %s", count(int64(len(unsupported))), nameNotes(unsupported)))
	}
	if len(unverified) > 0 {
		names := make([]string, len(unverified))
		for i, n := range unverified {
			names[i] = Escape(n.Subject)
		}
		parts = append(parts, fmt.Sprintf("%s not verified, %s: %s", count(int64(len(unverified))), Escape(unverified[0].Reason), strings.Join(names, ", ")))
	}
	return strings.Join(parts, "; ")
}

// tally counts statements by their first word, the most frequent first.
func tally(notes []schema.Note) string {
	counts := map[string]int{}
	var words []string
	for _, n := range notes {
		word, _, _ := strings.Cut(n.Subject, " ")
		if counts[word] == 0 {
			words = append(words, word)
		}
		counts[word]++
	}
	slices.SortStableFunc(words, func(a, b string) int { return counts[b] - counts[a] })
	for i, word := range words {
		words[i] = fmt.Sprintf("%d %s", counts[word], Escape(word))
	}
	return strings.Join(words, ", ")
}

// nameNotes lists subjects with their reasons and positions.
func nameNotes(notes []schema.Note) string {
	texts := make([]string, len(notes))
	for i, n := range notes {
		text := n.Subject + positionSuffix(n.Pos)
		if n.Reason != "" {
			text += ", " + n.Reason
		}
		texts[i] = Escape(text)
	}
	return strings.Join(texts, "; ")
}
