package catalog

// What older servers lack must not be asked of them, no name may mean something that a user has
// put into the search_path, and the columns are those that the rows take.

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var versions = []int{13, 14, 15, 16, 17, 18}

// queriesOf is the text of all queries for a version.
func queriesOf(version int) string {
	var b strings.Builder
	for _, p := range Phases(version) {
		for _, q := range p.Queries {
			b.WriteString(q.SQL + ";\n")
		}
	}
	return b.String()
}

func TestColumnsAreAskedOfServersThatHaveThem(t *testing.T) {
	for column, since := range map[string]int{"typsubscript": 14, "attcompression": 14, "prosqlbody": 14, "rngmultitypid": 14, "subbinary": 14, "substream": 14,
		"indnullsnotdistinct": 15, "confdelsetcols": 15, "prqual": 15, "prattrs": 15, "pg_publication_namespace": 15, "subtwophasestate": 15, "subdisableonerr": 15,
		"collicurules": 16, "suborigin": 16, "subrunasowner": 16, "subpasswordrequired": 16, "colllocale": 17, "subfailover": 17, "conperiod": 18, "conenforced": 18, "pubgencols": 18} {
		for _, v := range versions {
			if asked := strings.Contains(queriesOf(v), column); asked != (v >= since) {
				t.Errorf("%s is there since version %d; asked of version %d: %v", column, since, v, asked)
			}
		}
	}
	for _, v := range versions { // renamed in version 17
		if asked := strings.Contains(queriesOf(v), "colliculocale"); asked != (v == 15 || v == 16) {
			t.Errorf("colliculocale is asked of version %d: %v", v, asked)
		}
	}
}

func TestEveryQueryHasANameOfItsOwn(t *testing.T) {
	for _, v := range versions {
		seen := map[string]bool{}
		for _, p := range Phases(v) {
			for _, q := range p.Queries {
				if q.What == "" || seen[q.What] {
					t.Errorf("version %d: %q is no name for errors, or comes twice", v, q.What)
				}
				seen[q.What] = true
			}
		}
	}
}

// Words of the grammar that a parenthesis can follow, and the relations of queries WITH.
var (
	keywords = strings.Fields("all and any array as by case coalesce else exists from in join lateral on operator or select then union using values when where with materialized not")
	queries  = strings.Fields("d lateral")
)

// What an expression names without a schema is looked up in the search_path of the role.
func TestFunctionsAndRelationsAreQualified(t *testing.T) {
	text := regexp.MustCompile(`'[^']*'|"[^"]*"`)
	call := regexp.MustCompile(`([\w.%]+) ?\(`)
	relation := regexp.MustCompile(`\b(?:FROM|JOIN) ([\w.]+)`)
	for _, v := range versions {
		sql := text.ReplaceAllString(queriesOf(v), "''")
		for _, m := range relation.FindAllStringSubmatch(sql, -1) {
			if !strings.HasPrefix(m[1], "pg_catalog.") && !slices.Contains(queries, strings.ToLower(m[1])) {
				t.Errorf("version %d: relation %s is not qualified", v, m[1])
			}
		}
		for _, m := range call.FindAllStringSubmatchIndex(sql, -1) {
			name := strings.ToLower(sql[m[2]:m[3]])
			alias := m[2] > 2 && (sql[m[2]-2:m[2]] == ") " || strings.HasSuffix(sql[:m[2]], " AS "))
			if !strings.HasPrefix(name, "pg_catalog.") && !slices.Contains(keywords, name) && !alias {
				t.Errorf("version %d: function %s is not qualified: …%s", v, name, sql[m[2]:min(len(sql), m[3]+40)])
			}
		}
	}
}

// columnsOf counts what a SELECT returns: the commas outside of parentheses before its FROM.
func columnsOf(sql string) int {
	text := regexp.MustCompile(`'[^']*'`).ReplaceAllString(strings.TrimSpace(sql), "''")
	n, depth := 1, 0
	for i, c := range text {
		switch {
		case c == '(' || c == '[':
			depth++
		case c == ')' || c == ']':
			depth--
		case c == ',' && depth == 0:
			n++
		case depth == 0 && i > 0 && (text[i-1] == ' ' || text[i-1] == '\n') && strings.HasPrefix(text[i:], "FROM "):
			return n
		}
	}
	return n
}

// The answers are read by position: each query returns as many columns as a row takes.
func TestQueriesReturnWhatRowsTake(t *testing.T) {
	rows := map[string]int{"schemas": len((&schemaRow{}).fields()), "extensions": len((&extensionRow{}).fields()), "functions": len((&functionRow{}).fields()), "aggregates": len((&aggregateRow{}).fields()),
		"enums": len((&enumRow{}).fields()), "domains": len((&domainRow{}).fields()), "checks of domains": len((&domainCheckRow{}).fields()), "composite types": len((&compositeRow{}).fields()),
		"range types": len((&rangeRow{}).fields()), "base types": len((&baseTypeRow{}).fields()), "collations": len((&collationRow{}).fields()), "operators": len((&operatorRow{}).fields()),
		"operator families": len((&familyRow{}).fields()), "operator classes": len((&classRow{}).fields()), "casts": len((&castRow{}).fields()), "sequences": len((&sequenceRow{}).fields()),
		"tables": len((&tableRow{}).fields()), "identity sequences": len((&identityRow{}).fields()), "constraints": len((&constraintRow{}).fields()), "inherited not null constraints": len((&inheritedNotNullRow{}).fields()),
		"indexes": len((&indexRow{}).fields()), "triggers": len((&triggerRow{}).fields()), "event triggers": len((&eventTriggerRow{}).fields()), "views": len((&viewRow{}).fields()),
		"columns of views": len((&viewColumnRow{}).fields()), "rules": len((&ruleRow{}).fields()), "policies": len((&policyRow{}).fields()), "statistics": len((&statisticsRow{}).fields()),
		"publications": len((&publicationRow{}).fields()), "tables of publications": len((&publishedTableRow{}).fields()), "subscriptions": len((&subscriptionRow{}).fields()),
		"comments": len((&commentRow{}).fields()), "owners": len((&ownerRow{}).fields()), "privileges": len((&privilegeRow{}).fields()), "default privileges": len((&defaultPrivilegeRow{}).fields()), "columns": 16}
	for _, v := range versions {
		for _, p := range Phases(v) {
			for _, q := range p.Queries {
				want, known := rows[q.What]
				if !known {
					continue
				}
				if got := columnsOf(q.SQL); got != want {
					t.Errorf("version %d: %s returns %d columns, and a row takes %d", v, q.What, got, want)
				}
			}
		}
	}
}
