package postgres

// How rows come into a table that is to take the place of another: by a trigger for what sessions
// write, and by a statement that copies the others in batches.
//
// The copy holds its rows FOR SHARE until it commits, so that no session changes one meanwhile, and
// passes over rows that others hold, so that it never waits for a session that waits for it. A row
// that was changed while its page was read is in the new table already, by the trigger. (One that went to
// another partition ends the batch with serialization_failure, and it is read again.) A transaction
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

// rowKey says how a row of the old table is found in the new one.
type rowKey struct {
	columns  []string // whose values are equal
	conflict []string // a key of the new table among them
}

// whole reports whether the key of the new table finds a row by itself. Otherwise another row of the old one may have
// the same values in it.
func (k rowKey) whole() bool { return len(k.columns) == len(k.conflict) }

// copyFunction writes to the new table what a session writes to the old one. It runs as the owner of
// both, since who may write the one need not be granted the other.
func (w *planner) copyFunction(r *rebuild, b *tableBeside, key rowKey) *pgmodel.Function {
	access := r.from.Access()
	b.owner = access.Owner + access.Kept.Owner
	f := &pgmodel.Function{ID: copyFunctionKey(b.table),
		Returns: "trigger", Language: "plpgsql", SecurityDefiner: true, Settings: []pgmodel.Setting{{Name: "search_path", Value: "pg_catalog, pg_temp"}}}
	f.Name = f.ID.Name
	columns, values := copiedColumns(r)
	next := ddl.Qualified(b.next)
	truncate := "TRUNCATE " + next
	if r.from.PartitionBy != nil {
		truncate = "EXECUTE pg_catalog.format(" + pgmodel.Literal("DELETE FROM "+strings.ReplaceAll(next, "%", "%%")+" AS n USING ONLY %s AS t WHERE "+
			strings.ReplaceAll(eachColumn(key.columns, "n.%s OPERATOR(pg_catalog.=) t.%s", " AND "), "%", "%%")) + ", TG_RELID::pg_catalog.regclass)"
	}
	same, other := "", ""
	if !key.whole() {
		same = " WHERE " + eachColumn(key.columns, "n.%s OPERATOR(pg_catalog.=) NEW.%s", " AND ")
		other = fmt.Sprintf(copyOther, pgmodel.Literal("another row of "+ddl.Qualified(b.table)+" has the same values in ("+strings.Join(key.conflict, ", ")+"), which are a key of the table that is to replace it"))
	}
	f.Body = fmt.Sprintf(copyBody, next, eachColumn(columns, "%s", ", "), values, eachColumn(columns, "EXCLUDED.%s", ", "),
		eachColumn(key.columns, "n.%s OPERATOR(pg_catalog.=) OLD.%s", " AND "), eachColumn(key.conflict, "%s", ", "), truncate, same, other)
	return f
}

func copyFunctionKey(table schema.Key) schema.Key {
	return schema.Key{Kind: schema.KindFunction, Schema: table.Schema, Name: pgmodel.MadeName("schemadiff", table.Name, "copy") + "()"}
}

// copyBody takes the new table, the columns, their values of an old row t, and those of a new row that is there, the condition for the old row, the
// columns of the key, what is done for TRUNCATE, and where another row may have the same key, the condition for
// the new row and what fails then.
const copyBody = `
#variable_conflict use_column
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    %[7]s;
    RETURN NULL;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    UPDATE %[1]s AS n SET (%[2]s) = (SELECT %[3]s FROM (SELECT NEW.*) AS t) WHERE %[5]s;
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
    INSERT INTO %[1]s (%[2]s) SELECT %[3]s FROM (SELECT OLD.*) AS t ON CONFLICT (%[6]s) DO NOTHING;
    DELETE FROM %[1]s AS n WHERE %[5]s;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO %[1]s AS n (%[2]s) SELECT %[3]s FROM (SELECT NEW.*) AS t ON CONFLICT (%[6]s) DO UPDATE SET (%[2]s) = ROW(%[4]s)%[8]s;%[9]s
  END IF;
  RETURN NULL;
END`

// copyOther takes the message for a row that the new table cannot take.
const copyOther = `
    IF NOT FOUND THEN
      RAISE unique_violation USING MESSAGE = %s;
    END IF;`

// copyTriggers call the function for what is written to the tables of a tree, also by a subscription.
// Triggers of one kind fire in the order of their names: these come first, so that a row which another
// one changes again is written in that order. The one for rows is on all partitions, the one for TRUNCATE
// is on each of its own.
func copyTriggers(b *tableBeside, tree []*pgmodel.Table) []*pgmodel.Trigger {
	rows := &pgmodel.Trigger{Table: b.table, Timing: "after", Events: []string{"insert", "delete", "update"}, Row: true, Enabled: "always", Function: routineOf(b.function)}
	rows.ID = schema.Key{Kind: schema.KindTrigger, Schema: b.table.Schema, Table: b.table.Name, Name: pgmodel.MadeName("0_schemadiff", "", "copy")}
	rows.Name = rows.ID.Name
	list := []*pgmodel.Trigger{rows}
	for _, t := range tree {
		if t.PartitionBy == nil {
			list = append(list, truncateTrigger(b, t))
		}
	}
	return list
}

