package folder_test

import (
	"testing"
	"testing/fstest"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

// A file system that is embedded into a program reads as the folder did.
func TestReadFS(t *testing.T) {
	fsys := fstest.MapFS{
		"0001_users.sql":           {Data: []byte("CREATE TABLE users (id int);\n")},
		"0001_users.down.sql":      {Data: []byte("DROP TABLE users;\n")},
		"0002_posts/migration.sql": {Data: []byte("CREATE TABLE posts (id int);\n")},
		"README.md":                {Data: []byte("no migration")},
	}
	f, err := folder.ReadFS(fsys, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Files) != 2 || f.Files[0].Path != "migrations/0001_users.sql" || f.Files[0].Down == "" || f.Files[1].ID != "0002" {
		t.Errorf("got %+v", f.Files)
	}
	fsys["01_again.sql"] = fsys["0001_users.sql"]
	if _, err := folder.ReadFS(fsys, "migrations"); err == nil {
		t.Error("two files with one number were read")
	}
}
