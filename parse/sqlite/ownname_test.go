package sqlite

import (
	"context"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// The table's own name before its columns makes no difference in what belongs to one
// table, however it is quoted, and is never taken for a string.
func TestOwnName(t *testing.T) {
	const want = "CREATE TABLE p (age INTEGER, b INTEGER, CHECK (age > 1)); CREATE UNIQUE INDEX i ON p (b) WHERE age > 21; CREATE INDEX e ON p (age + 1);"
	for _, text := range []string{
		`CREATE TABLE "p" (age INTEGER, b INTEGER, CHECK ("p"."age" > 1)); CREATE UNIQUE INDEX i ON p (b) WHERE "p"."age" > 21; CREATE INDEX e ON p (age + 1);`,
		"CREATE TABLE P (age INTEGER, b INTEGER, CHECK (p.age > 1)); CREATE UNIQUE INDEX i ON p (b) WHERE `p`.[age] > 21; CREATE INDEX e ON p (\"age\" + 1);",
	} {
		if a, b := print(t, want), print(t, text); a != b {
			t.Errorf("%s differs from %s", text, want)
		}
	}
	for _, text := range []string{
		"CREATE TABLE p (age INTEGER, b INTEGER, CHECK (b > 1)); CREATE UNIQUE INDEX i ON p (b) WHERE age > 21; CREATE INDEX e ON p (age + 1);",
		"CREATE TABLE p (age INTEGER, b INTEGER, CHECK ('p' > 1)); CREATE UNIQUE INDEX i ON p (b) WHERE age > 21; CREATE INDEX e ON p (age + 1);",
	} {
		if print(t, want) == print(t, text) {
			t.Errorf("%s is the same as %s", text, want)
		}
	}
}

func print(t *testing.T, text string) string {
	t.Helper()
	s, err := Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: text}})
	if err != nil {
		t.Fatal(err)
	}
	return s.Fingerprint()
}
