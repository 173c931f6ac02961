package sqlite

// What is known of the modules of virtual tables that come with SQLite.

// shadowSuffixes are the tables in which SQLite's own modules keep their rows
// (vtab.html#xshadowname; fts3.html, fts5.html, rtree.html).
func shadowSuffixes(module string) []string {
	switch module {
	case "fts5":
		return []string{"data", "idx", "content", "docsize", "config"}
	case "fts3", "fts4":
		return []string{"content", "segments", "segdir", "docsize", "stat"}
	case "rtree", "rtree_i32", "geopoly":
		return []string{"node", "rowid", "parent"}
	}
	return nil
}
