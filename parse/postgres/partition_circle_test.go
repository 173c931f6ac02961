package postgres

import (
	"context"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// A table that is attached to itself, or to a partition of its own, is an error and no endless search.
func TestAttachedToItself(t *testing.T) {
	for _, sql := range []string{
		"CREATE TABLE t (a int) PARTITION BY RANGE (a); ALTER TABLE t ATTACH PARTITION t DEFAULT;",
		"CREATE TABLE t (a int) PARTITION BY RANGE (a); CREATE TABLE u PARTITION OF t DEFAULT PARTITION BY RANGE (a); ALTER TABLE u ATTACH PARTITION t DEFAULT;",
	} {
		_, err := Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: sql}})
		if err == nil || !strings.Contains(err.Error(), "partition of itself") {
			t.Errorf("%s: %v", sql, err)
		}
	}
}
