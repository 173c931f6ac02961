package cli

// One vocabulary: a rule of whatever finds something has a page that explain prints,
// and only names of rules are reported or can be allowed.

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
)

// ruleName is a rule in a finding, a probe, a refusal or a call that makes one.
var ruleName = regexp.MustCompile(`(?:(?:Rule|Allow|rule):\s*|f\.Rule = |plan\.Rule\{\{?(?:Name: )?|refuseTable\(c, |\.finding\()"([a-z0-9-]+)"`)

func TestEveryRuleHasAPage(t *testing.T) {
	found := 0
	for _, dir := range []string{"plan", "migrate", "introspect", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", "..", dir), func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range ruleName.FindAllStringSubmatch(string(text), -1) {
				found++
				if !slices.ContainsFunc(rules.All(), func(r *lint.Rule) bool { return r.Name == m[1] }) {
					t.Errorf("%s reports %s, which is no rule: it needs a page, lint/rules/%s.md", path, m[1], m[1])
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if found < 30 {
		t.Errorf("only %d names of rules are found: the pattern is wrong", found)
	}
}

func TestNamesAreUnique(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rules.All() {
		if seen[r.Name] {
			t.Errorf("two rules are called %s", r.Name)
		}
		seen[r.Name] = true
	}
	for _, item := range app.AllowNames().Groups["destructive"] {
		if !seen[item] {
			t.Errorf("the group destructive has %s, which is no rule", item)
		}
	}
}

// TestExplainKnowsEveryName: whatever --allow takes, explain explains.
func TestExplainKnowsEveryName(t *testing.T) {
	names := app.AllowNames()
	all := slices.Clone(names.Rules)
	for alias := range names.Aliases {
		all = append(all, alias)
	}
	for _, name := range all {
		invoke(t, "explain", name).wants(t, exitDone, "# ")
	}
	invoke(t, "explain", "destructive").wants(t, exitDone, "drop-table")
}
