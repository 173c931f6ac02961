package postgres

// What a transaction of ours begins with: the settings that a pooler has kept from the
// session, and names that are found in pg_catalog alone, until statements of a plan or
// of a file run with the path that they were written for.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// pin has our own statements mean what pg_catalog has, and remembers the path of the
// session for those of others.
func (r *run) pin(ctx context.Context, tx pgx.Tx) error {
	if !r.direct {
		if _, err := tx.Exec(ctx, introspect.SettingsSQL(r.conn)); err != nil {
			return fmt.Errorf("settings of the transaction: %w", serverError(err))
		}
		if err := origin(ctx, tx, true); err != nil {
			return err
		}
	}
	batch := &pgx.Batch{}
	batch.Queue("SELECT pg_catalog.current_setting('search_path')")
	batch.Queue(introspect.OwnPathSQL())
	results := tx.SendBatch(ctx, batch)
	err := results.QueryRow().Scan(&r.path)
	if err == nil {
		_, err = results.Exec()
	}
	if end := results.Close(); err == nil {
		err = end
	}
	if err != nil {
		return fmt.Errorf("search_path: %w", serverError(err))
	}
	return nil
}

// pooled is the reason why a non-transactional statement would behave differently here:
// through a pooler it runs with the settings of the role or the database.
func (r *run) pooled(ctx context.Context) error {
	if r.direct {
		return nil
	}
	var tablespace, method, path string
	err := r.conn.QueryRow(ctx, "SELECT pg_catalog.current_setting('default_tablespace'), pg_catalog.current_setting('default_table_access_method'), pg_catalog.current_setting('search_path')").
		Scan(&tablespace, &method, &path)
	if err != nil {
		return fmt.Errorf("settings of the session: %w", serverError(err))
	}
	plain := strings.NewReplacer(" ", "", `"`, "")
	what := ""
	switch {
	case tablespace != "":
		what = "default_tablespace is " + tablespace
	case method != "heap":
		what = "default_table_access_method is " + method
	case plain.Replace(path) != plain.Replace(introspect.FilesPath(r.conn)):
		what = "search_path is " + path
	default:
		return nil
	}
	return fmt.Errorf("%s for this role or database, and a pooler keeps it so for a statement that cannot be in a transaction: connect to the server itself, or RESET it with ALTER ROLE or ALTER DATABASE", what)
}

// repin is pin in the middle of a transaction: the path stays that of its beginning.
func repin(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, introspect.OwnPathSQL()); err != nil {
		return fmt.Errorf("search_path: %w", serverError(err))
	}
	return nil
}

// unpin gives the statements that follow the path of the session.
func (r *run) unpin(ctx context.Context, tx pgx.Tx) error {
	if _, err := tx.Exec(ctx, introspect.PathSQL(r.path)); err != nil {
		return fmt.Errorf("search_path: %w", serverError(err))
	}
	return nil
}

// origin has triggers fire and foreign keys be checked, which they are not where a role
// works as a replica; only a superuser may change that.
func origin(ctx context.Context, on querier, local bool) error {
	var role, user string
	if err := on.QueryRow(ctx, "SELECT pg_catalog.current_setting('session_replication_role'), session_user").Scan(&role, &user); err != nil {
		return fmt.Errorf("settings of the session: %w", serverError(err))
	}
	if role == "origin" {
		return nil
	}
	_, err := on.Exec(ctx, fmt.Sprintf("SELECT pg_catalog.set_config('session_replication_role', 'origin', %t)", local))
	var server *pgconn.PgError
	if errors.As(err, &server) && server.Code == "42501" {
		return fmt.Errorf("session_replication_role is %s for %s, so that no trigger fires and no foreign key is checked, and only a superuser may change it: ALTER ROLE %s RESET session_replication_role, or the same for the database",
			role, user, pgmodel.Quote(user))
	}
	if err != nil {
		return fmt.Errorf("settings of the session: %w", serverError(err))
	}
	return nil
}

// readSession reads which process of the server works, and as whom.
func (r *run) readSession(ctx context.Context) error {
	var session, current string
	if err := r.conn.QueryRow(ctx, "SELECT pg_catalog.pg_backend_pid(), session_user, current_user").Scan(&r.pid, &session, &current); err != nil {
		return fmt.Errorf("process of the server: %w", err)
	}
	if session != current {
		r.role = current
	}
	return nil
}

// explained is an error of a statement with what a setting has to do with it.
func (r *run) explained(err error) error {
	var server *pgconn.PgError
	said := serverError(err)
	switch {
	case !errors.As(err, &server):
	case server.Code == "42501" && r.role != "":
		return fmt.Errorf("%w: it was tried as %s, the role that ALTER ROLE … SET role or the URL has chosen", said, r.role)
	case server.Code == "57014" && !r.direct:
		return fmt.Errorf("%w: through a pooler the statement_timeout of the role or the database counts for what is in no transaction", said)
	}
	return said
}
