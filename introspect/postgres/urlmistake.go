package postgres

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// What people write into connection strings by mistake is found here before a library
// reads it as something else: "postgres://u:1/2@host/db" is host u and port 1 to it. No
// message repeats more of a secret than the one character that is to be encoded.

// mistake returns what is wrong with a connection string; "" where nothing is.
func mistake(s string) string {
	if !isURL(s) {
		return pairMistake(s)
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok || strings.ContainsAny(scheme, "/:") {
		return "a URL begins with postgres:// or postgresql://"
	}
	end := strings.LastIndexByte(rest, '@')
	if end < 0 {
		return controls(rest)
	}
	if first := strings.IndexAny(rest, "/?#"); first >= 0 {
		switch at := strings.IndexByte(rest[:first], '@'); {
		case at >= 0 && at == strings.LastIndexByte(rest[:first], '@'):
			end = at // another @ belongs to the path or the parameters
		case at < 0 && noUser(rest[:first], rest[first:end]):
			return controls(rest)
		}
	}
	user, password, _ := strings.Cut(rest[:end], ":")
	if what := unencoded("user", user); what != "" {
		return what
	}
	return unencoded("password", password)
}

// noUser reports whether what stands before the path is a host, perhaps with a port, so
// that an @ after it belongs to the path or to a parameter.
func noUser(host, after string) bool {
	_, port, hasPort := strings.Cut(host, ":")
	_, query, hasQuery := strings.Cut(after, "?")
	return !hasPort || strings.Trim(port, "0123456789") == "" && hasQuery && strings.Contains(query, "=")
}

// unencoded is the first character of a part of a URL that is to be percent-encoded.
func unencoded(part, text string) string {
	for i, c := range text {
		switch {
		case c == '%' && !isEscape(text[i:]), strings.ContainsRune("/?#[]@: ", c), c < ' ', c == 0x7f:
			return fmt.Sprintf("character %d of the %s is %s: write it %s", utf8.RuneCountInString(text[:i])+1, part, spelled(c), percent(c))
		}
	}
	return ""
}

func isEscape(text string) bool {
	return len(text) >= 3 && strings.Trim(text[1:3], "0123456789abcdefABCDEF") == ""
}

func spelled(c rune) string {
	switch {
	case c == ' ':
		return "a space"
	case c < ' ' || c == 0x7f:
		return "a control character"
	}
	return string(c)
}

func percent(c rune) string { return fmt.Sprintf("%%%02X", c) }

// controls refuses what no URL holds.
func controls(text string) string {
	for _, c := range text {
		if c < ' ' || c == 0x7f {
			return fmt.Sprintf("it holds a control character: write it %s", percent(c))
		}
	}
	return ""
}

// pairMistake returns what is wrong with the keys of key=value pairs, which pgx would send to
// the server as settings.
func pairMistake(s string) string {
	key, _, _ := strings.Cut(s, "=")
	if key = strings.TrimSpace(key); key != strings.ToLower(key) {
		return fmt.Sprintf("keys are written in lower case: %s", strings.ToLower(key))
	}
	return ""
}
