package lint_test

// These examples lint text with one rule.

import (
	"context"
	"fmt"

	"github.com/schemadiff/schemadiff/lint"
	lintlite "github.com/schemadiff/schemadiff/lint/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// A rule looks at the tables of the schema that text describes.
func ExampleRun() {
	noKey := &lint.Rule{Name: "no-key", Category: "design", Severity: lint.Warning, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Primary == nil {
				p.About(t.Object(), "add a PRIMARY KEY", "table %s has no primary key", t.Display())
			}
		}
	}}
	text := "CREATE TABLE users (id INTEGER PRIMARY KEY);\nCREATE TABLE logs (line TEXT);\n"
	judged, err := sqlite.Analyze(context.Background(), nil, []parse.Source{{Name: "schema.sql", Text: text}}, false)
	if err != nil {
		fmt.Println(err)
		return
	}
	pass := &lint.Pass{Kind: lint.Schema, Dialect: schema.SQLite, View: lintlite.View{}, Analyzed: &judged.Analyzed}
	for _, f := range lint.Run([]*lint.Rule{noKey}, pass) {
		fmt.Printf("%s: %s: %s\n", f.Pos, f.Severity, f.Message)
	}
	// Output: schema.sql:2:1: warning: table logs has no primary key
}

// Settings decide how loud a rule is.
func ExampleSettings_Of() {
	style := &lint.Rule{Name: "missing-comment", Category: "style", Severity: lint.Off}
	for _, s := range []lint.Settings{{}, {Preset: "all"}, {Rules: map[string]lint.Severity{"style": lint.Error}}} {
		severity, _ := s.Of(style)
		fmt.Println(severity)
	}
	// Output:
	// off
	// info
	// error
}
