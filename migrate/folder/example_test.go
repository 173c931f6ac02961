package folder_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// A folder is compared with what the journal of a database says of it, by number and
// checksum.
func ExampleCompare() {
	f := folder.Of("migrations", map[string]string{
		"0001_users.sql":  "CREATE TABLE users (id int);\n",
		"0002_orders.sql": "CREATE TABLE orders (id int);\n",
		"0003_index.sql":  "CREATE INDEX i ON orders (id);\n",
	})
	journal := []folder.Entry{
		{ID: "0001", Checksum: folder.Sum("CREATE TABLE users (id int);\n"), State: folder.Done},
		{ID: "0002", Checksum: folder.Sum("CREATE TABLE orders (id bigint);\n"), State: folder.Done},
	}
	s := folder.Compare(f.Files, journal)
	fmt.Println("applied", len(s.Applied), "edited", len(s.Edited), "pending", len(s.Pending))
	fmt.Println(s.Pending[0].Path)
	// Output:
	// applied 2 edited 1 pending 1
	// migrations/0003_index.sql
}

// Parts are the two halves of a file that says how to revert it.
func ExampleParts() {
	up, down := folder.Parts("-- migrate:up\nCREATE TABLE a (id int);\n-- migrate:down\nDROP TABLE a;\n")
	fmt.Printf("%q\n%q\n", up, down)
	// Output:
	// "-- migrate:up\nCREATE TABLE a (id int);\n"
	// "-- migrate:down\nDROP TABLE a;\n"
}
