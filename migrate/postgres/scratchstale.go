package postgres

// Scratch databases that a killed run has left. Each has a comment with the time at which it was
// made: a later run drops the ones that are old, that no session uses, and that belong to its role.

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// scratchPrefix begins the name of every database that is made to try something.
const scratchPrefix = "schemadiff_scratch_"

// scratchComment begins the comment of a scratch database; the time in RFC 3339 ends it.
const scratchComment = "scratch database of schemadiff, made at "

// staleScratch is the age at which a scratch database without a session is one that was left.
const staleScratch = time.Hour

const unusedScratch = `SELECT d.datname, coalesce(pg_catalog.shobj_description(d.oid, 'pg_database'), '') FROM pg_catalog.pg_database d
WHERE pg_catalog.starts_with(d.datname, '` + scratchPrefix + `') AND d.datdba = (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user)
 AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`

// dropStale drops what killed runs have left. That it may not succeed is no error: the next run
// tries again.
func dropStale(ctx context.Context, conn *pgx.Conn, now time.Time) {
	var stale []string
	err := introspect.Query(ctx, conn, func(rows pgx.Rows) error {
		var name, comment string
		if err := rows.Scan(&name, &comment); err != nil {
			return err
		}
		text, ours := strings.CutPrefix(comment, scratchComment)
		if made, err := time.Parse(time.RFC3339, text); ours && err == nil && now.Sub(made) > staleScratch {
			stale = append(stale, name)
		}
		return nil
	}, unusedScratch)
	if err != nil {
		return
	}
	for _, name := range stale {
		_, _ = conn.Exec(ctx, "DROP DATABASE IF EXISTS "+pgmodel.Quote(name))
	}
}
