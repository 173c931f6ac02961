package postgres

// The copy of a database for a trial: first the schema without what would fire or refuse while rows
// come in any order (triggers, references, checks that are not valid, row security), then the rows
// of each table as a stream of text, then the rest of the schema, the positions of sequences and
// the rows of materialized views. Values of every type have a text, and names of objects in values,
// such as regclass, mean the same in another database.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// copy makes the copy in the scratch database, but for its event triggers.
func (t *trial) copy(ctx context.Context, source *pgx.Conn, from *schema.Schema) error {
	bare := withoutGuards(from)
	rest, err := plans.WriteFrom(bare, withoutEventTriggers(from))
	if err != nil {
		return err
	}
	if err := t.load(ctx, t.name, bare); err != nil {
		return err
	}
	to, err := t.open(ctx)
	if err != nil {
		return err
	}
	defer closed(ctx, to)
	if t.bare {
		return t.execute(ctx, t.name, rest)
	}
	if err := t.copyRows(ctx, source, to, from); err != nil {
		return err
	}
	if err := t.execute(ctx, t.name, rest); err != nil {
		return err
	}
	return t.refreshViews(ctx, to)
}

// arm makes the event triggers: no statement of ours may meet them, and the steps of the plan do as they will
// on the database. One of the event login fires at each session from then on.
func (t *trial) arm(ctx context.Context, from *schema.Schema) error {
	calm := withoutEventTriggers(from)
	if calm.Len() == from.Len() {
		return nil
	}
	if t.prepare != nil {
		if err := t.prepare(ctx, t); err != nil {
			return err
		}
	}
	statements, err := plans.WriteFrom(calm, from)
	if err != nil {
		return err
	}
	return t.execute(ctx, t.name, statements)
}

func withoutEventTriggers(s *schema.Schema) *schema.Schema {
	var gone []schema.Key
	for o := range s.All() {
		if k := o.Key(); k.Kind == schema.KindEventTrigger {
			gone = append(gone, k)
		}
	}
	return s.Without(gone...)
}

// withoutGuards is a schema without what keeps rows from being copied one table after the other.
func withoutGuards(s *schema.Schema) *schema.Schema {
	var gone []schema.Key
	var changed []schema.Object
	for o := range s.All() {
		switch o := o.(type) {
		case *pgmodel.Table:
			c := o.Clone().(*pgmodel.Table)
			c.RowSecurity, c.ForceRowSecurity = false, false
			c.Constraints = slices.DeleteFunc(slices.Clone(c.Constraints), func(x *pgmodel.Constraint) bool {
				return x.Kind == schema.KindForeign || x.Kind == schema.KindCheck && x.NotValid && !x.Inherited
			})
			changed = append(changed, c)
		case *pgmodel.Domain:
			c := o.Clone().(*pgmodel.Domain)
			c.Checks = slices.DeleteFunc(slices.Clone(c.Checks), func(x *pgmodel.DomainCheck) bool { return x.NotValid })
			changed = append(changed, c)
		default:
			if k := o.Key(); slices.Contains([]schema.Kind{schema.KindTrigger, schema.KindEventTrigger, schema.KindPolicy}, k.Kind) {
				gone = append(gone, k)
			}
		}
	}
	return s.Without(gone...).With(changed...)
}

// copyRows copies the rows of all tables and the positions of all sequences as they are at one moment.
func (t *trial) copyRows(ctx context.Context, source, to *pgx.Conn, from *schema.Schema) (err error) {
	tx, err := source.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { err = errors.Join(err, tx.Rollback(context.WithoutCancel(ctx))) }()
	local := strings.ReplaceAll(trialSettings, "SET ", "SET LOCAL ") + fmt.Sprintf("; SET LOCAL search_path = ''; SET LOCAL lock_timeout = %d", t.Wait.Milliseconds())
	if _, err := tx.Exec(ctx, local); err != nil {
		return serverError(err)
	}
	for o := range from.All() {
		table, ok := o.(*pgmodel.Table)
		if !ok || table.PartitionBy != nil {
			continue
		}
		name := pgmodel.Qualified(table.ID.Schema, table.ID.Name)
		if table.ID.Kind == schema.KindForeignTable {
			t.out.Notes = append(t.out.Notes, "the rows of foreign table "+table.ID.Object()+" are not copied")
			continue
		}
		if t.progress != nil {
			t.progress(migrate.Event{Steps: len(t.plan.Steps), What: "copying " + table.ID.Object(), Done: -1})
		}
		if err := t.copyTable(ctx, source, to, table); err != nil {
			if introspect.Waiting(err) {
				return introspect.Busy(t.source, "a lock to copy "+name, t.Wait, err)
			}
			return fmt.Errorf("rows of %s: %w", name, serverError(err))
		}
	}
	if t.out.Sample > 0 {
		if err := t.completeSample(ctx, source, to, from); err != nil {
			return err
		}
	}
	return t.copyPositions(ctx, source, to)
}

