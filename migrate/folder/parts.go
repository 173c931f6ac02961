package folder

// Several tools keep a migration and the statements that revert it in one file, with a comment
// line between them. That line alone decides where the second half begins, so that nothing has to
// be parsed.

import "strings"

// Parts splits a text at the marks of goose, dbmate, tern and sql-migrate: the statements
// of a migration, and the ones that revert it. Everything else is all of it.
func Parts(text string) (up, down string) {
	at := 0
	for line := range strings.Lines(text) {
		word := strings.ToLower(strings.Join(strings.Fields(line), " "))
		for _, mark := range []string{"-- +goose down", "-- migrate:down", "---- create above / drop below", "-- +migrate down"} {
			if strings.HasPrefix(word, mark) {
				return text[:at], text[at:]
			}
		}
		at += len(line)
	}
	return text, ""
}
