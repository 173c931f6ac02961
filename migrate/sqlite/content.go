package sqlite

// Hashes of the rows of a table, to prove that a step kept their values. They do not depend on
// the order of rows or columns, which a rebuild may change, and the seed is drawn for each
// run, since hashes are compared only within it. Values are read with their storage class: 1,
// 1.0 and '1' are three different values.

import (
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"strings"
)

// columnSums hashes the content of a table, one sum a column. The hash of a
// value covers the row's identity, so that values which change places change
// the sum; the order of rows and columns does not matter.
func (r *run) columnSums(ctx context.Context, l *layout) (map[string]uint64, error) {
	names := make([]string, 0, len(l.identity)+len(l.columns))
	names = append(append(names, l.identity...), l.columns...)
	sums := make([]uint64, len(l.columns))
	var cell []byte
	err := r.scan(ctx, l.table, names, func(row []driver.Value) {
		cell = cell[:0]
		for _, v := range row[:len(l.identity)] {
			cell = appendValue(cell, v)
		}
		prefix := len(cell)
		for i, v := range row[len(l.identity):] {
			cell = appendValue(cell[:prefix], v)
			sums[i] += maphash.Bytes(r.seed, cell)
		}
	})
	byName := make(map[string]uint64, len(sums))
	for i, name := range l.columns {
		byName[name] = sums[i]
	}
	return byName, err
}

// sumRows hashes whole rows over the named columns.
func (r *run) sumRows(ctx context.Context, table string, names []string) (uint64, error) {
	var sum uint64
	var cells []byte
	err := r.scan(ctx, table, names, func(row []driver.Value) {
		cells = cells[:0]
		for _, v := range row {
			cells = appendValue(cells, v)
		}
		sum += maphash.Bytes(r.seed, cells)
	})
	return sum, err
}

// scan calls each with every row. It asks the driver itself: database/sql's
// conversions cost as much as the rest. The unary plus hides the declared type,
// which the driver would read dates by.
func (r *run) scan(ctx context.Context, table string, names []string, each func([]driver.Value)) error {
	if len(names) == 0 {
		return nil
	}
	terms := make([]string, len(names))
	for i, name := range names {
		terms[i] = "+" + quote(table) + "." + quote(name)
	}
	query := "SELECT " + strings.Join(terms, ", ") + " FROM " + quote(table) + " NOT INDEXED"
	err := r.conn.Raw(func(c any) error {
		rows, err := c.(driver.QueryerContext).QueryContext(ctx, query, nil)
		if err != nil {
			return err
		}
		return errors.Join(drain(ctx, rows, each), rows.Close())
	})
	if err != nil {
		return fmt.Errorf("hash of table %s: %w", table, err)
	}
	return nil
}

// drain looks at the context itself: the driver does so only within a call.
func drain(ctx context.Context, rows driver.Rows, each func([]driver.Value)) error {
	row := make([]driver.Value, len(rows.Columns()))
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch err := rows.Next(row); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
		each(row)
	}
}

// appendValue spells a value so that no two values, or rows of values, are
// spelled alike.
func appendValue(b []byte, v driver.Value) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, 'n')
	case int64:
		return binary.LittleEndian.AppendUint64(append(b, 'i'), uint64(v))
	case float64:
		return binary.LittleEndian.AppendUint64(append(b, 'f'), math.Float64bits(v))
	case string:
		b = binary.LittleEndian.AppendUint64(append(b, 't'), uint64(len(v)))
		return append(b, v...)
	case []byte:
		b = binary.LittleEndian.AppendUint64(append(b, 'b'), uint64(len(v)))
		return append(b, v...)
	}
	panic(fmt.Sprintf("value of type %T from the driver", v))
}
