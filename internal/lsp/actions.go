package lsp

// What an editor is shown of findings: diagnostics, the page of a rule where it points, and code actions
// that make the changes of a finding, of all findings, or write the comment that allows it.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/creachadair/jrpc2"

	"github.com/schemadiff/schemadiff/lint"
)

// The kinds of code actions.
const (
	kindQuickFix = "quickfix"
	kindFixAll   = "source.fixAll.schemadiff"
)

// reported are the findings that are shown: all but information, unless the client asks for it.
func (s *Server) reported(judged *Judgement) []lint.Finding {
	var list []lint.Finding
	for _, f := range judged.Findings {
		if s.options.Info || f.Severity.Rank() > lint.Info.Rank() {
			list = append(list, f)
		}
	}
	return list
}

// rangeOf is the word that a finding is about.
func rangeOf(t *text, f lint.Finding) (start, end int) {
	start = t.offsetOf(f.Pos.Line, f.Pos.Col)
	end = start
	quoted := end < len(t.body) && t.body[end] == '"'
	for end < len(t.body) {
		c := t.body[end]
		if c == '\n' || c == '\r' || quoted && end > start && t.body[end-1] == '"' && end > start+1 {
			break
		}
		if !quoted && !isWord(c) {
			break
		}
		end++
	}
	if end == start && end < len(t.body) && t.body[end] != '\n' && t.body[end] != '\r' {
		end++
	}
	return start, end
}

func isWord(c byte) bool {
	return c == '_' || c >= 0x80 || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// diagnostic is a finding as the client shows it.
func (s *Server) diagnostic(snap *snapshot, f lint.Finding) diagnostic {
	start, end := rangeOf(snap.text, f)
	message := f.Message
	if f.Hint != "" {
		message += "\nfix: " + f.Hint
	}
	d := diagnostic{Range: snap.text.between(start, end), Severity: severity(f.Severity), Code: f.Rule, Source: "schemadiff", Message: message}
	if url := s.Linter.PageURL(f.Rule); url != "" {
		d.Doc = &codeLink{url}
	}
	return d
}

func severity(s lint.Severity) int {
	switch s {
	case lint.Error:
		return 1
	case lint.Warning:
		return 2
	}
	return 3
}

// hover is the page of the rules that report something at a place, or that a comment there allows.
func (s *Server) hover(ctx context.Context, r *jrpc2.Request) (any, error) {
	var p hoverParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	snap, judged, err := s.current(ctx, p.TextDocument.URI)
	if err != nil {
		return nil, ignoreClosed(err)
	}
	at := snap.text.offset(p.Position)
	var names []string
	var about *Range
	for _, f := range s.shown(judged) {
		if start, end := rangeOf(snap.text, f); start <= at && at <= end && !slices.Contains(names, f.Rule) {
			names = append(names, f.Rule)
			place := snap.text.between(start, end)
			about = &place
		}
	}
	if len(names) == 0 {
		if name, start, end := ruleInComment(snap.text.body, at); name != "" {
			place := snap.text.between(start, end)
			names, about = []string{name}, &place
		}
	}
	var pages []string
	for _, rule := range s.Linter.Rules() {
		if slices.Contains(names, rule.Name) {
			pages = append(pages, strings.TrimSpace(rule.Page))
		}
	}
	if len(pages) == 0 {
		return nil, nil
	}
	return hover{markup{s.markupKind(), strings.Join(pages, "\n\n---\n\n")}, about}, nil
}

// shown is reported for who does not hold the lock.
func (s *Server) shown(judged *Judgement) []lint.Finding {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reported(judged)
}

// markupKind is the format of texts that the client prefers.
func (s *Server) markupKind() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	formats := s.client.TextDocument.Hover.ContentFormat
	if len(formats) > 0 && !slices.Contains(formats, "markdown") {
		return "plaintext"
	}
	return "markdown"
}

// ruleInComment is the word at a place of a comment that allows something.
func ruleInComment(body string, at int) (name string, start, end int) {
	line := strings.LastIndexByte(body[:at], '\n') + 1
	comment := strings.Index(body[line:at], "schemadiff:")
	if comment < 0 {
		return "", 0, 0
	}
	isName := func(c byte) bool { return isWord(c) || c == '-' }
	for start, end = at, at; start > line && isName(body[start-1]); start-- {
	}
	for end < len(body) && isName(body[end]) {
		end++
	}
	return body[start:end], start, end
}

// ignoreClosed leaves out the error of a document that is not open, which some clients ask about.
func ignoreClosed(err error) error {
	if err == errClosed {
		return nil
	}
	return err
}

