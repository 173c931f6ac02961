package review

// This file joins the judgements of files that were judged apart, for they are of several dialects
// or projects, into one that is printed.

import "maps"

// Join is one review of all files; the options are those of the first. There is at least one.
func Join(list []*Review) *Review {
	out := list[0]
	for _, r := range list[1:] {
		out.Files = append(out.Files, r.Files...)
		maps.Copy(out.Texts, r.Texts)
		out.Findings, out.Suppressed = append(out.Findings, r.Findings...), append(out.Suppressed, r.Suppressed...)
		out.Known += r.Known
		out.Notes = append(out.Notes, r.Notes...)
	}
	return out
}
