package catalog

// Subscriptions of the database. The connection may be read by superusers only: it comes from a second query,
// which all roles may send, and the text is written when that has been read.

import (
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Subscriptions are those of CREATE SUBSCRIPTION. Before version 14 only a superuser may
// read the oid, so that their owners are read by name.
var _ = register(kind{
	names:   []schema.Kind{schema.KindSubscription},
	phase:   restPhase,
	queries: func(t target) []Query { return subscriptionQueries(t.version) },
	classes: []class{{name: "pg_subscription", prefix: "sub", owned: true, since: 14, objects: "o." + ofThisDatabase}},
})

// ofThisDatabase selects the subscriptions of the database among those of the server.
const ofThisDatabase = `subdbid = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())`

// subscriptionQueries read the subscriptions of the database. The connection may be
// read by superusers only, and a query that names its column fails for others: the
// column is read by a query in a string, which runs where it may.
func subscriptionQueries(version int) []Query {
	hidden, oid := []string{"subconninfo"}, "s.oid"
	options := map[int]string{14: `'binary', CASE WHEN s.subbinary THEN 'true' ELSE 'false' END, 'streaming', s.substream::pg_catalog.text`,
		15: `'two_phase', CASE WHEN s.subtwophasestate <> 'd' THEN 'true' ELSE 'false' END, 'disable_on_error', s.subdisableonerr::pg_catalog.text`,
		16: `'password_required', s.subpasswordrequired::pg_catalog.text, 'run_as_owner', s.subrunasowner::pg_catalog.text, 'origin', s.suborigin`,
		17: `'failover', s.subfailover::pg_catalog.text`}
	list, owner := []string{"'synchronous_commit'", "s.subsynccommit"}, "''"
	if version < 14 { // neither the oid nor this option may be read by everybody
		list, oid, owner = nil, "0::pg_catalog.oid", "pg_catalog.pg_get_userbyid(s.subowner)::pg_catalog.text"
		hidden = append(hidden, "subsynccommit")
	}
	for v := 14; v <= min(version, 17); v++ {
		list = append(list, options[v])
	}
	if version >= 16 {
		list[2] = strings.Replace(list[2], "s.substream::pg_catalog.text", "CASE s.substream WHEN 'p' THEN 'parallel' WHEN 't' THEN 'true' ELSE 'false' END", 1)
	}
	const database = "s." + ofThisDatabase
	secret := "SELECT coalesce(pg_catalog.string_agg(" + hexText("s.subname") + " || ':' || " + hexText("s."+hidden[0])
	if version < 14 {
		secret += " || ':' || " + hexText("s."+hidden[1])
	}
	secret += ", ' '), '') AS c FROM pg_catalog.pg_subscription s WHERE " + database
	return []Query{{"subscriptions", `
SELECT ` + oid + `, s.subname, s.subenabled, coalesce(s.subslotname, ''), s.subpublications, ARRAY[` + strings.Join(list, ", ") + `]::pg_catalog.text[], ` + owner + `
FROM pg_catalog.pg_subscription s
WHERE ` + database + `
ORDER BY s.subname`, each[subscriptionRow]}, {"connections of subscriptions", `
SELECT coalesce(CASE WHEN pg_catalog.has_column_privilege('pg_catalog.pg_subscription', 'subconninfo', 'SELECT')
 THEN pg_catalog.query_to_xml(` + pgmodel.Literal(secret) + `, false, false, '')::pg_catalog.text END, 'hidden')`, readConnections}}
}

// hexText is a column as text that needs no quoting anywhere.
func hexText(column string) string {
	return "pg_catalog.encode(pg_catalog.convert_to(" + column + "::pg_catalog.text, 'UTF8'), 'hex')"
}

// subscriptionRow is a subscription whose connection is not known yet.
type subscriptionRow struct {
	oid                   uint32 // 0 where the role may not read it
	name, slot            string
	owner                 string // "" where the query for all owners reads it
	enabled               bool
	publications, options []string
}

func (row *subscriptionRow) fields() []any {
	return []any{&row.oid, &row.name, &row.enabled, &row.slot, &row.publications, &row.options, &row.owner}
}

func (row *subscriptionRow) write(r *Reader) {
	if row.oid != 0 {
		r.setKey("pg_subscription", row.oid, schema.Key{Kind: schema.KindSubscription, Name: row.name})
	}
	r.subscriptions = append(r.subscriptions, *row)
}

// readConnections writes the subscriptions, with what it reads of their connections.
func readConnections(r *Reader, rows pgx.Rows) error {
	text := ""
	for rows.Next() {
		if err := rows.Scan(&text); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	known := map[string][]string{}
	_, list, _ := strings.Cut(text, "<c>")
	list, _, _ = strings.Cut(list, "</c>")
	for _, item := range strings.Fields(list) {
		parts := strings.Split(item, ":")
		for i, p := range parts {
			b, err := hex.DecodeString(p)
			if err != nil {
				return fmt.Errorf("a connection: %w", err)
			}
			parts[i] = string(b)
		}
		known[parts[0]] = parts[1:]
	}
	for _, s := range r.subscriptions {
		s.create(r, known[s.name])
	}
	return nil
}

// create writes the subscription with what only superusers may read of it.
func (s subscriptionRow) create(r *Reader, hidden []string) {
	options := []string{"connect = false", "slot_name = NONE"}
	if s.slot != "" {
		options[1] = "slot_name = " + pgmodel.Literal(s.slot)
	}
	if s.enabled {
		options = append(options, "enabled = true")
	}
	for i := 0; i+1 < len(s.options); i += 2 {
		options = append(options, s.options[i]+" = "+pgmodel.Literal(s.options[i+1]))
	}
	connection := ""
	if len(hidden) > 0 {
		connection = schema.MaskedConnection(hidden[0])
	}
	if len(hidden) > 1 {
		options = append(options, "synchronous_commit = "+pgmodel.Literal(hidden[1]))
	}
	names := make([]string, len(s.publications))
	for i, p := range s.publications {
		names[i] = pgmodel.Quote(p)
	}
	r.ddl(sectionRest, "CREATE SUBSCRIPTION %s CONNECTION %s PUBLICATION %s WITH (%s)", pgmodel.Quote(s.name), pgmodel.Literal(connection),
		strings.Join(names, ", "), strings.Join(options, ", "))
	if s.owner != "" {
		r.ddl(sectionRest, "ALTER SUBSCRIPTION %s OWNER TO %s", pgmodel.Quote(s.name), pgmodel.Quote(s.owner))
	}
	if len(hidden) > 0 {
		return
	}
	k := schema.Key{Kind: schema.KindSubscription, Name: s.name}
	r.Note(k.String(), "its connection is visible to superusers only, so it is not compared")
	r.inModel(func(m *schema.Schema) {
		if o, ok := m.Get(k).(*pgmodel.Subscription); ok {
			o.Hidden = true
		}
	})
}
