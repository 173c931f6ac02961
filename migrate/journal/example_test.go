package journal_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
)

// A folder is compared with what the journal of a database says of it, by number and
// checksum.
func ExampleCompare() {
	f := folder.Of("migrations", map[string]string{
		"0001_users.sql":  "CREATE TABLE users (id int);\n",
		"0002_orders.sql": "CREATE TABLE orders (id int);\n",
		"0003_index.sql":  "CREATE INDEX i ON orders (id);\n",
	})
	entries := []journal.Entry{
		{ID: "0001", Checksum: folder.Sum("CREATE TABLE users (id int);\n"), State: journal.Done},
		{ID: "0002", Checksum: folder.Sum("CREATE TABLE orders (id bigint);\n"), State: journal.Done},
	}
	s := journal.Compare(f.Files, entries)
	fmt.Println("applied", len(s.Applied), "edited", len(s.Edited), "pending", len(s.Pending))
	fmt.Println(s.Pending[0].Path)
	// Output:
	// applied 2 edited 1 pending 1
	// migrations/0003_index.sql
}
