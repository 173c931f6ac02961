// Package lazyregexp has regular expressions that are compiled when they are first used: a
// program that is started for each file of a commit should not compile what it does not ask.
// An expression that cannot be compiled panics when it is used, and in tests at once.
package lazyregexp

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
)

// Regexp is a regular expression, safe for use by several goroutines. Its methods are those
// of regexp.Regexp.
type Regexp struct{ compiled func() *regexp.Regexp }

// New is the expression of a text.
func New(text string) *Regexp {
	r := &Regexp{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })}
	if isTest(os.Args) {
		r.compiled()
	}
	return r
}

// isTest reports whether a program is one that "go test" has built.
func isTest(args []string) bool {
	return len(args) > 0 && strings.HasSuffix(strings.TrimSuffix(filepath.Base(args[0]), ".exe"), ".test")
}

// MatchString reports whether the text has a match.
func (r *Regexp) MatchString(s string) bool { return r.compiled().MatchString(s) }

// FindStringIndex is where the first match stands.
func (r *Regexp) FindStringIndex(s string) []int { return r.compiled().FindStringIndex(s) }

// FindStringSubmatch is the first match and its groups.
func (r *Regexp) FindStringSubmatch(s string) []string { return r.compiled().FindStringSubmatch(s) }

// FindStringSubmatchIndex is where the first match and its groups stand.
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	return r.compiled().FindStringSubmatchIndex(s)
}

// FindAllStringIndex is where at most n matches stand; all for -1.
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	return r.compiled().FindAllStringIndex(s, n)
}

// FindAllStringSubmatch are at most n matches and their groups; all for -1.
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	return r.compiled().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is where at most n matches and their groups stand; all for -1.
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return r.compiled().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString puts text in place of each match.
func (r *Regexp) ReplaceAllString(s, text string) string {
	return r.compiled().ReplaceAllString(s, text)
}
