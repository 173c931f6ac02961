// Command site makes one site of plain HTML of the manual: the README, the pages in docs, those of the rules and
// of the repository. Nothing is loaded from elsewhere and nothing runs in it; a link that leads nowhere is an
// error. The same files give the same bytes.
//
//	go run ./release/site -out release/out/site
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := flag.String("root", ".", "the folder of the repository")
	out := flag.String("out", "release/out/site", "the folder of the site, which is replaced")
	flag.Parse()
	if err := build(*root, *out); err != nil {
		fmt.Fprintln(os.Stderr, "release/site:", err)
		os.Exit(1)
	}
}

// build writes the site.
func build(root, out string) error {
	s, err := read(root)
	if err != nil {
		return err
	}
	files, err := s.files()
	if err != nil {
		return err
	}
	if err := remove(out); err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(out, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, text, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %d files\n", out, len(files))
	return nil
}

// remove removes an earlier site, and no other folder.
func remove(out string) error {
	there, err := os.ReadDir(out)
	if os.IsNotExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(out, "index.html")); err != nil && len(there) > 0 {
		return fmt.Errorf("%s is no site: name a new folder by -out", out)
	}
	return os.RemoveAll(out)
}
