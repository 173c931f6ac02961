package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"encoding/binary"
	"hash/maphash"
	"io"
	"math"
	"testing"
	"time"

	_ "modernc.org/sqlite"
)

func TestZZ(t *testing.T) {
	db, _ := sql.Open("sqlite", "file:///tmp/ex/a.db?mode=rw&_pragma=cache_size(-65536)")
	c, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	run := func(q string) {
		s := time.Now()
		if _, err := c.ExecContext(ctx, q); err != nil {
			t.Fatal(q, err)
		}
		t.Log(time.Since(s), q)
	}
	one := func(q string) {
		s := time.Now()
		var n int64
		if err := c.QueryRowContext(ctx, q).Scan(&n); err != nil {
			t.Fatal(q, err)
		}
		t.Log(time.Since(s), n, q)
	}
	run("BEGIN IMMEDIATE")
	run("CREATE TABLE n(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT, score REAL, at TEXT)")
	run("INSERT INTO n(rowid,name,email,score,at) SELECT rowid,name,email,score,at FROM p")
	one("SELECT count(*) FROM n")
	one("SELECT count(*) FROM p JOIN n ON p.rowid=n.rowid WHERE p.id IS n.id AND p.name IS n.name COLLATE BINARY AND p.email IS n.email COLLATE BINARY AND p.score IS n.score COLLATE BINARY AND p.at IS n.at COLLATE BINARY")
	one("SELECT count(*) FROM p CROSS JOIN n ON p.rowid=n.rowid WHERE (p.name,p.email,p.score,p.at) IS (n.name,n.email,n.score,n.at)")
	one("SELECT count(*) FROM p CROSS JOIN n ON p.rowid=n.rowid AND p.name = n.name AND p.email = n.email AND p.score=n.score AND p.at =n.at")
	for _, tb := range []string{"p", "n"} {
		s := time.Now()
		var sum uint64
		seed := maphash.MakeSeed()
		c.Raw(func(x any) error {
			rows, err := x.(driver.QueryerContext).QueryContext(ctx, "SELECT rowid,+name,+email,+score,+at FROM "+tb, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer rows.Close()
			d := make([]driver.Value, 5)
			var h maphash.Hash
			h.SetSeed(seed)
			var buf [9]byte
			for {
				if err := rows.Next(d); err == io.EOF {
					return nil
				} else if err != nil {
					t.Fatal(err)
				}
				h.Reset()
				for _, v := range d {
					switch v := v.(type) {
					case int64:
						buf[0] = 1
						binary.LittleEndian.PutUint64(buf[1:], uint64(v))
						h.Write(buf[:])
					case float64:
						buf[0] = 2
						binary.LittleEndian.PutUint64(buf[1:], math.Float64bits(v))
						h.Write(buf[:])
					case string:
						buf[0] = 3
						binary.LittleEndian.PutUint64(buf[1:], uint64(len(v)))
						h.Write(buf[:])
						h.WriteString(v)
					case nil:
						h.WriteByte(0)
					}
				}
				sum += h.Sum64()
			}
		})
		t.Log(time.Since(s), sum, "hash rows")
	}
	one("SELECT count(*) FROM (SELECT id,name,email,score,at FROM p EXCEPT SELECT id,name,email,score,at FROM n)")
	run("DROP TABLE p")
	run("ALTER TABLE n RENAME TO p")
	run("ROLLBACK")
}
