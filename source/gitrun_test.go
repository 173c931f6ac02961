package source

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// plant writes a program that leaves a mark of its name when it runs.
func plant(t *testing.T, marks, name string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	must(t, os.WriteFile(path, fmt.Appendf(nil, "#!/bin/sh\ntouch '%s/%s'\ncat 2>/dev/null\nexit 0\n", marks, name), 0o755))
	return path
}

// plantAll has the repository's configuration, attributes, hooks and the environment name
// programs wherever git takes one.
func plantAll(t *testing.T, marks string) {
	t.Helper()
	for key, name := range map[string]string{"core.fsmonitor": "fsmonitor", "core.pager": "pager", "core.sshCommand": "ssh", "core.editor": "editor", "core.askPass": "askpass",
		"core.gitProxy": "proxy", "core.alternateRefsCommand": "alternates", "diff.external": "external", "diff.planted.textconv": "textconv", "diff.planted.command": "diffcommand",
		"filter.planted.clean": "clean", "filter.planted.smudge": "smudge", "filter.long.process": "process", "credential.helper": "credential", "gpg.program": "gpg",
		"uploadpack.packObjectsHook": "packobjects", "pager.show": "pagershow", "pager.ls-tree": "pagertree", "sequence.editor": "sequence",
		"interactive.diffFilter": "difffilter", "merge.planted.driver": "driver", "remote.origin.uploadpack": "uploadpack"} {
		run(t, "config", key, plant(t, marks, name))
	}
	for _, command := range []string{"rev-parse", "cat-file", "ls-tree", "ls-files", "diff", "show", "merge-base", "status"} {
		run(t, "config", "alias."+command, "!"+plant(t, marks, "alias-"+command))
	}
	run(t, "config", "protocol.ext.allow", "always")
	run(t, "config", "protocol.file.allow", "always")
	run(t, "config", "log.showSignature", "true")
	for _, hook := range []string{"post-index-change", "reference-transaction", "post-checkout", "pre-auto-gc", "fsmonitor-watchman"} {
		text, err := os.ReadFile(plant(t, marks, "hook-"+hook))
		must(t, err)
		must(t, os.WriteFile(".git/hooks/"+hook, text, 0o755))
	}
	for _, name := range []string{"GIT_EXTERNAL_DIFF", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_ASKPASS", "SSH_ASKPASS", "GIT_PROXY_COMMAND", "GIT_PAGER", "PAGER", "GIT_EDITOR"} {
		t.Setenv(name, plant(t, marks, "env-"+name))
	}
}

