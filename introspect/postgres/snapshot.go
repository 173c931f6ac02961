package postgres

// One attempt to read the catalog, as a pipeline: the answers of the server become text,
// the text statements, and the statements a model, each while what is before it goes on.

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect/postgres/catalog"
	"github.com/schemadiff/schemadiff/parse"
	parsepg "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
)

// snapshot is the state of one attempt to read the catalog.
type snapshot struct {
	catalog       *catalog.Reader
	changing      []string // transactions of others that change relations, when the reading began
	stillChanging []string // and when it ended
	texts         chan parse.Source
	parsed        chan *syntax.Parsed
	folded        chan folded
}

// folded is the model that became of the text.
type folded struct {
	schema *schema.Schema
	err    error
}

// mostTexts is how many texts may wait to be parsed: more than a catalog has, of 64 KiB
// each, so that the server never waits for the parser.
const mostTexts = 1 << 13

// newSnapshot begins to parse what will be read.
func newSnapshot(ctx context.Context, version int) *snapshot {
	s := &snapshot{texts: make(chan parse.Source, mostTexts), parsed: make(chan *syntax.Parsed, 4), folded: make(chan folded, 1)}
	s.catalog = catalog.NewReader(version, func(text parse.Source) { s.texts <- text })
	go s.parse(ctx)
	return s
}

// readPhase reads the answers of a part of the queries.
func (s *snapshot) readPhase(results pgx.BatchResults, p catalog.Phase) error {
	for _, q := range p.Queries {
		if err := readAnswer(results, q.What, func(rows pgx.Rows) error { return q.Read(s.catalog, rows) }); err != nil {
			return err
		}
	}
	p.Finish(s.catalog)
	return nil
}

// end says that there is no more text.
func (s *snapshot) end() { close(s.texts) }

// parse has the texts parsed, a few at a time, while the server still answers.
func (s *snapshot) parse(ctx context.Context) {
	defer close(s.parsed)
	for text := range s.texts {
		s.parsed <- syntax.Read(ctx, []parse.Source{text})
	}
}

// fold makes the model of the statements as they come.
func (s *snapshot) fold(env *parsepg.Env) {
	c := parsepg.NewCatalog(env)
	var failed error
	for parsed := range s.parsed {
		failed = cmp.Or(failed, c.Fold(parsed))
	}
	if failed != nil {
		s.folded <- folded{err: failed}
		return
	}
	model, err := c.Schema()
	s.folded <- folded{model, err}
}

// model waits for the model. It may be asked for again where it could not be made.
func (s *snapshot) model() (*schema.Schema, error) {
	f := <-s.folded
	if f.err != nil {
		s.folded <- f
	}
	return f.schema, f.err
}

// changingSQL asks which transactions hold the strongest lock on a relation, or wait for
// it. The rows of the catalog are those of the snapshot, but the functions that print
// definitions see what is committed: where such a transaction ends between the first query
// and the last, the two do not fit together.
const changingSQL = `SELECT DISTINCT virtualtransaction FROM pg_catalog.pg_locks WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
 AND pid <> pg_catalog.pg_backend_pid() AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())`

func (s *snapshot) readChanging(rows pgx.Rows) (err error) {
	s.changing, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return err
}

func (s *snapshot) readStillChanging(rows pgx.Rows) (err error) {
	s.stillChanging, err = pgx.CollectRows(rows, pgx.RowTo[string])
	return err
}

// isInconsistent reports whether a transaction that changed relations has ended while they were
// read.
func (s *snapshot) isInconsistent() bool {
	return slices.ContainsFunc(s.changing, func(tx string) bool { return !slices.Contains(s.stillChanging, tx) })
}
