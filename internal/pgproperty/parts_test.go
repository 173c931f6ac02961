package pgproperty

import (
	"math/rand/v2"
	"strings"
)

// part is something that a schema has in one of several forms; "" is not at all.
// The forms of one part lead from each to each other.
type part struct {
	forms []string
	rows  []string // INSERT statements, of which some suit a form
}

// partsOf are the parts that every random schema has in one form or another.
func partsOf() []part {
	return []part{
		{forms: []string{"", `CREATE SCHEMA shop; CREATE TABLE shop.item (id integer PRIMARY KEY, label text); CREATE VIEW shop.labels AS SELECT label FROM shop.item`,
			`CREATE SCHEMA shop; CREATE TABLE shop.item (id bigint PRIMARY KEY, label varchar(50) NOT NULL DEFAULT ''); CREATE INDEX ON shop.item (label)`},
			rows: []string{`INSERT INTO shop.item VALUES (1, 'a'), (2, 'b')`}},
		{forms: []string{`CREATE DOMAIN age AS integer CHECK (VALUE >= 0); CREATE TABLE person (id integer PRIMARY KEY, age age)`,
			`CREATE DOMAIN age AS integer CHECK (VALUE >= 0 AND VALUE < 200); CREATE TABLE person (id integer PRIMARY KEY, age age DEFAULT 1)`,
			`CREATE DOMAIN age AS bigint DEFAULT 5 CONSTRAINT positive CHECK (VALUE > -1); CREATE TABLE person (id integer PRIMARY KEY, age age)`,
			`CREATE TABLE person (id integer PRIMARY KEY, age integer)`},
			rows: []string{`INSERT INTO person VALUES (1, 30), (2, NULL)`}},
		{forms: []string{"", `CREATE TYPE point3 AS (x integer, y integer); CREATE TABLE place (id integer PRIMARY KEY, at point3)`,
			`CREATE TYPE point3 AS (x integer, y integer, z integer); CREATE TABLE place (id integer PRIMARY KEY, at point3)`,
			`CREATE TYPE point3 AS (x bigint, y integer); CREATE TABLE place (id integer PRIMARY KEY, at point3); CREATE VIEW xs AS SELECT (at).x FROM place`},
			rows: []string{`INSERT INTO place VALUES (1, ROW (1, 2)), (2, NULL)`, `INSERT INTO place VALUES (3, ROW (1, 2, 3))`}},
		{forms: []string{"", `CREATE SEQUENCE ticket`, `CREATE SEQUENCE ticket INCREMENT 5 MAXVALUE 1000 CYCLE`, `CREATE SEQUENCE ticket AS integer CACHE 10`,
			`CREATE TABLE queue (n bigint); CREATE SEQUENCE ticket OWNED BY queue.n; ALTER TABLE queue ALTER n SET DEFAULT nextval('ticket')`}},
		{forms: []string{`CREATE TABLE event (at date NOT NULL, kind text) PARTITION BY RANGE (at);
CREATE TABLE event_20 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE event_rest PARTITION OF event DEFAULT`,
			`CREATE TABLE event (at date NOT NULL, kind varchar(60)) PARTITION BY RANGE (at); CREATE INDEX event_kind ON event (kind);
CREATE TABLE event_20 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01'); CREATE TABLE event_rest PARTITION OF event DEFAULT`,
			`CREATE TABLE event (at date NOT NULL, kind text, size integer DEFAULT 1) PARTITION BY RANGE (at);
CREATE TABLE event_20 PARTITION OF event FOR VALUES FROM ('2020-01-01') TO ('2022-01-01'); CREATE TABLE event_rest PARTITION OF event DEFAULT;
CREATE VIEW kinds AS SELECT DISTINCT kind FROM event`,
			`CREATE TABLE event (at date NOT NULL, kind text, CONSTRAINT known CHECK (kind <> '')) PARTITION BY RANGE (at);
CREATE TABLE event_20 (at date NOT NULL, kind text); CREATE TABLE event_rest PARTITION OF event DEFAULT`},
			rows: []string{`INSERT INTO event VALUES ('2020-05-05', 'a'), ('2030-01-01', 'b')`}},
		{forms: []string{`CREATE TABLE master (id integer PRIMARY KEY, code text UNIQUE); CREATE TABLE detail (id integer PRIMARY KEY, master integer, code text)`,
			`CREATE TABLE master (id integer PRIMARY KEY, code text UNIQUE); CREATE TABLE detail (id integer PRIMARY KEY, master integer REFERENCES master ON DELETE CASCADE, code text)`,
			`CREATE TABLE master (id bigint PRIMARY KEY, code varchar(30) UNIQUE);
CREATE TABLE detail (code text REFERENCES master (code) MATCH FULL DEFERRABLE, id integer PRIMARY KEY, master bigint REFERENCES master ON UPDATE CASCADE)`,
			`CREATE TABLE master (id integer PRIMARY KEY, code text UNIQUE, detail integer); CREATE TABLE detail (id integer PRIMARY KEY, master integer REFERENCES master, code text);
ALTER TABLE master ADD FOREIGN KEY (detail) REFERENCES detail`},
			rows: []string{`INSERT INTO master (id, code) VALUES (1, 'a'), (2, 'b')`, `INSERT INTO detail (id, master, code) VALUES (1, 1, 'a'), (2, NULL, NULL)`}},
		{forms: []string{`CREATE TABLE booking (id integer PRIMARY KEY, room int4range)`, `CREATE TABLE booking (id integer PRIMARY KEY, room int4range, EXCLUDE USING gist (room WITH &&))`,
			`CREATE TABLE booking (id integer PRIMARY KEY, room int4range, CONSTRAINT free EXCLUDE USING gist (room WITH &&) WHERE (id > 1) DEFERRABLE)`},
			rows: []string{`INSERT INTO booking VALUES (1, '[1,3)'), (2, '[5,7)')`}},
		{forms: []string{`CREATE FUNCTION tax(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n / 5'; CREATE TABLE bill (id integer PRIMARY KEY, tax integer DEFAULT tax(10), CHECK (tax(id) >= 0))`,
			`CREATE FUNCTION tax(n integer, percent integer DEFAULT 20) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * percent / 100';
CREATE TABLE bill (id integer PRIMARY KEY, tax integer DEFAULT tax(10), CHECK (tax(id) >= 0)); CREATE INDEX bill_tax ON bill (tax(id))`,
			`CREATE FUNCTION tax(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT n / 5';
CREATE TABLE bill (id integer PRIMARY KEY, tax integer DEFAULT tax(10)::integer); CREATE VIEW taxes AS SELECT tax(id) AS tax FROM bill`,
			`CREATE TABLE bill (id integer PRIMARY KEY, tax integer)`},
			rows: []string{`INSERT INTO bill VALUES (1, 2), (2, NULL)`}},
		{forms: []string{`CREATE TABLE base (id integer, note text); CREATE TABLE heir (extra integer) INHERITS (base)`,
			`CREATE TABLE base (id bigint, note text, CHECK (id > 0)); CREATE TABLE heir (extra integer) INHERITS (base)`,
			`CREATE TABLE base (id integer, note varchar(90), more text DEFAULT 'm'); CREATE TABLE heir (extra text) INHERITS (base)`},
			rows: []string{`INSERT INTO base (id, note) VALUES (1, 'a')`, `INSERT INTO heir (id, note) VALUES (2, 'b')`}},
		{forms: []string{"", `CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; CREATE TABLE log (id integer, was text);
CREATE TRIGGER note AFTER INSERT OR UPDATE OF was ON log FOR EACH ROW WHEN (NEW.id > 1) EXECUTE FUNCTION note(); CREATE RULE quiet AS ON DELETE TO log DO INSTEAD NOTHING`,
			`CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TABLE log (id bigint, was text);
CREATE CONSTRAINT TRIGGER note AFTER INSERT ON log DEFERRABLE FOR EACH ROW EXECUTE FUNCTION note(); ALTER TABLE log DISABLE TRIGGER note;
CREATE STATISTICS pairs ON id, was FROM log`},
			rows: []string{`INSERT INTO log VALUES (1, 'a'), (2, 'b')`}},
	}
}

// randomParts chooses a form of each part.
func randomParts(r *rand.Rand) []int {
	var forms []int
	for _, p := range partsOf() {
		forms = append(forms, r.IntN(len(p.forms)))
	}
	return forms
}

// partsSQL writes the parts in these forms.
func partsSQL(forms []int) string {
	var b strings.Builder
	for i, p := range partsOf() {
		if text := p.forms[forms[i]]; text != "" {
			b.WriteString(text + ";\n")
		}
	}
	return b.String()
}

// partRows are INSERT statements, each to be tried on its own.
func partRows() []string {
	var out []string
	for _, p := range partsOf() {
		out = append(out, p.rows...)
	}
	return out
}
