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
		{nil, "adopt apply backfill check completion doctor down explain facts generate history init inspect lint lsp man mcp migrate plan rebase rules status version --help --version"},
		{[]string{""}, "adopt apply backfill check completion doctor down explain facts generate history init inspect lint lsp man mcp migrate plan rebase rules status version --help --version"},
		{[]string{"pl"}, "plan"},
		{[]string{"--v"}, "--version"},
		{[]string{"plan", "--fr"}, "--from"},
		{[]string{"plan", "--db", "app.db", "--e"}, "--env --env-file --exclude --exact --exit-code"},
		{[]string{"plan", "--format", "j"}, "json"},
		{[]string{"plan", "--format", "h"}, "html"},
		{[]string{"inspect", "--format", "m"}, "mermaid markdown"},
		{[]string{"plan", "--runner", ""}, "script transaction no-fk-switch d1 rqlite"},
		{[]string{"plan", "--dialect", ""}, "sqlite postgres"},
		{[]string{"plan", "--schema", ""}, ""}, // the shell completes file names
		{[]string{"apply", ""}, ""},
		{[]string{"apply", "plan.sql", "--y"}, "--yes"},
		{[]string{"apply", "--allow", "des"}, "destructive"},
		{[]string{"apply", "--allow", "drop-view,drop-tr"}, "drop-view,drop-trigger"},
		{[]string{"explain", "drop-prim"}, "drop-primary-key"},
		{[]string{"completion", ""}, "bash fish powershell zsh"},
		{[]string{"lint", "--format", "s"}, "sarif"},
		{[]string{"plan", "--manage", "grants,o"}, "grants,owners"},
		{[]string{"plan", "--format=js"}, "--format=json"},
		{[]string{"adopt", "--from", "pri"}, "prisma"},
		{[]string{"help", "pl"}, "plan"},
		{[]string{"migrate", "--on-drift", ""}, "error warn"},
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
		invoke(t, "completion", shell).wants(t, exitDone, "schemadiff", completeFlag)
	}
}

// TestCompletionSaysWhereFilesAre: names of files stand where a path may, and nowhere else.
func TestCompletionSaysWhereFilesAre(t *testing.T) {
	workspace(t, after)
	for line, want := range map[string]string{
		"plan --schema": ":files", "plan --db": ":files", "apply": ":files", "lint": ":files", "inspect": ":files", "migrate --migrations": ":files",
		"plan": ":words", "plan --exclude": ":words", "migrate --to": ":words", "generate": ":words", "plan --wait": ":words", "explain": ":words", "unknown": ":words",
	} {
		got := invoke(t, append(strings.Fields(line), "", completeFlag)...)
		if !strings.HasSuffix(got.out, want+"\n") {
			t.Errorf("%s: got %q, want %s at the end", line, got.out, want)
		}
	}
}

// TestForeignVerbs: commands of other tools are answered with ours, which exist.
func TestForeignVerbs(t *testing.T) {
	app := newApp(nil, nil, nil)
	for verb, hint := range foreignVerbs {
		if app.Command(verb) != nil {
			t.Errorf("%s is a command", verb)
		}
		invoke(t, verb).wants(t, exitFailed, "there is no command "+verb, hint)
		words := strings.Fields(hint)
		for i, w := range words {
			if w == "schemadiff" && app.Command(strings.Trim(words[i+1], ",;")) == nil {
				t.Errorf("%s: %q names no command", verb, words[i+1])
			}
		}
	}
}
