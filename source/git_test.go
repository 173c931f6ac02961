package source

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// repository is project with git; its files are committed.
func repository(t *testing.T, files map[string]string) {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	project(t, files)
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	run(t, "init", "-q", "-b", "main")
	commit(t)
}

func commit(t *testing.T) {
	t.Helper()
	run(t, "add", "-A")
	run(t, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "commit", "-q", "-m", "m")
}

func run(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %q: %v\n%s", args, err, out)
	}
}

func TestGitReadsTheCommit(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "one", "s/b/c.SQL": "two\n", "s/.h.sql": "", "s/n.txt": "", "top.sql": "top"})
	write(t, map[string]string{"s/a.sql": "changed", "s/later.sql": ""})
	got, err := read("git:HEAD:s", "git:main:s/a.sql", "git:HEAD:top.sql")
	must(t, err)
	texts := map[string]string{}
	for _, s := range got {
		texts[s.Name] = s.Text
	}
	want := map[string]string{"git:HEAD:s/a.sql": "one", "git:HEAD:s/b/c.SQL": "two\n", "git:HEAD:top.sql": "top"}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
	wantNames(t, []string{"git:HEAD:"}, "git:HEAD:s/a.sql", "git:HEAD:s/b/c.SQL", "git:HEAD:top.sql")
}

func TestGitInASubdirectory(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "", "s/b/c.sql": "", "other/x.sql": ""})
	t.Chdir("s")
	wantNames(t, []string{"git:HEAD:"}, "git:HEAD:a.sql", "git:HEAD:b/c.sql")
	wantNames(t, []string{"git:HEAD:./b"}, "git:HEAD:b/c.sql")
	wantNames(t, []string{"git:HEAD:../other/"}, "git:HEAD:../other/x.sql")
	wantNames(t, []string{"git:HEAD:.."}, "git:HEAD:../other/x.sql", "git:HEAD:../s/a.sql", "git:HEAD:../s/b/c.sql")
	wantError(t, []string{"git:HEAD:../.."}, "git:HEAD:../..: the path is outside of the repository")
	dir, err := os.Getwd()
	must(t, err)
	wantNames(t, []string{"git:HEAD:" + dir + "/b"}, "git:HEAD:"+dir+"/b/c.sql")
}

func TestGitOddNames(t *testing.T) {
	odd := []string{"ä b/\"q\".sql", "ä b/*.sql", "ä b/-x.sql", "ä b/a:b.sql", "ä b/new\nline.sql", "ä b/:(top).sql"}
	files := map[string]string{}
	for _, name := range odd {
		files[name] = name
	}
	repository(t, files)
	for _, name := range odd {
		wantNames(t, []string{"git:HEAD:" + name}, "git:HEAD:"+name)
	}
	t.Chdir("ä b")
	got, err := read("git:HEAD:")
	must(t, err)
	for _, s := range got {
		if want := "ä b/" + strings.TrimPrefix(s.Name, "git:HEAD:"); s.Text != want {
			t.Errorf("%s holds %q, want %q", s.Name, s.Text, want)
		}
	}
	if len(got) != len(odd) {
		t.Errorf("%d files, want %d", len(got), len(odd))
	}
}

func TestGitErrors(t *testing.T) {
	repository(t, map[string]string{"s/a.sql": "a\x00", "n/x.txt": "", "s/b.sql": "\xff"})
	wantError(t, []string{"git:nope:s", "git:HEAD:gone", "git:HEAD:n", "git:HEAD", "git::s", "git:--output=x:s", "git:HEAD:s"},
		"git:nope: no commit has this name", "git:HEAD:gone: the path does not exist at HEAD",
		"git:HEAD:n: the folder holds no .sql file at HEAD", "git:HEAD: want git:REF:PATH", "git::s: want git:REF:PATH",
		"git:--output=x:s: a ref cannot start with -",
		"git:HEAD:s/a.sql:1:2: NUL byte: this is no text",
		"git:HEAD:s/b.sql:1:1: byte 0xFF is not UTF-8: save the file as UTF-8")
}

func TestGitWithoutRepositoryOrGit(t *testing.T) {
	project(t, nil)
	dir, err := os.Getwd()
	must(t, err)
	t.Setenv("GIT_CEILING_DIRECTORIES", dir+"/..")
	wantError(t, []string{"git:HEAD:s"}, "git:HEAD:s: the current directory is not in a git repository")
	t.Setenv("PATH", dir)
	wantError(t, []string{"git:HEAD:s"}, "git:HEAD:s: git is not installed or not on the PATH")
}

func TestGitLinks(t *testing.T) {
	repository(t, map[string]string{"real/a.sql": "text", "s/b.sql": ""})
	must(t, os.Symlink("../real/a.sql", "s/link.sql"))
	must(t, os.Symlink("link.sql", "s/again.sql"))
	must(t, os.Symlink("../nothing", "s/broken"))
	commit(t)
	wantNames(t, []string{"git:HEAD:s"}, "git:HEAD:s/again.sql", "git:HEAD:s/b.sql")
	must(t, os.Symlink("../real", "s/folder"))
	commit(t)
	wantError(t, []string{"git:HEAD:s"},
		"git:HEAD:s: git:HEAD:s/folder: is a symbolic link to a folder, which git: does not follow; name real too")
	must(t, os.Remove("s/folder"))
	must(t, os.Symlink("loop.sql", "s/loop.sql"))
	commit(t)
	wantError(t, []string{"git:HEAD:s"}, "git:HEAD:s: git:HEAD:s/loop.sql: too many symbolic links")
}

func TestMainBranch(t *testing.T) {
	repository(t, map[string]string{"m/0001.sql": "one"})
	if ref, err := Main(t.Context()); ref != "main" || err != nil {
		t.Errorf("got %q, %v", ref, err)
	}
	run(t, "checkout", "-q", "-b", "topic")
	write(t, map[string]string{"m/0002.sql": "two"})
	commit(t)
	if !Merged(t.Context(), "main") || Merged(t.Context(), "nowhere") {
		t.Error("topic has main, and not what is not there")
	}
	run(t, "checkout", "-q", "main")
	if Merged(t.Context(), "topic") {
		t.Error("main does not have topic")
	}
	run(t, "update-ref", "refs/remotes/origin/master", "HEAD")
	if ref, err := Main(t.Context()); ref != "origin/master" || err != nil {
		t.Errorf("got %q, %v", ref, err)
	}
}
