package dbtest

// This file starts a server for one test, which may crash it and start it again.

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// Own is a server of one test alone, which may crash it.
type Own struct {
	*PG
	server *server
	bin    string
}

// OwnPostgres starts a server that is stopped when the test ends.
func OwnPostgres(t testing.TB, major int) *Own {
	t.Helper()
	Postgres(t, major) // skips where there is none
	bin, err := serverPrograms(major)
	if err != nil {
		t.Fatal(err)
	}
	s, err := startServer(major)
	if err != nil {
		t.Fatal(err)
	}
	o := &Own{PG: &PG{Major: major, port: s.port}, server: s, bin: bin}
	t.Cleanup(func() { o.server.stop() })
	return o
}

// Crash ends the server at once, as pg_ctl stop -m immediate does.
func (o *Own) Crash() { o.server.kill() }

// Restart starts a server that has crashed where it was.
func (o *Own) Restart(t testing.TB) {
	t.Helper()
	s, err := launch(o.bin, o.server.dir, o.server.port)
	if err != nil {
		t.Fatal(err)
	}
	o.server = s
}

// BecomeStandby makes the server one when it is started again.
func (o *Own) BecomeStandby(t testing.TB) {
	t.Helper()
	path := filepath.Join(o.server.dir, "data", "standby.signal")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if err := os.Chown(path, serverUser(), -1); err != nil {
			t.Fatal(err)
		}
	}
}

// Standby starts a server that replays what the first one writes; it is stopped when the test ends. The test is
// skipped where the programs of the version do not include pg_basebackup.
func (o *Own) Standby(t testing.TB) *PG {
	t.Helper()
	program := filepath.Join(o.bin, "pg_basebackup")
	if _, err := os.Stat(program); err != nil {
		t.Skipf("PostgreSQL %d has no pg_basebackup here", o.Major)
	}
	dir, err := serverFolder(serverRoot(), serverPrefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		t.Fatal(err)
	}
	cmd := command(program, "-d", o.URL("postgres"), "-D", filepath.Join(dir, "data"), "-R", "--checkpoint=fast")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		os.RemoveAll(dir)
		t.Fatalf("pg_basebackup: %v\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	s, err := launch(o.bin, dir, port)
	if err != nil {
		os.RemoveAll(dir)
		t.Fatal(err)
	}
	t.Cleanup(s.stop)
	return &PG{Major: o.Major, port: port}
}
