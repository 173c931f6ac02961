package review

// This file knows in which transactions the tools run a migration, by their marks in the text, by the
// files beside it, and by the project. There PRAGMA foreign_keys does nothing, CONCURRENTLY fails, and
// a lock is held until the end.

import (
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema"
)

// begins says when a tool has begun a transaction around the statements of a file.
type begins int

const (
	always   begins = iota
	never           // it sends them as they are
	onServer        // the server makes one of several that come together, and other databases do not
	together        // that, and always in databases that are no server
	mixed           // Flyway: unless none of them can run in one
	sections        // Liquibase: one for each changeset
)

// runner is a tool that runs migrations.
type runner struct {
	tool  string
	marks *lazyregexp.Regexp // in the text
	begun begins
	not   *lazyregexp.Regexp // in the text, where it begins none; nil where nothing says so
}

// dbmateMark begins the statements of a migration of dbmate, which sorts files by name.
var dbmateMark = lazyregexp.New(`(?mi)^[ \t]*--[ \t]*migrate:up\b`)

// upgradeMark begins a migration of go-util's dbutil: "-- v5 (compatible with v3+): Add a column", and "-- v0 -> v5: Latest
// schema" of one that sums up those before it.
var upgradeMark = lazyregexp.New(`\A--[ \t]*v\d+(?:[ \t]*->[ \t]*v\d+)?(?:[ \t]*\(compatible with v\d+\+\))?:`)

