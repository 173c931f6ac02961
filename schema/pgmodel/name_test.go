package pgmodel

// Names that are printed must read back as themselves, and names that the server makes up
// must be the server's to the byte.

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestQuote(t *testing.T) {
	for name, want := range map[string]string{
		"users": "users", "Users": `"Users"`, "order": `"order"`, "name": "name", "a b": `"a b"`, `a"b`: `"a""b"`,
		"1a": `"1a"`, "a1$": "a1$", "_a": "_a", "": `""`, "é": `"é"`,
	} {
		if got := Quote(name); got != want {
			t.Errorf("%q is quoted as %s, want %s", name, got, want)
		}
	}
	if got := Qualified("app", "Order"); got != `app."Order"` {
		t.Errorf("a qualified name is %s", got)
	}
	if got := Qualified("", "a"); got != "a" {
		t.Errorf("a name without a schema is %s", got)
	}
}

// A literal means the same whatever standard_conforming_strings is.
func TestLiteral(t *testing.T) {
	for text, want := range map[string]string{"": "''", "a": "'a'", "it's": "'it''s'", `a\b`: `E'a\\b'`, `\'`: `E'\\'''`} {
		if got := Literal(text); got != want {
			t.Errorf("%q is written as %s, want %s", text, got, want)
		}
	}
}

func TestNamesThatTheServerMakesUp(t *testing.T) {
	long := strings.Repeat("a", 40)
	for got, want := range map[string]string{
		MadeName("users", "email", "key"):    "users_email_key",
		MadeName("users", "", "pkey"):        "users_pkey",
		MadeName(long, long, "idx"):          strings.Repeat("a", 29) + "_" + strings.Repeat("a", 29) + "_idx",
		MadeName(long, "b", "idx"):           long + "_b_idx",
		MultirangeName("int4range"):          "int4multirange",
		MultirangeName("span"):               "span_multirange",
		JoinNames([]string{"a", "b"}):        "a_b",
		JoinNames(nil):                       "",
		JoinNames([]string{long, long, "c"}): long + "_" + long,
	} {
		if got != want {
			t.Errorf("the name is %s, want %s", got, want)
		}
	}
	if n := MadeName(long, long, "idx"); len(n) > MaxName {
		t.Errorf("%s has %d bytes", n, len(n))
	}
}

func TestClipKeepsCharactersWhole(t *testing.T) {
	for n, want := range map[int]string{0: "", 1: "a", 2: "a", 3: "aé", 4: "aéb", 9: "aéb"} {
		if got := Clip("aéb", n); got != want {
			t.Errorf("%d bytes of it are %q, want %q", n, got, want)
		}
	}
}

func TestMadeNotNull(t *testing.T) {
	for name, want := range map[string]bool{"t_c_not_null": true, "t_c_not_null1": true, "t_c_not_null12": true, "t_c_nn": false, "t_d_not_null": false} {
		if MadeNotNull("t", "c", name) != want {
			t.Errorf("the server may have made up %s: %t", name, !want)
		}
	}
}

func TestColumnsInTheNameOfAnIndex(t *testing.T) {
	parts := []Part{{Column: "a"}, {Label: "lower"}, {Label: "?column?"}, {Column: "a"}}
	names := PartNames(parts)
	if want := []string{"a", "lower", "", "a"}; !slices.Equal(names, want) {
		t.Errorf("parts are named %q, want %q", names, want)
	}
	if got, want := IndexColumns(names, []string{"a"}), []string{"a", "lower", "expr", "a1", "a2"}; !slices.Equal(got, want) {
		t.Errorf("the index is named after %q, want %q", got, want)
	}
}

func TestSettingClause(t *testing.T) {
	for setting, want := range map[Setting]string{
		{"search_path", `app, "Odd one", ""`}: `SET search_path TO app, "Odd one", ''`,
		{"search_path", ""}:                   "SET search_path TO ''",
		{"search_path", `"a""b"`}:             `SET search_path TO "a""b"`,
		{"work_mem", "64MB"}:                  "SET work_mem TO '64MB'",
		{"app.tenant", "it's"}:                `SET "app.tenant" TO 'it''s'`,
	} {
		if got := SettingClause(setting); got != want {
			t.Errorf("%v is set by %s, want %s", setting, got, want)
		}
	}
}

func TestNamedIn(t *testing.T) {
	texts := []string{"DO $$ BEGIN PERFORM app.refresh(1); END $$"}
	for name, want := range map[string]bool{"refresh": true, "app": true, "fresh": false, "refres": false, "": false, "PERFORM": true} {
		if NamedIn(texts, name) != want {
			t.Errorf("%q is named: %t", name, !want)
		}
	}
}

func TestStorageOfTypes(t *testing.T) {
	for typ, want := range map[string]string{
		"integer": "plain", "timestamp(3) with time zone": "plain", "text": "extended", "character varying(10)": "extended",
		"numeric(10,2)": "main", "inet": "main", "integer[]": "extended", "jsonb": "extended", "app.mood": "extended",
	} {
		if got := DefaultStorage(typ); got != want {
			t.Errorf("values of %s are stored %s, want %s", typ, got, want)
		}
	}
}

func ExampleMadeName() {
	fmt.Println(MadeName("orders", "user_id", "fkey"))
	// Output: orders_user_id_fkey
}
