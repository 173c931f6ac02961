package schema

import (
	"slices"
	"strings"
)

// Connection strings hold passwords, and people write them with mistakes: this file knows
// where a secret stands in a URL or in key=value pairs, well-formed or not. Whatever
// prints the name of a database, or an error that may repeat one, asks it.

// MaskedConnection is a connection string, of key=value pairs or a URL, without the
// secrets in it. Of text that is malformed it masks too much rather than too little: all
// between the first colon of a URL's user and the last @ counts as the password.
func MaskedConnection(text string) string {
	var out strings.Builder
	at := 0
	for _, s := range secretSpans(text) {
		out.WriteString(text[at:s.start])
		out.WriteString(Mask)
		at = s.end
	}
	out.WriteString(text[at:])
	return out.String()
}

// ConnectionSecrets are the passwords and the like that a connection string holds, as
// they stand in it; none where it holds none.
func ConnectionSecrets(text string) []string {
	var out []string
	for _, s := range secretSpans(text) {
		out = append(out, text[s.start:s.end])
	}
	return out
}

// span is a part of a text by byte offsets.
type span struct{ start, end int }

// secretSpans are the places of secrets, in order and apart.
func secretSpans(text string) []span {
	var out []span
	from := 0
	if s, ok := userSecret(text); ok {
		out = append(out, s)
		from = s.end
	}
	return append(out, keySecrets(text, from)...)
}

// userSecret is the place of the password in a URL's user, or in what may be meant as one.
func userSecret(text string) (span, bool) {
	end := strings.LastIndexByte(text, '@')
	start := authorityStart(text)
	if end < start || isPairs(text) {
		return span{}, false
	}
	colon := strings.IndexByte(text[start:end], ':')
	if colon < 0 || isAddress(text[start:end]) {
		return span{}, false
	}
	if start += colon + 1; start == end {
		return span{}, false
	}
	return span{start, end}, true
}

// schemes are those of URLs that people give to tools for databases. Of any other word
// before a slash it is not sure that it is one: it may be a user.
var schemes = []string{"postgres", "postgresql", "mysql", "mariadb", "sqlite", "rqlite", "rqlites", "file", "sqlserver", "http", "https"}

// authorityStart is where a URL's user and host begin: after "scheme://", or one of the
// misspellings "scheme:/" and "scheme//". Without a scheme it is the start.
func authorityStart(text string) int {
	i := strings.IndexByte(text, '/')
	if i < 0 {
		return 0
	}
	scheme := strings.TrimSuffix(strings.TrimLeft(text[:i], " \t\r\n'\""), ":")
	if !slices.Contains(schemes, strings.TrimPrefix(strings.ToLower(scheme), "jdbc:")) {
		return 0
	}
	for i < len(text) && text[i] == '/' {
		i++
	}
	return i
}

// isPairs reports whether text is of libpq's form key=value, whose values may hold @ and :.
func isPairs(text string) bool {
	key, _, ok := strings.Cut(text, "=")
	key = strings.TrimSpace(key)
	return ok && key != "" && strings.Trim(strings.ToLower(key), "abcdefghijklmnopqrstuvwxyz_") == ""
}

// isAddress reports whether text begins with an IPv6 address in brackets.
func isAddress(text string) bool {
	inner, ok := strings.CutPrefix(text, "[")
	inner, _, closed := strings.Cut(inner, "]")
	return ok && closed && strings.Trim(inner, "0123456789abcdefABCDEF:.%") == ""
}

// keySecrets are the places of the values of keys that name a secret, such as password,
// from an offset on.
func keySecrets(text string, from int) []span {
	var out []span
	for i := from; i < len(text); i++ {
		if text[i] != '=' || !isSecretKey(keyBefore(text[from:i])) {
			continue
		}
		s := span{i + 1, secretEnd(text, i+1)}
		if s.start < s.end {
			out = append(out, s)
		}
		i = max(i, s.end-1)
	}
	return out
}

// keyBefore is the word that a text ends in, in lower case.
func keyBefore(text string) string {
	text = strings.ToLower(strings.TrimRight(text, " \t\r\n"))
	return text[strings.LastIndexAny(text, " \t\r\n?&;,'\"=")+1:]
}

// isSecretKey reports whether a key of a connection string names a secret. The name of a
// column, such as users.password, is none.
func isSecretKey(key string) bool { return isWord(key) && SecretKey(key) }

// secretEnd is where a value ends that begins at from: at its closing quote, at the & of
// a URL's next parameter, or before the next key. A space alone does not end it: it may
// be part of a password without quotes.
func secretEnd(text string, from int) int {
	i := from
	for i < len(text) && strings.IndexByte(" \t\r\n", text[i]) >= 0 {
		i++
	}
	quoted := i < len(text) && text[i] == '\''
	if quoted {
		i++
	}
	end := -1 // of the value, where a key follows
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			i++
		case quoted && c == '\'':
			return i + 1
		case !quoted && c == '&':
			return i
		case !quoted && c == '=' && end > from && isWord(text[end:i]):
			return end
		case !quoted && strings.IndexByte(" \t\r\n", c) >= 0 && !isSpaceOrEquals(text[i-1]):
			end = i
		}
	}
	return len(text)
}

func isSpaceOrEquals(c byte) bool { return strings.IndexByte(" \t\r\n=", c) >= 0 }

// isWord reports whether text is one key with spaces around it.
func isWord(text string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	return text != "" && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz_") == ""
}

// Mask stands for a secret wherever something is printed or compared.
const Mask = "********"

// SecretKey reports whether a key of a connection string, or an option of that name, holds a secret.
func SecretKey(option string) bool {
	option = strings.ToLower(option)
	for _, word := range []string{"passw", "passphrase", "passcode", "secret", "token", "credential", "private_key", "api_key", "apikey", "access_key"} {
		if strings.Contains(option, word) {
			return true
		}
	}
	return option == "pwd" || option == "pass"
}
