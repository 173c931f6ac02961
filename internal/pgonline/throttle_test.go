package pgonline

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// stalls checks that an apply fills no more rows until it is let go on, and that it ends then.
func stalls(t *testing.T, url string, goOn func(), args ...string) {
	t.Helper()
	const filled = "SELECT count(*) FROM big WHERE schemadiff_a_next IS NOT NULL"
	desired := file(t, besideAfter())
	ended := make(chan dbtest.Result, 1)
	go func() { ended <- schemadiff(t, nil, online(url, desired, args...)...) }()
	for deadline := time.Now().Add(30 * time.Second); value(t, url, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'schemadiff apply' AND query LIKE 'DO %'") == "0"; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no rows are being filled")
		}
	}
	time.Sleep(time.Second) // which would be enough for all of them
	was := value(t, url, filled)
	time.Sleep(500 * time.Millisecond)
	if now := value(t, url, filled); now != was || now == "8400" {
		t.Errorf("%s rows were filled, and %s a little later", was, now)
	}
	select {
	case got := <-ended:
		t.Fatalf("it did not wait: %s", got)
	default:
	}
	goOn()
	if got := <-ended; got.Code != 0 {
		t.Fatalf("apply: %s", got)
	}
	exchanged(t, url, desired)
}

// TestPausesForLoad fills no rows while others have work for the server.
func TestPausesForLoad(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, besideBefore, besideRows())
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		for range 3 {
			go func() {
				conn, err := pgx.Connect(context.Background(), url)
				if err != nil {
					t.Error(err)
					return
				}
				defer conn.Close(context.Background())
				_, _ = conn.Exec(ctx, "SELECT pg_sleep(60)")
			}()
		}
		stalls(t, url, cancel, "--max-load", "2")
	})
}

// TestPausesForStandby fills no rows while a standby has not replayed what was written.
func TestPausesForStandby(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		own := dbtest.OwnPostgres(t, p.Major)
		url := own.Database(t, besideBefore, besideRows())
		standby := own.Standby(t).URL("postgres")
		if err := dbtest.Exec(standby, "SELECT pg_wal_replay_pause()"); err != nil {
			t.Fatal(err)
		}
		stalls(t, url, func() {
			if err := dbtest.Exec(standby, "SELECT pg_wal_replay_resume()"); err != nil {
				t.Error(err)
			}
		}, "--max-lag", "300ms")
	})
}

// TestPausesUnseen: a role that does not see what others do is refused, and not left unthrottled.
func TestPausesUnseen(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, besideBefore+"CREATE ROLE unseeing LOGIN;\nALTER TABLE big OWNER TO unseeing;\nALTER VIEW seen OWNER TO unseeing;\nGRANT CREATE ON SCHEMA public TO unseeing;\n", besideRows())
		t.Cleanup(func() { _ = dbtest.Exec(url, "DROP OWNED BY unseeing; DROP ROLE unseeing") })
		as := p.URLAs("unseeing", value(t, url, "SELECT current_database()"))
		got := schemadiff(t, nil, online(as, file(t, besideAfter()), "--max-load", "5")...)
		if got.Code == 0 || !strings.Contains(got.Err, "does not see") || !strings.Contains(got.Err, "GRANT pg_read_all_stats") {
			t.Errorf("got %s", got)
		}
	})
}
