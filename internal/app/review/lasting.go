package review

// What a migration leaves out can come with a later one: the index of a foreign key, the policy of a
// table. Findings of such rules come in, with the state that the judged migrations lead to and those of
// the folder that come after; the ones that a later migration has made good are left out.

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app/related"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// lasting leaves out what a later migration has made good: an index that a foreign key lacks in one file
// comes with the next.
func (r *Review) lasting(ctx context.Context, findings []lint.Finding, state *related.State, chain, later []File) ([]lint.Finding, error) {
	if len(findings) == 0 || len(chain) == 0 {
		return findings, nil
	}
	rules, tables := r.lastingRules(findings)
	later, err := r.about(tables, later)
	if err != nil {
		return findings, err
	}
	for _, f := range later {
		if err := r.judgeNext(ctx, state, false, f, false); err != nil {
			return findings, err
		}
	}
	last := ""
	if len(later) == 0 {
		last = chain[len(chain)-1].Source.Name
	}
	if !slices.ContainsFunc(findings, func(f lint.Finding) bool { return f.Pos.File != last && rules[f.Rule] != nil }) {
		return findings, nil
	}
	still := r.stillFound(slices.Collect(maps.Values(rules)), state)
	known := map[schema.Key]bool{}
	for o := range state.Schema().All() {
		known[o.Key()] = true
	}
	return slices.DeleteFunc(slices.Clone(findings), func(f lint.Finding) bool {
		return f.Pos.File != last && rules[f.Rule] != nil && known[relationOf(f.Key)] && !still[lastingFinding{f.Rule, f.Key}]
	}), nil
}

// lastingFinding is a finding wherever it stands.
type lastingFinding struct {
	rule string
	key  schema.Key
}

// stillFound are the findings of some rules about a schema.
func (r *Review) stillFound(rules []*lint.Rule, state *related.State) map[lastingFinding]bool {
	still := map[lastingFinding]bool{}
	p := &lint.Pass{Kind: lint.Schema, Dialect: r.language().Name(), View: r.language().View(), Analyzed: &schema.Analyzed{To: state.Schema()}, Options: r.Linter.Options}
	for _, f := range lint.Run(rules, p) {
		still[lastingFinding{f.Rule, f.Key}] = true
	}
	return still
}

// lastingRules are the rules of findings that a later migration can make good, and the tables that these
// are about.
func (r *Review) lastingRules(findings []lint.Finding) (rules map[string]*lint.Rule, tables []string) {
	rules = map[string]*lint.Rule{}
	for _, rule := range r.Linter.Rules {
		for _, f := range findings {
			if rule.Lasting && f.Rule == rule.Name {
				rules[rule.Name] = rule
				tables = append(tables, relationOf(f.Key).Name)
			}
		}
	}
	slices.Sort(tables)
	return rules, slices.Compact(tables)
}

// about are those of the migrations that come later whose text has one of some names in it.
func (r *Review) about(names []string, later []File) ([]File, error) {
	if len(names) == 0 || r.Replays != nil && len(later) > laterFiles {
		return nil, nil
	}
	later = slices.Clone(later)
	if err := r.readTexts(later, func(File) bool { return false }); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(later, func(f File) bool {
		text := strings.ToLower(f.Source.Text)
		return !slices.ContainsFunc(names, func(n string) bool { return strings.Contains(text, strings.ToLower(n)) })
	}), nil
}

// laterFiles is how many files after the one in an editor are read at each key.
const laterFiles = 100

// relationOf is the table of an object, or the object.
func relationOf(k schema.Key) schema.Key {
	if k.IsPart() {
		return schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}
	}
	return k
}
