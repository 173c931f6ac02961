package postgres

// The settings of a session that decide what the next CREATE statements make where they say nothing
// themselves: dumps write tablespaces and access methods in this way alone.

import "cmp"

// creating holds the settings for the objects that the next statements create (runtime-config-client.html).
type creating struct {
	bodiesUnchecked bool   // check_function_bodies is off
	tablespace      string // default_tablespace; "" for the database's own
	method          string // default_table_access_method; "" for heap
}

// setCreating follows a setting for the objects that the next statements create; "" is its default.
func (l *loader) setCreating(name, value string) {
	switch name {
	case "check_function_bodies":
		l.creating.bodiesUnchecked = isOff(value)
	case "default_tablespace":
		l.creating.tablespace = defaultTablespace(value)
	case "default_table_access_method":
		if l.creating.method = value; value == "heap" {
			l.creating.method = ""
		}
	}
}

// tablespace is the one of an object that is created with a TABLESPACE clause, or with none for "".
func (l *loader) tablespace(clause string) string {
	return defaultTablespace(cmp.Or(clause, l.creating.tablespace))
}

// method is the access method of a table or materialized view that is created with a USING clause, or
// with none for "". A partitioned table has only what its own clause says.
func (l *loader) method(clause string, partitioned bool) string {
	if !partitioned {
		clause = cmp.Or(clause, l.creating.method)
	}
	if clause == "heap" {
		return ""
	}
	return clause
}
