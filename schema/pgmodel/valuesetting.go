package pgmodel

// ValueSettings are the settings by which a session reads values and prints them, with what our sessions have
// for them, so that one text always means the same value. All of 13 to 18 have them, and any role may set them
// (runtime-config-client.html, runtime-config-compatible.html).
func ValueSettings() []Setting {
	return []Setting{
		{"DateStyle", "ISO, MDY"}, {"TimeZone", "UTC"}, {"IntervalStyle", "postgres"}, {"extra_float_digits", "1"}, {"bytea_output", "hex"},
		{"lc_monetary", "C"}, {"lc_numeric", "C"}, {"lc_time", "C"}, {"xmloption", "content"}, {"xmlbinary", "base64"}, {"array_nulls", "on"},
		{"transform_null_equals", "off"},
	}
}
