package plan

// Text of people inside the comments of printed plans. A line end in a name must not end the comment, and no semicolon
// may stand in it: many programs that run migrations cut files at each one, wherever it stands.

import (
	"strings"
	"unicode"
)

// CommentText is text for one line of a comment: control characters, and characters that turn the direction of text,
// become blanks, and semicolons commas.
func CommentText(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ';':
			return ','
		case unicode.IsControl(r), unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp):
			return ' '
		}
		return r
	}, text)
}

// UndoComments are the lines of a comment with statements that undo a step: a line ends where a semicolon stands. Where
// one stands within a value, a name or the body of a function, a part of the text is shown, for the rest would say
// something else.
func UndoComments(sql string) []string {
	const shown = 60 // runes of a statement that cannot be shown
	parts, whole := cutAtSemicolons(sql)
	if !whole {
		start, _, _ := strings.Cut(sql, ";")
		start = strings.Join(strings.Fields(CommentText(start)), " ")
		if runes := []rune(start); len(runes) > shown {
			start = string(runes[:shown])
		}
		return []string{"undo: " + start + " … (it holds a semicolon and is not shown in a comment: plan --format json has it)"}
	}
	var lines []string
	for _, part := range parts {
		if part = strings.TrimSpace(CommentText(part)); part == "" {
			continue
		}
		prefix := "undo: "
		if len(lines) > 0 {
			prefix = "      "
		}
		lines = append(lines, prefix+part)
	}
	return lines
}

// cutAtSemicolons cuts SQL at its semicolons; whole is false if one stands within quotes or a comment.
func cutAtSemicolons(sql string) (parts []string, whole bool) {
	start := 0
	for i := 0; i < len(sql); {
		if end := quotedEnd(sql, i); end > i {
			if strings.Contains(sql[i:end], ";") {
				return nil, false
			}
			i = end
			continue
		}
		if sql[i] == ';' {
			parts, start = append(parts, sql[start:i]), i+1
		}
		i++
	}
	return append(parts, sql[start:]), true
}

// quotedEnd is the offset after the value, name or comment that begins at an offset; the offset itself if none does.
func quotedEnd(sql string, i int) int {
	rest := sql[i:]
	end := func(from int, mark string) int {
		if n := strings.Index(sql[from:], mark); n >= 0 {
			return from + n + len(mark)
		}
		return len(sql)
	}
	switch {
	case strings.HasPrefix(rest, "--"):
		return end(i, "\n")
	case strings.HasPrefix(rest, "/*"):
		return end(i+2, "*/")
	case strings.ContainsRune("'\"`", rune(rest[0])):
		return end(i+1, rest[:1])
	case rest[0] == '$':
		if tag, ok := dollarTag(rest); ok {
			return end(i+len(tag), tag)
		}
	}
	return i
}

// dollarTag is the mark at the start of a text that begins a value in dollars (PostgreSQL).
func dollarTag(text string) (string, bool) {
	n := strings.IndexByte(text[1:], '$')
	if n < 0 {
		return "", false
	}
	tag := text[:n+2]
	for _, r := range tag[1 : n+1] {
		if r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return "", false
		}
	}
	return tag, true
}