// truncateTrigger calls the function where a table loses all rows: when they are gone, or where other partitions keep
// theirs, before that, when it can still be seen which they are.
func truncateTrigger(b *tableBeside, t *pgmodel.Table) *pgmodel.Trigger {
	out := &pgmodel.Trigger{Table: t.ID, Timing: "after", Events: []string{"truncate"}, Enabled: "always", Function: routineOf(b.function)}
	if t.ID != b.table {
		out.Timing = "before"
	}
	out.ID = schema.Key{Kind: schema.KindTrigger, Schema: t.ID.Schema, Table: t.ID.Name, Name: pgmodel.MadeName("0_schemadiff", "", "truncate")}
	out.Name = out.ID.Name
	return out
}

// copyText copies the rows that were there before the trigger, a few pages in each transaction, and
// compares their number when there are no more.
func (w *planner) copyText(r *rebuild, b *tableBeside, key rowKey) string {
	old, next := ddl.Qualified(b.table), ddl.Qualified(b.next)
	columns, values := copiedColumns(r)
	escape := func(text string) string { return strings.ReplaceAll(text, "%", "%%") } // what format() is to leave alone
	missing := "FROM ONLY %3$s AS t WHERE " + w.pagesText("t.ctid", "%1$s", "%2$s") + escape(" AND (SELECT true FROM "+next+" AS n WHERE "+
		eachColumn(key.columns, "n.%s OPERATOR(pg_catalog.=) t.%s", " AND ")+" LIMIT 1) IS NULL")
	insert := escape("INSERT INTO "+next+" ("+eachColumn(columns, "%s", ", ")+") (SELECT "+values+" ") + missing +
		escape(" FOR SHARE OF t SKIP LOCKED) ON CONFLICT ("+eachColumn(key.conflict, "%s", ", ")+") DO NOTHING")
	idle := "other sessions hold rows of " + old
	if !key.whole() {
		idle += ", or several have the same values in (" + strings.Join(key.conflict, ", ") + ")"
	}
	tables, all, same := pgmodel.Literal(old), "ONLY "+old, ""
	if r.from.PartitionBy != nil {
		tables = "ARRAY(SELECT relid FROM pg_catalog.pg_partition_tree(" + tables + "::pg_catalog.regclass) WHERE isleaf ORDER BY relid)"
		all, same = old, samePartitions(b)
	} else {
		tables = "ARRAY[" + tables + "]::pg_catalog.regclass[]"
	}
	p := pausesOf(w.Throttle)
	return "DO " + ddl.DollarQuoted(fmt.Sprintf(copyLoop, tables, blocksAtOnce, pgmodel.Literal(insert), pgmodel.Literal("SELECT pg_catalog.count(*) "+missing),
		p.declare, p.check, p.loop, next, all, pgmodel.Literal(idle), pgmodel.Literal(next+" does not have as many rows as "+old), same))
}

// samePartitions are statements that fail where the partitions of the old table are not those from which rows come into
// the new one: each has a trigger of its own, which stays where it is detached.
func samePartitions(b *tableBeside) string {
	old := pgmodel.Literal(ddl.Qualified(b.table)) + "::pg_catalog.regclass"
	return fmt.Sprintf(partitionsCheck, old, pgmodel.Literal(truncateTrigger(b, &pgmodel.Table{ID: b.table}).Name),
		pgmodel.Literal(routineOf(b.function)+"()")+"::pg_catalog.regprocedure", pgmodel.Literal("the partitions of "+ddl.Qualified(b.table)+" changed while rows were copied"))
}

// partitionsCheck takes the old table, the name of the trigger, its function and the message.
const partitionsCheck = `
  IF EXISTS (
    SELECT FROM (SELECT relid FROM pg_catalog.pg_partition_tree(%[1]s) WHERE isleaf) AS p
    FULL JOIN (SELECT tgrelid FROM pg_catalog.pg_trigger WHERE tgname OPERATOR(pg_catalog.=) %[2]s AND tgfoid OPERATOR(pg_catalog.=) %[3]s) AS t
      ON p.relid OPERATOR(pg_catalog.=) t.tgrelid
    WHERE p.relid IS NULL OR t.tgrelid IS NULL
  ) THEN
    RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state', MESSAGE = %[4]s;
  END IF;`

// copyLoop takes the old tables, the pages of a batch, the statement of a batch and the one that counts
// what it has left, the three parts of pauses, both tables, the messages of failing, and a check before the last.
const copyLoop = `
DECLARE
  relation pg_catalog.regclass;
  page bigint;
  added bigint;
  missing bigint;
  again boolean;
  moved boolean;
  idle integer;%[5]s
BEGIN%[6]s
  FOREACH relation IN ARRAY %[1]s LOOP
    idle := 0;
    LOOP
      again := false;
      moved := false;
      page := 0;
      WHILE page * pg_catalog.current_setting('block_size')::bigint < pg_catalog.pg_relation_size(relation) LOOP
        BEGIN
          PERFORM pg_catalog.set_config('lock_timeout', '100ms', true), pg_catalog.set_config('enable_seqscan', 'off', true);
          EXECUTE pg_catalog.format(%[3]s, page, page + %[2]d, relation);
          GET DIAGNOSTICS added = ROW_COUNT;
          EXECUTE pg_catalog.format(%[4]s, page, page + %[2]d, relation) INTO missing;
        EXCEPTION WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
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
  END LOOP;
  ANALYZE %[8]s;%[12]s
  IF (SELECT pg_catalog.count(*) FROM %[9]s) <> (SELECT pg_catalog.count(*) FROM %[8]s) THEN
    RAISE EXCEPTION USING MESSAGE = %[11]s;
  END IF;
END`
