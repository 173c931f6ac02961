package postgres

import (
	"slices"
	"strconv"
	"strings"
)

// edit is one small change of meaning to SQL text.
type edit struct {
	start, end int
	text, sort string
}

func (e edit) apply(sql string) string { return sql[:e.start] + e.text + sql[e.end:] }

// edits are all that can be done to the expressions of one line of DDL as inspect
// prints it, or of one whole view.
func edits(sql string) []edit {
	m := &mutator{sql: sql}
	for m.at < len(sql) {
		m.next()
	}
	return m.list
}

type mutator struct {
	sql  string
	at   int
	list []edit
}

func (m *mutator) add(end int, text, sort string) {
	m.list = append(m.list, edit{m.at, end, text, sort})
}

// next reads one token.
func (m *mutator) next() {
	rest := m.sql[m.at:]
	c := rest[0]
	switch {
	case c == '\'':
		m.literal(rest)
	case c == '"':
		m.at += 2 + strings.IndexByte(rest[1:], '"')
	case c >= '0' && c <= '9':
		m.number(rest)
	case strings.HasPrefix(rest, "::"):
		m.cast(rest)
	case strings.IndexByte("<>=+-!~", c) >= 0:
		m.operator(rest)
	case letter(c):
		m.word(rest)
	default:
		m.at++
	}
}

func letter(c byte) bool { return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func prefix(s string, ok func(byte) bool) int {
	n := 0
	for n < len(s) && ok(s[n]) {
		n++
	}
	return n
}

func (m *mutator) literal(rest string) {
	end := 1
	for end < len(rest) && (rest[end] != '\'' || end+1 < len(rest) && rest[end+1] == '\'') {
		if rest[end] == '\'' {
			end++
		}
		end++
	}
	end = min(end+1, len(rest))
	m.add(m.at+end, rest[:end-1]+"7'", "constant")
	m.add(m.at+end, "'3"+rest[1:end], "constant")
	m.at += end
}

func (m *mutator) number(rest string) {
	n := prefix(rest, func(c byte) bool { return c >= '0' && c <= '9' || c == '.' })
	if i, err := strconv.Atoi(rest[:n]); err == nil {
		m.add(m.at+n, strconv.Itoa(i+1), "constant")
		m.add(m.at+n, strconv.Itoa(i+200), "constant")
	}
	m.at += n
}

func (m *mutator) operator(rest string) {
	n := prefix(rest, func(c byte) bool { return strings.IndexByte("<>=+-!~*/|&@#", c) >= 0 })
	swapped := map[string]string{"=": "<>", "<>": "=", "<": "<=", "<=": "<", ">": ">=", ">=": ">", "+": "-", "-": "+", "~~": "!~~", "!~~": "~~", "~": "~*", "~*": "~", "!~": "~"}
	if to, ok := swapped[rest[:n]]; ok {
		m.add(m.at+n, to, "operator")
	}
	m.at += n
}

// cast swaps the type of a cast for one that means something else.
func (m *mutator) cast(rest string) {
	types := []struct{ from, to string }{
		{"character varying", "bytea"}, {"timestamp without time zone", "date"}, {"timestamp with time zone", "date"}, {"double precision", "integer"},
		{"text", "bytea"}, {"bpchar", "bytea"}, {"integer", "smallint"}, {"bigint", "integer"}, {"smallint", "bigint"}, {"numeric", "integer"},
		{"date", "timestamp without time zone"}, {"interval", "time"}, {"jsonb", "json"}, {"json", "jsonb"},
	}
	m.at += 2
	for _, t := range types {
		if strings.HasPrefix(rest[2:], t.from) {
			m.add(m.at+len(t.from), t.to, "cast")
			m.at += len(t.from)
			return
		}
	}
}

func (m *mutator) word(rest string) {
	n := prefix(rest, func(c byte) bool { return letter(c) || c >= '0' && c <= '9' || c == '$' })
	word := rest[:n]
	swapped := map[string]string{
		"AND": "OR", "OR": "AND", "UNION": "EXCEPT", "LEFT": "RIGHT", "RIGHT": "LEFT", "DESC": "ASC", "EXISTS": "NOT EXISTS",
		"lower": "upper", "upper": "lower", "min": "max", "max": "min", "sum": "avg", "now": "clock_timestamp",
		"row_number": "rank", "ROWS": "GROUPS", "true": "false", "false": "true", "ANY": "ALL", "ALL": "ANY",
	}
	to, ok := swapped[word]
	switch {
	case strings.HasPrefix(rest, "IS NOT NULL"):
		n = len("IS NOT NULL")
		m.add(m.at+n, "IS NULL", "operator")
	case strings.HasPrefix(rest, "IS NULL"):
		n = len("IS NULL")
		m.add(m.at+n, "IS NOT NULL", "operator")
	case ok && (letter(word[0]) && word[0] < 'a' || strings.HasPrefix(rest[n:], "(") || word == "true" || word == "false"):
		m.add(m.at+n, to, "word")
	case strings.HasPrefix(rest[n:], ".") && (m.at == 0 || m.sql[m.at-1] != '.'):
		m.qualifier(word, n)
	}
	m.at += n
}

// qualifier swaps the name before a column for another one of the statement.
func (m *mutator) qualifier(word string, n int) {
	for i := 0; i < len(m.sql); i++ {
		if !letter(m.sql[i]) || i > 0 && (letter(m.sql[i-1]) || strings.IndexByte(".\"'0123456789", m.sql[i-1]) >= 0) {
			continue
		}
		l := prefix(m.sql[i:], letter)
		other := m.sql[i : i+l]
		if other != word && strings.HasPrefix(m.sql[i+l:], ".") && !slices.Contains([]string{"public", "pg_catalog"}, other) {
			m.add(m.at+n, other, "qualifier")
			return
		}
		i += l
	}
}
