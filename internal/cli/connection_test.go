package cli

import (
	"math/rand/v2"
	"os"
	"strings"
	"testing"
)

// marker stands for the secret part of made passwords.
const marker = "s3cr3tMARK"

// madeConnection is one of many ways in which people write a connection string with a
// password, rightly and wrongly.
func madeConnection(r *rand.Rand) string {
	pick := func(list ...string) string { return list[r.IntN(len(list))] }
	junk := func() string {
		return pick("", "", "x", "/", "?", "#", "@", "%", ":", " ", "[", "]", "a=b", "//", "%zz", "\\'", "&")
	}
	password := junk() + marker + junk()
	if r.IntN(3) == 0 {
		sep := pick(" ", "  ", "\t")
		key := pick("password", "PASSWORD", "sslpassword", "password ", "pwd")
		value := pick(marker, "'"+marker+"'", "'a "+marker+"'", "a"+marker, `'it\'s `+marker+"'", " "+marker)
		pairs := []string{key + "=" + value, "host=127.0.0.1", "port=1", "dbname=app", "connect_timeout=1"}
		r.Shuffle(len(pairs), func(i, j int) { pairs[i], pairs[j] = pairs[j], pairs[i] })
		return strings.Join(pairs, sep)
	}
	if r.IntN(5) == 0 {
		return pick("postgres://", "postgresql://", "jdbc:postgresql://", "mysql://") + "127.0.0.1:1/app?" + pick("user=u&", "", "sslmode=disable&") +
			pick("password", "sslpassword") + "=" + pick("", "a", "%20") + marker + pick("", "&application_name=x")
	}
	return pick("postgres://", "postgresql://", "POSTGRES://", "postgres//", "postgres:/", "mysql://", "", "sqlite://", " postgres://", "jdbc:postgresql://") +
		pick("u", "", "u%40x", "app.user") + ":" + password + "@" + pick("127.0.0.1", "127.0.0.1:1", "[::1]:1", "127.0.0.1:port", "") + pick("/app", "", "/app?sslmode=disable", "/a@b", "/?x=y")
}

// No command prints the password of a connection string, wherever it is given and however
// it is written.
func TestNoPasswordIsPrinted(t *testing.T) {
	workspace(t, after)
	commands := [][]string{
		{"plan", "--db", "X", "--schema", "schema.sql"}, {"plan", "--from", "empty:", "--to", "X"}, {"plan", "--from", "X", "--to", "schema.sql", "--format", "json"},
		{"inspect", "X"}, {"lint", "X"}, {"check", "--schema", "X"}, {"explain", "X"}, {"X"}, {"plan", "X"}, {"plan", "--dialect", "X"},
		{"apply", "X", "--db", "app.db"}, {"status", "--db", "app.db", "--migrations", "X"}, {"plan", "--db", "app.db", "--schema", "schema.sql", "--format", "X"},
		{"generate", "--db", "X", "--schema", "schema.sql"}, {"apply", "--db", "X", "--schema", "schema.sql", "--yes"},
	}
	r := rand.New(rand.NewPCG(1, 2))
	n := 10_000
	if testing.Short() {
		n = 1_000
	}
	for i := range n {
		made := madeConnection(r)
		args := strings.Split(strings.ReplaceAll(strings.Join(commands[i%len(commands)], "\x00"), "X", strings.ReplaceAll(made, "\x00", "")), "\x00")
		if got := invoke(t, args...); strings.Contains(got.out+got.err, marker) {
			t.Fatalf("%q prints the password:\n%s\n%s", args, got.out, got.err)
		}
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), marker) {
			t.Errorf("a file was made of a connection string: %s", e.Name())
		}
	}
}

// The error says which character is to be percent-encoded.
func TestWhatToEncode(t *testing.T) {
	workspace(t, after)
	for _, c := range []struct{ url, want string }{
		{"postgres://u:pa/ss@host/db", "character 3 of the password is /: write it %2F"},
		{"postgres://u:a?b@host", "character 2 of the password is ?: write it %3F"},
		{"postgres://u:a#b@host", "write it %23"},
		{"postgres://u:a@b@host/db", "write it %40"},
		{"postgres://u:100%@host/db", "write it %25"},
		{"postgres://u:a b@host/db", "a space: write it %20"},
		{"postgres://u:1/2@host/db", "write it %2F"},
		{"postgres//u:pw@host/db", "a URL begins with postgres://"},
		{"host=h PASSWORD=x", "no"},
		{"PASSWORD=x host=h", "lower case"},
	} {
		got := invoke(t, "plan", "--db", c.url, "--schema", "schema.sql")
		if got.code != exitFailed || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: exit status %d, the message lacks %q: %s", c.url, got.code, c.want, got.err)
		}
	}
}

// A name without scheme and ending makes no SQLite file.
func TestNoFileOfAnyName(t *testing.T) {
	workspace(t, after)
	write(t, "m/0001_a.sql", "CREATE TABLE a (x int);")
	for _, name := range []string{"password=x host=h", "app", "app.sql", "u:pw@host/db"} {
		got := invoke(t, "migrate", "--db", name, "--migrations", "m", "--wait", "0s")
		if _, err := os.Stat(name); err == nil || got.code == exitDone {
			t.Errorf("%s: exit status %d, file: %v", name, got.code, err == nil)
		}
	}
	invoke(t, "migrate", "--db", "new.db", "--migrations", "m").wants(t, exitDone, "Applied 1 migration")
	invoke(t, "migrate", "--db", "sqlite:plain", "--migrations", "m").wants(t, exitDone, "Applied 1 migration")
}

// What a saved plan runs beside its statements is part of its text.
func TestSavedPlanShowsAllowances(t *testing.T) {
	workspace(t, "CREATE TABLE users (id INTEGER PRIMARY KEY)")
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--out", "plan.sql", "--allow", "drop-column").wants(t, exitDone, "schemadiff apply plan.sql --db app.db")
	text := read(t, "plan.sql")
	if !strings.Contains(text, "-- allowed: drop-column\n") {
		t.Errorf("the allowance is not shown:\n%s", text)
	}
	write(t, "plan.sql", strings.Replace(text, `"allow":["drop-column"]`, `"allow":["all"]`, 1))
	invoke(t, "apply", "plan.sql", "--db", "app.db", "--yes").wants(t, exitRefused, "edited")
}
