package catalog

// Event triggers of the database, with the tags of commands that they are for.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Event triggers are those of CREATE EVENT TRIGGER.
var _ = register(kind{
	names: []schema.Kind{schema.KindEventTrigger},
	phase: restPhase,
	queries: func(target) []Query {
		return []Query{{"event triggers", `
SELECT t.oid, t.evtname, t.evtevent, t.evtfoid::pg_catalog.regproc::pg_catalog.text, t.evtenabled::pg_catalog.text, t.evttags
FROM pg_catalog.pg_event_trigger t
WHERE NOT ` + member("pg_event_trigger", "t.oid") + `
ORDER BY t.evtname`, each[eventTriggerRow]}}
	},
	classes: []class{{name: "pg_event_trigger", prefix: "evt", owned: true}},
})

// eventTriggerRow is an event trigger as the catalog has it.
type eventTriggerRow struct {
	oid                            uint32
	name, event, function, enabled string
	tags                           []string
}

func (row *eventTriggerRow) fields() []any {
	return []any{&row.oid, &row.name, &row.event, &row.function, &row.enabled, &row.tags}
}

func (row *eventTriggerRow) write(r *Reader) {
	r.setKey("pg_event_trigger", row.oid, schema.Key{Kind: schema.KindEventTrigger, Name: row.name})
	when := ""
	if len(row.tags) > 0 {
		for i, t := range row.tags {
			row.tags[i] = pgmodel.Literal(t)
		}
		when = " WHEN TAG IN (" + strings.Join(row.tags, ", ") + ")"
	}
	r.ddl(sectionTriggers, "CREATE EVENT TRIGGER %s ON %s%s EXECUTE FUNCTION %s()", pgmodel.Quote(row.name), pgmodel.Quote(row.event), when, row.function)
	if row.enabled != "O" {
		r.ddl(sectionTriggers, "ALTER EVENT TRIGGER %s %s", pgmodel.Quote(row.name), stateWords(row.enabled))
	}
}
