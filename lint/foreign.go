package lint

// The comments by which other linters allow findings, and the names that they have for our rules: a
// team that changes over keeps its comments. A name can stand for several rules, and a class of
// theirs for a category of ours.

import (
	"strings"
	"unicode"

	"github.com/schemadiff/schemadiff/schema"
)

// foreignComments is the part of suppressionPattern with the comments of other linters.
const foreignComments = `squawk-ignore(?:-file)?|eugene:?\s*ignore|atlas:nolint|pgsafe:\s*ignore(?:-file)?|pgfence[-:]\s*ignore|pg(?:t|ls)-ignore(?:-all)?`

// foreignNames are the rules and categories that names of other linters stand for.
var foreignNames = map[string][]string{
	// squawk, and those who took over its names
	"ban-drop-table":            {"drop-table"},
	"ban-drop-column":           {"drop-column"},
	"ban-drop-database":         {"drop-database"},
	"ban-drop-schema":           {"drop-schema"},
	"ban-drop-not-null":         {"drop-not-null"},
	"ban-drop-trigger":          {"drop-trigger"},
	"ban-drop-constraint":       {"drop-constraint"},
	"ban-truncate":              {"truncate"},
	"ban-truncate-cascade":      {"truncate", "drop-cascade"},
	"ban-vacuum-full":           {"full-rewrite-command"},
	"prefer-repack":             {"full-rewrite-command"},
	"ban-char-field":            {"char-n"},
	"changing-column-type":      {"type-change-rewrites", "narrow-type", "volatile-default"},
	"adding-required-field":     {"add-column-not-null-no-default"},
	"adding-not-nullable-field": {"set-not-null"},
	"adding-not-null-field":     {"set-not-null"},

	"constraint-missing-not-valid":                     {"add-check-existing", "add-fk-existing"},
	"adding-foreign-key-constraint":                    {"add-fk-existing"},
	"adding-field-with-default":                        {"volatile-default", "add-stored-generated"},
	"adding-serial-primary-key-field":                  {"add-serial-column", "pk-builds-index"},
	"adding-primary-key-constraint":                    {"pk-builds-index"},
	"disallowed-unique-constraint":                     {"unique-constraint-builds-index", "add-unique-existing"},
	"adding-exclusion-constraint":                      {"exclusion-constraint"},
	"adding-unique-constraint":                         {"unique-constraint-builds-index", "add-unique-existing"},
	"require-concurrent-index-creation":                {"index-not-concurrent", "add-unique-existing"},
	"require-concurrent-index-deletion":                {"drop-index-not-concurrent"},
	"require-concurrent-reindex":                       {"reindex-not-concurrent"},
	"require-concurrent-partition-detach":              {"detach-not-concurrent"},
	"require-concurrent-detach-partition":              {"detach-not-concurrent"},
	"require-concurrent-refresh-matview":               {"refresh-matview-not-concurrent"},
	"ban-concurrent-index-creation-in-transaction":     {"concurrently-in-transaction"},
	"ban-uncommitted-transaction":                      {"txn-uncommitted"},
	"transaction-nesting":                              {"txn-nesting"},
	"require-lock-timeout":                             {"missing-lock-timeout"},
	"require-statement-timeout":                        {"missing-statement-timeout"},
	"require-timeout-settings":                         {"missing-lock-timeout", "missing-statement-timeout"},
	"require-timeout":                                  {"missing-lock-timeout", "missing-statement-timeout"},
	"lock-timeout-warning":                             {"missing-lock-timeout"},
	"require-table-schema":                             {"unqualified-name"},
	"require-schema-qualified":                         {"unqualified-name"},
	"renaming-table":                                   {"rename-table"},
	"renaming-column":                                  {"rename-column"},
	"prefer-robust-stmts":                              {"not-rerunnable"},
	"prefer-timestamp-tz":                              {"timestamp-without-tz"},
	"prefer-timestamptz":                               {"timestamp-without-tz"},
	"prefer-text-field":                                {"varchar-n", "char-n"},
	"prefer-identity":                                  {"serial"},
	"prefer-jsonb":                                     {"json-not-jsonb"},
	"prefer-big-int":                                   {"int-primary-key"},
	"prefer-bigint-over-int":                           {"int-primary-key"},
	"prefer-bigint-over-smallint":                      {"int-primary-key"},
	"ban-create-domain-with-constraint":                {"domain-constraint-scan"},
	"ban-alter-domain-with-add-constraint":             {"domain-constraint-scan"},
	"ban-alter-domain-add-constraint":                  {"domain-constraint-scan"},
	"require-separate-constraint-validation":           {"validate-in-same-tx"},
	"running-statement-while-holding-access-exclusive": {"work-under-exclusive-lock"},
	"avoid-wide-lock-window":                           {"wide-lock-window"},
	"multiple-alter-table":                             {"merge-alter-table"},
	"creating-enum":                                    {"enum-type"},
	"avoid-create-trigger":                             {"trigger-lock"},
	"avoid-attaching-partition":                        {"attach-partition-scan"},
	"avoid-enum-value-in-transaction":                  {"enum-value-used-same-tx"},
	"ban-delete-without-where":                         {"delete-without-where"},
	"ban-update-without-where":                         {"update-without-where"},

	// pgsafe
	"add-domain-not-null":                     {"domain-constraint-scan"},
	"add-domain-constraint-without-not-valid": {"domain-constraint-scan"},
	"add-trigger":                             {"trigger-lock"},
	"add-column-volatile-default":             {"volatile-default"},
	"add-column-not-null":                     {"add-column-not-null-no-default"},
	"alter-column-type":                       {"type-change-rewrites", "narrow-type"},
	"create-index-not-concurrent":             {"index-not-concurrent"},
	"vacuum-full":                             {"full-rewrite-command"},

	// eugene
	"e1":  {"add-check-existing", "add-fk-existing"},
	"e2":  {"set-not-null"},
	"e3":  {"json-not-jsonb"},
	"e4":  {"work-under-exclusive-lock"},
	"e5":  {"type-change-rewrites", "narrow-type"},
	"e6":  {"index-not-concurrent", "add-unique-existing"},
	"e7":  {"unique-constraint-builds-index", "add-unique-existing"},
	"e8":  {"exclusion-constraint"},
	"e9":  {"missing-lock-timeout"},
	"e10": {"type-change-rewrites", "volatile-default"},
	"e11": {"add-serial-column", "add-stored-generated"},
	"e15": {"fk-without-index"},
	"w12": {"merge-alter-table"},
	"w13": {"enum-type"},
	"w14": {"pk-using-index-nullable"},

	// atlas: its codes, and the classes that they are of
	"ds101":            {"drop-schema"},
	"ds102":            {"drop-table"},
	"ds103":            {"drop-column"},
	"cd101":            {"drop-constraint"},
	"bc101":            {"rename-table"},
	"bc102":            {"rename-column"},
	"mf101":            {"add-unique-existing"},
	"mf102":            {"add-unique-existing"},
	"mf103":            {"add-column-not-null-no-default"},
	"mf104":            {"set-not-null"},
	"lt101":            {"set-not-null"},
	"pg101":            {"index-not-concurrent"},
	"pg102":            {"drop-index-not-concurrent"},
	"pg103":            {"concurrently-in-transaction"},
	"pg104":            {"pk-builds-index"},
	"pg105":            {"unique-constraint-builds-index"},
	"pg110":            {"column-padding"},
	"pg301":            {"type-change-rewrites"},
	"pg302":            {"volatile-default"},
	"pg303":            {"set-not-null"},
	"pg304":            {"pk-builds-index", "pk-using-index-nullable"},
	"pg305":            {"add-check-existing"},
	"pg306":            {"add-fk-existing"},
	"data_depend":      {"data"},
	"incompatible":     {"compat"},
	"condrop":          {"drop-constraint"},
	"concurrent_index": {"index-not-concurrent", "drop-index-not-concurrent", "concurrently-in-transaction", "pk-builds-index", "unique-constraint-builds-index"},
	"blocking":         {"lock"},
	"naming":           {"naming-convention"},
	"nestedtx":         {"txn-nesting"},
	"non_linear":       {"migration-out-of-order"},
}

