package source_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/source"
)

// A folder is its .sql files in the order of their paths; standard input is one more file.
func ExampleRead() {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	for _, name := range []string{"b.sql", "a.sql", ".hidden.sql", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("-- "+name+"\n"), 0o600); err != nil {
			fmt.Println(err)
			return
		}
	}
	texts, err := source.Read(context.Background(), []string{dir, "-"}, strings.NewReader("-- typed\n"))
	for _, t := range texts {
		fmt.Print(t.Text)
	}
	fmt.Println(err)
	// Output:
	// -- a.sql
	// -- b.sql
	// -- typed
	// <nil>
}
