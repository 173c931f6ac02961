package cli

import (
	"cmp"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/foreign"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// defaultMigrations is the folder where nobody names one.
const defaultMigrations = "migrations"

func migrationsFlag() cli.Flag {
	return &cli.StringFlag{Name: "migrations", Usage: "the `FOLDER` of migrations (default: that of the configuration, or migrations)"}
}

// migrationFlags are those of commands about a folder of migrations and a database.
func migrationFlags() []cli.Flag {
	var flags []cli.Flag
	for _, f := range sourceFlags() {
		if !slices.Contains([]string{"schema", "from", "to", "strict", "manage", "partitions"}, f.Names()[0]) {
			flags = append(flags, f)
		}
	}
	return append(flags, migrationsFlag())
}

// migrationsPath is the folder of migrations.
func (s *session) migrationsPath() string {
	return cmp.Or(s.String("migrations"), s.config.Migrations, defaultMigrations)
}

// migrations reads the folder.
func (s *session) migrations() (*folder.Folder, error) {
	f, err := folder.Read(s.migrationsPath())
	if err != nil {
		return nil, err
	}
	for _, note := range f.Notes() {
		fmt.Fprintf(s.App.ErrWriter, "note: %s\n", render.Escape(note))
	}
	return f, nil
}

// replay folds migrations onto what they start from; nil for nothing.
func (s *session) replay(ctx context.Context, from *schema.Schema, files []folder.File) (*app.Replayed, error) {
	var sources []parse.Source
	texts := map[string]string{}
	for _, f := range files {
		sources = append(sources, parse.Source{Name: f.Path, Text: f.SQL})
		texts[f.Path] = f.SQL
	}
	judged, err := s.language().Judge(ctx, from, sources, true)
	if err != nil {
		return nil, err
	}
	if len(judged.Skipped) > 0 {
		return nil, judged.Skipped
	}
	out := &app.Replayed{Schema: judged.To, Statements: judged.Statements}
	for _, st := range judged.Statements {
		if st.Opaque != "" && out.Opaque == nil {
			out.Opaque = parse.At(parse.Source{Name: st.Pos.File, Text: texts[st.Pos.File]}, st.Start, "what %s makes cannot be known without running it", st.Opaque)
		}
	}
	switch errs := append(slices.Clone(judged.Syntax), judged.Broken...); {
	case len(judged.Syntax) > 0, len(errs) > 0 && out.Opaque == nil:
		return nil, errs
	}
	if out.Opaque != nil {
		out.Schema = nil
		return out, nil
	}
	out.Schema.Notes = slices.DeleteFunc(out.Schema.Notes, func(n schema.Note) bool { return n.Class != schema.Unsupported }) // BEGIN, INSERT
	return out, nil
}

// known replays migrations, on a server where text alone does not tell.
func (s *session) known(ctx context.Context, files []folder.File) (*schema.Schema, error) {
	r, err := s.replay(ctx, nil, files)
	server, isServer := s.target.(engine.Server)
	switch {
	case err != nil:
		return nil, err
	case r.Schema != nil:
		return r.Schema, nil
	case !isServer || s.String("dev-db") == "":
		r.Opaque.Hint = "--dev-db postgres://… names a server to run the migrations on, in a database that is dropped again; " +
			"if it changes rows alone, write -- schemadiff:step rows-only above it"
		return nil, parse.Errors{r.Opaque}
	}
	var statements []string
	for _, st := range r.Statements {
		statements = append(statements, st.SQL)
	}
	return server.Replay(ctx, s.String("dev-db"), s.patience(), statements)
}

// jobs are migrations with what they start from and end in. before is nil where nobody
// knows what is there.
func (s *session) jobs(ctx context.Context, before *schema.Schema, pending []folder.File) ([]migrate.FileJob, error) {
	var out []migrate.FileJob
	for _, f := range pending {
		job := migrate.FileJob{File: f, Before: before}
		var r *app.Replayed
		var err error
		if before == nil { // what it names may well be there
			r, err = s.split(ctx, f)
		} else {
			r, err = s.replay(ctx, before, []folder.File{f})
		}
		if err != nil {
			return nil, err
		}
		if before != nil {
			s.tellOpaque(r)
		}
		job.Statements, job.After = r.Statements, r.Schema
		if err := s.target.Journal().Check(&job); err != nil {
			return nil, err
		}
		out = append(out, job)
		before = job.After
	}
	return out, nil
}

// freshJobs are the migrations of an empty database, which has nothing to lose: it is
// compared once, behind the last of them.
func (s *session) freshJobs(ctx context.Context, pending []folder.File) ([]migrate.FileJob, error) {
	empty := &schema.Schema{Dialect: s.language().Name()}
	r, err := s.replay(ctx, empty, pending)
	if err != nil {
		return nil, err
	}
	s.tellOpaque(r)
	of := map[string][]schema.Statement{}
	for _, st := range r.Statements {
		of[st.Pos.File] = append(of[st.Pos.File], st)
	}
	var out []migrate.FileJob
	for _, f := range pending {
		job := migrate.FileJob{File: f, Statements: of[f.Path], Unproven: true}
		if err := s.target.Journal().Check(&job); err != nil {
			return nil, err
		}
		out = append(out, job)
	}
	out[0].Before = empty
	last := &out[len(out)-1]
	last.After, last.Unproven = r.Schema, false
	return out, nil
}

// split cuts a migration into statements where nobody knows what it starts from.
func (s *session) split(ctx context.Context, f folder.File) (*app.Replayed, error) {
	judged, err := s.language().Judge(ctx, nil, []parse.Source{{Name: f.Path, Text: f.SQL}}, true)
	if err != nil {
		return nil, err
	}
	if errs := append(judged.Syntax, judged.Skipped...); len(errs) > 0 {
		return nil, errs
	}
	return &app.Replayed{Statements: judged.Statements}, nil
}

// differences tells how a database differs from what it should be, but for what is not
// managed.
func (s *session) differences(have, want *schema.Schema) []string {
	want = want.Clone()
	foreign.Without(have, want)
	if scoper, ok := s.language().(engine.Scoper); ok {
		scoper.Scope(pgmodel.Scope{Schemas: append(lists([]string{s.String("schemas")}), s.config.Schemas...), Declared: true}, have, want)
	}
	if err := app.Exclude(have, want, s.excludes()); err != nil {
		return []string{flagError(err).Error()}
	}
	var out []string
	for _, c := range migrate.Settled(have, want) {
		out = append(out, migrate.Tell(c))
	}
	return out
}

// database is the database that a command is about.
func (s *session) database() (name, database string, err error) {
	url, err := s.databaseURL()
	if err != nil {
		return "", "", err
	}
	if url == "" {
		return "", "", &usage{msg: s.Command.Name + " needs a database",
			hint: "--db sqlite:app.db or --db postgres://localhost/app, $SCHEMADIFF_DATABASE_URL, or [env.NAME] in schemadiff.toml"}
	}
	if err := s.detect(url); err != nil {
		return "", "", err
	}
	database, ok, err := s.target.ParseURL(url)
	switch {
	case err != nil:
		return "", "", err
	case !ok && strings.Contains(url, "://"):
		return "", "", s.foreign(url)
	case !ok:
		database, err = s.plainFile(url)
	}
	return s.target.Mask(url), database, err
}

// numbered says how numbers of a folder are written.
func numbered(f *folder.Folder) string {
	if len(f.Files) == 0 {
		return "0001"
	}
	last := f.Files[len(f.Files)-1].ID
	return next(last)
}

// next is the number behind one, with as many digits.
func next(id string) string {
	digits := []byte(id)
	for i := len(digits) - 1; i >= 0; i-- {
		switch {
		case digits[i] == '9':
			digits[i] = '0'
		case '0' <= digits[i] && digits[i] < '9':
			digits[i]++
			return string(digits)
		default: // of a version with points
			return string(digits[:i+1]) + "1" + string(digits[i+1:])
		}
	}
	return "1" + string(digits)
}

// shown is a path for people, with the same slashes everywhere.
func shown(path string) string { return filepath.ToSlash(path) }
