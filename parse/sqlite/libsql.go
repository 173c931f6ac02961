package sqlite

// libSQL, which Turso runs, has one form of ALTER TABLE that SQLite does not: ALTER COLUMN … TO with a
// whole new definition, which holds for rows that are written from then on. SQLite calls it a syntax
// error; here it is known by its form, so that the error names the product, and a file that has it is
// known to be of SQLite's dialect.

const libsqlOnly = "ALTER COLUMN … TO is a statement of libSQL (Turso), which SQLite does not have: it is not read, and what follows is judged without it"

// isLibsqlAlter reports whether a statement is ALTER TABLE … ALTER [COLUMN] name TO definition.
func (s *statement) isLibsqlAlter() bool {
	c := &cursor{src: s.src.Text, tokens: s.tokens}
	if !c.accept("alter", "table") {
		return false
	}
	_, err := c.name()
	if err == nil && c.accept(".") {
		_, err = c.name()
	}
	if err != nil || !c.accept("alter") {
		return false
	}
	c.accept("column")
	_, err = c.name()
	return err == nil && c.accept("to")
}

// refusal is the message about a statement that SQLite refuses.
func (s *statement) refusal(err error) string {
	if s.isLibsqlAlter() {
		return libsqlOnly
	}
	return Message(err)
}
