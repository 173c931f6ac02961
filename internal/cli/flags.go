package cli

// This file defines the flags that several commands share. Their texts are the ones of --help
// and of the manual; the values are read where they become options.

import (
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/render"
)

// sourceFlags name the two sides of a comparison.
func sourceFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "db", Usage: "the live `DATABASE`: postgres://host/app, sqlite:app.db, app.db (default: $SCHEMADIFF_DATABASE_URL, $DATABASE_URL, the configuration)"},
		&cli.StringSliceFlag{Name: "schema", Usage: "the desired DDL: a file, folder, glob, - or git:REF:`PATH`; may be repeated"},
		&cli.StringFlag{Name: "from", Usage: "compare from any `SOURCE`: a database or DDL"},
		&cli.StringFlag{Name: "to", Usage: "compare to any `SOURCE`: a database or DDL"},
		&cli.StringFlag{Name: "env", Usage: "take the database from [env.`NAME`] of schemadiff.toml"},
		&cli.StringFlag{Name: "env-file", Usage: "read variables that are not set, such as DATABASE_URL, from a `FILE` of NAME=value lines"},
		&cli.StringFlag{Name: "dialect", Usage: "the `DIALECT` of DDL where no database shows it: sqlite or postgres"},
		&cli.StringFlag{Name: "schemas", Usage: "`LIST` of schemas to manage (default: the ones that the desired DDL uses, and public; * for the whole database)"},
		&cli.StringSliceFlag{Name: "exclude", Usage: "ignore objects whose name matches the `PATTERN`; may be repeated"},
		&cli.StringFlag{Name: "manage", Usage: "`LIST` of what else to manage: grants, owners, default-privileges (PostgreSQL)"},
		&cli.StringFlag{Name: "partitions", Usage: "declared: partitions that the DDL lacks are dropped; external: they are left alone"},
		&cli.BoolFlag{Name: "strict", Usage: "fail on anything that is seen and not supported"},
		&cli.DurationFlag{Name: "busy-timeout", Value: 5 * time.Second, Usage: "how long to wait for another process's lock, where --wait is not given (SQLite)"},
		trustFlag(),
		quietFlag(), verboseFlag(),
		colorFlag(),
	}
}

func trustFlag() cli.Flag {
	return &cli.StringSliceFlag{Name: "trust", EnvVars: []string{"SCHEMADIFF_TRUST"}, Usage: "a `ROLE` whose functions may run with your rights while its tables are asked about; may be repeated (PostgreSQL)"}
}

// confirmFlag answers the question of a protected environment.
func confirmFlag() cli.Flag {
	return &cli.StringFlag{Name: "confirm", Usage: "the `NAME` of the environment, which a protected one asks for and --yes does not answer"}
}

// waitFlags are those of commands that read a database and change nothing.
func waitFlags() []cli.Flag {
	return []cli.Flag{
		&cli.DurationFlag{Name: "wait", Value: 30 * time.Second, Usage: "how long to try again while others hold locks; then the exit status is 75 (SQLite: instead of --busy-timeout)"},
		&cli.DurationFlag{Name: "lock-timeout", Value: 3 * time.Second, Usage: "how long an attempt may wait for a lock (PostgreSQL)"},
	}
}

// runFormatFlag is the form in which a command that changes a database reports how it ended.
func runFormatFlag() cli.Flag {
	return &cli.StringFlag{Name: "format", Value: "text", Usage: "text or json, which has how it ended, whatever the end"}
}

// quietFlag leaves out what can be left unread.
func quietFlag() cli.Flag {
	return &cli.BoolFlag{Name: "quiet", Aliases: []string{"q"}, Usage: "print errors, warnings and what was asked for, no notes and no progress; commands that change a database print nothing if all goes well"}
}

// verboseFlag reports what is going on.
func verboseFlag() cli.Flag {
	return &cli.BoolFlag{Name: "verbose", Usage: "report on standard error what is read and done, as it begins"}
}

func colorFlag() cli.Flag {
	return &cli.StringFlag{Name: "color", Value: "auto", Usage: "colour: auto, always or never"}
}

func planFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringSliceFlag{Name: "allow", Usage: "permit refused steps: `RULE`, RULE:OBJECT, destructive or all; may be repeated"},
		&cli.StringSliceFlag{Name: "rename", Usage: "`OLD=NEW`: a renamed table, or table.column=column; may be repeated"},
		&cli.StringFlag{Name: "target", Usage: "the `VERSION` that will run the plan (default: the database's own; SQLite 3.35, which newer ones run too)"},
		&cli.BoolFlag{Name: "offline", Usage: "do not ask the database whether two spellings mean the same; report them as unverified"},
		&cli.BoolFlag{Name: "exact", Usage: "have the database decide where perhaps only the spelling differs, by temporary objects in a transaction that is rolled back; apply always does (PostgreSQL)"},
		&cli.BoolFlag{Name: "verify", Usage: "run the plan on a copy of the schema first; SQLite plans always are, PostgreSQL needs a role that may create databases"},
		&cli.StringFlag{Name: "dev-db", Usage: "the `DATABASE` of a server to try things on, in scratch databases that are dropped again (PostgreSQL)"},
		&cli.BoolFlag{Name: "no-online", Usage: "the short form of each step, in as few transactions as possible, whatever it blocks (PostgreSQL)"},
		&cli.BoolFlag{Name: "online-rewrite", Usage: "change the type of a column, or the partition key, of a large table by a new one beside it, filled while others work (PostgreSQL)"},
		&cli.IntFlag{Name: "max-load", Usage: "pause the filling of rows while more than `N` other sessions run a statement; 0 for no limit (PostgreSQL)"},
		&cli.DurationFlag{Name: "max-lag", Usage: "pause the filling of rows while a standby lags by more than this `TIME`; 0 for no limit (PostgreSQL)"},
		&cli.StringFlag{Name: "column-order", Value: "report", Usage: "report: another order of columns is a note; strict: the table is rebuilt (SQLite), or the plan refused (PostgreSQL)"},
	}
}

// rehearseFlags are those of commands whose plan can be run on a copy of the database with its rows.
func rehearseFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "rehearse", Usage: "run the plan on a copy of the database with its rows first: each step with its time, there and on the database, and its locks, and all rows compared; the copy is removed again"},
		&cli.Int64Flag{Name: "sample", Usage: "rehearse with at most `N` rows of each table, and the rows that these refer to (default: all rows)"},
		showValuesFlag(),
	}
}

func showValuesFlag() cli.Flag {
	return &cli.BoolFlag{Name: "show-values", Usage: "of a rehearsal: show values of some rows that differ, but of the columns that [rehearse] of the configuration masks"}
}

// rehearseFilesFlags are those of a command whose migrations can be run on such a copy.
func rehearseFilesFlags() []cli.Flag {
	return []cli.Flag{
		&cli.BoolFlag{Name: "rehearse", Usage: "run the pending migrations on a copy of the database with its rows, and change nothing: each statement with its time, there and on the database, and its locks, and all rows compared; the copy is removed again"},
		&cli.Int64Flag{Name: "sample", Usage: "rehearse with at most `N` rows of each table, and the rows that these refer to (default: all rows)"},
		showValuesFlag(),
		&cli.StringFlag{Name: "dev-db", Usage: "the `DATABASE` of a server to rehearse on, in a scratch database that is dropped again (PostgreSQL)"},
	}
}

// defaultMigrations is the folder where none is named.
const defaultMigrations = "migrations"

// migrationsFlag names the folder of migrations.
func migrationsFlag() cli.Flag {
	return &cli.StringFlag{Name: "migrations", Usage: "the `FOLDER` of migrations (default: that of the configuration, or migrations)"}
}

// migrationFlags are the flags of commands about a folder of migrations and a database.
func migrationFlags() []cli.Flag {
	return append(without(sourceFlags(), "schema", "from", "to", "strict", "manage", "partitions"), migrationsFlag())
}

// without leaves out the flags of some names, which a command does not take.
func without(flags []cli.Flag, names ...string) []cli.Flag {
	return slices.DeleteFunc(flags, func(f cli.Flag) bool { return slices.Contains(names, f.Names()[0]) })
}

// reportFlags are the flags of commands that print findings.
func reportFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "format", Usage: strings.Join(render.LintFormats(), ", ")},
		&cli.StringFlag{Name: "fail-on", Usage: "the least severity that fails: error, warning, info or never"},
		&cli.StringFlag{Name: "preset", Usage: "recommended, strict, minimal or all"},
		&cli.StringSliceFlag{Name: "rule", Usage: "`RULE=SEVERITY` of one rule; may be repeated"},
		infoFlag(),
	}
}

// infoFlag is the flag for findings below a warning, in the formats that people read.
func infoFlag() cli.Flag {
	return &cli.BoolFlag{Name: "info", Usage: "show information too, not its number alone (json and sarif always have it)"}
}

// splitLists splits the values of repeated or comma separated flags.
func splitLists(values []string) []string {
	var out []string
	for _, v := range values {
		for item := range strings.SplitSeq(v, ",") {
			if item = strings.TrimSpace(item); item != "" {
				out = append(out, item)
			}
		}
	}
	return out
}
