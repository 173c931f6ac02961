package render

// How all JSON of the program is written: indented, lists never null, and without raw characters
// that a terminal would obey, as the output is also read on one.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// WriteJSON writes v indented, with <, > and & as they are. Characters that a
// terminal would obey are written as \u009b, which means the same to a reader.
func WriteJSON[T any](w io.Writer, v T) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	var out bytes.Buffer
	for _, r := range buf.String() {
		if r != '\n' && unsafeRune(r) { // only strings hold such characters
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write JSON: %w", err)
	}
	return nil
}

// orEmpty is the list itself, or one without members in the place of null.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Optional is nil for "", which JSON has as null.
func Optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// nonNegative is nil for -1, which JSON has as null.
func nonNegative(n int64) *int64 {
	if n < 0 {
		return nil
	}
	return &n
}
