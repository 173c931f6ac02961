package postgres

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// ParseURL says whether s names a PostgreSQL database: a URL of the schemes
// postgres and postgresql, or libpq's key=value form. The database is s itself.
func ParseURL(s string) (database string, ok bool, err error) {
	switch {
	case hasScheme(s, "postgres://"), hasScheme(s, "postgresql://"):
	case keyValue(s):
	default:
		return "", false, nil
	}
	_, err = parseConfig(s)
	return s, true, err
}

func hasScheme(s, scheme string) bool {
	return len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme)
}

// keyValue says whether s is of libpq's other form, such as "host=db dbname=app"
// or "service=app".
func keyValue(s string) bool {
	for _, key := range []string{"host", "dbname", "service", "user", "port", "hostaddr", "passfile"} {
		if rest, ok := strings.CutPrefix(s, key); ok && strings.HasPrefix(strings.TrimSpace(rest), "=") {
			return true
		}
	}
	return false
}

// parseConfig reads a URL without ever repeating it: it may hold a password.
func parseConfig(url string) (*pgx.ConnConfig, error) {
	text := url
	if scheme, rest, ok := strings.Cut(url, "://"); ok {
		text = strings.ToLower(scheme) + "://" + rest
	}
	config, err := pgx.ParseConfig(text)
	if err != nil {
		return nil, fmt.Errorf("database URL %s: %w", Mask(url), reason(err))
	}
	return config, nil
}

// reason is why a URL cannot be read, without the URL itself.
func reason(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			text := err.Error()
			if i := strings.LastIndex(text, "`: "); i >= 0 {
				text = text[i+3:]
			}
			return errors.New(text)
		}
		err = next
	}
}

// Mask is a URL, or a key=value form, without the secrets in it.
func Mask(s string) string { return schema.MaskedConnection(s) }
