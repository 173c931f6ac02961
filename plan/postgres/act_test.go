package postgres_test

import (
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// TestFormOf: the forms of statements that no plan has written, such as those of a
// migration file, cost what the same forms cost in plans.
func TestFormOf(t *testing.T) {
	orders := schema.Key{Kind: schema.KindTable, Schema: "public", Name: "orders"}
	for _, test := range []struct {
		rule string
		act  schema.Act
		lock string
		cost plan.Cost
	}{
		{"a column with one value is added at once", schema.Act{Verb: schema.AddsColumn, Default: true, NotNull: true}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a required column without a value reads the rows", schema.Act{Verb: schema.AddsColumn, NotNull: true}, "ACCESS EXCLUSIVE", plan.Scan},
		{"a required column with a default of NULL reads the rows", schema.Act{Verb: schema.AddsColumn, NotNull: true, Default: true, NullDefault: true}, "ACCESS EXCLUSIVE", plan.Scan},
		{"a volatile default writes every row", schema.Act{Verb: schema.AddsColumn, Volatile: true}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"an identity writes every row", schema.Act{Verb: schema.AddsColumn, Identity: true}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"a serial writes every row", schema.Act{Verb: schema.AddsColumn, Serial: true}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"a stored column writes every row", schema.Act{Verb: schema.AddsColumn, Stored: true}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"a wider varchar changes the catalog", schema.Act{Verb: schema.SetsType, Was: "character varying(5)", Type: "text"}, "ACCESS EXCLUSIVE", plan.Constant},
		{"another collation reindexes", schema.Act{Verb: schema.SetsType, Was: "text", Type: "text", Collated: true}, "ACCESS EXCLUSIVE", plan.Scan},
		{"an integer that becomes an oid reindexes", schema.Act{Verb: schema.SetsType, Was: "integer", Type: "oid"}, "ACCESS EXCLUSIVE", plan.Scan},
		{"another type writes every row", schema.Act{Verb: schema.SetsType, Was: "integer", Type: "bigint"}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"NOT NULL reads the rows", schema.Act{Verb: schema.SetsNotNull}, "ACCESS EXCLUSIVE", plan.Scan},
		{"NOT NULL behind a validated check reads none", schema.Act{Verb: schema.SetsNotNull, Proven: true}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a column is dropped from the catalog", schema.Act{Verb: schema.DropsColumn}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a column is renamed in the catalog", schema.Act{Verb: schema.RenamesColumn}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a default is set in the catalog", schema.Act{Verb: schema.SetsDefault}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a stored expression writes every row", schema.Act{Verb: schema.SetsDefault, Stored: true}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"a check reads the rows", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindCheck}, "ACCESS EXCLUSIVE", plan.Scan},
		{"a check that is not valid reads none", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindCheck, NotValid: true}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a foreign key lets others read", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindForeign}, "SHARE ROW EXCLUSIVE", plan.Scan},
		{"a foreign key that is not valid reads no rows", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindForeign, NotValid: true}, "SHARE ROW EXCLUSIVE", plan.Constant},
		{"a key builds its index", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindUnique}, "ACCESS EXCLUSIVE", plan.Scan},
		{"a key takes over an index", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindUnique, UsingIndex: true}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a check of a domain reads the tables", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindDomainCheck}, "SHARE", plan.Scan},
		{"a check of a domain that is not valid reads none", schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindDomainCheck, NotValid: true}, "", plan.Constant},
		{"a constraint is dropped from the catalog", schema.Act{Verb: schema.DropsConstraint}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a validation lets others write", schema.Act{Verb: schema.Validates}, "SHARE UPDATE EXCLUSIVE", plan.Scan},
		{"a partition is read when it is attached", schema.Act{Verb: schema.Attaches}, "ACCESS EXCLUSIVE", plan.Scan},
		{"a partition with a check is attached at once", schema.Act{Verb: schema.Attaches, Proven: true}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a partition is detached", schema.Act{Verb: schema.Detaches}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a partition is detached beside those who write", schema.Act{Verb: schema.Detaches, Concurrently: true}, "SHARE UPDATE EXCLUSIVE", plan.Constant},
		{"row security is in the catalog", schema.Act{Verb: schema.EnablesRLS}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a table is rewritten", schema.Act{Verb: schema.Rewrites, On: orders}, "ACCESS EXCLUSIVE", plan.Rewrite},
		{"a sequence has one row", schema.Act{Verb: schema.Rewrites, On: schema.Key{Kind: schema.KindSequence, Name: "s"}}, "ACCESS EXCLUSIVE", plan.Constant},
		{"options let others write", schema.Act{Verb: schema.Alters, To: "options", Columns: []string{"fillfactor"}, On: orders}, "SHARE UPDATE EXCLUSIVE", plan.Constant},
		{"some options do not", schema.Act{Verb: schema.Alters, To: "options", Columns: []string{"user_catalog_table"}, On: orders}, "ACCESS EXCLUSIVE", plan.Constant},
		{"another alteration of a table blocks", schema.Act{Verb: schema.Alters, On: orders}, "ACCESS EXCLUSIVE", plan.Constant},
		{"an index blocks those who write", schema.Act{Verb: schema.Creates, Kind: schema.KindIndex}, "SHARE", plan.Scan},
		{"an index is built beside those who write", schema.Act{Verb: schema.Creates, Kind: schema.KindIndex, Concurrently: true}, "SHARE UPDATE EXCLUSIVE", plan.Scan},
		{"an index of the parent alone is empty", schema.Act{Verb: schema.Creates, Kind: schema.KindIndex, Only: true}, "SHARE", plan.Constant},
		{"an index is dropped", schema.Act{Verb: schema.Drops, Kind: schema.KindIndex}, "ACCESS EXCLUSIVE", plan.Constant},
		{"an index is dropped beside those who write", schema.Act{Verb: schema.Drops, Kind: schema.KindIndex, Concurrently: true}, "SHARE UPDATE EXCLUSIVE", plan.Constant},
		{"a table is dropped", schema.Act{Verb: schema.Drops, Kind: schema.KindTable}, "ACCESS EXCLUSIVE", plan.Constant},
		{"a table is renamed", schema.Act{Verb: schema.Renames, Kind: schema.KindTable}, "ACCESS EXCLUSIVE", plan.Constant},
		{"an index is renamed", schema.Act{Verb: schema.Renames, Kind: schema.KindIndex}, "SHARE UPDATE EXCLUSIVE", plan.Constant},
		{"a trigger lets others read when it comes", schema.Act{Verb: schema.Creates, Kind: schema.KindTrigger}, "SHARE ROW EXCLUSIVE", plan.Constant},
		{"a trigger blocks when it goes", schema.Act{Verb: schema.Drops, Kind: schema.KindTrigger}, "ACCESS EXCLUSIVE", plan.Constant},
		{"rows are updated beside those who read", schema.Act{Verb: schema.Updates}, "ROW EXCLUSIVE", plan.Scan},
		{"a function locks no table", schema.Act{Verb: schema.Creates, Kind: schema.KindFunction}, "", plan.Constant},
	} {
		if got := postgres.FormOf(test.act); got.Lock != test.lock || got.Cost != test.cost {
			t.Errorf("%s: %q takes %q, %s; want %q, %s", test.rule, got.Text, got.Lock, got.Cost, test.lock, test.cost)
		}
	}
}
