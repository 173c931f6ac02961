package postgres

// The settings that every session of ours has, whatever ALTER ROLE, ALTER DATABASE
// or the server's configuration say. They are start-up parameters, so that RESET in a
// file comes back to them; a pooler that refuses those gets them in every transaction.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// setting is a configuration parameter and its value.
type setting struct{ name, value string }

// The search paths: that of files, and that of our own statements, which find nothing
// but what the server itself brings.
const (
	filesPath = `"$user", public`
	ownPath   = `pg_catalog, pg_temp`
)

// trackedSettings are the settings that poolers, too, take in a start-up packet
// (pgbouncer.org/config.html, track_extra_parameters).
func trackedSettings() []setting {
	return []setting{{"client_encoding", "UTF8"}, {"standard_conforming_strings", "on"}, {"DateStyle", "ISO, MDY"}, {"TimeZone", "UTC"}}
}

// textSettings decide how values and names are read and printed. All of 13 to 18 have
// them, and any role may set them.
func textSettings() []setting {
	list := append(trackedSettings(), setting{"quote_all_identifiers", "off"}, setting{"backslash_quote", "safe_encoding"}, setting{"escape_string_warning", "on"})
	for _, s := range pgmodel.ValueSettings() {
		if one := (setting{s.Name, s.Value}); !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}

// workSettings decide what statements do, how long they may take, and where they put
// what they create. default_transaction_read_only is not among them: who has set it
// wants nothing to be changed.
func workSettings() []setting {
	return []setting{
		{"search_path", filesPath}, {"statement_timeout", "0"}, {"idle_in_transaction_session_timeout", "0"},
		{"default_transaction_isolation", "read committed"}, {"default_transaction_deferrable", "off"}, {"row_security", "on"},
		{"default_tablespace", ""}, {"temp_tablespaces", ""}, {"default_table_access_method", "heap"}, {"check_function_bodies", "on"},
		{"client_min_messages", "warning"}, {"exit_on_error", "off"}, {"jit", "off"}, {"plan_cache_mode", "auto"}, {"constraint_exclusion", "partition"},
		{"gin_fuzzy_search_limit", "0"},
	}
}

// newerSettings are the settings that only some versions have.
func newerSettings(version int) []setting {
	var list []setting
	if version >= 14 {
		list = append(list, setting{"idle_session_timeout", "0"}, setting{"default_toast_compression", "pglz"})
	}
	if version >= 17 {
		list = append(list, setting{"transaction_timeout", "0"})
	}
	return list
}

// choosable are the settings that a URL may give another value: which role works, and
// where names without a schema are.
func choosable() []string { return []string{"search_path", "role"} }

// establish connects with our settings. Settings of newer versions cannot be
// start-up parameters before the version is known: they are set at once, and where a limit
// on time among them is quicker, a second connection has them from its start.
func establish(ctx context.Context, config *pgx.ConnConfig) (*pgx.Conn, error) {
	setStartupParameters(config)
	conn, err := connect(ctx, config, nil)
	for version := 0; timedOut(err) > version; {
		version = timedOut(err)
		conn, err = connect(ctx, config, newerSettings(version))
	}
	return conn, err
}

// timedOut is the first version with the limit on time that has ended a connection; 0 for
// any other error.
func timedOut(err error) int {
	var server *pgconn.PgError
	if errors.As(err, &server) {
		switch server.Code {
		case "57P05": // idle_session_timeout
			return 14
		case "25P04": // transaction_timeout
			return 17
		}
	}
	return 0
}

// connect connects with start-up parameters, and without where they are refused.
func connect(ctx context.Context, config *pgx.ConnConfig, newer []setting) (*pgx.Conn, error) {
	with := config.Copy()
	with.RuntimeParams["options"] = options(config, newer)
	conn, err := pgx.ConnectConfig(ctx, with)
	if refusesOptions(err) {
		conn, err = pgx.ConnectConfig(ctx, config)
	}
	if err != nil {
		return nil, err
	}
	if err := setSession(ctx, conn); err != nil {
		_ = conn.Close(context.WithoutCancel(ctx))
		return nil, err
	}
	return conn, nil
}

// setStartupParameters sets the parameters that every start-up packet may have, and
// removes the ones that a URL must not choose.
func setStartupParameters(config *pgx.ConnConfig) {
	for name := range config.RuntimeParams {
		if isFixed(name) {
			delete(config.RuntimeParams, name)
		}
	}
	for _, s := range trackedSettings() {
		config.RuntimeParams[s.name] = s.value
	}
}

func isFixed(name string) bool {
	same := func(s string) bool { return strings.EqualFold(s, name) }
	return !slices.ContainsFunc(choosable(), same) &&
		slices.ContainsFunc(slices.Concat(textSettings(), workSettings(), newerSettings(newestVersion)), func(s setting) bool { return same(s.name) })
}

// newestVersion is the newest that is known here.
const newestVersion = 18

// options are those of the URL and ours, which count for being the last.
func options(config *pgx.ConnConfig, newer []setting) string {
	var b strings.Builder
	b.WriteString(config.RuntimeParams["options"])
	for _, s := range chosenSettings(config, slices.Concat(newer, textSettings()[len(trackedSettings()):], workSettings())) {
		b.WriteString(" -c " + s.name + "=" + strings.NewReplacer(`\`, `\\`, " ", `\ `).Replace(s.value))
	}
	return strings.TrimSpace(b.String())
}

// chosenSettings are settings with the values that a URL has chosen for them.
func chosenSettings(config *pgx.ConnConfig, list []setting) []setting {
	list = slices.Clone(list)
	for i, s := range list {
		if slices.Contains(choosable(), s.name) {
			if value, ok := urlSetting(config, s.name); ok {
				list[i].value = value
			}
		}
	}
	return list
}

// urlSetting returns what a URL says of a setting, as a parameter of its own or among the
// options of the command line.
func urlSetting(config *pgx.ConnConfig, name string) (value string, ok bool) {
	for k, v := range config.RuntimeParams {
		if strings.EqualFold(k, name) {
			return v, true
		}
	}
	words := optionWords(config.RuntimeParams["options"])
	for i, word := range words {
		switch {
		case word == "-c" && i+1 < len(words):
			word = words[i+1]
		case strings.HasPrefix(word, "-c"):
			word = word[2:]
		case strings.HasPrefix(word, "--"):
			word = word[2:]
		default:
			continue
		}
		k, v, found := strings.Cut(word, "=")
		if found && strings.EqualFold(strings.ReplaceAll(k, "-", "_"), name) {
			value, ok = v, true
		}
	}
	return value, ok
}

// optionWords splits options as the server does: at spaces that no backslash protects.
func optionWords(text string) []string {
	var words []string
	var word strings.Builder
	begun := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case strings.IndexByte(" \t\n\r\v\f", c) >= 0:
			if begun {
				words = append(words, word.String())
			}
			word.Reset()
			begun = false
			continue
		case c == '\\' && i+1 < len(text):
			i++
		}
		word.WriteByte(text[i])
		begun = true
	}
	if begun {
		words = append(words, word.String())
	}
	return words
}

// refusesOptions reports whether an error may be about the start-up parameters: any
// that a server, or a pooler before it, has answered, but for those about the role, the
// database and the server's state.
func refusesOptions(err error) bool {
	var server *pgconn.PgError
	if !errors.As(err, &server) || timedOut(err) > 0 {
		return false
	}
	switch {
	case strings.HasPrefix(server.Code, "28"), strings.HasPrefix(server.Code, "3D"), strings.HasPrefix(server.Code, "53"), strings.HasPrefix(server.Code, "57"):
		return false
	}
	return true
}

// setSession sets what the start-up packet could not, and once more what it says: there
// are poolers that take it and forget it. One between us and the server would keep all of
// it for others: there it does nothing.
func setSession(ctx context.Context, conn *pgx.Conn) error {
	list := slices.Concat(textSettings(), chosenSettings(conn.Config(), workSettings()), newerSettings(serverMajor(conn)))
	_, err := conn.Exec(ctx, fmt.Sprintf("%s WHERE pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.=) %d", configs(list, false), conn.PgConn().PID()))
	if err != nil {
		return fmt.Errorf("settings of the session: %w", err) // which says what ended it, if anything did
	}
	return nil
}

// serverMajor is the version that the server has said at connection; 0 if it did not.
func serverMajor(conn *pgx.Conn) int {
	text := conn.PgConn().ParameterStatus("server_version")
	n, _ := strconv.Atoi(text[:max(0, strings.IndexFunc(text+".", func(r rune) bool { return r < '0' || r > '9' }))])
	return n
}

// configs is the statement that sets all of a list, until the end of the transaction if
// local.
func configs(list []setting, local bool) string {
	calls := make([]string, len(list))
	for i, s := range list {
		calls[i] = fmt.Sprintf("pg_catalog.set_config(%s, %s, %t)", pgmodel.Literal(s.name), pgmodel.Literal(s.value), local)
	}
	return "SELECT " + strings.Join(calls, ", ")
}

// SettingsSQL is the statement that gives a transaction all settings of ours, for where
// a pooler hands out sessions that somebody else has begun.
func SettingsSQL(conn *pgx.Conn) string {
	return configs(slices.Concat(textSettings(), chosenSettings(conn.Config(), workSettings()), newerSettings(serverMajor(conn))), true)
}

// PathSQL is the statement after which names without a schema are found on a path, until
// the end of the transaction.
func PathSQL(path string) string { return configs([]setting{{"search_path", path}}, true) }

// OwnPathSQL is PathSQL for our own statements: no operator, function or type of
// somebody else can be meant by them.
func OwnPathSQL() string { return PathSQL(ownPath) }

// FilesPath is where files find names without a schema: what the URL says, or what the
// server's own default is.
func FilesPath(conn *pgx.Conn) string { return filesPathOf(conn.Config()) }

// FilesPath is that of the connection that is read through.
func (d *DB) FilesPath() string { return FilesPath(d.conn) }

func filesPathOf(config *pgx.ConnConfig) string {
	return chosenSettings(config, []setting{{"search_path", filesPath}})[0].value
}

// Reset brings a session back to what it began with, after statements of a file.
func Reset(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL"); err != nil {
		return err
	}
	return setSession(ctx, conn)
}

// Query puts a query of ours to a connection that is in no transaction, and reads its
// rows. Names mean what they mean in pg_catalog.
func Query(ctx context.Context, conn *pgx.Conn, read func(pgx.Rows) error, query string, args ...any) error {
	batch := &pgx.Batch{}
	batch.Queue(OwnPathSQL()) // the simple protocol sends both as one transaction
	batch.Queue(query, args...)
	results := conn.SendBatch(ctx, batch)
	if _, err := results.Exec(); err != nil {
		_ = results.Close()
		return err
	}
	rows, err := results.Query()
	if err == nil {
		for err == nil && rows.Next() {
			err = read(rows)
		}
		rows.Close()
		err = errors.Join(err, rows.Err())
	}
	return errors.Join(err, results.Close())
}

// set gives the transaction what reading needs, and reads on the way how names would be
// resolved without it: no operator or cast is in that query, for the path is not ours yet.
// In somebody else's transaction the limits on time stay theirs.
func (d *DB) set(ctx context.Context, scan func(pgx.Row) error) error {
	list := append(textSettings(), chosenSettings(d.conn.Config(), []setting{{"search_path", filesPath}})...)
	if d.own {
		list = slices.Concat(list, chosenSettings(d.conn.Config(), workSettings()), newerSettings(serverMajor(d.conn)))
	}
	batch := &pgx.Batch{}
	batch.Queue(configs(list, true))
	batch.Queue(`SELECT pg_catalog.current_schemas(false), pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_version'),
 current_user, pg_catalog.current_database(), pg_catalog.pg_backend_pid()`)
	batch.Queue(OwnPathSQL())
	results := d.tx.SendBatch(ctx, batch)
	_, err := results.Exec()
	if err == nil {
		err = scan(results.QueryRow())
	}
	if err == nil {
		_, err = results.Exec()
	}
	return errors.Join(err, results.Close())
}
