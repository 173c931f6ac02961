// Command pack makes the files of a release from the binaries that release/build has built: for
// each platform an archive and a list of what the binary consists of (CycloneDX), and the
// checksums of all. Their bytes depend on nothing but the binaries and the arguments, so that
// anybody can build a release again and compare.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// release has the properties that all files of a release share.
type release struct {
	out, version, commit string
	date                 time.Time
	extra                []string // files that go into every archive
}

func main() {
	r, date := &release{}, ""
	flag.StringVar(&r.out, "out", "release/out", "the folder with bin/PLATFORM/schemadiff, into which the files go")
	flag.StringVar(&r.version, "version", "", "the version in their names")
	flag.StringVar(&r.commit, "commit", "", "the commit that was built")
	flag.StringVar(&date, "date", "", "the date of the commit, which is that of everything in the archives")
	flag.Parse()
	r.extra = flag.Args()
	err := r.read(date)
	if err == nil {
		err = r.write()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "release/pack:", err)
		os.Exit(1)
	}
}

// read checks the arguments.
func (r *release) read(date string) (err error) {
	if r.version == "" || r.commit == "" {
		return fmt.Errorf("-version and -commit are needed")
	}
	if r.date, err = time.Parse(time.RFC3339, date); err != nil {
		return fmt.Errorf("-date: %w", err)
	}
	return nil
}

// write writes the files of every platform, and the checksums.
func (r *release) write() error {
	binaries, err := filepath.Glob(filepath.Join(r.out, "bin", "*", "schemadiff*"))
	if err != nil {
		return err
	}
	if len(binaries) == 0 {
		return fmt.Errorf("no binary in %s/bin", r.out)
	}
	if err := r.clear(); err != nil {
		return err
	}
	var names []string
	for _, binary := range binaries {
		archive, err := r.archive(binary)
		if err != nil {
			return fmt.Errorf("%s: %w", binary, err)
		}
		list, err := r.components(binary)
		if err != nil {
			return fmt.Errorf("%s: %w", binary, err)
		}
		names = append(names, archive, list)
	}
	return r.checksums(names)
}

// clear removes the files of an earlier run, which may be of another version.
func (r *release) clear() error {
	old, err := filepath.Glob(filepath.Join(r.out, "schemadiff_*"))
	if err != nil {
		return err
	}
	for _, file := range old {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// name is the name of a file about a binary in bin/PLATFORM.
func (r *release) name(binary, ending string) string {
	platform := strings.Replace(filepath.Base(filepath.Dir(binary)), "-", "_", 1)
	return fmt.Sprintf("schemadiff_%s_%s%s", r.version, platform, ending)
}

// checksums writes the SHA-256 of files as sha256sum reads them.
func (r *release) checksums(names []string) error {
	slices.Sort(names)
	var text strings.Builder
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(r.out, name))
		if err != nil {
			return err
		}
		fmt.Fprintf(&text, "%x  %s\n", sha256.Sum256(data), name)
	}
	return os.WriteFile(filepath.Join(r.out, "schemadiff_checksums.txt"), []byte(text.String()), 0o644)
}
