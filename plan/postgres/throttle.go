package postgres

// Pauses between batches. The statement that fills rows looks itself, after each commit, at the
// sessions that work (monitoring-stats.html, pg_stat_activity) and at what standbys have replayed
// (pg_stat_replication), so that it does so wherever it runs.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
)

// pauses are the parts of a statement that fills rows which make it wait: variables, a check before
// the first batch, and a loop after each.
type pauses struct{ declare, check, loop string }

func pausesOf(t plan.Throttle) (p pauses) {
	if t == (plan.Throttle{}) {
		return p
	}
	p.check = `
  IF NOT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE') THEN
    RAISE EXCEPTION 'the role does not see what other sessions and standbys do'
      USING HINT = 'GRANT pg_read_all_stats TO it, or leave out --max-load and --max-lag';
  END IF;`
	if t.MaxLag > 0 {
		p.declare = `
  mark pg_catalog.pg_lsn;
  marked timestamptz;`
		p.loop += fmt.Sprintf(`
          IF marked IS NULL OR NOT EXISTS (SELECT FROM pg_catalog.pg_stat_replication WHERE state = 'streaming' AND replay_lsn < mark) THEN
            mark := pg_catalog.pg_current_wal_lsn();
            marked := pg_catalog.clock_timestamp();
          END IF;
          IF pg_catalog.clock_timestamp() - marked > '%d milliseconds'::interval THEN
            PERFORM pg_catalog.pg_sleep(0.2);
            CONTINUE;
          END IF;`, t.MaxLag.Milliseconds())
	}
	if t.MaxLoad > 0 {
		p.loop += fmt.Sprintf(`
          IF (SELECT pg_catalog.count(*) FROM pg_catalog.pg_stat_activity
              WHERE backend_type = 'client backend' AND state = 'active' AND pid <> pg_catalog.pg_backend_pid()) > %d THEN
            PERFORM pg_catalog.pg_sleep(0.2);
            CONTINUE;
          END IF;`, t.MaxLoad)
	}
	p.loop = `
        LOOP
          COMMIT;` + p.loop + `
          EXIT;
        END LOOP;`
	return p
}