// aliases are the rules and categories that a name stands for: its own, and the ones that it has in
// other linters.
func aliases(name string) []string {
	return append(foreignNames[strings.ToLower(name)], name)
}

// foreign reads the names of a comment of another linter as that one does: atlas has spaces between
// them, and the language server writes a path and no dashes.
func (e *suppression) foreign(word, text string) {
	switch {
	case strings.HasPrefix(word, "atlas"):
		e.rules, e.reason = strings.Fields(text), ""
	case strings.HasPrefix(word, "pgt"), strings.HasPrefix(word, "pgls"):
		for i, n := range e.rules {
			n = n[strings.LastIndexByte(n, '/')+1:]
			e.rules[i] = dashed(strings.TrimSuffix(n, ":"))
		}
	}
}

// dashed is banDropTable as ban-drop-table.
func dashed(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// standsAlone reports whether a comment stands above all statements with an empty line after it:
// there atlas has it speak for the file.
func (p *Pass) standsAlone(c schema.Comment) bool {
	for _, s := range p.Analyzed.Statements {
		if s.Pos.File == c.Pos.File {
			return s.Start > c.Start && s.Pos.Line > c.Pos.Line+strings.Count(c.Text, "\n")+1 && !p.commentOn(c.Pos.File, s.Pos.Line-1)
		}
	}
	return false
}

func (p *Pass) commentOn(file string, line int) bool {
	for _, c := range p.Analyzed.Comments {
		if c.Pos.File == file && c.Pos.Line <= line && line <= c.Pos.Line+strings.Count(c.Text, "\n") {
			return true
		}
	}
	return false
}
