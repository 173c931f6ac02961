package plan

// Text of people inside the comments of printed plans. A line end in a name must not end the comment, and no semicolon
// may stand in it: many programs that run migrations cut files at each one, wherever it stands.

import (
	"strings"
	"unicode"
	"unicode/utf8"
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

// UndoComments are the lines of a comment with statements that undo a step: a line ends where a semicolon stands. A value,
// a name or the body of a function that no line of a comment can hold as it is makes them show a part of the text only,
// for the rest would say something else.
func UndoComments(sql string) []string {
	const shown = 60 // runes of a statement that cannot be shown
	parts, faithful := undoParts(sql)
	if !faithful {
		start, _, _ := strings.Cut(sql, ";")
		start = strings.Join(strings.Fields(CommentText(start)), " ")
		if runes := []rune(start); len(runes) > shown {
			start = string(runes[:shown])
		}
		return []string{"undo: " + start + " … (a value in it holds a semicolon or a line end and is not shown in a comment: plan --format json has it)"}
	}
	var lines []string
	for _, part := range parts {
		if part = strings.TrimSpace(part); part == "" {
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

// undoParts cuts SQL at its semicolons and makes each statement a line: comments to the end of a line are closed, so
// that they end where they did. It is not faithful if what stands within quotes would change.
func undoParts(sql string) (parts []string, faithful bool) {
	var part strings.Builder
	for i := 0; i < len(sql); {
		_, size := utf8.DecodeRuneInString(sql[i:])
		end := quotedEnd(sql, i)
		quoted := end > i
		text := sql[i:max(end, i+size)]
		switch {
		case text == ";":
			parts = append(parts, part.String())
			part.Reset()
		case strings.HasPrefix(text, "--"):
			part.WriteString(closedComment(text))
		case quoted && !strings.HasPrefix(text, "/*") && CommentText(text) != text:
			return nil, false
		default:
			part.WriteString(CommentText(text))
		}
		i += len(text)
	}
	return append(parts, part.String()), true
}

// closedComment is a comment that ends with its line as one that more can follow.
func closedComment(text string) string {
	words := strings.TrimSpace(CommentText(strings.TrimPrefix(text, "--")))
	return "/* " + strings.ReplaceAll(words, "*/", "* /") + " */ "
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
