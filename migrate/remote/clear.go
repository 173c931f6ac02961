package remote

// Tables of schemadiff's own in a user's database: what a stopped script has left is dropped where
// there is nothing else to do, and the names that each change needs for itself must be free.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Clear drops the tables that a stopped script has left, and returns their names.
func Clear(ctx context.Context, client introspector.Client, wait time.Duration) ([]string, error) {
	catalog, err := introspector.ReadCatalog(ctx, client)
	if err != nil || len(catalog.Leftovers) == 0 {
		return nil, err
	}
	t := newTransaction()
	t.cleared = catalog.Leftovers
	t.expectCatalog(catalog.Text)
	_, err = send(ctx, client, t, wait, func(ctx context.Context) (outcome, error) {
		now, err := introspector.ReadCatalog(ctx, client)
		if err == nil && len(now.Leftovers) == 0 {
			return there, nil
		}
		return pending, err
	})
	return catalog.Leftovers, err
}

// guardTaken reports whether a request was refused since its guard has the name of something else.
func (t *transaction) guardTaken(err error) bool {
	var failed *introspector.StatementError
	return errors.As(err, &failed) && failed.Index == len(t.cleared) && strings.Contains(failed.Text, guardTable)
}

// freeGuard drops what a stopped script has left under the name of the guard, and reports whether it has. Where it
// is something of the user's, that becomes the error.
func freeGuard(ctx context.Context, client introspector.Client, wait time.Duration, err *error) bool {
	catalog, failed := introspector.ReadCatalog(ctx, client)
	if failed != nil {
		return false
	}
	if k := named(catalog.Schema, guardTable); k != (schema.Key{}) {
		*err = fmt.Errorf("%s has a %s called %s, and every change needs this name for the table of its proofs, which exists while it runs: rename that %[2]s; nothing was changed",
			client.Name(), k.Kind, guardTable)
		return false
	}
	if len(catalog.Leftovers) == 0 {
		return false
	}
	_, failed = Clear(ctx, client, wait)
	return failed == nil
}

// named is the key of a table, view or index of a name.
func named(s *schema.Schema, name string) schema.Key {
	for _, kind := range []schema.Kind{schema.KindTable, schema.KindView, schema.KindIndex, schema.KindVirtual} {
		if k := (schema.Key{Kind: kind, Name: litemodel.Fold(name)}); s.Get(k) != nil {
			return k
		}
	}
	return schema.Key{}
}

// beforeName is a name for the table that holds how many foreign keys were violated before.
func beforeName(s *schema.Schema) string {
	name := beforeTable
	for named(s, name) != (schema.Key{}) {
		name += "_"
	}
	return name
}
