package sqlite

// A schema may name functions and collations that only its application registers. Stubs stand in
// for them so that SQLite accepts the statements around them, and each makes sure that no value is
// ever computed by a stub: functions fail, and collations report that they were used.

import (
	"context"
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"

	"modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Stubs names the functions and collations that only the application has,
// folded. Without them SQLite refuses ALTER TABLE beside an index or view that
// names one, whatever table it is about.
type Stubs struct{ Functions, Collations []string }

// Empty reports whether there are none.
func (s Stubs) Empty() bool { return len(s.Functions)+len(s.Collations) == 0 }

// Undefined lists the functions and collations that objects of s use and SQLite
// does not have.
func Undefined(s *schema.Schema) Stubs {
	var out Stubs
	for o := range s.All() {
		for _, what := range litemodel.SourceOf(o).Undefined {
			if f, ok := strings.CutPrefix(what, "function "); ok && !slices.Contains(out.Functions, f) {
				out.Functions = append(out.Functions, f)
			}
			if c, ok := strings.CutPrefix(what, "collation "); ok && !slices.Contains(out.Collations, c) {
				out.Collations = append(out.Collations, c)
			}
		}
	}
	return out
}

// Connector opens databases with stubs. A stub function fails when it is
// called. A collation cannot fail, and a wrong order would corrupt an index: so
// Compared reports that one was used, and the caller must roll back.
type Connector struct {
	driver   *sqlite.Driver
	dsn      string
	compared atomic.Pointer[string]
}

// NewConnector makes a connector for a driver DSN.
func NewConnector(dsn string, missing Stubs) (*Connector, error) {
	if strings.Contains(dsn, DigitsParameter) {
		if err := offerDigits(); err != nil {
			return nil, err
		}
	}
	c := &Connector{driver: &sqlite.Driver{}, dsn: dsn}
	for _, f := range missing.Functions {
		err := c.driver.RegisterDeterministicScalarFunction(f, -1, func(*sqlite.FunctionContext, []driver.Value) (driver.Value, error) {
			return nil, fmt.Errorf("function %s is known to the application only", f)
		})
		if err != nil {
			return nil, fmt.Errorf("stub of function %s: %w", f, err)
		}
	}
	for _, name := range missing.Collations {
		err := c.driver.RegisterCollationUtf8(name, func(a, b string) int {
			c.compared.Store(&name)
			return strings.Compare(a, b)
		})
		if err != nil {
			return nil, fmt.Errorf("stub of collation %s: %w", name, err)
		}
	}
	return c, nil
}

// Compared is the name of a stub collation that has compared values, or "".
func (c *Connector) Compared() string {
	if name := c.compared.Load(); name != nil {
		return *name
	}
	return ""
}

// Connect opens a connection, as database/sql asks for one.
func (c *Connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }

// Driver is the driver with the stubs.
func (c *Connector) Driver() driver.Driver { return c.driver }
