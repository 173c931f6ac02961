package layers

// The project speaks in the field's terms. words_test.go searches comments, messages (string
// literals) and the documentation for words that are ours alone, and names what to write
// instead. What a package still has is counted in notYet, and that number may only fall.

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var listWords = flag.Bool("words", false, "list each word that ought to be another, in every package")

// privateWords are the words that no reader of another project knows, each with what to write
// instead.
var privateWords = []privateWord{
	{word(`told|tells?`), "reported, reports"},
	{word(`behind`), "after"},
	{word(`heirs?`), "child table"},
	{word(`made again|makes? (it|them) again|anew`), "recreated"},
	{word(`takes? (\w+ )?back|took (\w+ )?back|taken back|way back`), "reverts; down migration"},
	{word(`makers?`), "DDL writer"},
	{word(`pieces?`), "statement"},
	{word(`settles?|settled|doubts?|doubted|verdicts?`), "resolve; candidate; result"},
	{word(`stand-?ins?`), "stub"},
	{word(`excused?|excuses`), "suppressed"},
	{word(`who calls|whoever calls`), "the caller"},
	{word(`nobody|no one`), "no role, no session: the noun that is meant"},
	{word(`which no`), "that no"},
	{word(`says? (whether|if)`), "reports whether"},
	{word(`is what|are what`), "a noun with its role"},
	{word(`those that`), "a noun with its role"},
	{word(`mends?|mended|mending`), "fixes, corrects"},
	{word(`the way over`), "expand/contract"},
}

// privateWord is one or more words, or phrases, that ought to be others.
type privateWord struct {
	*phrase
	instead string
}

// phrase matches one of its alternatives as a whole word, in any case.
type phrase struct {
	whole, first *regexp.Regexp // the phrase, and the words that it can begin with
}

func word(alternatives string) *phrase {
	first := strings.Split(groups.ReplaceAllString(alternatives, ""), "|")
	for i, alternative := range first {
		first[i], _, _ = strings.Cut(alternative, " ")
	}
	whole := func(words string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b(` + words + `)\b`) }
	return &phrase{whole(alternatives), whole(strings.Join(first, "|"))}
}

// groups are the parts of phrases that have alternatives of their own.
var groups = regexp.MustCompile(`\([^)]*\)`)

// wordHits has, for each word seen, the places in privateWords of what can begin with it. The
// regular expressions are slow under the race detector, and words are few.
var wordHits = map[string][]int{}

// candidates are the places in privateWords of what a text may have.
func candidates(text string) []int {
	var out []int
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' }) {
		hits, seen := wordHits[w]
		if !seen {
			for i, p := range privateWords {
				if p.first.MatchString(w) {
					hits = append(hits, i)
				}
			}
			wordHits[w] = hits
		}
		out = append(out, hits...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// allowedWords are the phrases in which such a word is the right one, with the reason.
var allowedWords = map[string]string{}

// notYet counts the words in folders (with all below them) and documents that have not been
// revised yet. A number may fall and never rise; its line goes away at zero.
var notYet = map[string]int{}

func TestWords(t *testing.T) {
	found := map[string][]string{}
	for _, text := range slices.Concat(goTexts(t), documents(t)) {
		found[text.group()] = append(found[text.group()], text.privateWords()...)
	}
	for _, dir := range slices.Sorted(maps.Keys(found)) {
		got, want := len(found[dir]), notYet[dir]
		if *listWords {
			t.Logf("%s: %d\n%s", dir, got, strings.Join(found[dir], "\n"))
		}
		switch {
		case got > want && want == 0:
			t.Errorf("words in %s:\n%s", dir, strings.Join(found[dir], "\n"))
		case got > want:
			t.Errorf("%s has %d of these words, where %d were known; run with -words to see them", dir, got, want)
		case got < want:
			t.Logf("%s has only %d of these words left: lower its number in notYet from %d", dir, got, want)
		}
	}
}

// passage is a comment, a string literal or a line of a document.
type passage struct {
	dir, position, text string
}

// group is the key of notYet that counts the passage's words, or its folder.
func (p passage) group() string {
	for dir := p.dir; dir != "."; dir = path.Dir(dir) {
		if _, counted := notYet[dir]; counted {
			return dir
		}
	}
	return p.dir
}

// privateWords lists the words of the passage that ought to be others, each with its position.
func (p passage) privateWords() []string {
	text := strings.Join(strings.Fields(p.text), " ")
	for phrase := range allowedWords {
		text = strings.ReplaceAll(text, phrase, "")
	}
	var out []string
	for _, i := range candidates(text) {
		for _, hit := range privateWords[i].whole.FindAllString(text, -1) {
			out = append(out, fmt.Sprintf("%s: %q: write %q", p.position, hit, privateWords[i].instead))
		}
	}
	return out
}

// Each word is found, and the first words of phrases are no violation by themselves.
func TestPlantedWords(t *testing.T) {
	for text, want := range map[string]int{
		"It Tells the caller": 1, "what lies behind": 1, "a column's heirs": 1, "made again, anew": 2, "makes them again": 1,
		"took it back": 1, "stand-ins": 1, "says whether": 1, "says so": 0, "made of takes": 0, "which\nno table has": 1, "the way over": 1,
	} {
		if got := (passage{text: text}).privateWords(); len(got) != want {
			t.Errorf("%q: %d words, want %d: %v", text, len(got), want, got)
		}
	}
}

// goTexts are the comments and string literals of all Go files but tests.
func goTexts(t *testing.T) []passage {
	var out []passage
	walk(t, func(file string) {
		if path.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go") {
			return
		}
		out = append(out, passagesOf(t, file)...)
	})
	return out
}

func passagesOf(t *testing.T, file string) []passage {
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, filepath.Join(root, file), nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	var out []passage
	add := func(pos token.Pos, text string) {
		out = append(out, passage{path.Dir(file), fmt.Sprintf("%s:%d", file, fset.Position(pos).Line), text})
	}
	for _, group := range parsed.Comments {
		add(group.Pos(), group.Text())
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			add(lit.Pos(), lit.Value)
		}
		return true
	})
	return out
}

// documents are the lines of the Markdown files, each file counted by itself.
func documents(t *testing.T) []passage {
	var out []passage
	walk(t, func(file string) {
		if path.Ext(file) != ".md" || file == "CHANGELOG.md" { // what a release said stays as it was
			return
		}
		text, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			out = append(out, passage{file, fmt.Sprintf("%s:%d", file, i+1), line})
		}
	})
	return out
}

// walk visits the files of the repository, without hidden folders and test data.
func walk(t *testing.T, visit func(file string)) {
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
			return filepath.SkipDir
		}
		if rel, err := filepath.Rel(root, name); err == nil && !d.IsDir() {
			visit(filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
