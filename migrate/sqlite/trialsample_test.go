package sqlite

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

// chained is a database whose rows refer each to the one after it, as many as there are.
func chained(t *testing.T, rows int) string {
	t.Helper()
	return database(t, "CREATE TABLE link (id INTEGER PRIMARY KEY, next INTEGER REFERENCES link, pad TEXT)",
		fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO link SELECT i, CASE WHEN i < %d THEN i + 1 END, 'x' FROM n", rows, rows))
}

// sampled is how many rows of a table are in a sample of a database, and how long it took to make it.
func sampled(t *testing.T, path, table string, rows int64) (left int64, took time.Duration) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "copy.db")
	if err := copyPages(t.Context(), path, file, introspect.Patience{}); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if err := sampleRows(t.Context(), file, rows, nil); err != nil {
		t.Fatal(err)
	}
	took = time.Since(start)
	conn, _, err := openCopy(context.Background(), file)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.close()
	left, err = (&run{conn: conn.Conn}).rows(t.Context(), table)
	if err != nil {
		t.Fatal(err)
	}
	return left, took
}

// A chain of references is followed in a time that grows with its length, not with the square.
func TestSampleFollowsLongChains(t *testing.T) {
	const short, factor = 1000, 6
	var times [2]time.Duration
	for i, rows := range []int{short, short * factor} {
		path := chained(t, rows)
		for range 2 { // the shorter of two, as other programs run too
			left, took := sampled(t, path, "link", 1)
			if left != int64(rows) {
				t.Fatalf("%d of %d rows", left, rows)
			}
			if times[i] == 0 || took < times[i] {
				times[i] = took
			}
		}
	}
	t.Logf("%d rows: %v, %d rows: %v", short, times[0], short*factor, times[1])
	if times[1] > times[0]*factor*factor/2 {
		t.Errorf("%d times the rows took %d times as long: %v and %v", factor, times[1]/times[0], times[0], times[1])
	}
}

// What a reference means is decided by the column that it names: its affinity and its collation.
func TestSampleFollowsReferencesAsSQLiteDoes(t *testing.T) {
	path := database(t, `CREATE TABLE place (code TEXT COLLATE NOCASE PRIMARY KEY, up NUMERIC REFERENCES place);
CREATE TABLE visit (id INTEGER PRIMARY KEY, place INTEGER REFERENCES place, up NUMERIC);`,
		"INSERT INTO place VALUES ('first', NULL), ('7', NULL), ('07', 'A'), ('a', 7)", "INSERT INTO visit VALUES (1, 7, 0), (2, 'A', 0)")
	for table, want := range map[string]int64{"place": 3, "visit": 2} {
		if left, _ := sampled(t, path, table, 2); left != want {
			t.Errorf("%s: %d rows, want %d", table, left, want)
		}
	}
}

// Tables whose rows have no number are sampled by their keys.
func TestSampleOfTablesWithoutRowID(t *testing.T) {
	path := database(t, `CREATE TABLE word (lang TEXT COLLATE NOCASE, text, root, PRIMARY KEY (text, lang), FOREIGN KEY (lang, root) REFERENCES word (lang, text)) WITHOUT ROWID;
CREATE TABLE note (id INTEGER PRIMARY KEY, lang, text, FOREIGN KEY (lang, text) REFERENCES word (lang, text));
CREATE UNIQUE INDEX other_way ON word (lang, text)`,
		"INSERT INTO word VALUES ('en', 'a', NULL), ('en', 'b', NULL), ('En', x'01', 7), ('de', 1, NULL), ('EN', 7, 'a'), ('fr', 7, NULL)",
		"INSERT INTO note VALUES (1, 'eN', x'01')")
	for table, want := range map[string]int64{"word": 4, "note": 1} { // the first, and the one of the note with what it refers to
		if left, _ := sampled(t, path, table, 1); left != want {
			t.Errorf("%s: %d rows, want %d", table, left, want)
		}
	}
}
