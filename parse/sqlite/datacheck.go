package sqlite

// The checks that SQLite has for its own data (pragma.html, quick_check and foreign_key_check), as a file and
// a cluster answer them alike: five rows at most, whose first column names a defect.
const (
	IntegritySQL  = "SELECT * FROM pragma_quick_check LIMIT 5" // "ok" without a defect
	ReferencesSQL = "SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' refers to no row of ' || parent FROM pragma_foreign_key_check LIMIT 5"
)
