package postgres

// How rows come into a table that is to take the place of another: by a trigger for what sessions
// write, and by a statement that copies the others in batches.
//
// The copy holds its rows FOR SHARE until it commits, so that no session changes one meanwhile, and
// passes over rows that others hold, so that it never waits for a session that waits for it. A row
// that was changed while its page was read is in the new table already, by the trigger. A transaction
// under REPEATABLE READ may not see what the copy has committed since it began: where it finds no row
// to change, it inserts it to make sure, which fails with serialization_failure if there is one
// (nodeModifyTable.c, ExecCheckTIDVisible).

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// copyFunction writes to the new table what a session writes to the old one. It runs as the owner of
// both, since who may write the one need not be granted the other.
func (w *planner) copyFunction(r *rebuild, b *tableBeside, key []string) *pgmodel.Function {
	access := r.from.Access()
	b.owner = access.Owner + access.Kept.Owner
	f := &pgmodel.Function{ID: copyFunctionKey(b.table),
		Returns: "trigger", Language: "plpgsql", SecurityDefiner: true, Settings: []pgmodel.Setting{{Name: "search_path", Value: "pg_catalog, pg_temp"}}}
	f.Name = f.ID.Name
	columns := copiedColumns(r)
	f.Body = fmt.Sprintf(copyBody, ddl.Qualified(b.next), eachColumn(columns, "%s", ", "), eachColumn(columns, "OLD.%s", ", "), eachColumn(columns, "NEW.%s", ", "),
		eachColumn(key, "n.%s OPERATOR(pg_catalog.=) OLD.%s", " AND "), eachColumn(key, "%s", ", "))
	return f
}

func copyFunctionKey(table schema.Key) schema.Key {
	return schema.Key{Kind: schema.KindFunction, Schema: table.Schema, Name: pgmodel.MadeName("schemadiff", table.Name, "copy") + "()"}
}

// copyBody takes the new table, the columns, their old and new values, the condition for the old row, and
// the columns of the key.
const copyBody = `
#variable_conflict use_column
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    TRUNCATE %[1]s;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    UPDATE %[1]s AS n SET (%[2]s) = ROW(%[4]s) WHERE %[5]s;
    IF FOUND THEN
      RETURN NULL;
    END IF;
  ELSIF TG_OP = 'DELETE' THEN
    DELETE FROM %[1]s AS n WHERE %[5]s;
    IF FOUND THEN
      RETURN NULL;
    END IF;
  END IF;
  IF TG_OP <> 'INSERT' AND pg_catalog.current_setting('transaction_isolation') <> 'read committed' THEN
    INSERT INTO %[1]s (%[2]s) VALUES (%[3]s) ON CONFLICT (%[6]s) DO NOTHING;
    DELETE FROM %[1]s AS n WHERE %[5]s;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO %[1]s (%[2]s) VALUES (%[4]s) ON CONFLICT (%[6]s) DO UPDATE SET (%[2]s) = ROW(%[4]s);
  END IF;
  RETURN NULL;
END`

// copyTriggers call the function for what is written, also by a subscription. Triggers of one kind fire
// in the order of their names: these come first, so that a row which another one changes again is
// written in that order.
func copyTriggers(b *tableBeside) []*pgmodel.Trigger {
	rows := &pgmodel.Trigger{Table: b.table, Timing: "after", Events: []string{"insert", "delete", "update"}, Row: true, Enabled: "always", Function: routineOf(b.function)}
	rows.ID = schema.Key{Kind: schema.KindTrigger, Schema: b.table.Schema, Table: b.table.Name, Name: pgmodel.MadeName("0_schemadiff", "", "copy")}
	rows.Name = rows.ID.Name
	all := &pgmodel.Trigger{Table: b.table, Timing: "after", Events: []string{"truncate"}, Enabled: "always", Function: rows.Function}
	all.ID = rows.ID
	all.ID.Name = pgmodel.MadeName("0_schemadiff", "", "truncate")
	all.Name = all.ID.Name
	return []*pgmodel.Trigger{rows, all}
}

// copyText copies the rows that were there before the trigger, a few pages in each transaction, and
// compares their number when there are no more.
func (w *planner) copyText(r *rebuild, b *tableBeside, key []string) string {
	old, next := ddl.Qualified(b.table), ddl.Qualified(b.next)
	columns := copiedColumns(r)
	escape := func(text string) string { return strings.ReplaceAll(text, "%", "%%") } // what format() is to leave alone
	missing := escape("FROM ONLY "+old+" AS t WHERE ") + w.pagesText("t.ctid", "%1$s", "%2$s") + escape(" AND (SELECT true FROM "+next+" AS n WHERE "+
		eachColumn(key, "n.%s OPERATOR(pg_catalog.=) t.%s", " AND ")+" LIMIT 1) IS NULL")
	insert := escape("INSERT INTO "+next+" ("+eachColumn(columns, "%s", ", ")+") (SELECT "+eachColumn(columns, "t.%s", ", ")+" ") + missing +
		escape(" FOR SHARE OF t SKIP LOCKED) ON CONFLICT ("+eachColumn(key, "%s", ", ")+") DO NOTHING")
	p := pausesOf(w.Throttle)
	return "DO " + ddl.DollarQuoted(fmt.Sprintf(copyLoop, pgmodel.Literal(old), blocksAtOnce, pgmodel.Literal(insert), pgmodel.Literal("SELECT pg_catalog.count(*) "+missing),
		p.declare, p.check, p.loop, next, old, pgmodel.Literal("other sessions hold rows of "+old), pgmodel.Literal(next+" does not have as many rows as "+old)))
}

// copyLoop takes the old table, the pages of a batch, the statement of a batch and the one that counts
// what it has left, the three parts of pauses, both tables, and the messages of failing.
const copyLoop = `
DECLARE
  relation pg_catalog.regclass := %[1]s::pg_catalog.regclass;
  page bigint;
  added bigint;
  missing bigint;
  again boolean;
  moved boolean;
  idle integer := 0;%[5]s
BEGIN%[6]s
  LOOP
    again := false;
    moved := false;
    page := 0;
    WHILE page * pg_catalog.current_setting('block_size')::bigint < pg_catalog.pg_relation_size(relation) LOOP
      BEGIN
        PERFORM pg_catalog.set_config('lock_timeout', '100ms', true), pg_catalog.set_config('enable_seqscan', 'off', true);
        EXECUTE pg_catalog.format(%[3]s, page, page + %[2]d);
        GET DIAGNOSTICS added = ROW_COUNT;
        EXECUTE pg_catalog.format(%[4]s, page, page + %[2]d) INTO missing;
      EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
        added := 0;
        missing := 1;
      END;
      COMMIT;%[7]s
      again := again OR missing > 0;
      moved := moved OR added > 0;
      page := page + %[2]d;
    END LOOP;
    EXIT WHEN NOT again;
    idle := CASE WHEN moved THEN 0 ELSE idle + 1 END;
    IF idle > 20 THEN
      RAISE EXCEPTION USING ERRCODE = 'lock_not_available', MESSAGE = %[10]s;
    END IF;
    PERFORM pg_catalog.pg_sleep(0.1);
  END LOOP;
  ANALYZE %[8]s;
  IF (SELECT pg_catalog.count(*) FROM ONLY %[9]s) <> (SELECT pg_catalog.count(*) FROM %[8]s) THEN
    RAISE EXCEPTION USING MESSAGE = %[11]s;
  END IF;
END`
