package pgmodel

// The volatile functions of pg_catalog. A default that calls one has to be computed for each row
// of a table, which rewrites it (sql-altertable.html, ADD COLUMN).

// Volatile reports whether a function of the server that a default may call can give
// another value for each row (pg_proc, provolatile v).
func Volatile(function string) bool {
	switch function {
	case "nextval", "setval", "currval", "lastval", "random", "random_normal", "array_shuffle", "array_sample", "gen_random_uuid", "uuidv4", "uuidv7", "clock_timestamp", "timeofday", "setseed", "pg_sleep", "set_config", "txid_current", "pg_current_xact_id", "pg_notify", "pg_advisory_lock", "query_to_xml":
		return true
	}
	return false
}
