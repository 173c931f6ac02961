package plan

// Which columns show no value in a report. A rule is a pattern of the name of a column, with the names
// of its table and schema before it or without them; a column that has had another name is
// covered under both.

import (
	"fmt"
	"path"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Masked stands in the place of a value that is not shown.
const Masked = "***"

// Mask holds patterns of columns whose values are not shown: "users.email", "*.password".
type Mask []string

// MaskError is a pattern of a mask that cannot be read.
type MaskError struct {
	Pattern string
	Err     error
}

// Error quotes the pattern.
func (e *MaskError) Error() string { return fmt.Sprintf("mask %q: %v", e.Pattern, e.Err) }

// Unwrap returns the error of the pattern.
func (e *MaskError) Unwrap() error { return e.Err }

// Check is an error if a pattern cannot be read: it would hide nothing.
func (m Mask) Check() error {
	for _, p := range m {
		if _, err := path.Match(p, ""); err != nil {
			return &MaskError{p, err}
		}
	}
	return nil
}

// Covers reports whether values of a column are not shown, which is called so in one of some tables.
func (m Mask) Covers(columns ...schema.Key) bool {
	return slices.ContainsFunc(m, func(p string) bool {
		return slices.ContainsFunc(columns, func(k schema.Key) bool { return matches(p, k) })
	})
}

func matches(pattern string, k schema.Key) bool {
	for _, name := range []string{k.Name, k.Table + "." + k.Name, k.Schema + "." + k.Table + "." + k.Name} {
		if ok, err := path.Match(pattern, name); ok && err == nil {
			return true
		}
	}
	return false
}

// Unused are notes about the patterns that cover no column of some tables.
func (m Mask) Unused(tables []StoredTable) (notes []string) {
	for _, p := range m {
		used := slices.ContainsFunc(tables, func(t StoredTable) bool {
			return slices.ContainsFunc(t.Columns, func(c StoredColumn) bool { return matches(p, columnKey(t.Key, c.Name)) })
		})
		if !used {
			notes = append(notes, fmt.Sprintf("the mask %q covers no column of the database", p))
		}
	}
	return notes
}

// ColumnsOf are the keys of a column that is kept, as it is called before and after the plan.
func (k *KeptTable) ColumnsOf(c KeptColumn) []schema.Key {
	return []schema.Key{columnKey(k.Was, c.Was), columnKey(k.Now, c.Now)}
}
