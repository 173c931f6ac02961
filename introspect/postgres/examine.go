package postgres

// The examination of a server for doctor: each question is one query of the catalogs in a read-only
// transaction with an empty search_path, and needs no right beyond CONNECT. What a role may not see
// is left out.

import (
	"context"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
)

// newestMajor is the newest version that the tests run on.
const newestMajor = 18

// examiner asks one connection.
type examiner struct {
	conn     *pgx.Conn
	tx       pgx.Tx
	symptoms []introspect.Symptom
}

// Examine looks at a database and at what the role may do there.
func Examine(ctx context.Context, url string, wait time.Duration) ([]introspect.Symptom, error) {
	conn, err := Connect(ctx, url, wait)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{BeginQuery: "BEGIN READ ONLY; SET LOCAL search_path = ''; SET LOCAL statement_timeout = '30s'; SET LOCAL lock_timeout = '3s'"})
	if err != nil {
		return nil, connectError(conn.Config(), err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	e := &examiner{conn: conn, tx: tx}
	for _, ask := range []func(context.Context) error{e.version, e.connection, e.pooler, e.role, e.rights, e.owners, e.readOnly, e.settings, e.sessions, e.leftovers, e.clock} {
		if err := ask(ctx); err != nil {
			return e.symptoms, fmt.Errorf("examine the database: %w", err)
		}
	}
	return e.symptoms, nil
}

// add adds a symptom.
func (e *examiner) add(level introspect.Level, what, found, advice string) {
	e.symptoms = append(e.symptoms, introspect.Symptom{Level: level, What: what, Found: found, Advice: advice})
}

// one reads the only row of a query.
func (e *examiner) one(ctx context.Context, sql string, into ...any) error {
	return e.tx.QueryRow(ctx, sql).Scan(into...)
}

// texts reads the rows of one text.
func (e *examiner) texts(ctx context.Context, sql string) ([]string, error) {
	rows, err := e.tx.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func (e *examiner) version(ctx context.Context) error {
	var number int
	var text string
	if err := e.one(ctx, "SELECT current_setting('server_version_num')::int, current_setting('server_version')", &number, &text); err != nil {
		return err
	}
	switch major := number / 10000; {
	case major < 13:
		e.add(introspect.Fail, "version", "PostgreSQL "+text, "schemadiff reads 13 and newer")
	case major > newestMajor:
		e.add(introspect.Warn, "version", "PostgreSQL "+text+", which is newer than this program", fmt.Sprintf("it is tested with 13 to %d: look for a newer schemadiff", newestMajor))
	default:
		e.add(introspect.Healthy, "version", "PostgreSQL "+text, "")
	}
	return nil
}

func (e *examiner) connection(ctx context.Context) error {
	var encrypted bool
	var address string
	err := e.one(ctx, "SELECT coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), coalesce(host(inet_server_addr()), '')", &encrypted, &address)
	ip := net.ParseIP(address)
	local := address == "" || ip != nil && ip.IsLoopback()
	switch {
	case err != nil:
		return err
	case !encrypted && !local:
		e.add(introspect.Warn, "connection", "not encrypted, to "+address, "add sslmode=verify-full to the URL, or sslmode=require at least")
	case encrypted:
		e.add(introspect.Healthy, "connection", "encrypted", "")
	default:
		e.add(introspect.Healthy, "connection", "local", "")
	}
	return nil
}

// pooler compares the number of the server's process with the one that the connection was given at its
// start (protocol-flow.html, BackendKeyData): what stands between makes up its own.
func (e *examiner) pooler(ctx context.Context) error {
	var pid uint32
	if err := e.one(ctx, "SELECT pg_backend_pid()", &pid); err != nil {
		return err
	}
	if e.conn.PgConn().PID() == pid {
		e.add(introspect.Healthy, "pooler", "none: the session is this connection's own", "")
		return nil
	}
	e.add(introspect.Warn, "pooler", "there is one between: the session is not this connection's own", "plan, lint and status work through it, and migrations run once. "+
		"apply and migrate are better off with a direct connection: a pooler may cut off long builds, and Ctrl-C does not reach the server")
	return nil
}

func (e *examiner) role(ctx context.Context) error {
	var name string
	var super, createdb bool
	if err := e.one(ctx, "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname = current_user", &name, &super, &createdb); err != nil {
		return err
	}
	if super {
		e.add(introspect.Note, "role", name+", a superuser", "no command needs one, and what it creates belongs to it: connect as the role that owns the schema")
	} else {
		e.add(introspect.Healthy, "role", name, "")
	}
	if !super && !createdb {
		e.add(introspect.Note, "scratch databases", name+" may not create databases", "--verify and --rehearse need it, or --dev-db with the URL of a server for trials")
	}
	return nil
}

// rights looks for the privileges that apply needs before any table is looked at.
func (e *examiner) rights(ctx context.Context) error {
	var temp, database, public, exists bool
	err := e.one(ctx, "SELECT has_database_privilege(current_database(), 'TEMP'), has_database_privilege(current_database(), 'CREATE'), "+
		"coalesce((SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = 'public'), false), EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public')", &temp, &database, &public, &exists)
	if err != nil {
		return err
	}
	if exists && !public {
		e.add(introspect.Warn, "rights", "the role may create nothing in schema public", "GRANT CREATE ON SCHEMA public TO the role that changes the schema; to plan, none is needed")
	} else if exists {
		e.add(introspect.Healthy, "rights", "may create in schema public", "")
	}
	if !database {
		e.add(introspect.Note, "rights", "the role may create no schema", "migrate keeps its record in a schema of its own: GRANT CREATE ON DATABASE, or CREATE SCHEMA schemadiff AUTHORIZATION that role")
	}
	if !temp {
		e.add(introspect.Note, "rights", "the role may create no temporary object", "apply and --exact compare spellings of expressions by them: GRANT TEMP ON DATABASE; without it such a difference is reported as unverified")
	}
	return nil
}

// owners looks for tables that ALTER TABLE would refuse.
func (e *examiner) owners(ctx context.Context) error {
	foreign, err := e.texts(ctx, "SELECT format('%I.%I, of %I', n.nspname, c.relname, pg_get_userbyid(c.relowner)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema' AND NOT pg_has_role(c.relowner, 'USAGE') "+
		"AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e') ORDER BY 1")
	if err != nil {
		return err
	}
	if len(foreign) == 0 {
		e.add(introspect.Healthy, "owners", "every table and view belongs to the role, or to one that it is a member of", "")
		return nil
	}
	e.add(introspect.Warn, "owners", listed(foreign, "table or view belongs to another role", "tables and views belong to other roles"),
		"ALTER and DROP need the owner: connect as it, or GRANT it TO the role; --exclude leaves objects alone")
	return nil
}

// listed is a number of things with the first of them.
func listed(list []string, one, many string) string {
	const most = 3
	text := fmt.Sprintf("%d %s", len(list), many)
	if len(list) == 1 {
		text = "1 " + one
	}
	if len(list) > most {
		return text + ": " + strings.Join(list[:most], "; ") + "; …"
	}
	return text + ": " + strings.Join(list, "; ")
}

func (e *examiner) readOnly(ctx context.Context) error {
	var standby bool
	var byDefault string
	if err := e.one(ctx, "SELECT pg_is_in_recovery(), (SELECT reset_val FROM pg_settings WHERE name = 'default_transaction_read_only')", &standby, &byDefault); err != nil {
		return err
	}
	if standby {
		e.add(introspect.Fail, "writes", "the server is a standby", "plan and status work; apply and migrate need the primary: add target_session_attrs=read-write and all hosts to the URL")
	}
	if byDefault == "on" {
		e.add(introspect.Warn, "writes", "default_transaction_read_only is on for this role or database", "apply and migrate need it off: ALTER ROLE … SET default_transaction_read_only = off")
	}
	return nil
}
