package folder_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// Parts are the two halves of a file that says how to revert it.
func ExampleParts() {
	up, down := folder.Parts("-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n")
	fmt.Printf("%q\n%q\n", up, down)
	// Output:
	// "-- migrate:up\nCREATE TABLE a (id int);\n"
	// "-- migrate:down\nDROP TABLE a;\n"
}
