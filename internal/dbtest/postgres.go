package dbtest

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	defaultMajor = 15 // the version whose pg_dump and psql test/setup installs too
	versionsEnv  = "SCHEMADIFF_PG"
	runningEnv   = "SCHEMADIFF_TEST_PG_" // and the major version: the port of a server that Main started
	missingEnv   = "SCHEMADIFF_TEST_NO_PG_"
)

// PG is a PostgreSQL server on loopback that tests may do with as they like.
type PG struct {
	Major int
	port  int
}

// URL is how the superuser connects to a database of the server.
func (p *PG) URL(database string) string { return p.urlOf("postgres", database) }

// URLAs is URL for another role.
func (p *PG) URLAs(role, database string) string { return p.urlOf(role, database) }

func (p *PG) urlOf(role, database string) string {
	return fmt.Sprintf("postgres://%s@127.0.0.1:%d/%s?sslmode=disable", role, p.port, database)
}

// Majors are the major versions to test on: 15, or the ones that SCHEMADIFF_PG
// lists, such as 13,15,18.
func Majors() []int {
	var list []int
	for f := range strings.SplitSeq(os.Getenv(versionsEnv), ",") {
		if n, err := strconv.Atoi(strings.TrimSpace(f)); err == nil {
			list = append(list, n)
		}
	}
	if len(list) == 0 {
		return []int{defaultMajor}
	}
	return slices.Compact(list)
}

// Main runs the tests of a package with a server of each of Majors, which it
// stops again. A TestMain ends with os.Exit(dbtest.Main(m)). The tests get at
// the servers by Postgres; where one does not start only those tests suffer.
func Main(m *testing.M) int {
	for _, major := range Majors() {
		server, err := startServer(major)
		if err != nil {
			err = os.Setenv(missingEnv+strconv.Itoa(major), err.Error())
		} else {
			defer server.stop()
			err = os.Setenv(runningEnv+strconv.Itoa(major), strconv.Itoa(server.port))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	return m.Run()
}

// Postgres is the server of that major version. Without one the test is
// skipped, and fails where CI is set.
func Postgres(t testing.TB, major int) *PG {
	t.Helper()
	port, err := strconv.Atoi(os.Getenv(runningEnv + strconv.Itoa(major)))
	if err == nil {
		return &PG{Major: major, port: port}
	}
	why := cmp.Or(os.Getenv(missingEnv+strconv.Itoa(major)), "TestMain must call dbtest.Main")
	message := fmt.Sprintf("no PostgreSQL %d (%s): ./test/setup installs it", major, why)
	if os.Getenv("CI") != "" {
		t.Fatal(message)
	}
	t.Skip(message)
	return nil
}
