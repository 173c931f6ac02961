package review

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// Each changeset keeps its place in the file, and every line is of one changeset.
func TestChangesets(t *testing.T) {
	const text = "--liquibase formatted sql\r\n--changeset a:1\r\nSELECT 1;\r\n\r\n--changeset a:2\nSELECT 'ü';\n--changeset a:3\nSELECT 3;"
	list := changesetsOf(text)
	var statements []string
	for i, c := range list {
		if !strings.HasPrefix(text[len(c.blanks):], c.own) || strings.Count(c.blanks, "\n") != c.first-1 || strings.TrimSpace(c.blanks) != "" {
			t.Errorf("changeset %d is not at its place: %q", i+1, c.text())
		}
		statements = append(statements, strings.TrimSpace(c.own))
	}
	want := []string{"--liquibase formatted sql\r\n--changeset a:1\r\nSELECT 1;", "--changeset a:2\nSELECT 'ü';", "--changeset a:3\nSELECT 3;"}
	if diff := cmp.Diff(want, statements); diff != "" {
		t.Error(diff)
	}
	for line, of := range map[int]int{1: 0, 4: 0, 5: 1, 6: 1, 7: 2, 8: 2} {
		for i, c := range list {
			if f := (lint.Finding{Pos: schema.Pos{Line: line}}); c.has(f) != (i == of) {
				t.Errorf("line %d in changeset %d: %t", line, i+1, c.has(f))
			}
		}
	}
	for _, one := range []string{"--changeset a:1\nSELECT 1;\n--changeset a:2\n", "--liquibase formatted sql\n--changeset a:1\n", ""} {
		if list := changesetsOf(one); len(list) != 1 || list[0].text() != one {
			t.Errorf("%q is divided", one)
		}
	}
}
