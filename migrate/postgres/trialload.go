package postgres

// Files may hold statements whose effect only running them shows: DO blocks, and calls of
// functions that make objects. Where a server for trials is given, the files are loaded there, and
// the result corrects the schema that reading has found: objects that only the server has are added,
// dropped objects go, and altered objects become as they are there. Nothing of this runs on the
// database that is compared.

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Load runs the statements of files in an empty database and completes what was read of the files
// with what they lead to; read is nil where they could not be read without it.
func (s Scratch) Load(ctx context.Context, read *schema.Schema, statements []string) (*schema.Schema, error) {
	var made *schema.Schema
	err := s.with(ctx, func(name string) error {
		conn, err := introspect.ConnectTo(ctx, s.URL, name, s.Wait)
		if err != nil {
			return err
		}
		defer closed(ctx, conn)
		if err := runInAnyOrder(ctx, conn, statements); err != nil {
			return err
		}
		made, err = readAll(ctx, conn)
		return err
	})
	if err != nil {
		return nil, err
	}
	made, _ = pgmodel.Scope{Schemas: []string{"*"}}.Filter(made)
	made.Version = ""
	if read == nil {
		return made, nil
	}
	return completed(read, made), nil
}

// runInAnyOrder runs statements, and those again that failed, as long as one more succeeds: files
// need not be in the order in which they run. Where they set something, they are in their order.
func runInAnyOrder(ctx context.Context, conn *pgx.Conn, statements []string) error {
	ordered := slices.ContainsFunc(statements, setsSomething)
	for {
		var failed []string
		var first error
		for _, sql := range statements {
			_, err := conn.Exec(ctx, sql)
			if err == nil {
				continue
			}
			if first == nil {
				first = fmt.Errorf("%s: %w", sql, serverError(err))
			}
			if failed = append(failed, sql); ordered || ctx.Err() != nil {
				return first
			}
		}
		if len(failed) == 0 || len(failed) == len(statements) {
			return first
		}
		statements = failed
	}
}

// setsSomething reports whether a statement changes what later ones mean, or opens a transaction
// that a failure would end.
func setsSomething(sql string) bool {
	word, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(sql)), " ")
	return slices.Contains([]string{"set", "reset", "begin", "begin;", "start"}, word) || strings.Contains(strings.ToLower(sql), "set_config")
}

// completed returns the schema that was read of files, corrected by the one that a server made of
// them.
func completed(read, made *schema.Schema) *schema.Schema {
	plain, _ := pgmodel.Scope{Schemas: []string{"*"}}.Filter(read)
	out := read.Clone()
	for o := range made.All() {
		k := o.Key()
		was, ok := read.Get(k).(pgmodel.Object)
		if ok && len(plan.CompareObjects(plain.Get(k), o)) == 0 {
			continue
		}
		from, known := o.(pgmodel.Object)
		if !known {
			continue
		}
		now := from.Clone().(pgmodel.Object)
		if ok {
			keepWritten(now, was)
		}
		out.Put(now)
	}
	for o := range read.All() {
		if k := o.Key(); made.Get(k) == nil && pgmodel.NamedIn(read.Opaque, k.Name) {
			out.Delete(k)
		}
	}
	out.Opaque = nil
	out.Notes = slices.DeleteFunc(slices.Clone(read.Notes), func(n schema.Note) bool {
		return n.Class == schema.Unsupported && strings.HasSuffix(n.Reason, "cannot be known without running it")
	})
	return out
}

// keepWritten gives an object what only its text says: its place, former names and how values
// become those of another type. Its owner and privileges are those of the text too.
func keepWritten(now, was pgmodel.Object) {
	b, from := now.Common(), was.Common()
	b.At, b.Was = from.At, from.Was
	b.EditAccess().Owner, b.EditAccess().Grants = from.Access().Owner, slices.Clone(from.Access().Grants)
	t, ok := now.(*pgmodel.Table)
	text, alike := was.(*pgmodel.Table)
	if !ok || !alike {
		return
	}
	for _, c := range t.Columns {
		if o := text.Column(c.Name); o != nil {
			c.At, c.Was = o.At, o.Was
			c.EditAccess().Grants = slices.Clone(o.Access().Grants)
			if o.HasExtra() {
				c.EditExtra().Using = o.Extra().Using
			}
		}
	}
}
