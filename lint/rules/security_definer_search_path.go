package rules

// A SECURITY DEFINER function without its own search_path resolves names as its caller likes
// (CREATE FUNCTION, "Writing SECURITY DEFINER Functions Safely"). Left out is one that a later
// ALTER FUNCTION gives a search_path, and one that access-widened already reports.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed security-definer-search-path.md
var securityDefinerSearchPathPage string

func securityDefinerSearchPath() *lint.Rule {
	return &lint.Rule{Name: "security-definer-search-path", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: securityDefinerSearchPathPage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Definer && !a.Pinned && !pinnedNow(p, a) && !losesPath(p, a.Name) {
				f := p.At(a, "SET search_path = pg_catalog, pg_temp", "%s runs as its owner with the caller's search_path: callers decide which objects its names mean", a.Name)
				setPath(p, f, a)
			}
		}, schema.Creates)
	}}
}
