package cli

import (
	"strings"
	"testing"
)

func TestCompletion(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, "adopt apply backfill check completion down explain facts generate history init inspect lint lsp man migrate plan rebase rules status version --help --version"},
		{[]string{""}, "adopt apply backfill check completion down explain facts generate history init inspect lint lsp man migrate plan rebase rules status version --help --version"},
		{[]string{"pl"}, "plan"},
		{[]string{"--v"}, "--version"},
		{[]string{"plan", "--fr"}, "--from"},
		{[]string{"plan", "--db", "app.db", "--e"}, "--env --env-file --exclude --exact --exit-code"},
		{[]string{"plan", "--format", "j"}, "json"},
		{[]string{"plan", "--runner", ""}, "script transaction no-fk-switch d1 rqlite"},
		{[]string{"plan", "--dialect", ""}, "sqlite postgres"},
		{[]string{"plan", "--schema", ""}, ""}, // the shell completes file names
		{[]string{"apply", ""}, ""},
		{[]string{"apply", "plan.sql", "--y"}, "--yes"},
		{[]string{"apply", "--allow", "des"}, "destructive"},
		{[]string{"apply", "--allow", "drop-view,drop-tr"}, "drop-view,drop-trigger"},
		{[]string{"explain", "drop-prim"}, "drop-primary-key"},
		{[]string{"completion", ""}, "bash fish zsh"},
		{[]string{"unknown", "--fr"}, ""},
	} {
		got := invoke(t, append(c.args, completionFlag)...)
		if words := strings.Join(strings.Fields(got.out), " "); words != c.want || got.code != exitDone || got.err != "" {
			t.Errorf("%q: got %q, want %q\n%s", c.args, words, c.want, got.err)
		}
	}
}

func TestCompletionScripts(t *testing.T) {
	for _, shell := range shellNames() {
		invoke(t, "completion", shell).wants(t, exitDone, "schemadiff", completionFlag)
	}
}
