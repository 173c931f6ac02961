package postgres

// The second half of the examination: settings that will hurt, other sessions that DDL has to wait for,
// what earlier commands have left, and the clock.

import (
	"context"
	"fmt"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

// harmful are settings by their value, each with what it does and what to do.
var harmful = []struct{ name, value, does, advice string }{
	{"autovacuum", "off", "statistics and estimates of rows grow old", "turn it on, or ANALYZE before a plan"},
	{"session_replication_role", "replica", "foreign keys and triggers are not checked in this session", "ALTER ROLE … RESET session_replication_role"},
	{"fsync", "off", "a crash of the machine can lose a change that was reported as done", "turn it on, but for tests"},
}

func (e *examiner) settings(ctx context.Context) error {
	found := false
	for _, h := range harmful {
		values, err := e.texts(ctx, "SELECT reset_val FROM pg_settings WHERE name = '"+h.name+"' AND reset_val = '"+h.value+"'")
		if err != nil {
			return err
		}
		if len(values) > 0 {
			found = true
			e.add(introspect.Warn, "settings", h.name+" is "+h.value+": "+h.does, h.advice)
		}
	}
	var locks, tables int64
	err := e.one(ctx, "SELECT current_setting('max_locks_per_transaction')::bigint * (current_setting('max_connections')::bigint + current_setting('max_prepared_transactions')::bigint), "+
		"(SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'i', 'I', 'S', 't'))", &locks, &tables)
	if err != nil {
		return err
	}
	if tables > locks {
		found = true
		e.add(introspect.Warn, "settings", fmt.Sprintf("room for %d locks, and there are %d relations", locks, tables), "a change of many partitions at once can run out of shared memory: raise max_locks_per_transaction")
	}
	triggers, err := e.texts(ctx, "SELECT format('%I', evtname) FROM pg_event_trigger WHERE evtenabled <> 'D' ORDER BY 1")
	if err != nil {
		return err
	}
	if len(triggers) > 0 {
		e.add(introspect.Note, "event triggers", listed(triggers, "runs with DDL", "run with DDL"), "their functions run inside of every apply and migrate")
	}
	if !found {
		e.add(introspect.Healthy, "settings", "none that hurts", "")
	}
	return nil
}

// sessions looks for what DDL would wait for: a transaction that is open for minutes holds its locks
// and every snapshot that CREATE INDEX CONCURRENTLY waits for.
func (e *examiner) sessions(ctx context.Context) error {
	long, err := e.texts(ctx, "SELECT format('process %s of %s, open for %s', pid, coalesce(usename, '?'), date_trunc('second', now() - xact_start)) FROM pg_stat_activity "+
		"WHERE datname = current_database() AND pid <> pg_backend_pid() AND now() - xact_start > interval '1 minute' ORDER BY xact_start")
	if err != nil {
		return err
	}
	prepared, err := e.texts(ctx, "SELECT format('%L of %I, since %s', gid, owner, date_trunc('second', prepared)) FROM pg_prepared_xacts WHERE database = current_database() ORDER BY prepared")
	if err != nil {
		return err
	}
	var used, most int
	if err := e.one(ctx, "SELECT (SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend'), current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int", &used, &most); err != nil {
		return err
	}
	if len(long) > 0 {
		e.add(introspect.Warn, "sessions", listed(long, "transaction is open for more than a minute", "transactions are open for more than a minute"), "DDL on what they have read waits for them, and CREATE INDEX CONCURRENTLY for all of them: end them first")
	}
	if len(prepared) > 0 {
		e.add(introspect.Warn, "sessions", listed(prepared, "prepared transaction", "prepared transactions"), "each holds its locks until COMMIT PREPARED or ROLLBACK PREPARED")
	}
	if used*10 > most*9 {
		e.add(introspect.Warn, "sessions", fmt.Sprintf("%d of %d connections are in use", used, most), "apply needs two or three: wait, or raise max_connections")
	}
	if len(long) == 0 && len(prepared) == 0 && used*10 <= most*9 {
		e.add(introspect.Healthy, "sessions", "nothing that DDL would wait for", "")
	}
	return nil
}

// leftovers looks for indexes that a broken CONCURRENTLY has left, and for old transaction numbers.
func (e *examiner) leftovers(ctx context.Context) error {
	invalid, err := e.texts(ctx, "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace "+
		"WHERE NOT i.indisvalid AND c.relkind = 'i' AND n.nspname NOT LIKE 'pg\\_%' ORDER BY 1")
	if err != nil {
		return err
	}
	if len(invalid) > 0 {
		e.add(introspect.Warn, "indexes", listed(invalid, "index is invalid", "indexes are invalid"), "a CONCURRENTLY was cut off: apply and migrate finish their own; DROP INDEX CONCURRENTLY or REINDEX for others")
	}
	var age int64
	if err := e.one(ctx, "SELECT age(datfrozenxid)::bigint FROM pg_database WHERE datname = current_database()", &age); err != nil {
		return err
	}
	if age > 1_500_000_000 {
		e.add(introspect.Warn, "transaction numbers", fmt.Sprintf("the oldest is %d transactions ago", age), "VACUUM (FREEZE) the database before a large change: close to 2 billion the server refuses writes")
	}
	return nil
}

// farClocks is from which difference on two clocks are not the same.
const farClocks = 5 * time.Second

// clock compares this machine's with the server's; the answer was under way for half of the time.
func (e *examiner) clock(ctx context.Context) error {
	var theirs time.Time
	start := time.Now()
	if err := e.one(ctx, "SELECT clock_timestamp()", &theirs); err != nil {
		return err
	}
	away := time.Since(start) / 2
	apart := theirs.Sub(start.Add(away)).Abs()
	if apart > farClocks {
		e.add(introspect.Warn, "clock", "this machine's and the server's are "+apart.Round(time.Second).String()+" apart", "set both by NTP: generate --id timestamp uses this one, the record of migrations the server's")
		return nil
	}
	e.add(introspect.Healthy, "clock", "as here", "")
	return nil
}
