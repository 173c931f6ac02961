package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/introspect"
)

func TestOpen(t *testing.T) {
	db := opened(t, "CREATE SCHEMA other; ALTER ROLE postgres SET search_path = other, public, missing")
	t.Cleanup(func() { _ = dbtest.Exec(server(t).URL("postgres"), "ALTER ROLE postgres RESET search_path") })
	if got := strings.Join(db.SearchPath, ","); got != "public" || db.User != "postgres" || db.Version != server(t).Major {
		t.Errorf("got search_path %s, user %s, version %d", got, db.User, db.Version)
	}
	err := db.inTransaction(t.Context(), "settings", func(ctx context.Context, tx pgx.Tx) error {
		for setting, want := range map[string]string{"search_path": ownPath, "transaction_read_only": "on", "transaction_isolation": "repeatable read"} {
			var got string
			if err := tx.QueryRow(ctx, "SHOW "+setting).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s, %v, want %s", setting, got, err, want)
			}
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// A pooler in transaction mode hands each transaction to another server: nothing
// is prepared and nothing is set beyond the transaction.
func TestNothingOutlivesTheTransaction(t *testing.T) {
	db := opened(t)
	if _, err := db.Schema(t.Context()); err != nil {
		t.Fatal(err)
	}
	var path string
	var prepared int
	err := db.conn.QueryRow(t.Context(), "SELECT current_setting('search_path'), (SELECT count(*) FROM pg_prepared_statements)").Scan(&path, &prepared)
	if err != nil || path != `"$user", public` || prepared > 0 {
		t.Errorf("got search_path %s, %d prepared statements, %v", path, prepared, err)
	}
}

func TestService(t *testing.T) {
	url := server(t).Database(t)
	_, rest, _ := strings.Cut(url, "@127.0.0.1:")
	port, rest, _ := strings.Cut(rest, "/")
	name, _, _ := strings.Cut(rest, "?")
	file := filepath.Join(t.TempDir(), "pg_service.conf")
	text := "[app]\nhost=127.0.0.1\nport=" + port + "\ndbname=" + name + "\nuser=postgres\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PGSERVICEFILE", file)
	db, err := Open(t.Context(), "service=app", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if db.Database != name {
		t.Errorf("got database %s, want %s", db.Database, name)
	}
}

func TestConnectErrors(t *testing.T) {
	p := server(t)
	for url, want := range map[string]string{
		p.URL("missing"):                                      `database "missing" of 127.0.0.1 port`,
		p.URLAs("nobody", "postgres"):                         `as "nobody"`,
		"postgres://u:secret@127.0.0.1:1/app?sslmode=disable": "does the server run there?",
		"postgres://u:secret@127.0.0.1:1/app":                 "does the server run there?",
	} {
		_, err := Open(t.Context(), url, time.Second)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want %q", url, err, want)
		}
	}
}

// A server that does not answer is worth another try.
func TestNoAnswer(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	start := time.Now()
	_, err = Open(t.Context(), "postgres://u@"+silent.Addr().String()+"/app?sslmode=disable&connect_timeout=1", 0)
	var busy *introspect.BusyError
	if !errors.As(err, &busy) || time.Since(start) > 4*time.Second {
		t.Errorf("got %v after %s", err, time.Since(start))
	}
}

// A server that hangs up may be starting; one that is shut down says so first. Both are
// worth another try.
func TestHangUp(t *testing.T) {
	shutdown := "SFATAL\x00VFATAL\x00C57P01\x00Mterminating connection due to administrator command\x00\x00"
	for name, answer := range map[string]string{"nothing": "", "shutdown": "E" + string(binary.BigEndian.AppendUint32(nil, uint32(4+len(shutdown)))) + shutdown} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), "postgres://u:secret@"+rude(t, answer)+"/app?sslmode=disable", time.Second)
			var away *introspect.AwayError
			var lost *introspect.LostError
			if !errors.As(err, &away) && !errors.As(err, &lost) || (lost != nil) != (answer != "") {
				t.Fatalf("got %T %v", err, err)
			}
			if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "57P01") || !strings.Contains(err.Error(), "127.0.0.1") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// rude is the address of a server that reads what a session begins with, answers so and
// hangs up.
func rude(t *testing.T, answer string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			_, _ = conn.Read(make([]byte, 1024))
			_, _ = conn.Write([]byte(answer))
			_ = conn.Close()
		}
	}()
	return l.Addr().String()
}

func TestInterruptedReading(t *testing.T) {
	db := opened(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := db.Count(ctx, "SELECT count(*) FROM pg_sleep(20)"); err == nil || time.Since(start) > 5*time.Second {
		t.Errorf("got %v after %s", err, time.Since(start))
	}
}
