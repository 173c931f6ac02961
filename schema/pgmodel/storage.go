package pgmodel

// The storage strategy that a type has by default. A column has a storage of its own only where
// it differs from this.

import "strings"

// DefaultStorage is the storage that values of a type have when none is chosen
// (pg_type.typstorage).
func DefaultStorage(typ string) string {
	if strings.HasSuffix(typ, "[]") {
		return "extended"
	}
	if i := strings.IndexByte(typ, '('); i >= 0 {
		typ = typ[:i]
	}
	switch typ {
	case "numeric", "inet", "cidr":
		return "main"
	case "smallint", "integer", "bigint", "real", "double precision", "boolean", "date", "uuid", "money", "oid", "name", `"char"`,
		"interval", "macaddr", "macaddr8", "point", "line", "lseg", "box", "circle", "pg_lsn", "tid", "xid", "xid8", "cid",
		"regclass", "regproc", "regtype", "tsquery",
		"timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone":
		return "plain"
	}
	if strings.HasPrefix(typ, "timestamp") || strings.HasPrefix(typ, "time") || strings.HasPrefix(typ, "interval") {
		return "plain"
	}
	return "extended"
}
