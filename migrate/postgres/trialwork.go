package postgres

// What a step of a trial works on, as the server counts it: the rows of each table that it has read and
// written, and the indexes that it has built. From that, and the sizes of the tables in the
// database and in the copy, it is estimated how long the step takes on the database.

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// stepWork describes the work of a step on the copy.
type stepWork struct {
	rows     map[uint32]int64 // that it has read and written, by the table
	builds   bool
	rewrites bool
}

// workBetween finds what has been done between two looks at the relations of a database.
func workBetween(before, after map[uint32]relationFile) stepWork {
	w := stepWork{rows: map[uint32]int64{}}
	for oid, now := range after {
		was, there := before[oid]
		switch {
		case now.index():
			if !there || was.file != now.file {
				w.builds = true
				w.rows[now.of] += 0
			}
			continue
		case there && was.file != now.file:
			w.rewrites = true
			w.rows[oid] += 0
		}
		if n := now.touched - was.touched; n > 0 {
			w.rows[oid] += n
		}
	}
	return w
}

// addLocked adds the tables that a step in no transaction has locked to write to them, if nothing else
// shows what it has worked on: the server has counted its rows elsewhere.
func (w *stepWork) addLocked(known map[uint32]relationFile, locks map[lockedRelation]bool) {
	if len(w.rows) > 0 {
		return
	}
	for l := range locks {
		if f := known[l.relation]; f.locked() && slices.Index(lockModes, l.mode) >= slices.Index(lockModes, "RowExclusiveLock") {
			w.rows[l.relation] = 0
		}
	}
}

// tableSizes are the sizes of tables by their names. A server that has not counted the rows of a table
// leaves them to its size.
func tableSizes(ctx context.Context, conn *pgx.Conn) (map[string]plan.TableSize, error) {
	rows, err := conn.Query(ctx, `SELECT n.nspname, c.relname, CASE WHEN c.reltuples > 0 AND c.relpages > 0 THEN (c.reltuples / c.relpages * (s.main / pg_catalog.current_setting('block_size')::int))::bigint ELSE -1 END,
 s.main + CASE WHEN c.reltoastrelid <> 0 THEN coalesce(pg_catalog.pg_relation_size(c.reltoastrelid), 0) ELSE 0 END
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace, LATERAL (SELECT coalesce(pg_catalog.pg_relation_size(c.oid), 0) AS main) s
WHERE c.oid >= 16384::oid AND c.relkind IN ('r', 'm') AND NOT pg_catalog.starts_with(n.nspname, 'pg_')`)
	if err != nil {
		return nil, serverError(err)
	}
	defer rows.Close()
	sizes := map[string]plan.TableSize{}
	for rows.Next() {
		var schema, name string
		var size plan.TableSize
		if err := rows.Scan(&schema, &name, &size.Rows, &size.Bytes); err != nil {
			return nil, err
		}
		sizes[pgmodel.Qualified(schema, name)] = size
	}
	return sizes, rows.Err()
}

// limitsOf are the settings of a server from which on more rows take longer than in proportion.
func limitsOf(ctx context.Context, conn *pgx.Conn) (l plan.Limits, err error) {
	err = conn.QueryRow(ctx, `SELECT pg_catalog.pg_size_bytes(pg_catalog.current_setting('effective_cache_size')), pg_catalog.pg_size_bytes(pg_catalog.current_setting('maintenance_work_mem')),
 pg_catalog.pg_size_bytes(pg_catalog.current_setting('max_wal_size')), pg_catalog.pg_size_bytes(pg_catalog.current_setting('min_parallel_table_scan_size')), pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers')),
 pg_catalog.current_setting('max_parallel_maintenance_workers')::int`).Scan(&l.Cache, &l.Sort, &l.Log, &l.Parallel, &l.Buffers, &l.Workers)
	return l, serverError(err)
}

// sizes are how large the tables are in the database and in the copy.
type sizes struct {
	real   map[string]plan.TableSize // by name
	copied map[uint32]plan.TableWork // by the table of the copy, with both sizes
	limits plan.Limits
}

// measure reads the sizes of the tables in the copy, whose rows were counted.
func (s *sizes) measure(ctx context.Context, conn *pgx.Conn, counted map[schema.Key]*priorState) error {
	byName, err := tableSizes(ctx, conn)
	if err != nil {
		return err
	}
	files, err := relationFiles(ctx, conn)
	if err != nil {
		return err
	}
	rows := map[string]int64{}
	for key, state := range counted {
		rows[pgmodel.Qualified(key.Schema, key.Name)] = state.rows
	}
	s.copied = map[uint32]plan.TableWork{}
	for oid, file := range files {
		there, ok := s.real[file.name]
		if !ok || file.index() {
			continue
		}
		w := plan.TableWork{Copied: byName[file.name], Real: there}
		if n, ok := rows[file.name]; ok {
			w.Copied.Rows = n
		}
		if w.Real.Rows < 0 && w.Copied.Bytes > 0 { // as many as the bytes have room for
			w.Real.Rows = int64(float64(w.Real.Bytes) / float64(w.Copied.Bytes) * float64(max(w.Copied.Rows, 0)))
		}
		w.Real.Rows, w.Copied.Rows = max(w.Real.Rows, w.Copied.Rows), max(w.Copied.Rows, 0)
		s.copied[oid] = w
	}
	return nil
}

// estimate puts the ranges of their times into the steps of a trial. Without is the trial of the
// same steps without rows; nil where there is none.
func (s *sizes) estimate(steps, without []plan.TrialStep, work []stepWork) {
	for i := range steps {
		if steps[i].Result != plan.StepWorked {
			continue
		}
		w := plan.Work{Took: steps[i].Duration, Fixed: -1, Builds: work[i].builds, Rewrites: work[i].rewrites}
		if i < len(without) && without[i].Result == plan.StepWorked {
			w.Fixed = without[i].Duration
		}
		w.Tables = s.tables(work[i].rows)
		steps[i].Estimate = plan.EstimateOf(w, s.limits)
	}
}

// tables are the tables that a step has worked on. One that the plan has made is as many times larger
// on the database as the ones are whose rows were read when it was filled.
func (s *sizes) tables(rows map[uint32]int64) (list []plan.TableWork) {
	var made []uint32
	for _, oid := range slices.Sorted(maps.Keys(rows)) {
		t, ok := s.copied[oid]
		if !ok {
			made = append(made, oid)
			continue
		}
		if t.Touched = float64(rows[oid]); rows[oid] == 0 { // the file was written, or read by another process
			t.Touched = float64(t.Copied.Rows)
		}
		list = append(list, t)
	}
	for _, oid := range made {
		t := plan.TableWork{Made: true, Copied: plan.TableSize{Rows: rows[oid]}, Real: plan.TableSize{Rows: int64(float64(rows[oid]) * plan.Growth(list))}}
		s.copied[oid] = t
		t.Touched = float64(rows[oid])
		list = append(list, t)
	}
	return list
}
