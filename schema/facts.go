package schema

// Facts is what is known of the rows in a live database. Only tables that were
// asked about are in it.
type Facts struct {
	Tables map[Key]TableFacts
}

// TableFacts is what is known of one table's rows.
type TableFacts struct {
	Rows  int64 // -1 if unknown; of PostgreSQL an estimate
	Bytes int64 // table and indexes on disk; -1 if unknown
	Stats bool  // ANALYZE has gathered statistics for it
	Empty bool  // it certainly holds no row
}

// Table returns the facts of one table; what is not known is -1.
func (f *Facts) Table(k Key) TableFacts {
	if f != nil {
		if t, ok := f.Tables[k]; ok {
			return t
		}
	}
	return TableFacts{Rows: -1, Bytes: -1}
}
