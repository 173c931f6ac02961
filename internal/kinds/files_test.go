package kinds

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

// sharedFiles are the files of kinds whose name is another one: they share it with a kind
// that differs in little, or the kind has a shorter name in code.
var sharedFiles = map[schema.Kind]string{
	schema.KindPrimary: "constraint", schema.KindUnique: "constraint", schema.KindCheck: "constraint", schema.KindExclusion: "constraint", schema.KindForeign: "constraint",
	schema.KindNotNull: "constraint", schema.KindDomainCheck: "domain", schema.KindComposite: "composite", schema.KindRange: "range",
	schema.KindMatView: "view", schema.KindProcedure: "function", schema.KindWrapper: "wrapper",
	schema.KindTSParser: "textsearch", schema.KindTSTemplate: "textsearch", schema.KindTSDictionary: "textsearch", schema.KindTSConfig: "tsconfig", schema.KindPartitionIndex: "partitionpart", schema.KindPartitionRef: "partitionpart",
}

// otherFiles are where a package has something of a kind in another file.
var otherFiles = map[string]string{
	"schema/pgmodel/foreigntable":                "table",         // a table with a server
	"introspect/postgres/catalog/foreigntable":   "table",         // a relkind of the same query
	"introspect/postgres/catalog/operatorfamily": "operatorclass", // its members are divided between the two
	"introspect/postgres/catalog/tsconfig":       "textsearch",    // it differs in the catalog alone
	"parse/postgres/defaultprivileges":           "privilege",     // GRANT in another statement
}

// Who looks for a kind finds it in a file of one name in four packages.
func TestFilesOfEveryKind(t *testing.T) {
	for _, k := range postgresKinds() {
		name, shared := sharedFiles[k]
		if !shared {
			name = strings.ReplaceAll(string(k), " ", "")
		}
		for _, dir := range []string{"schema/pgmodel", "parse/postgres", "introspect/postgres/catalog", "plan/postgres"} {
			file := name
			if other, ok := otherFiles[dir+"/"+name]; ok {
				file = other
			}
			path := filepath.Join("../..", dir, file+".go")
			if _, err := os.Stat(path); err != nil {
				t.Errorf("kind %q has no %s/%s.go", k, dir, file)
			}
		}
	}
}
