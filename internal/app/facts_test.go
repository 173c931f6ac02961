package app

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/schema"
)

func TestFacts(t *testing.T) {
	e := live(t, dbtest.File(t, "CREATE TABLE a (x); INSERT INTO a VALUES (1), (2); CREATE TABLE b (x); CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);"))
	facts, err := AllFacts(ctx, e)
	if err != nil {
		t.Fatal(err)
	}
	f := NewFactsFile("sqlite", facts)
	if len(f.Tables) != 2 || f.Tables["a"].Empty || !f.Tables["b"].Empty {
		t.Errorf("got %+v", f)
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "facts.json")
	if err := os.WriteFile(file, text, 0o600); err != nil {
		t.Fatal(err)
	}
	read, err := ReadFacts(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f.Tables, read.Tables); diff != "" {
		t.Errorf("tables (-want +got):\n%s", diff)
	}
	for _, wrong := range []string{"", `{"version": 9}`} {
		if err := os.WriteFile(file, []byte(wrong), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadFacts(file); err == nil {
			t.Errorf("%q was read", wrong)
		}
	}
	var none *NotADatabaseError
	if _, err := AllFacts(ctx, ddl(t, "")); !errors.As(err, &none) || none.Name != "schema.sql" {
		t.Errorf("got %v", err)
	}
}

func TestFactsOfTables(t *testing.T) {
	f := &FactsFile{Tables: map[string]SavedTable{"public.a": {Rows: 1}, "other.b": {Rows: 2}}, Unused: []string{"i"},
		Sequences: map[string]SavedSequence{"s": {Last: 5, Max: 9}}, DefaultSchema: "public"}
	key := func(schemaName, name string) schema.Key {
		return schema.Key{Kind: schema.KindTable, Schema: schemaName, Name: name}
	}
	for _, c := range []struct {
		key  schema.Key
		rows int64
		ok   bool
	}{{key("", "a"), 1, true}, {key("public", "a"), 1, true}, {key("other", "b"), 2, true}, {key("", "b"), 0, false}} {
		if got, ok := f.Table(c.key); got.Rows != c.rows || ok != c.ok {
			t.Errorf("%s: %+v, %v", c.key, got, ok)
		}
	}
	if u := f.Usage(); len(u.Unused) != 1 || u.Unused[0].Name != "i" || len(u.Sequences) != 1 || u.Sequences[0].Max != 9 {
		t.Errorf("got %+v", u)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	file, other := filepath.Join(dir, "f"), filepath.Join(dir, "target")
	if err := errors.Join(os.WriteFile(other, []byte("precious"), 0o600), os.Symlink(other, file)); err != nil {
		t.Skip(err)
	}
	for _, text := range []string{"one", "two"} {
		if err := WriteFile(file, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != text {
			t.Errorf("got %s, %v", got, err)
		}
	}
	if got, _ := os.ReadFile(other); string(got) != "precious" {
		t.Errorf("written through a link: %s", got)
	}
	if err := WriteFile(dir, nil); err == nil {
		t.Error("a folder was replaced")
	}
	if err := WriteFile(filepath.Join(dir, "no", "f"), nil); err == nil {
		t.Error("a folder was created")
	}
	if err := CreateFile(file, ""); err == nil {
		t.Error("a file was overwritten")
	}
	if err := CreateFile(filepath.Join(dir, "new"), "x"); err != nil {
		t.Error(err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 3 { // f, target, new
		t.Errorf("%d files, %v", len(entries), err)
	}
}

func TestNotify(t *testing.T) {
	var none Notify
	none.Warn("dropped")
	var got []Notice
	n := collect(&got)
	n.Note("%d", 1)
	n.Warn("two")
	n.Opaque(errors.New("three"))
	want := []Notice{{false, "1"}, {true, "two"}, {false, "the database is not compared with what the migrations lead to: three"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("notices (-want +got):\n%s", diff)
	}
	if Count(1, "row") != "1 row" || Count(0, "row") != "0 rows" {
		t.Error("a number has the wrong form of its noun")
	}
}