func (s *Server) codeAction(ctx context.Context, r *jrpc2.Request) (any, error) {
	var p codeActionParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	snap, judged, err := s.current(ctx, p.TextDocument.URI)
	if err != nil {
		return []codeAction{}, ignoreClosed(err)
	}
	wanted := func(kind string) bool {
		return len(p.Context.Only) == 0 || slices.ContainsFunc(p.Context.Only, func(only string) bool { return kind == only || strings.HasPrefix(kind, only+".") })
	}
	actions := []codeAction{}
	if wanted(kindQuickFix) {
		from, to := snap.text.offset(p.Range.Start), snap.text.offset(p.Range.End)
		for _, f := range s.shown(judged) {
			if start, end := rangeOf(snap.text, f); start <= to && from <= end {
				actions = append(actions, s.quickFixes(snap, judged, f)...)
			}
		}
	}
	if wanted(kindFixAll) {
		if after, err := s.fixedText(ctx, snap, judged); err == nil && after != snap.text.body {
			actions = append(actions, codeAction{Title: "Make all safe changes (schemadiff)", Kind: kindFixAll, Edit: s.edit(snap, []lint.Edit{difference(snap.text.body, after)})})
		}
	}
	return actions, nil
}

// quickFixes are the actions for one finding.
func (s *Server) quickFixes(snap *snapshot, judged *Judgement, f lint.Finding) []codeAction {
	about := []diagnostic{s.diagnostic(snap, f)}
	var list []codeAction
	add := func(title string, preferred bool, edits []lint.Edit) {
		list = append(list, codeAction{Title: title, Kind: kindQuickFix, Diagnostics: about, IsPreferred: preferred, Edit: s.edit(snap, edits)})
	}
	if len(f.Edits) > 0 && !judged.Applied {
		add("Fix "+f.Rule, true, f.Edits)
	}
	if len(f.Unsafe) > 0 && !judged.Applied {
		add("Fix "+f.Rule+" (unsafe: changes what the schema says)", false, f.Unsafe)
	}
	if f.Rule != "syntax-error" && !judged.Applied { // a comment changes its checksum too
		add("Allow "+f.Rule+" here", false, []lint.Edit{allow(snap.text, f)})
	}
	return list
}

// allow writes the comment that allows a finding above its line.
func allow(t *text, f lint.Finding) lint.Edit {
	start := t.rows[min(max(f.Pos.Line, 1), len(t.rows))-1]
	rest := t.body[start:]
	indent := rest[:len(rest)-len(strings.TrimLeft(rest, " \t"))]
	eol := "\n"
	if i := strings.IndexByte(t.body, '\n'); i > 0 && t.body[i-1] == '\r' {
		eol = "\r\n"
	}
	return lint.Edit{Start: start, End: start, Text: fmt.Sprintf("%s-- schemadiff:allow %s%s", indent, f.Rule, eol)}
}

// fixRounds is how often changes are made at most until no finding has one any more.
const fixRounds = 10

// fixedText is the text with all safe changes.
func (s *Server) fixedText(ctx context.Context, snap *snapshot, judged *Judgement) (string, error) {
	if judged.Applied {
		return snap.text.body, nil
	}
	s.judging.Lock()
	defer s.judging.Unlock()
	next, findings := *snap, judged.Findings
	next.file.Fresh = false
	for range fixRounds {
		var groups [][]lint.Edit
		for _, f := range findings {
			groups = append(groups, f.Edits)
		}
		after, made := lint.ApplyEdits(next.file.Text, groups)
		if len(made) == 0 || after == next.file.Text {
			break
		}
		next.file.Text = after
		again, err := s.Linter.Judge(ctx, next.file, snap.open)
		if err != nil {
			return "", err
		}
		findings = again.Findings
	}
	return next.file.Text, nil
}

// difference is the change of the middle of a text, from the first byte that differs to the last.
func difference(before, after string) lint.Edit {
	start, end := 0, 0
	for start < min(len(before), len(after)) && before[start] == after[start] {
		start++
	}
	for start > 0 && !startsLine(before, start) { // whole lines, and no half character
		start--
	}
	for end < min(len(before), len(after))-start && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	for end > 0 && !startsLine(before, len(before)-end) {
		end--
	}
	return lint.Edit{Start: start, End: len(before) - end, Text: after[start : len(after)-end]}
}

func startsLine(s string, i int) bool { return i == 0 || s[i-1] == '\n' }

// edit is a change of the document as the client takes it.
func (s *Server) edit(snap *snapshot, edits []lint.Edit) workspaceEdit {
	list := []textEdit{}
	for _, e := range edits {
		list = append(list, textEdit{snap.text.between(e.Start, e.End), e.Text})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client.Workspace.WorkspaceEdit.DocumentChanges {
		return workspaceEdit{DocumentChanges: []documentEdit{{versionedID{snap.uri, snap.version}, list}}}
	}
	return workspaceEdit{Changes: map[string][]textEdit{snap.uri: list}}
}
