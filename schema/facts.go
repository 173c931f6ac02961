package schema

// Facts about the rows of a live database, as far as they were asked for: sizes, estimates, use
// of indexes and sequences. The planner decides with them which form of a statement is needed.

// Facts describe the rows of a live database. Only tables that were
// asked about are in it.
type Facts struct {
	Tables    map[Key]TableFacts
	Unused    []Key         // indexes that no query has read since the statistics began, not those of keys
	Sequences []SequenceUse // of columns, where they have been used
	Analyzed  []Key         // tables that ANALYZE has gathered statistics for, asked about or not (SQLite)
	Writer    int           // of a SQLite file, the version that wrote last, such as 3040001; 0 if unknown
}

// SequenceUse is how far a sequence has come.
type SequenceUse struct {
	Sequence Key
	Last     int64
	Max      int64 // the last number that it, or the column it is for, can have
}

// TableFacts describe the rows of one table.
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
