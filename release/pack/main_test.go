package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// packed makes a release of the test's own binary, for Linux and for Windows, in a folder.
func packed(t *testing.T, out string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"bin/linux-amd64/schemadiff", "bin/windows-amd64/schemadiff.exe"} {
		path := filepath.Join(out, file)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, data, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	r := &release{out: out, version: "1.2.3", commit: "abc", extra: []string{"main.go"}}
	if err := errors.Join(r.read("2026-01-02T03:04:06Z"), r.write()); err != nil {
		t.Fatal(err)
	}
	return out
}

// The same binary and arguments give the same bytes, whenever and wherever, and what the names say
// is in them.
func TestRelease(t *testing.T) {
	one, two := packed(t, t.TempDir()), packed(t, t.TempDir())
	for _, name := range []string{"schemadiff_1.2.3_linux_amd64.tar.gz", "schemadiff_1.2.3_linux_amd64.cdx.json", "schemadiff_1.2.3_windows_amd64.zip",
		"schemadiff_1.2.3_windows_amd64.cdx.json", "schemadiff_checksums.txt"} {
		if !bytes.Equal(content(t, one, name), content(t, two, name)) {
			t.Errorf("%s differs", name)
		}
	}
	for name, test := range map[string]func(*testing.T, string){"archives": testArchives, "checksums": testChecksums, "components": testComponents} {
		t.Run(name, func(t *testing.T) { test(t, one) })
	}
}

func content(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func testArchives(t *testing.T, out string) {
	z, err := gzip.NewReader(bytes.NewReader(content(t, out, "schemadiff_1.2.3_linux_amd64.tar.gz")))
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for files := tar.NewReader(z); ; {
		head, err := files.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fmt.Sprintf("%s %o %s", head.Name, head.Mode, head.ModTime.UTC().Format("2006-01-02 15:04:05")))
	}
	const want = "schemadiff 755 2026-01-02 03:04:06\nmain.go 644 2026-01-02 03:04:06"
	if got := strings.Join(list, "\n"); got != want {
		t.Errorf("tar: got\n%s\nwant\n%s", got, want)
	}
	data := content(t, out, "schemadiff_1.2.3_windows_amd64.zip")
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	list = nil
	for _, f := range files.File {
		list = append(list, fmt.Sprintf("%s %o %s", f.Name, f.Mode(), f.Modified.UTC().Format("2006-01-02 15:04:05")))
	}
	if got := strings.Join(list, "\n"); got != strings.Replace(want, "schemadiff", "schemadiff.exe", 1) {
		t.Errorf("zip: got\n%s\nwant\n%s", got, want)
	}
}

func testChecksums(t *testing.T, out string) {
	lines := strings.Split(strings.TrimSpace(string(content(t, out, "schemadiff_checksums.txt"))), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines, want one for each archive and each bill", len(lines))
	}
	for _, line := range lines {
		sum, name, _ := strings.Cut(line, "  ")
		if got := fmt.Sprintf("%x", sha256.Sum256(content(t, out, name))); got != sum {
			t.Errorf("%s: %s", name, sum)
		}
	}
}

// The bill names the modules that the binary has, with the hashes of go.sum.
func testComponents(t *testing.T, out string) {
	var got bill
	if err := json.Unmarshal(content(t, out, "schemadiff_1.2.3_linux_amd64.cdx.json"), &got); err != nil {
		t.Fatal(err)
	}
	if got.Format != "CycloneDX" || got.Metadata.Component.Version != "v1.2.3" || got.Metadata.Timestamp != "2026-01-02T03:04:06Z" {
		t.Errorf("got %+v", got.Metadata)
	}
	if len(got.Components) == 0 || got.Components[0].Name != "std" || got.Components[0].Version == "" {
		t.Errorf("got %+v", got.Components)
	}
}
