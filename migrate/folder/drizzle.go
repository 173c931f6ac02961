package folder

// The list of migrations that drizzle-kit keeps beside the files. The order is that of the list,
// not of the names, so a migration takes its place in the list as its number wherever the names
// give no order of their own.

import (
	"encoding/json"
	"fmt"
)

// DrizzleList is the path below a folder where drizzle-kit up to 0.31 lists its migrations.
const DrizzleList = "meta/_journal.json"

// drizzlePositions are the numbers of migrations that drizzle-kit lists and that have
// none, or not one each, or not in the order of the list: their places in it. Nothing
// where the numbers of the files do. Without this, a folder made with the prefix "none",
// or after a merge of two branches, has no order.
func drizzlePositions(texts map[string]string) map[string]string {
	list, err := DrizzleEntries(texts[DrizzleList])
	if err != nil || len(list) == 0 {
		return nil
	}
	out := map[string]string{}
	last, numbered := "", true
	for i, e := range list {
		id := number(e.Tag)
		if id == "" || i > 0 && Order(last, id) >= 0 {
			numbered = false
		}
		last = id
		out[e.Tag] = fmt.Sprintf("%04d", i)
	}
	if numbered {
		return nil
	}
	return out
}

// DrizzleEntry is a migration in drizzle-kit's list.
type DrizzleEntry struct {
	When int64  `json:"when"` // milliseconds, by the clock of whoever made it
	Tag  string `json:"tag"`  // the name of its file without .sql
}

// DrizzleEntries reads the text of drizzle-kit's list.
func DrizzleEntries(text string) ([]DrizzleEntry, error) {
	if text == "" {
		return nil, nil
	}
	var list struct {
		Entries []DrizzleEntry `json:"entries"`
	}
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("%s: %w", DrizzleList, err)
	}
	for i, e := range list.Entries {
		if e.Tag == "" {
			return nil, fmt.Errorf("%s: entry %d has no tag", DrizzleList, i)
		}
	}
	return list.Entries, nil
}
