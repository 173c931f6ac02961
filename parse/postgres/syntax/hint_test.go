package syntax

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestHintsTellWhatTheyAreAbout(t *testing.T) {
	list, _, errs := read(t, `
-- @renamed from=people
CREATE TABLE users (
  id bigint PRIMARY KEY,
  full_name text, -- @renamed from=name
  mail text /* @renamed from="e mail" */ NOT NULL,
  -- @renamed from=zip
  postcode text DEFAULT 'a, b (',
  CONSTRAINT "Odd" CHECK (length(mail /* @renamed from=check_mail */) > 0),
  last int -- @renamed from=final
);
CREATE TABLE posts /* @renamed from=public.articles */ (id integer);
CREATE TABLE tags ( -- @renamed from=labels
  id integer
);
CREATE TYPE mood AS ENUM ('sad', 'ok', /* @renamed from='very ''happy' */ 'glad', 'odd' -- @renamed from=strange
);
CREATE INDEX i2 ON users (mail); -- @renamed from=i1
CREATE VIEW v2 /* @renamed from=v1 */ AS SELECT 1;
CREATE TABLE plain (a int); /* renamed from=x */
ALTER TABLE users ADD CONSTRAINT u UNIQUE (mail); -- @renamed from=old_u
CREATE TABLE t (a int, b int /* @renamed from=c */, d int); -- @renamed from=s
-- @renamed nothing
`)
	if errs != nil {
		t.Fatal(errs)
	}
	want := [][]string{
		{" was people", "full_name was name", "mail was e mail", "postcode was zip", "Odd was check_mail", "last was final"},
		{" was articles"},
		{" was labels"},
		{"glad was very 'happy", "odd was strange"},
		{" was i1"},
		{" was v1"},
		nil,
		{" was old_u"},
		{"b was c", " was s"},
	}
	var got [][]string
	for _, s := range list {
		var line []string
		for _, h := range s.Hints {
			line = append(line, fmt.Sprintf("%s was %s", h.Part, h.Former))
		}
		got = append(got, line)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("hints (-want +got):\n%s", diff)
	}
	users := list[0]
	former := map[string]string{"users": users.FormerName(users.Node.GetCreateStmt().Relation.Location)}
	for _, def := range users.columnDefs() {
		former[def.Colname] = users.FormerName(def.Location)
	}
	wantFormer := map[string]string{"users": "people", "id": "", "full_name": "name", "mail": "e mail", "postcode": "zip", "last": "final"}
	if diff := cmp.Diff(wantFormer, former); diff != "" {
		t.Errorf("former names (-want +got):\n%s", diff)
	}
	check := users.Node.GetCreateStmt().TableElts[4].GetConstraint()
	if got := users.FormerName(check.Location); got != "check_mail" {
		t.Errorf("constraint was %q", got)
	}
	if h := list[0].Hints[0]; int(h.Location) != -len("-- @renamed from=people\n") {
		t.Errorf("the comment before is at %d", h.Location)
	}
}
