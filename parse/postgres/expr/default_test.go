package expr

import "testing"

// What a DEFAULT clause does not take bare is printed in parentheses, and nothing else is.
func TestDefaultsAreParenthesizedWhereTheGrammarNeedsIt(t *testing.T) {
	for author, want := range map[string]string{
		"1":                                "1",
		"-1":                               "-1",
		"(1 + 2)":                          "1 + 2",
		"(1 = 2)":                          "1 = 2",
		"(1 + 2)::text":                    "(1 + 2)::text",
		"(NOT true)::text":                 "(NOT true)::text",
		"(1 IS DISTINCT FROM 2)":           "1 IS DISTINCT FROM 2",
		"CASE WHEN 1 IN (1) THEN 2 END":    "CASE WHEN 1 IN (1) THEN 2 END",
		"now()":                            "now()",
		"(now() AT TIME ZONE 'utc')":       "(now() AT TIME ZONE 'utc')",
		"(now() AT TIME ZONE 'utc' - age)": "(now() AT TIME ZONE 'utc' - age)",
		"('a' COLLATE \"C\")":              "('a' COLLATE \"C\")",
		"(1 IN (1, 2))":                    "(1 IN (1, 2))",
		"(1 BETWEEN 0 AND 2)":              "(1 BETWEEN 0 AND 2)",
		"(true AND false)":                 "(true AND false)",
		"(NOT true)":                       "(NOT true)",
		"(1 IS NULL)":                      "(1 IS NULL)",
		"(true IS NOT FALSE)":              "(true IS NOT FALSE)",
		"('a' LIKE 'b')":                   "('a' LIKE 'b')",
		"(1 = ANY (ARRAY[1]))":             "(1 = ANY (ARRAY[1]))",
		"('a' IS NFC NORMALIZED)":          "('a' IS NFC NORMALIZED)",
	} {
		n, ok := ParseText(author, false)
		if !ok {
			t.Fatalf("%s does not parse", author)
		}
		e, _ := CanonicalDefault(n, shop(), userScope())
		if e.SQL != want {
			t.Errorf("%s\n  is   %s\n  want %s", author, e.SQL, want)
		}
	}
}