// copyTable streams the rows of a table; columns that are computed are computed again.
func (t *trial) copyTable(ctx context.Context, source, to *pgx.Conn, table *pgmodel.Table) error {
	name, list := pgmodel.Qualified(table.ID.Schema, table.ID.Name), storedColumns(table)
	if list == "" {
		t.out.Notes = append(t.out.Notes, "the rows of "+name+" have no column to copy")
		return nil
	}
	query := "SELECT " + list + " FROM ONLY " + name
	if t.out.Sample > 0 {
		query += fmt.Sprintf(" LIMIT %d", t.out.Sample)
	}
	_, err := stream(ctx, source, to, query, name+" ("+list+")")
	return err
}

// storedColumns lists the columns of a table that are not computed.
func storedColumns(table *pgmodel.Table) string {
	var columns []string
	for _, c := range table.Columns {
		if c.Extra().Generated.IsZero() {
			columns = append(columns, pgmodel.Quote(c.Name))
		}
	}
	return strings.Join(columns, ", ")
}

// stream copies the rows of a query of one session into a table of another.
func stream(ctx context.Context, source, to *pgx.Conn, query, into string) (int64, error) {
	reader, writer := io.Pipe()
	sent := make(chan error, 1)
	go func() {
		_, err := source.PgConn().CopyTo(ctx, writer, "COPY ("+query+") TO STDOUT")
		writer.CloseWithError(err)
		sent <- err
	}()
	tag, err := to.PgConn().CopyFrom(ctx, reader, "COPY "+into+" FROM STDIN")
	reader.CloseWithError(io.ErrClosedPipe)
	if failed := <-sent; failed != nil && !errors.Is(failed, io.ErrClosedPipe) {
		return 0, failed
	}
	return tag.RowsAffected(), err
}

// copyPositions sets the sequences to the values that they have given out last.
func (t *trial) copyPositions(ctx context.Context, source, to *pgx.Conn) error {
	rows, err := source.Query(ctx, "SELECT schemaname, sequencename, last_value FROM pg_catalog.pg_sequences WHERE last_value IS NOT NULL")
	if err != nil {
		return serverError(err)
	}
	defer rows.Close()
	for rows.Next() {
		var schema, name string
		var last int64
		if err := rows.Scan(&schema, &name, &last); err != nil {
			return err
		}
		if _, err := to.Exec(ctx, "SELECT pg_catalog.setval(pg_catalog.to_regclass($1), $2)", pgmodel.Qualified(schema, name), last); err != nil {
			return fmt.Errorf("position of %s: %w", pgmodel.Qualified(schema, name), serverError(err))
		}
	}
	return rows.Err()
}

// refreshViews fills materialized views, which were made while there were no rows, in the order in
// which they were made.
func (t *trial) refreshViews(ctx context.Context, conn *pgx.Conn) error {
	rows, err := conn.Query(ctx, `SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'm' AND c.relispopulated ORDER BY c.oid`)
	if err != nil {
		return serverError(err)
	}
	names, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (string, error) {
		var schema, name string
		err := row.Scan(&schema, &name)
		return pgmodel.Qualified(schema, name), err
	})
	if err != nil {
		return serverError(err)
	}
	for _, name := range names {
		if _, err := conn.Exec(ctx, "REFRESH MATERIALIZED VIEW "+name); err != nil {
			if ctx.Err() != nil {
				return err
			}
			t.out.Notes = append(t.out.Notes, "materialized view "+name+" has no rows: "+withoutValues(err))
		}
	}
	return nil
}
