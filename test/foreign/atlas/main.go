// Command atlas-run migrates with the library of Atlas: ENGINE DATABASE FOLDER [hash].
// Its table of revisions is the one that the atlas program makes.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/postgres"
	"ariga.io/atlas/sql/sqlite"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

func main() {
	if err := run(os.Args[1], os.Args[2], os.Args[3], len(os.Args) > 4); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(engine, database, folder string, hash bool) error {
	dir, err := migrate.NewLocalDir(folder)
	if err != nil {
		return err
	}
	sum, err := dir.Checksum()
	if err != nil {
		return err
	}
	if err := migrate.WriteSumFile(dir, sum); err != nil || hash {
		return err
	}
	name := map[string]string{"sqlite": "sqlite", "postgres": "pgx"}[engine]
	db, err := sql.Open(name, database)
	if err != nil {
		return err
	}
	defer db.Close()
	var drv migrate.Driver
	if engine == "sqlite" {
		drv, err = sqlite.Open(db)
	} else {
		drv, err = postgres.Open(db)
	}
	if err != nil {
		return err
	}
	rev := &revisions{db: db, prefix: ""}
	if engine == "postgres" {
		rev.prefix = "atlas_schema_revisions."
		if _, err := db.Exec("CREATE SCHEMA IF NOT EXISTS atlas_schema_revisions"); err != nil {
			return err
		}
	}
	if _, err := db.Exec("CREATE TABLE IF NOT EXISTS " + rev.prefix + `atlas_schema_revisions (version character varying NOT NULL, description character varying NOT NULL,
 type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamp NOT NULL, execution_time bigint NOT NULL,
 error text NULL, error_stmt text NULL, hash character varying NOT NULL, partial_hashes json NULL, operator_version character varying NOT NULL, PRIMARY KEY (version))`); err != nil {
		return err
	}
	ex, err := migrate.NewExecutor(drv, dir, rev, migrate.WithAllowDirty(true), migrate.WithOperatorVersion("fixture"))
	if err != nil {
		return err
	}
	if err := ex.ExecuteN(context.Background(), 0); err != nil && !errors.Is(err, migrate.ErrNoPendingFiles) {
		return err
	}
	return nil
}

// revisions reads and writes the table.
type revisions struct {
	db     *sql.DB
	prefix string
}

func (r *revisions) Ident() *migrate.TableIdent {
	return &migrate.TableIdent{Name: "atlas_schema_revisions", Schema: map[bool]string{true: "", false: "atlas_schema_revisions"}[r.prefix == ""]}
}

func (r *revisions) ReadRevisions(ctx context.Context) ([]*migrate.Revision, error) {
	rows, err := r.db.QueryContext(ctx, "SELECT version, description, type, applied, total, hash, coalesce(CAST(partial_hashes AS text), '[]') FROM "+r.prefix+"atlas_schema_revisions ORDER BY version")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*migrate.Revision
	for rows.Next() {
		rev, partial := &migrate.Revision{}, ""
		if err := rows.Scan(&rev.Version, &rev.Description, &rev.Type, &rev.Applied, &rev.Total, &rev.Hash, &partial); err != nil {
			return nil, err
		}
		if err := json.Unmarshal([]byte(partial), &rev.PartialHashes); err != nil {
			return nil, err
		}
		out = append(out, rev)
	}
	return out, rows.Err()
}

func (r *revisions) ReadRevision(ctx context.Context, version string) (*migrate.Revision, error) {
	all, err := r.ReadRevisions(ctx)
	if err != nil {
		return nil, err
	}
	for _, rev := range all {
		if rev.Version == version {
			return rev, nil
		}
	}
	return nil, migrate.ErrRevisionNotExist
}

func (r *revisions) WriteRevision(ctx context.Context, v *migrate.Revision) error {
	partial, err := json.Marshal(v.PartialHashes)
	if err != nil {
		return err
	}
	_, err = r.db.ExecContext(ctx, "INSERT INTO "+r.prefix+`atlas_schema_revisions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
 ON CONFLICT (version) DO UPDATE SET applied = excluded.applied, total = excluded.total, error = excluded.error, error_stmt = excluded.error_stmt, partial_hashes = excluded.partial_hashes`,
		v.Version, v.Description, v.Type, v.Applied, v.Total, "2024-01-01 00:00:00", 0, v.Error, v.ErrorStmt, v.Hash, string(partial), v.OperatorVersion)
	return err
}

func (r *revisions) DeleteRevision(ctx context.Context, version string) error {
	_, err := r.db.ExecContext(ctx, "DELETE FROM "+r.prefix+"atlas_schema_revisions WHERE version = $1", version)
	return err
}
