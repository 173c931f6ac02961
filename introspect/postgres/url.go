package postgres

// Connection strings: which arguments name a PostgreSQL database, reading them without ever repeating a password,
// and showing them without their secrets.

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// ParseURL reports whether s names a PostgreSQL database: a URL of the schemes
// postgres and postgresql, or libpq's key=value form. What is meant as one of them and
// written wrongly is an error, not another kind of name. The database is s itself.
func ParseURL(s string) (database string, ok bool, err error) {
	if !isURL(s) && !keyValue(s) {
		return "", false, nil
	}
	_, err = parseConfig(s)
	return s, true, err
}

func hasScheme(s, scheme string) bool {
	return len(s) >= len(scheme) && strings.EqualFold(s[:len(scheme)], scheme)
}

// isURL reports whether s is a URL of ours, or one with a slash or colon too few.
func isURL(s string) bool {
	for _, scheme := range []string{"postgres", "postgresql"} {
		if !hasScheme(s, scheme) {
			continue
		}
		if rest := s[len(scheme):]; strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, "//") {
			return true
		}
	}
	return false
}

// keywords are the parameters of libpq that a key=value form may begin with
// (libpq-connect.html, section 34.1.2).
const keywords = " host hostaddr port dbname user password passfile require_auth channel_binding connect_timeout client_encoding options application_name " +
	"fallback_application_name keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout replication gssencmode sslmode requiressl " +
	"sslnegotiation sslcompression sslcert sslkey sslpassword sslcertmode sslrootcert sslcrl sslcrldir sslsni requirepeer ssl_min_protocol_version " +
	"ssl_max_protocol_version krbsrvname gsslib gssdelegation service target_session_attrs load_balance_hosts "

// keyValue reports whether s is of libpq's other form, such as "host=db dbname=app"
// or "service=app".
func keyValue(s string) bool {
	key, _, ok := strings.Cut(s, "=")
	key = strings.ToLower(strings.TrimSpace(key))
	return ok && key != "" && !strings.ContainsAny(key, " \t") && strings.Contains(keywords, " "+key+" ")
}

// parseConfig reads a URL without ever repeating it: it may hold a password.
func parseConfig(url string) (*pgx.ConnConfig, error) {
	if what := mistake(url); what != "" {
		return nil, fmt.Errorf("database URL %s: %s", Mask(url), what)
	}
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

// WithPath is a connection string whose sessions find names on a search_path, whatever it says itself.
func WithPath(s, path string) (string, error) {
	config, err := parseConfig(s)
	if err != nil {
		return "", err
	}
	if filesPathOf(config) == path {
		return s, nil
	}
	// of several of one name the last counts
	if !isURL(s) {
		return s + " search_path='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(path) + "'", nil
	}
	at, parameters, _ := strings.Cut(s, "?")
	if parameters != "" {
		parameters += "&"
	}
	return at + "?" + parameters + "search_path=" + strings.ReplaceAll(url.QueryEscape(path), "+", "%20"), nil // libpq's + is no space
}

// Mask is a URL, or a key=value form, without the secrets in it.
func Mask(s string) string { return schema.MaskedConnection(s) }

// DatabaseName is the name of the database that a connection string leads to, which may
// be shown where its server and user may not; "a database" where it cannot be read.
func DatabaseName(url string) string {
	config, err := parseConfig(url)
	if err != nil || config.Database == "" {
		return "a database"
	}
	return config.Database
}
