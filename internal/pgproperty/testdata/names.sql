CREATE SCHEMA {s};
COMMENT ON SCHEMA {s} IS {'n'};
CREATE COLLATION {s}.{n} (LC_COLLATE = 'C', LC_CTYPE = 'C');
CREATE TYPE {s}.{e} AS ENUM ({'n'}{value});
CREATE DOMAIN {s}.{d} AS integer CONSTRAINT {n} CHECK (VALUE > {number});
CREATE TYPE {s}.{x} AS ({n} integer, {c} {type});
CREATE TYPE {s}.{r} AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = {s}.{R});
CREATE SEQUENCE {s}.{q} INCREMENT {number};
CREATE FUNCTION {s}.{n}({n} integer, {c} integer DEFAULT {number}) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT {number}';
CREATE FUNCTION {s}.{f}() RETURNS trigger LANGUAGE plpgsql SET search_path = {s} AS $x$BEGIN RETURN NEW; /* {word} */ END$x$;
CREATE FUNCTION {s}.{E}() RETURNS event_trigger LANGUAGE plpgsql AS $x$BEGIN END$x$;
CREATE PROCEDURE {s}.{p}(INOUT {n} integer) LANGUAGE sql BEGIN ATOMIC SELECT {s}.{n}({n}, {number}); END;
CREATE AGGREGATE {s}.{a}(integer) (SFUNC = {s}.{n}, STYPE = integer, INITCOND = '{number}');
CREATE TEXT SEARCH DICTIONARY {s}.{n} (TEMPLATE = simple, ACCEPT = '{bool}');
CREATE TEXT SEARCH CONFIGURATION {s}.{n} (PARSER = pg_catalog."default");
ALTER TEXT SEARCH CONFIGURATION {s}.{n} ADD MAPPING FOR asciiword WITH {s}.{n};
CREATE TABLE {s}.{n} (
  id integer GENERATED ALWAYS AS IDENTITY (SEQUENCE NAME {s}.{I}),
  {n} {s}.{e} DEFAULT {'n'},
  {c} {type} COLLATE {s}.{n} NOT NULL,
  {x} integer DEFAULT {s}.{n}({number}),
  {d} {s}.{d},
  {q} integer DEFAULT nextval({'s.q'}),
  {g} integer GENERATED ALWAYS AS (id + {number}) STORED,
  CONSTRAINT {k} PRIMARY KEY (id),
  CONSTRAINT {u} UNIQUE ({n}, id),
  CONSTRAINT {n} CHECK ({c} <> {'n'} OR id > {number}),
  CONSTRAINT {y} EXCLUDE USING btree ({c} WITH =, id WITH =)
);
ALTER SEQUENCE {s}.{q} OWNED BY {s}.{n}.{q};
CREATE INDEX {i} ON {s}.{n} ({c} COLLATE {s}.{n} {order}, (({x} + {number}))) INCLUDE ({n}) WHERE {x} > {number};
CREATE STATISTICS {s}.{g} ON {n}, id FROM {s}.{n};
CREATE TRIGGER {n} AFTER {event} ON {s}.{n} FOR EACH ROW EXECUTE FUNCTION {s}.{f}({'n'});
CREATE RULE {n} AS ON DELETE TO {s}.{n} WHERE OLD.id > {number} DO ALSO NOTHING;
ALTER TABLE {s}.{n} ENABLE ROW LEVEL SECURITY;
CREATE POLICY {n} ON {s}.{n} USING ({x} > {number});
COMMENT ON TABLE {s}.{n} IS {'n'};
COMMENT ON COLUMN {s}.{n}.{n} IS '{word}';
COMMENT ON CONSTRAINT {n} ON {s}.{n} IS '{word}';
COMMENT ON CONSTRAINT {n} ON DOMAIN {s}.{d} IS '{word}';
COMMENT ON TRIGGER {n} ON {s}.{n} IS '{word}';
COMMENT ON FUNCTION {s}.{n}(integer, integer) IS '{word}';
CREATE VIEW {s}.{v} ({v}) AS SELECT {c} AS {c}{extra} FROM {s}.{n} AS {n} WHERE {n}.{x} > {number};
CREATE MATERIALIZED VIEW {s}.{m} AS SELECT {v} AS {n}, count(*) AS {x} FROM {s}.{v} GROUP BY 1;
CREATE INDEX {j} ON {s}.{m} ({n}, {x} {order});
CREATE TABLE {s}.{o} ({n} integer CONSTRAINT {o} REFERENCES {s}.{n} (id) ON DELETE {action}, {x} {s}.{x}, {r} {s}.{r});
CREATE TABLE {s}.{P} ({n} text, {c} {type}) PARTITION BY LIST ({n});
CREATE TABLE {s}.{Q} PARTITION OF {s}.{P} FOR VALUES IN ({'n'}{value});
CREATE TABLE {s}.{h} ({h} integer) INHERITS ({s}.{o});
CREATE FOREIGN DATA WRAPPER {n} OPTIONS ({N} {'n'}, word '{word}');
CREATE SERVER {n} TYPE {'n'} FOREIGN DATA WRAPPER {n} OPTIONS (word '{word}', {N} {'n'});
CREATE FOREIGN TABLE {s}.{F} ({n} integer OPTIONS ({N} '{word}')) SERVER {n} OPTIONS ({N} '{word}');
CREATE PUBLICATION {n} FOR TABLE {s}.{n} WITH (publish = '{publish}');
CREATE EVENT TRIGGER {n} ON ddl_command_end WHEN TAG IN ('{tag}') EXECUTE FUNCTION {s}.{E}();
