package cases

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	random "math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const exitTryAgain = 75

// clusterRows fills a parent and a child that its deletion would reach.
const clusterRows = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) INSERT INTO p (id, name) SELECT i, 'name ' || i FROM n;
INSERT INTO k SELECT id, id FROM p;`

// clusterSchema is a parent with a limit, so that another limit is a rebuild, and a child.
func clusterSchema(limit int) string {
	return fmt.Sprintf("CREATE TABLE p (id INTEGER PRIMARY KEY, name TEXT CHECK (length(name) < %d));\n", limit) +
		"CREATE TABLE k (id INTEGER PRIMARY KEY, p INTEGER NOT NULL REFERENCES p (id) ON DELETE CASCADE);\n"
}

func writeFile(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// lines are the answers of a copy of the cluster's database.
func clusterAnswer(t *testing.T, c *dbtest.Rqlite, query string) string {
	t.Helper()
	got, err := dbtest.Query(c.Backup(t), query)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(got, " ")
}

// TestRqliteLeaderKilled kills the leader while apply and migrate run: each takes effect once,
// and ends with 0, or with 75 and then 0.
func TestRqliteLeaderKilled(t *testing.T) {
	trials := 60
	if testing.Short() {
		trials = 6
	}
	for name, flags := range map[string][]string{"keys off": nil, "keys on": {"-fk"}} {
		t.Run(name, func(t *testing.T) {
			c := dbtest.StartRqlite(t, dbtest.RqliteOptions{Nodes: 3, Flags: flags})
			dir := t.TempDir()
			c.Load(t, dbtest.File(t, clusterSchema(100)+clusterRows+"CREATE TABLE log (n INTEGER);"))
			for i := range trials / 4 {
				writeFile(t, dir, "to.sql", clusterSchema(101+i)+"CREATE TABLE log (n INTEGER);\n")
				killLeader(t, c, dir, "apply", "--schema", "to.sql", "--yes", "--allow", "all")
				if got := clusterAnswer(t, c, "SELECT (SELECT count(*) FROM p) || ' ' || (SELECT count(*) FROM k) || ' ' || (SELECT group_concat(name) FROM sqlite_schema ORDER BY name)"); got != "5000 5000 k,log,p" && got != "5000 5000 log,p,k" && got != "5000 5000 log,k,p" && got != "5000 5000 p,k,log" {
					t.Fatalf("trial %d: the database holds %s", i, got)
				}
				if again := clusterRun(t, c, dir, "plan", "--schema", "to.sql", "--exit-code"); again.Code != exitDone {
					t.Fatalf("trial %d: the second plan: %s", i, again)
				}
				c.WaitEqual(t)
			}
			for i := range trials / 4 {
				writeFile(t, dir, fmt.Sprintf("migrations/%04d_log.sql", i+1), fmt.Sprintf("INSERT INTO log VALUES (%d);\nCREATE TABLE t%d (x);\nUPDATE p SET name = name || '';\n", i, i))
				killLeader(t, c, dir, "migrate", "--on-drift", "warn")
				want := fmt.Sprintf("%d %d %d", i+1, i+1, i+1)
				if got := clusterAnswer(t, c, "SELECT (SELECT count(*) FROM log) || ' ' || (SELECT count(DISTINCT n) FROM log) || ' ' || (SELECT count(*) FROM schemadiff_migrations WHERE state = 'done')"); got != want {
					t.Fatalf("trial %d: the log holds %s, want %s", i, got, want)
				}
				c.WaitEqual(t)
			}
		})
	}
}

func clusterRun(t *testing.T, c *dbtest.Rqlite, dir, command string, args ...string) dbtest.Result {
	t.Helper()
	return schemadiff(t, dir, append([]string{command, "--db", c.URL()}, args...)...)
}

// killLeader runs a command, kills the leader meanwhile, and runs the command again while it
// says so.
func killLeader(t *testing.T, c *dbtest.Rqlite, dir, command string, args ...string) {
	t.Helper()
	leader := c.WaitLeader(t)
	p := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), append([]string{command, "--db", c.URL()}, args...)...)
	time.Sleep(20*time.Millisecond + time.Duration(random.IntN(150))*time.Millisecond)
	c.Kill(leader)
	code, errs := p.End(t)
	c.Start(t, leader)
	c.WaitReady(t, leader)
	c.WaitLeader(t)
	for range 3 {
		if code != exitTryAgain {
			break
		}
		again := clusterRun(t, c, dir, command, args...)
		code, errs = again.Code, again.Err
	}
	if code != exitDone {
		t.Fatalf("%s ends with %d: %s", command, code, errs)
	}
}

// TestRqliteNoQuorum asks a cluster of which one node is left: commands end when their patience
// does, with 75, and say what is the matter.
func TestRqliteNoQuorum(t *testing.T) {
	c := dbtest.StartRqlite(t, dbtest.RqliteOptions{Nodes: 3})
	dir := t.TempDir()
	writeFile(t, dir, "to.sql", clusterSchema(100))
	writeFile(t, dir, "migrations/0001_log.sql", "CREATE TABLE log (n INTEGER);\n")
	c.Kill(c.Nodes[1])
	c.Kill(c.Nodes[2])
	for _, args := range [][]string{
		{"plan", "--schema", "to.sql", "--busy-timeout", "2s"},
		{"apply", "--schema", "to.sql", "--yes", "--wait", "2s"},
		{"status", "--wait", "2s"},
		{"migrate", "--wait", "2s"},
	} {
		start := time.Now()
		got := clusterRun(t, c, dir, args[0], args[1:]...)
		if got.Code != exitTryAgain || !strings.Contains(got.Err, "leader") {
			t.Errorf("%s: %s", args, got)
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%s took %s", args, took)
		}
	}
}

// TestRqliteWriters writes on all nodes while a plan runs: no row that was acknowledged is lost.
func TestRqliteWriters(t *testing.T) {
	c := dbtest.StartRqlite(t, dbtest.RqliteOptions{Nodes: 3, Flags: []string{"-fk"}})
	dir := t.TempDir()
	c.Load(t, dbtest.File(t, clusterSchema(100)+clusterRows))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	var mu sync.Mutex
	acknowledged := map[int]bool{}
	for writer := range 3 {
		wg.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				id := 1000000*(writer+1) + i
				if c.Exec(c.Nodes[writer], fmt.Sprintf("INSERT INTO p VALUES (%d, 'w')", id), fmt.Sprintf("INSERT INTO k VALUES (%d, %d)", id, id)) == nil {
					mu.Lock()
					acknowledged[id] = true
					mu.Unlock()
				}
			}
		})
	}
	plans := 20
	if testing.Short() {
		plans = 4
	}
	for i := range plans {
		writeFile(t, dir, "to.sql", clusterSchema(101+i))
		if got := clusterRun(t, c, dir, "apply", "--schema", "to.sql", "--yes", "--allow", "all"); got.Code != exitDone {
			t.Errorf("apply: %s", got)
		}
	}
	close(stop)
	wg.Wait()
	got := clusterAnswer(t, c, "SELECT (SELECT count(*) FROM p WHERE id >= 1000000) || ' ' || (SELECT count(*) FROM k WHERE id >= 1000000) || ' ' || (SELECT count(*) FROM p WHERE id < 1000000)")
	want := fmt.Sprintf("%d %d 5000", len(acknowledged), len(acknowledged))
	if got != want || len(acknowledged) == 0 {
		t.Errorf("the rows are %s, acknowledged were %s", got, want)
	}
	t.Logf("%d rows acknowledged during %d plans", len(acknowledged), plans)
	c.WaitEqual(t)
}

// TestRqliteAuthAndTLS opens a cluster that wants a password and has a certificate of its own.
func TestRqliteAuthAndTLS(t *testing.T) {
	dir := t.TempDir()
	ca := certificate(t, dir)
	writeFile(t, dir, "auth.json", `[{"username": "ann", "password": "secretword", "perms": ["all"]}, {"username": "bob", "password": "secretword", "perms": ["query", "status", "ready"]}]`)
	writeFile(t, dir, "to.sql", clusterSchema(100))
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	c := dbtest.StartRqlite(t, dbtest.RqliteOptions{Nodes: 1, Scheme: "https", User: "ann:secretword",
		Client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}},
		Flags:  []string{"-auth", filepath.Join(dir, "auth.json"), "-http-cert", filepath.Join(dir, "cert.pem"), "-http-key", filepath.Join(dir, "key.pem")}})
	host := strings.TrimPrefix(c.URL(), "rqlites://")
	run := func(url string, env ...string) dbtest.Result {
		return dbtest.RunWith(t, env, dir, "", os.Getenv(dbtest.BinaryEnv), "apply", "--db", url, "--schema", "to.sql", "--yes", "--busy-timeout", "1s")
	}
	good := "rqlites://ann@" + host + "?ca=cert.pem"
	for _, trial := range []struct {
		url, env string
		code     int
		says     string
	}{
		{good, "RQLITE_PASSWORD=wrongword", exitFailed, "401"},
		{good, "X=", exitFailed, "401"},
		{"rqlites://ann:wrongword@" + host + "?ca=cert.pem", "X=", exitFailed, "ann:***@"},
		{"rqlites://ann@" + host, "RQLITE_PASSWORD=secretword", exitFailed, "certificate"},
		{"rqlite://ann@" + host, "RQLITE_PASSWORD=secretword", exitFailed, ""},
		{"rqlites://bob@" + host + "?ca=cert.pem", "RQLITE_PASSWORD=secretword", exitFailed, "lacks the right"},
		{good, "RQLITE_PASSWORD_COMMAND=echo secretword", exitDone, ""},
		{good, "RQLITE_PASSWORD=secretword", exitDone, ""},
	} {
		got := run(trial.url, trial.env)
		if got.Code != trial.code || !strings.Contains(got.Out+got.Err, trial.says) {
			t.Errorf("%s with %s: %s", trial.url, trial.env, got)
		}
		if strings.Contains(got.Out+got.Err, "secretword") || strings.Contains(got.Out+got.Err, "wrongword") {
			t.Errorf("%s: a password is printed: %s", trial.url, got)
		}
	}
}

// certificate writes cert.pem, which is its own authority, and key.pem.
func certificate(t *testing.T, dir string) []byte {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	writeFile(t, dir, "cert.pem", string(cert))
	writeFile(t, dir, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private})))
	return cert
}