func ran(t *testing.T, marks string) []string {
	t.Helper()
	entries, err := os.ReadDir(marks)
	must(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// readEverything reads through git in each way that there is.
func readEverything(t *testing.T) (staged, since []string) {
	t.Helper()
	ctx := t.Context()
	_, err := read("git:HEAD:s", "git:main:s/a.sql", "git:HEAD:")
	must(t, err)
	list, err := Staged(ctx)
	must(t, err)
	for _, s := range list {
		staged = append(staged, s.Name)
	}
	since, err = Since(ctx, "HEAD")
	must(t, err)
	_, err = Main(ctx)
	must(t, err)
	_, err = AsOf(ctx, "HEAD", "s", isSQL)
	must(t, err)
	Base(ctx)
	Merged(ctx, "HEAD")
	Committed(ctx, "s/a.sql")
	return staged, since
}

// TestRepositoryRunsNothing: no program that a repository names runs, whatever is read.
func TestRepositoryRunsNothing(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "one", "s/b.sql": "two\n", "s/same.sql": "same", "s/long.sql": "long",
		".gitattributes": "*.sql diff=planted filter=planted merge=planted\nlong.sql filter=long\n"})
	write(t, map[string]string{"s/b.sql": "staged\n", "s/new.sql": "new"})
	run(t, "add", "-A")
	write(t, map[string]string{"s/a.sql": "changed", "s/same.sql": "same"})
	marks := t.TempDir()
	plantAll(t, marks)
	staged, since := readEverything(t)
	if names := ran(t, marks); len(names) > 0 {
		t.Errorf("programs of the repository ran: %q", names)
	}
	if diff := cmp.Diff([]string{"s/b.sql", "s/new.sql"}, staged); diff != "" {
		t.Errorf("staged (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"s/a.sql", "s/b.sql", "s/new.sql"}, since); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	_ = exec.Command("git", "diff").Run() // or this test would see nothing
	if names := ran(t, marks); !slices.Contains(names, "clean") || !slices.Contains(names, "fsmonitor") {
		t.Errorf("what was planted does not run for git diff either: %q", names)
	}
}

// TestPartialCloneFetchesNothing: an object that a clone lacks is not fetched, for the
// transport is a program that the repository names.
func TestPartialCloneFetchesNothing(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "one", "s/b.sql": "two"})
	marks := t.TempDir()
	id, err := exec.Command("git", "rev-parse", "HEAD:s/a.sql").Output()
	must(t, err)
	text := strings.TrimSpace(string(id))
	must(t, os.Remove(filepath.Join(".git/objects", text[:2], text[2:])))
	run(t, "config", "core.repositoryFormatVersion", "1")
	run(t, "config", "extensions.partialClone", "origin")
	run(t, "config", "remote.origin.promisor", "true")
	plantAll(t, marks)
	for _, url := range []string{"ext::" + plant(t, marks, "ext") + " x", "file://" + t.TempDir(), "ssh://example.invalid/x", "git://example.invalid/x"} {
		run(t, "config", "remote.origin.url", url)
		_, err := read("git:HEAD:s")
		if err == nil || !strings.Contains(err.Error(), "the clone lacks an object") {
			t.Errorf("%s: error %v", url, err)
		}
		if names := ran(t, marks); len(names) > 0 {
			t.Errorf("%s: programs of the repository ran: %q", url, names)
		}
	}
	run(t, "config", "remote.origin.url", "ext::touch "+marks+"/ext") // which ends at once
	_ = exec.Command("git", "cat-file", "-p", text).Run()
	if !slices.Contains(ran(t, marks), "ext") {
		t.Error("git alone fetches nothing either: this test sees nothing")
	}
}

// TestRefsAreNoOptions: a ref that looks like an option is none.
func TestRefsAreNoOptions(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "one"})
	out := filepath.Join(t.TempDir(), "out")
	for _, ref := range []string{"--output=" + out, "-O" + out, "--upload-pack=touch " + out} {
		if _, err := read("git:" + ref + ":s"); err == nil {
			t.Errorf("git:%s is read", ref)
		}
		if _, err := Since(t.Context(), ref); err == nil {
			t.Errorf("--since %s is taken", ref)
		}
		if _, err := MergeBase(t.Context(), ref); err == nil {
			t.Errorf("merge base with %s", ref)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a ref was taken for an option that writes a file")
	}
}

// TestSinceLeavesLinks: a branch cannot have files read that are not the repository's.
func TestSinceLeavesLinks(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "one\n", "s/crlf.sql": "x\n"})
	must(t, os.Symlink("/proc/self/environ", "s/link.sql"))
	write(t, map[string]string{"s/crlf.sql": "x\r\n", "s/git:HEAD:b.sql": ""})
	run(t, "add", "-A")
	must(t, os.Remove("s/a.sql"))
	got, err := Since(t.Context(), "main")
	must(t, err)
	if diff := cmp.Diff([]string{"./s/git:HEAD:b.sql"}, got); diff != "" {
		t.Errorf("changed (-want +got):\n%s", diff)
	}
	staged, err := Staged(t.Context())
	must(t, err)
	for _, s := range staged {
		if strings.Contains(s.Name, "link") {
			t.Errorf("a link is read: %q", s.Text)
		}
	}
}
