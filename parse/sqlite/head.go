package sqlite

// The head of a CREATE statement, up to and with the name of the object.

import "github.com/schemadiff/schemadiff/schema"

// head is the start of a CREATE statement, up to the name.
type head struct {
	kind      schema.Kind // "" if it creates nothing we know
	temp      bool
	unique    bool
	ifMissing bool   // IF NOT EXISTS
	schema    string // the schema name before the dot, folded
	name      token
}

// prefix is the statement as SQLite stores it, up to the name.
func (h head) prefix() string {
	switch {
	case h.kind == schema.KindVirtual:
		return "CREATE VIRTUAL TABLE"
	case h.kind == schema.KindIndex && h.unique:
		return "CREATE UNIQUE INDEX"
	case h.kind == schema.KindIndex:
		return "CREATE INDEX"
	case h.kind == schema.KindView:
		return "CREATE VIEW"
	case h.kind == schema.KindTrigger:
		return "CREATE TRIGGER"
	}
	return "CREATE TABLE"
}

// head reads CREATE … name and leaves the cursor after the name.
func (c *cursor) head() (head, error) {
	var h head
	if !c.accept("create") {
		return h, c.unexpected("CREATE")
	}
	h.temp = c.acceptAny("temp", "temporary") != ""
	h.unique = c.accept("unique")
	switch c.acceptAny("table", "view", "trigger", "index", "virtual") {
	case "table":
		h.kind = schema.KindTable
	case "view":
		h.kind = schema.KindView
	case "trigger":
		h.kind = schema.KindTrigger
	case "index":
		h.kind = schema.KindIndex
	case "virtual":
		h.kind = schema.KindVirtual
		c.accept("table")
	default:
		return h, c.unexpected("TABLE, VIEW, TRIGGER or INDEX")
	}
	h.ifMissing = c.accept("if", "not", "exists")
	var err error
	if h.name, err = c.name(); err != nil {
		return h, err
	}
	if c.accept(".") {
		h.schema = Fold(h.name.name(c.src))
		h.name, err = c.name()
	}
	return h, err
}
