package sqlite

// Conversions of values between column types. SQLite stores values by the affinity of the
// column (datatype3.html, section 3), so that a new type may rewrite the stored rows without
// an error: '007' becomes 7. The conditions here are SQL that finds the rows a change would
// alter, or that a STRICT table would refuse, before anything runs.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// affinity is the conversion that a column applies to the values it gets
// (datatype3.html, section 3.1); in a STRICT table the type itself, which refuses others.
func affinity(c *litemodel.Column, t *litemodel.Table) string {
	typ := strings.ToUpper(c.Type.Name)
	if t.Options.Strict {
		if typ == "INT" {
			typ = "INTEGER"
		}
		return "STRICT " + typ
	}
	return affinityOf(typ)
}

// affinityOf is the affinity of a declared type in capitals.
func affinityOf(typ string) string {
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(typ, p) {
				return true
			}
		}
		return false
	}
	switch {
	case has("INT"):
		return "INTEGER"
	case has("CHAR", "CLOB", "TEXT"):
		return "TEXT"
	case typ == "" || has("BLOB"):
		return "BLOB"
	case has("REAL", "FLOA", "DOUB"):
		return "REAL"
	}
	return "NUMERIC"
}

// writes17 is the first version that writes a real as text with 17 significant digits:
// 3.51.3 writes 15 and 3.53.0 all of them, and 3.52 was released with the same change.
const writes17 version = 3052

// changed is a condition that holds for values which a column of the new
// affinity would not keep as they are: read back as what they were, they differ.
// It is "" if there are none.
func changed(column, affinity string, target version) string {
	c := column
	switch strings.TrimPrefix(affinity, "STRICT ") {
	case "TEXT":
		if target < writes17 {
			return "typeof(" + c + ") = 'real' AND CAST(printf('%!.15g', " + c + ") AS REAL) <> " + c
		}
		return "typeof(" + c + ") IN ('integer', 'real') AND CAST(CAST(" + c + " AS TEXT) AS NUMERIC) IS NOT " + c
	case "INTEGER", "NUMERIC":
		return numericText(c)
	case "REAL":
		return "(" + numericText(c) + ") OR typeof(" + c + ") IN ('integer', 'text') AND " + looksNumeric(c) +
			" AND CAST(" + c + " AS REAL) <> CAST(" + c + " AS NUMERIC)" // more than the 53 bits of a real
	}
	return ""
}

// converted is the value that a column of the new affinity makes of one.
func converted(column, affinity string) string {
	c := column
	switch strings.TrimPrefix(affinity, "STRICT ") {
	case "TEXT":
		return "CASE typeof(" + c + ") WHEN 'blob' THEN " + c + " ELSE CAST(" + c + " AS TEXT) END"
	case "INTEGER", "NUMERIC", "REAL":
		return "CASE WHEN " + looksNumeric(c) + " THEN CAST(" + c + " AS NUMERIC) ELSE " + c + " END"
	}
	return c
}

// numericText holds for text that reads as a number and would be spelled
// differently afterwards: '007', '1e2', ' 5 '.
func numericText(c string) string {
	return "typeof(" + c + ") = 'text' AND " + looksNumeric(c) +
		" AND CAST(CAST(" + c + " AS NUMERIC) AS TEXT) IS NOT " + c + " COLLATE BINARY"
}

// looksNumeric holds if numeric affinity would convert the text: comparing it
// with a number does the same (datatype3.html, section 4.2).
func looksNumeric(c string) string { return c + " = CAST(" + c + " AS NUMERIC)" }

// refused is a condition that holds for values which a STRICT column does not
// take (stricttables.html, section 2), or "".
func refused(column, affinity string) string {
	c := column
	switch affinity {
	case "STRICT INTEGER":
		return c + " IS NOT NULL AND NOT (typeof(" + c + ") = 'integer' OR typeof(" + c + ") IN ('real', 'text') AND " +
			looksNumeric(c) + " AND CAST(" + c + " AS NUMERIC) = CAST(CAST(" + c + " AS NUMERIC) AS INTEGER))"
	case "STRICT REAL":
		return c + " IS NOT NULL AND NOT (typeof(" + c + ") IN ('integer', 'real') OR typeof(" + c + ") = 'text' AND " + looksNumeric(c) + ")"
	case "STRICT TEXT":
		return "typeof(" + c + ") = 'blob'"
	case "STRICT BLOB":
		return c + " IS NOT NULL AND typeof(" + c + ") <> 'blob'"
	}
	return ""
}