// marked are the tools whose files say by which one they are run.
var marked = []runner{
	{"goose", lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+goose[ \t]+up\b`), always, lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+goose[ \t]+no[ \t]+transaction\b`)},
	{"dbmate", dbmateMark, always, lazyregexp.New(`(?mi)^[ \t]*--[ \t]*migrate:up\b.*\btransaction:[ \t]*false\b`)},
	{"sql-migrate", lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+migrate[ \t]+up\b`), always, lazyregexp.New(`(?mi)^[ \t]*--[ \t]*\+migrate[ \t]+up\b.*\bnotransaction\b`)},
	{"tern", lazyregexp.New(`(?mi)^----[ \t]*(?:create above|tern:)`), always, ternAlone},
	{"drizzle", lazyregexp.New(`(?m)-->[ \t]*statement-breakpoint`), always, nil},
	{"Liquibase", liquibaseHead, sections, nil},
	{"sqlx", sqlxAlone, always, sqlxAlone},
	{"go-util", upgradeMark, always, lazyregexp.New(`(?m)^--[ \t]*transaction:[ \t]*(?:off|\w+-fkey-off)\b`)},
	{"node-pg-migrate", lazyregexp.New(`(?mi)^[ \t]*--[ \t-]*up[ \t]+migration\b`), always, lazyregexp.New(`(?i)\A\s*--[ \t-]*no[ \t]*transaction`)},
}

// The marks of tools that begin a transaction unless they stand in a file.
var (
	ternAlone  = lazyregexp.New(`(?mi)^----[ \t]*tern:[ \t]*disable-tx`)
	sqlxAlone  = lazyregexp.New(`\A-- no-transaction`)
	atlasMode  = lazyregexp.New(`(?m)^--[ \t]*atlas:txmode[ \t]+none\b`)
	flywayConf = lazyregexp.New(`(?mi)^\s*executeInTransaction\s*=\s*false`)
	dieselConf = lazyregexp.New(`(?m)^\s*run_in_transaction\s*=\s*false`)
)

// runnerOf is the tool that runs a migration, and when it begins a transaction; "" where none is
// known.
func runnerOf(name, text string) (tool string, begun begins) {
	text = commentLines(text)
	for _, r := range marked {
		if r.marks.MatchString(text) {
			return r.tool, unless(r.not != nil && r.not.MatchString(text), r.begun)
		}
	}
	dir := filepath.Dir(name)
	switch {
	case isDiesel(name):
		if projectOf(dir) == crateOfFolders {
			return crateOfFolders, always
		}
		return "Diesel", unless(dieselConf.MatchString(beginning(filepath.Join(dir, "metadata.toml"), signLimit)), always)
	case exists(filepath.Join(dir, folder.DrizzleList)), hasFolder(name) && exists(filepath.Join(dir, "snapshot.json")):
		return "drizzle", always
	case hasFolder(name):
		return "Prisma", onServer
	case isFlyway(name):
		if projectOf(dir) == "refinery" {
			return "refinery", always
		}
		return "Flyway", unless(flywayConf.MatchString(beginning(name+".conf", signLimit)), mixed)
	}
	return runnerOfFolder(name, text)
}

// runnerOfFolder is runnerOf where only the folder or the project can say which tool it is.
func runnerOfFolder(name, text string) (tool string, begun begins) {
	dir := filepath.Dir(name)
	switch {
	case hasSum(dir):
		return "", never
	case exists(filepath.Join(dir, "atlas.sum")):
		return "Atlas", unless(atlasMode.MatchString(text), always)
	case pairedName.MatchString(filepath.Base(name)) && projectOf(dir) != "sqlx":
		return "golang-migrate", together
	case !isMigrationsPath(name):
		return "", never
	}
	switch tool = projectOf(dir); tool {
	case "golang-migrate":
		return tool, together
	case "tern":
		return tool, unless(ternAlone.MatchString(text), always)
	case "diesel", "refinery": // whose files have other names
		return "", never
	}
	return tool, unless(tool == "", always)
}

func unless(not bool, b begins) begins {
	if not {
		return never
	}
	return b
}

// execution is how a tool runs one file.
type execution struct {
	tool string
	unit func(s schema.Statement) int // the number of the tool's transaction; 0 for none
}

// executions finds out how each file of a pass is run, when it is asked for.
func (r *Review) executions(p *lint.Pass) func(file string) execution {
	known := map[string]execution{}
	return func(file string) execution {
		e, there := known[file]
		if !there {
			e = executionOf(p, file, r.Texts[file])
			known[file] = e
		}
		return e
	}
}

func executionOf(p *lint.Pass, file, text string) execution {
	tool, begun := runnerOf(file, text)
	var own []schema.Statement
	for _, s := range p.Analyzed.Statements {
		if s.Pos.File == file {
			own = append(own, s)
		}
	}
	server := p.Lock != nil
	wraps := begun == always
	switch begun {
	case onServer:
		wraps = server && len(own) > 1 && !anyAct(own, func(a schema.Act) bool { return a.Verb == schema.Begins })
	case together:
		wraps = !server || len(own) > 1 && !anyAct(own, func(a schema.Act) bool { return a.Verb == schema.Begins })
	case mixed:
		wraps = anyAct(own, func(a schema.Act) bool { return a.Verb != schema.Sets && !runsAlone(a) })
	case sections:
		return execution{tool, changesets(text)}
	}
	if !wraps {
		return execution{}
	}
	return execution{tool, func(schema.Statement) int { return 1 }}
}

func anyAct(list []schema.Statement, match func(schema.Act) bool) bool {
	for _, s := range list {
		for _, a := range s.Acts {
			if match(a) {
				return true
			}
		}
	}
	return false
}

// runsAlone reports whether an act is of a statement that no transaction holds, or that means nothing
// in one.
func runsAlone(a schema.Act) bool {
	return a.Concurrently && a.Verb != schema.Refreshes || a.Verb == schema.Vacuums || a.Verb == schema.Pragmas && a.Name == "foreign_keys"
}

// changesets numbers the transactions of Liquibase's SQL: each changeset has one, unless it says that
// it runs in none.
func changesets(text string) func(schema.Statement) int {
	var starts []int
	var alone []bool
	for _, m := range changesetMark.FindAllStringSubmatchIndex(text, -1) {
		starts = append(starts, m[0])
		alone = append(alone, strings.Contains(strings.ToLower(text[m[2]:m[3]]), "runintransaction:false"))
	}
	return func(s schema.Statement) int {
		unit := 0
		for i, start := range starts {
			if start <= s.Start {
				unit = i + 1
				if alone[i] {
					unit = 0
				}
			}
		}
		return unit
	}
}
