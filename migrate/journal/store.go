package journal

// Reading and changing the tables of a journal through a Store. An entry begins, advances by
// steps, ends and is reverted; each such change names the state that it starts from and must
// change one row, else another run was first.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// Store is a connection or a transaction of a database that has a journal, or will have one.
type Store interface {
	Dialect() *Dialect
	// Query calls each for every row of a query, with what scans it. There are none where
	// the table does not exist.
	Query(ctx context.Context, each func(scan func(to ...any) error) error, query string, args ...any) error
	// Exec executes a statement and returns how many rows it has changed. The error is
	// ErrRaced where another row has the key already.
	Exec(ctx context.Context, statement string, args ...any) (int64, error)
}

// ErrRaced says that another run has written an entry first.
var ErrRaced = errors.New("another run has recorded this migration meanwhile")

// Entries reads what was applied, in its order: all of it, or the part that shows whether
// anything is to be done.
func Entries(ctx context.Context, s Store, whole bool) ([]Entry, error) {
	columns := "seq, id, name, checksum, from_fp, to_fp, state, steps_total, steps_done"
	if whole {
		columns += ", run_id, attempt, started_at, finished_at, duration_ms, tool_version, applied_by, host, coalesce(error, ''), sql_text"
	}
	var list []Entry
	err := query(ctx, s, func(scan func(...any) error) error {
		var e Entry
		to := []any{&e.Seq, &e.ID, &e.Name, &e.Checksum, &e.From, &e.To, &e.State, &e.Steps, &e.StepsDone}
		if whole {
			to = append(to, &e.Run, &e.Attempt, moment{&e.Started}, moment{&e.Finished}, &e.DurationMS, &e.Tool, &e.AppliedBy, &e.Host, &e.Error, &e.SQL)
		}
		err := scan(to...)
		list = append(list, e)
		return err
	}, "SELECT "+columns+" FROM {entries} ORDER BY seq")
	return list, err
}

// Events reads the log, from the first attempt on.
func Events(ctx context.Context, s Store) ([]Event, error) {
	var list []Event
	err := query(ctx, s, func(scan func(...any) error) error {
		var e Event
		err := scan(moment{&e.At}, &e.Run, &e.ID, &e.Step, &e.Event, &e.AppliedBy, &e.Host, &e.Error)
		list = append(list, e)
		return err
	}, "SELECT at, run_id, id, step, event, applied_by, host, coalesce(error, '') FROM {events} ORDER BY "+s.Dialect().Inserted)
	return list, err
}

// Start writes the entry of a migration as running, done or adopted. One that was reverted
// before is replaced, and any other is an error.
func Start(ctx context.Context, s Store, e Entry) error {
	finished := "NULL"
	if e.In() {
		finished = "{now}"
	}
	return change(ctx, s, `INSERT INTO {entries} AS j (seq, id, name, checksum, from_fp, to_fp, state, steps_total, steps_done, run_id, attempt,
 started_at, finished_at, duration_ms, tool_version, applied_by, host, sql_text)
 SELECT coalesce({f}max(seq), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, {now}, `+finished+`, ?, ?, ?, ?, ? FROM {entries} WHERE true
 ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name, checksum = excluded.checksum, from_fp = excluded.from_fp, to_fp = excluded.to_fp,
 state = excluded.state, steps_total = excluded.steps_total, steps_done = excluded.steps_done, run_id = excluded.run_id, attempt = j.attempt + 1,
 started_at = excluded.started_at, finished_at = excluded.finished_at, duration_ms = excluded.duration_ms, tool_version = excluded.tool_version,
 applied_by = excluded.applied_by, host = excluded.host, error = NULL, sql_text = excluded.sql_text WHERE j.state IN `+inSQL(leadingTo(Running)),
		e.ID, e.Name, e.Checksum, e.From, e.To, string(e.State), e.Steps, e.StepsDone, e.Run, e.Attempt, e.DurationMS, e.Tool, role(e.AppliedBy), e.Host, e.SQL)
}

// Advance counts a step of a running migration as done, after so many others.
func Advance(ctx context.Context, s Store, id string, done int) error {
	return change(ctx, s, "UPDATE {entries} SET steps_done = ? WHERE id = ? AND steps_done = ? AND state = ?", done+1, id, done, string(Running))
}

// Finish marks a running migration whose steps are all done.
func Finish(ctx context.Context, s Store, e Entry) error {
	return change(ctx, s, "UPDATE {entries} SET state = ?, to_fp = ?, finished_at = {now}, error = nullif(?, ''), duration_ms = {elapsed} WHERE id = ? AND state = ?",
		string(Done), e.To, e.Error, e.ID, string(Running))
}

// Revert marks a migration that was reverted by a run; the fingerprint is that of the database afterwards.
func Revert(ctx context.Context, s Store, id, fingerprint, run string) error {
	return change(ctx, s, "UPDATE {entries} SET state = ?, to_fp = ?, run_id = ?, finished_at = {now} WHERE id = ? AND state IN "+inSQL(leadingTo(RolledBack)),
		string(RolledBack), fingerprint, run, id)
}

// Log appends to the record of what was tried.
func Log(ctx context.Context, s Store, e Event) error {
	text, args := s.Dialect().bind("INSERT INTO {events} (at, run_id, id, step, event, applied_by, host, error) VALUES ({now}, ?, ?, ?, ?, ?, ?, nullif(?, ''))",
		[]any{e.Run, e.ID, e.Step, e.Event, role(e.AppliedBy), e.Host, strings.ReplaceAll(e.Error, "\x00", "")})
	if _, err := s.Exec(ctx, text, args...); err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}

// Adopt writes entries of migrations that were not run here. An entry that the journal has is
// left as it is.
func Adopt(ctx context.Context, s Store, list []Entry) error {
	have, err := Entries(ctx, s, false)
	if err != nil {
		return err
	}
	for _, e := range Absent(list, have) {
		if err := Start(ctx, s, e); err != nil {
			return err
		}
		if err := Log(ctx, s, Event{Run: e.Run, ID: e.ID, Event: "adopted", AppliedBy: e.AppliedBy, Host: e.Host}); err != nil {
			return err
		}
	}
	return nil
}

// query asks for rows; the text has names for what dialects spell differently.
func query(ctx context.Context, s Store, each func(scan func(...any) error) error, text string, args ...any) error {
	text, args = s.Dialect().bind(text, args)
	return s.Query(ctx, each, text, args...)
}

// change executes a statement that must change one row.
func change(ctx context.Context, s Store, text string, args ...any) error {
	text, args = s.Dialect().bind(text, args)
	switch rows, err := s.Exec(ctx, text, args...); {
	case errors.Is(err, ErrRaced):
		return ErrRaced
	case err != nil:
		return fmt.Errorf("journal: %w", err)
	case rows != 1:
		return ErrRaced
	}
	return nil
}

// moment scans a time, which a dialect may store as text. One that cannot be read is none: times
// are only shown.
type moment struct{ at *time.Time }

// Scan takes what the driver has read.
func (m moment) Scan(value any) error {
	*m.at = time.Time{}
	switch v := value.(type) {
	case time.Time:
		*m.at = v
	case string:
		if t, err := time.Parse(time.RFC3339, v); err == nil {
			*m.at = t
		}
	}
	return nil
}
