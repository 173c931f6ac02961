package rules

// A key of another type than what it refers to is compared with a cast, or limits the rows that
// can refer. Types that compare as they are (text and varchar) are left out; a narrower type that
// widens losslessly and compares is a warning, where the server takes it. In SQLite values have the type, and columns an affinity: numbers
// compare as they are (datatype3.html, section 4.2), and a column without a type keeps what it gets.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed fk-type-mismatch.md
var fkTypeMismatchPage string

func fkTypeMismatch() *lint.Rule {
	return &lint.Rule{Name: "fk-type-mismatch", Category: "design", Severity: lint.Error, Page: fkTypeMismatchPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			for _, f := range t.ForeignKeys {
				parent := p.Table(f.References)
				for i, n := range f.Columns {
					c, to := t.Column(n), referenced(parent, f, i)
					if c != nil && to != nil && !sameKeyType(p, c.Type, to.Type) {
						f := p.About(t.Part(n, c.Pos), pgmodel.Quote(n)+" "+to.Type, "%s.%s is %s and refers to %s.%s, which is %s", t.Display(), n, typeOrNone(c.Type), f.References.Name, to.Name, typeOrNone(to.Type))
						retype(p, f, t.Key, n, always(to.Type))
						if p.Types != nil && p.Types(to.Type, c.Type).Widens && (p.Dialect == "sqlite" || haveOperator(to.Type, c.Type)) {
							f.Severity = lint.Warning
						}
					}
				}
			}
		}
	}}
}

// sameKeyType reports whether values of two columns compare without a conversion.
func sameKeyType(p *lint.Pass, from, to string) bool {
	if p.Dialect != "sqlite" {
		return sameType(from, to)
	}
	return from == "" || to == "" || isTextual(from) == isTextual(to)
}

// haveOperator reports whether PostgreSQL has an operator for two types by which the rows of a foreign key
// are found: those of one family (tablecmds.c, ATAddForeignKeyConstraint).
func haveOperator(a, b string) bool {
	return isTextual(a) && isTextual(b) || family(a) != "" && family(a) == family(b)
}

// family is the operator family of btree that types share whose values compare without a cast.
func family(typ string) string {
	switch name, _, _ := strings.Cut(baseType(typ), " with"); strings.ToLower(name) {
	case "smallint", "integer", "int", "bigint":
		return "integer_ops"
	case "real", "double precision":
		return "float_ops"
	case "date", "timestamp":
		return "datetime_ops"
	}
	return ""
}
