package syntax

// Scripts for psql hold its commands between the statements. Commands that only print are
// skipped with a note; branches, quits and connections are followed as psql would; what
// cannot be known without running psql is refused.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// script is the state psql keeps besides the statements.
type script struct {
	quit     bool   // \q: psql reads no further
	database string // of the first \connect
	branches bool   // an \if was noted
	includes []Include
}

// meta handles a command of psql: a backslash, a word, and the rest of the line.
func (c *cutter) meta(x Token) {
	line, _, _ := strings.Cut(c.text[x.End:], "\n")
	line, _, _ = strings.Cut(line, `\\`) // ends the command on its line
	command := line
	if n := strings.IndexAny(line, " \t\r\\;"); n > 0 {
		command = line[:n]
	} else if strings.HasPrefix(line, ";") {
		command = ";"
	}
	args := strings.TrimSpace(line[len(command):])
	c.at = int(x.End) + len(line)
	if strings.HasPrefix(c.text[c.at:], `\\`) {
		c.at += len(`\\`)
	}
	x.End = int32(c.at)
	c.command(x, command, args)
}

// command carries out, notes or refuses one command.
func (c *cutter) command(x Token, command, args string) {
	switch command {
	case "restrict", "unrestrict", "echo", "qecho", "warn", "set", "unset", "timing", "pset", "x", "a", "t", "f", "H", "C", "T", "o",
		"prompt", "errverbose", "conninfo", "copyright", "p", "print", "w", "write", "s", "h", "help", "?", "password", "setenv", "l", "list",
		"z", "sf", "sv", "out":
		c.metaNote(x, schema.Ignored, command, "changes no schema")
	case "i", "include", "ir", "include_relative": // noteIncludes reports them
		c.include(x, command, args)
	case "connect", "c":
		c.connect(x, args)
	case "if", "elif", "else", "endif":
		c.branch(x)
	case "g", "gx", "gdesc", "gset", "gexec", "crosstabview", "watch", ";":
		c.send(x, command, args)
		return
	case "copy":
		c.copyRows(x, args)
	case "q", "quit":
		c.metaNote(x, schema.Ignored, command, "psql reads no further, and so does schemadiff")
		c.script.quit = true
	case "r", "reset":
		c.metaNote(x, schema.Ignored, command, "drops what stands before it")
		c.cur = c.cur[:0]
		c.finish()
	case "encoding":
		c.encoding(x, args)
	default:
		c.describe(x, command)
	}
	c.blankInside(x)
}

func (c *cutter) metaNote(x Token, class schema.NoteClass, command, reason string) {
	c.notes = append(c.notes, schema.Note{Class: class, Subject: `\` + command, Pos: c.lines.Pos(int(x.Start)), Reason: reason})
}

// connect notes a change of the database. The first names the one that the
// text is for; what follows another belongs elsewhere.
func (c *cutter) connect(x Token, args string) {
	switch {
	case args == "" || strings.HasPrefix(args, "- "):
		c.metaNote(x, schema.Ignored, "connect", "stays in the same database")
	case c.script.database == "" || c.script.database == args:
		c.script.database = args
		c.metaNote(x, schema.Ignored, "connect", "the database is the one of the other side")
	default:
		c.metaNote(x, schema.Unsupported, "connect", "the text is for more than one database")
	}
}

// branch notes the conditions of psql once.
func (c *cutter) branch(x Token) {
	if !c.script.branches {
		c.script.branches = true
		c.metaNote(x, schema.Unsupported, "if", "conditions of psql are not evaluated: the statements of all branches are read")
	}
}

// send ends the statement as a semicolon does.
func (c *cutter) send(x Token, command, args string) {
	switch command {
	case "gexec", "gset":
		c.metaNote(x, schema.Unsupported, command, "the result of a query is not known before it runs")
	}
	c.finish()
	if command == ";" { // what follows on the line is SQL again
		c.at = int(x.Start) + len(`\;`)
	}
}

// copyRows notes \copy, and passes over the rows that follow it.
func (c *cutter) copyRows(x Token, args string) {
	c.metaNote(x, schema.Ignored, "copy", "rows of a COPY block")
	words := strings.Fields(strings.ToLower(args))
	for i := 1; i < len(words); i++ {
		if words[i-1] == "from" && (words[i] == "stdin" || words[i] == "pstdin") {
			c.skipData()
			return
		}
	}
}

func (c *cutter) encoding(x Token, args string) {
	switch strings.ToLower(strings.Trim(args, "'\"")) {
	case "", "utf8", "utf-8", "unicode":
		c.metaNote(x, schema.Ignored, "encoding", "files are UTF-8")
	default:
		c.metaNote(x, schema.Unsupported, "encoding", "files are read as UTF-8")
	}
}

// describe separates \d and its kin, which only show, from unknown commands.
func (c *cutter) describe(x Token, command string) {
	if strings.HasPrefix(command, "d") {
		c.metaNote(x, schema.Ignored, command, "changes no schema")
		return
	}
	c.metaNote(x, schema.Unsupported, command, "schemadiff does not run commands of psql")
}
