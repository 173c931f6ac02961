package review

// One mistake is reported once. What a statement would have made, had it not failed, is missing to all that comes after it; and
// in a folder with files of several dialects, what is made by files of another one is there for those who run them.

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// MadeNames are the names, in lower case, of what a text creates or alters, by its tokens alone, so that a text with mistakes has some
// too.
func MadeNames(language engine.Language, text string) []string {
	var names []string
	for _, h := range headsOf(language, text) {
		names = append(names, h.name)
	}
	return names
}

// statementHead is the beginning of a CREATE or ALTER, in lower case: the kind of object, and its name without the schema.
type statementHead struct{ verb, kind, name string }

// headsOf are the beginnings of the CREATE and ALTER statements of a text, by its tokens.
func headsOf(language engine.Language, text string) []statementHead {
	var list []statementHead
	tokens := language.Tokens(text)
	for i, t := range tokens {
		if t.Is("create", "alter") && (i == 0 || !tokens[i-1].Is("or")) {
			if kind, name := headName(tokens[i+1:]); name != "" {
				list = append(list, statementHead{strings.ToLower(t.Text), kind, name})
			}
		}
	}
	return list
}

// headName is the kind and the name that follow CREATE or ALTER; "" where none do.
func headName(tokens []schema.Token) (kind, name string) {
	i := 0
	skip := func(words ...string) {
		for i < len(tokens) && tokens[i].Is(words...) {
			i++
		}
	}
	skip("or", "replace", "temp", "temporary", "global", "local", "unlogged", "materialized", "virtual", "foreign", "unique")
	if i == len(tokens) || !tokens[i].Is("table", "view", "type", "domain", "function", "procedure", "sequence", "schema") {
		return "", ""
	}
	kind = strings.ToLower(tokens[i].Text)
	i++
	skip("if", "not", "exists", "only")
	for i+2 < len(tokens) && tokens[i+1].Is(".") {
		i += 2
	}
	if i == len(tokens) {
		return "", ""
	}
	return kind, strings.ToLower(strings.Trim(tokens[i].Text, "\"`[]'"))
}

// failedAt is where a statement ends that failed.
type failedAt struct {
	file string
	line int
}

// noteFailed keeps what statements would have made that failed, where nothing of the name is there after them.
func (r *Review) noteFailed(judged *parse.Analysis) {
	failed := map[string]failedAt{}
	for _, s := range judged.Statements {
		for _, a := range s.Acts {
			if s.Failed && (a.Verb == schema.Creates || a.Verb == schema.AddsColumn) {
				failed[strings.ToLower(a.Name)] = failedAt{s.Pos.File, s.Pos.Line + strings.Count(s.SQL, "\n")}
			}
		}
	}
	for _, e := range judged.Syntax {
		failed[failedHead(r.language(), r.Texts[e.Pos.File], e.Pos.Line)] = failedAt{e.Pos.File, e.Pos.Line}
	}
	delete(failed, "")
	if len(failed) == 0 {
		return
	}
	if judged.To != nil {
		for o := range judged.To.All() {
			delete(failed, strings.ToLower(o.Key().Name))
		}
	}
	if r.failed == nil {
		r.failed = map[string]failedAt{}
	}
	maps.Copy(r.failed, failed)
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

// isEcho reports whether a finding says that a name is missing which a failed statement above would have made, or which a file of
// another dialect beside it makes.
func (r *Review) isEcho(f lint.Finding) bool {
	elsewhere := r.Elsewhere[folderOf(f.Pos.File)]
	if !saysMissing(f) || len(elsewhere) == 0 && len(r.failed) == 0 {
		return false
	}
	return slices.ContainsFunc(wordsOf(f.Message), func(word string) bool {
		at, failed := r.failed[word]
		return elsewhere[word] || failed && (f.Pos.File != at.file || f.Pos.Line > at.line)
	})
}

// isBeside reports whether a finding of a schema says that a name is missing which another file of the folder makes: hooks are
// given the files that changed, and people one of several.
func (r *Review) isBeside(f lint.Finding, judged *parse.Analysis) bool {
	if !saysMissing(f) || strings.HasPrefix(f.Message, "column ") || strings.HasPrefix(f.Message, "no such column") {
		return false
	}
	if isLone(judged.Statements) {
		return true
	}
	made := r.madeNear(filepath.Dir(f.Pos.File))
	return len(made) > 0 && slices.ContainsFunc(wordsOf(f.Message), func(word string) bool { return made[word] })
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

// madeNear are the names that those files of a folder create or alter that are not judged.
func (r *Review) madeNear(dir string) map[string]bool {
	if made, ok := r.near[dir]; ok {
		return made
	}
	if r.near == nil {
		r.near = map[string]map[string]bool{}
	}
	made := map[string]bool{}
	r.near[dir] = made
	list, _ := filepath.Glob(filepath.Join(onDisk(dir), "*.sql"))
	for _, file := range list {
		name := filepath.Join(dir, filepath.Base(file))
		if _, given := r.Texts[name]; !given {
			for _, n := range MadeNames(r.language(), beginning(name, textLimit)) {
				made[n] = true
			}
		}
	}
	return made
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
