package dbtest

// This file reads the pair of schemas whose plan needs every online form.

import (
	"os"
	"path/filepath"
	"runtime"
)

// OnlineForms are two schemas of testdata/online: the way from the first, which is to
// hold rows, to the second takes every online form.
func OnlineForms() (before, after string) {
	_, here, _, _ := runtime.Caller(0)
	read := func(name string) string {
		text, err := os.ReadFile(filepath.Join(filepath.Dir(here), "..", "..", "testdata", "online", name))
		if err != nil {
			panic(err)
		}
		return string(text)
	}
	return read("before.sql"), read("after.sql")
}
