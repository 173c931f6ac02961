package review

// One mistake is reported once. What a statement would have made, had it not failed, is missing to all that comes after it; in
// a folder with files of several dialects, what is made by files of another one is there for those who run them; and what files
// make that are not judged is there as well.

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// failedAt is where a statement ends that failed.
type failedAt struct {
	file string
	line int
}

// failures has the objects that failed statements would have made, by their names in lower case.
type failures map[string]failedAt

// with are these and those of more statements, where nothing of the name is there after them.
func (f failures) with(judged *parse.Analysis, language engine.Language, texts map[string]string) failures {
	failed := failures{}
	for _, s := range judged.Statements {
		for _, a := range s.Acts {
			if s.Failed && (a.Verb == schema.Creates || a.Verb == schema.AddsColumn) {
				failed[strings.ToLower(a.Name)] = failedAt{s.Pos.File, s.Pos.Line + strings.Count(s.SQL, "\n")}
			}
		}
	}
	for _, e := range judged.Syntax {
		failed[failedHead(language, texts[e.Pos.File], e.Pos.Line)] = failedAt{e.Pos.File, e.Pos.Line}
	}
	delete(failed, "")
	if len(failed) == 0 {
		return f
	}
	if judged.To != nil {
		for o := range judged.To.All() {
			delete(failed, strings.ToLower(o.Key().Name))
		}
	}
	maps.Copy(failed, f)
	return failed
}

// failedHead is the name of what the statement makes that has a syntax error in a line; "" for none.
func failedHead(language engine.Language, text string, line int) string {
	lines := strings.SplitAfter(text, "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	before := strings.Join(lines[:line], "")
	names := MadeNames(language, before[strings.LastIndexByte(strings.TrimRight(before, "; \t\r\n"), ';')+1:])
	if len(names) == 0 {
		return ""
	}
	return names[len(names)-1]
}

// isEcho reports whether a finding that something is missing is about a name which a failed statement above would have made, or which
// is made elsewhere.
func (f failures) isEcho(found lint.Finding, elsewhere map[string]bool) bool {
	return slices.ContainsFunc(wordsOf(found.Message), func(word string) bool {
		at, failed := f[word]
		return elsewhere[word] || failed && (found.Pos.File != at.file || found.Pos.Line > at.line)
	})
}

// isBeside reports whether a finding of a schema says that something is missing, but for a column, that another file may make that is
// not judged: hooks are given the files that changed, and people one of several.
func isBeside(f lint.Finding, made func() map[string]bool) bool {
	if !saysMissing(f) || strings.HasPrefix(f.Message, "column ") || strings.HasPrefix(f.Message, "no such column") {
		return false
	}
	names := made()
	return len(names) > 0 && slices.ContainsFunc(wordsOf(f.Message), func(word string) bool { return names[word] })
}

// isLone reports whether statements create one relation at most: what they name is made somewhere else.
func isLone(list []schema.Statement) bool {
	made := map[string]bool{}
	for _, s := range list {
		for _, a := range s.Acts {
			if a.Verb == schema.Creates && a.Kind.IsRelation() {
				made[a.On.Name] = true
			}
		}
	}
	return len(made) < 2
}

// saysMissing reports whether a finding is that something is not there, and not that a statement is wrong in itself.
func saysMissing(f lint.Finding) bool {
	return f.Rule == "fk-target-missing" || f.Rule == "unresolved-name" &&
		(strings.Contains(f.Message, "does not exist") || strings.HasPrefix(f.Message, "no such "))
}

// wordsOf are the words of a message, in lower case, with the names that are quoted in it.
func wordsOf(message string) []string {
	return strings.FieldsFunc(strings.ToLower(message), func(c rune) bool { return strings.ContainsRune(` ."'(),:`, c) })
}
