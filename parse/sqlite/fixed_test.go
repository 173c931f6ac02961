package sqlite

import (
	"fmt"
	"regexp"
	"testing"
	"time"
)

// What is one value for a statement becomes a literal; what each row has of its own, what
// depends on the machine, and what is no statement on rows stays.
func TestWithFixedValues(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 891e6, time.FixedZone("x", 3600))
	for sql, want := range map[string]string{
		"INSERT INTO t VALUES (CURRENT_TIMESTAMP, current_date, Current_Time)":        "INSERT INTO t VALUES ('2026-03-04 04:06:07', '2026-03-04', '04:06:07')",
		"INSERT INTO t VALUES (datetime('now'), date( \"NOW\" , '+1 day'))":           "INSERT INTO t VALUES (datetime('2026-03-04 04:06:07.891'), date( '2026-03-04 04:06:07.891' , '+1 day'))",
		"UPDATE t SET a = datetime('now', '-' || b || ' days') WHERE c < unixepoch()": "UPDATE t SET a = datetime('2026-03-04 04:06:07.891', '-' || b || ' days') WHERE c < unixepoch('2026-03-04 04:06:07.891')",
		"UPDATE t SET a = strftime('%s'), b = strftime('%s','now'), c = unixepoch('subsec')": "UPDATE t SET a = strftime('%s', '2026-03-04 04:06:07.891'), b = strftime('%s','2026-03-04 04:06:07.891'), " +
			"c = unixepoch('2026-03-04 04:06:07.891', 'subsec')",
		"DELETE FROM t WHERE at < date('now') -- date('now')":                              "DELETE FROM t WHERE at < date('2026-03-04 04:06:07.891') -- date('now')",
		"INSERT INTO t SELECT a, CURRENT_TIMESTAMP FROM u WHERE b = 'now'":                 "INSERT INTO t SELECT a, '2026-03-04 04:06:07' FROM u WHERE b = 'now'",
		"WITH x AS (SELECT date() AS d) INSERT INTO t SELECT d FROM x":                     "WITH x AS (SELECT date('2026-03-04 04:06:07.891') AS d) INSERT INTO t SELECT d FROM x",
		"INSERT INTO t (a) VALUES (1) ON CONFLICT DO UPDATE SET at = date('now')":          "INSERT INTO t (a) VALUES (1) ON CONFLICT DO UPDATE SET at = date('2026-03-04 04:06:07.891')",
		"INSERT INTO t VALUES (timediff('now', a), unixepoch(a, 'subsec'))":                "INSERT INTO t VALUES (timediff('2026-03-04 04:06:07.891', a), unixepoch(a, 'subsec'))",
		`INSERT INTO t VALUES ("current_timestamp", 'random()')`:                           "",
		"INSERT INTO t VALUES (datetime('now', 'localtime'))":                              "INSERT INTO t VALUES (datetime('2026-03-04 04:06:07.891', 'localtime'))",
		"INSERT INTO t VALUES (datetime(coalesce(a, 'now')))":                              "",
		"INSERT INTO t SELECT random()":                                                    "",
		"INSERT INTO t VALUES ((SELECT random() FROM u))":                                  "",
		"INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = random()":                  "",
		"UPDATE t SET a = random()":                                                        "",
		"DELETE FROM t WHERE random() > 0":                                                 "",
		"INSERT INTO t VALUES (randomblob(a), randomblob(1000000))":                        "",
		"SELECT datetime('now')":                                                           "",
		"CREATE TRIGGER r AFTER INSERT ON t BEGIN INSERT INTO u VALUES (date('now')); END": "",
	} {
		if want == "" {
			want = sql
		}
		if got := WithFixedValues(sql, now); got != want {
			t.Errorf("%s\n%s, want\n%s", sql, got, want)
		}
	}
	drawn := WithFixedValues("INSERT INTO t VALUES (lower(hex(randomblob(4))), abs(random() % 10)), (random(), randomblob(0))", now)
	if !regexp.MustCompile(`^INSERT INTO t VALUES \(lower\(hex\(x'[0-9a-f]{8}'\)\), abs\(\(-?\d+\) % 10\)\), \(\(-?\d+\), x'[0-9a-f]{2}'\)$`).MatchString(drawn) {
		t.Error(drawn)
	}
}

// ExampleWithFixedValues shows what is sent to every node of a cluster.
func ExampleWithFixedValues() {
	at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	fmt.Println(WithFixedValues("INSERT INTO users (name, created) VALUES ('ann', CURRENT_TIMESTAMP)", at))
	// Output: INSERT INTO users (name, created) VALUES ('ann', '2026-01-02 03:04:05')
}
