package property

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	introspect "github.com/schemadiff/schemadiff/introspect/sqlite"
	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	renderlite "github.com/schemadiff/schemadiff/render/sqlite"
)

// hostileNames are 200 names that someone, some day, gives a table.
func hostileNames() []string {
	keywords := strings.Fields(`abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case
		cast check collate column commit conflict constraint create cross current database default deferrable deferred delete desc detach distinct do
		drop each else end escape except exclude exclusive exists explain fail filter first following for foreign from full generated glob group groups
		having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key last left like limit match
		materialized natural no not nothing notnull`)
	return append(append(dbtest.HostileNames(), ""), keywords...)[:200]
}

// TestHostileNames shows that such names survive create, inspect, plan, apply
// and the printed script.
func TestHostileNames(t *testing.T) {
	for i, name := range hostileNames() {
		if testing.Short() && i%10 > 0 {
			continue
		}
		if err := oneName(t.TempDir(), name); err != nil {
			t.Errorf("name %d %q: %v", i, name, err)
		}
	}
}

func quote(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

func namedSchema(name, typ string) string {
	q := quote(name)
	return fmt.Sprintf(`CREATE TABLE %[1]s (id INTEGER PRIMARY KEY AUTOINCREMENT, %[2]s %[3]s, CHECK (%[2]s <> 'never'));
CREATE INDEX %[4]s ON %[1]s (%[2]s);
CREATE VIEW %[5]s AS SELECT %[2]s AS %[2]s FROM %[1]s;
CREATE TRIGGER %[6]s AFTER DELETE ON %[1]s BEGIN SELECT OLD.%[2]s; END;
CREATE TABLE %[7]s (r INTEGER REFERENCES %[1]s (id) ON DELETE CASCADE);`,
		q, quote("c"+name), typ, quote("i"+name), quote("v"+name), quote("t"+name), quote("child"+name))
}

func oneName(dir, name string) error {
	ctx := context.Background()
	path := filepath.Join(dir, "n.db")
	rows := fmt.Sprintf("INSERT INTO %s VALUES (5, 'a'), (9, 'b'); INSERT INTO %s VALUES (5);", quote(name), quote("child"+name))
	if err := create(path, namedSchema(name, "TEXT")+rows); err != nil {
		return err
	}
	db, err := introspect.Open(ctx, path, time.Second)
	if err != nil {
		return err
	}
	from, err := db.Schema(ctx)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	var inspected bytes.Buffer
	renderlite.SQL(&inspected, from)
	again, err := parser.Load(ctx, []parse.Source{{Name: "i.sql", Text: inspected.String()}})
	if err != nil {
		return fmt.Errorf("inspect and load: %w\n%s", err, inspected.String())
	}
	if again.Fingerprint() != from.Fingerprint() {
		return fmt.Errorf("inspect and load differs\n%s", inspected.String())
	}
	if same, err := empty(ctx, path, namedSchema(name, "TEXT")); err != nil || !same {
		return fmt.Errorf("self plan: empty %t, %w", same, err)
	}
	if err := scriptOnCopy(ctx, dir, path, name); err != nil {
		return err
	}
	p, err := prepare(ctx, path, namedSchema(name, "varchar(10)"), "", "")
	if err != nil {
		return err
	}
	if _, err := executor.Apply(ctx, p, executor.Options{Path: path, Wait: time.Second}); err != nil {
		return err
	}
	return arrived(ctx, path, name)
}

func scriptOnCopy(ctx context.Context, dir, path, name string) error {
	if _, err := exec.LookPath("sqlite3"); err != nil || strings.Contains(name, "\r\n") {
		return nil // the shell reads CR LF as LF, so that it finds no such table and rolls back
	}
	copied := filepath.Join(dir, "copy.db")
	if err := copyFile(path, copied); err != nil {
		return err
	}
	p, err := prepare(ctx, copied, namedSchema(name, "varchar(10)"), "3.40", "")
	if err != nil {
		return err
	}
	out := shell(copied, shape{bail: true}, script(p))
	if err := arrived(ctx, copied, name); err != nil {
		return fmt.Errorf("printed script: %w\n%s\n%s", err, out, script(p))
	}
	return nil
}

// arrived says whether the database is the changed schema with its rows.
func arrived(ctx context.Context, path, name string) error {
	if same, err := empty(ctx, path, namedSchema(name, "varchar(10)")); err != nil || !same {
		return fmt.Errorf("second plan: empty %t, %w", same, err)
	}
	db, err := introspect.Open(ctx, path, time.Second)
	if err != nil {
		return err
	}
	defer db.Close()
	n, err := db.Count(ctx, fmt.Sprintf("SELECT (SELECT count(*) FROM %s) * 10 + (SELECT count(*) FROM %s)", quote(name), quote("child"+name)))
	if err != nil {
		return err
	}
	if n != 21 {
		return fmt.Errorf("rows are lost: %d", n)
	}
	return nil
}
