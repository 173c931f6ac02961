package syntax

import (
	"context"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
)

// What the parser does not know is carried as text, and a mistake in a file is none of it.
func TestNewerGrammarIsCarried(t *testing.T) {
	for text, want := range map[string]bool{
		"CREATE VIEW v AS SELECT now() AT LOCAL":                                                                                              true,
		"CREATE VIEW v AS SELECT * FROM JSON_TABLE('[1]'::jsonb, '$[*]' COLUMNS (a int PATH '$')) t":                                          true,
		"CREATE TABLE t (j jsonb, g int GENERATED ALWAYS AS (JSON_VALUE(j, '$.x' RETURNING int)) STORED)":                                     true,
		"CREATE RULE r AS ON INSERT TO t DO ALSO MERGE INTO u USING t ON true WHEN NOT MATCHED BY SOURCE THEN DELETE":                         true,
		"CREATE FUNCTION f() RETURNS void LANGUAGE sql BEGIN ATOMIC MERGE INTO u USING t ON true WHEN NOT MATCHED BY SOURCE THEN DELETE; END": true,
		"CREATE VIEW v AS SELEC 1":           false,
		"CREATE VIEW v AS SELECT (1 +* 2 3)": false,
	} {
		list, _, errs := Statements(context.Background(), parse.Source{Name: "a.sql", Text: text}, nil)
		got := len(errs) == 0 && len(list) == 1 && list[0].Node != nil && list[0].Carried
		if got != want {
			t.Errorf("%s: carried %v, %v", text, got, errs)
		}
	}
	list, _, errs := Statements(context.Background(), parse.Source{Name: "catalog", Text: "CREATE VIEW v AS SELECT (1 FROM_THE FUTURE)", Catalog: true}, nil)
	if len(errs) != 0 || len(list) != 1 || !list[0].Carried {
		t.Errorf("what a server prints is no mistake: %v", errs)
	}
}
