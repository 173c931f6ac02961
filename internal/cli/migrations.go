package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
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

// replayer folds migrations, with the server for trials that the flags name.
func (s *session) replayer() app.Replayer {
	return app.Replayer{Target: s.target, Scratch: s.String("dev-db"), Patience: s.patience()}
}

// replay folds migrations onto what they start from; nil for nothing.
func (s *session) replay(ctx context.Context, from *schema.Schema, files []folder.File) (*app.Replayed, error) {
	return s.replayer().Replay(ctx, from, files)
}

// known replays migrations, on a server where text alone does not tell.
func (s *session) known(ctx context.Context, files []folder.File) (*schema.Schema, error) {
	out, err := s.replayer().Known(ctx, files)
	var unknown *app.UnknownEffectError
	if errors.As(err, &unknown) {
		unknown.Statement.Hint = "--dev-db postgres://… names a server to run the migrations on, in a database that is dropped again; " +
			"if it changes rows alone, write -- schemadiff:step rows-only above it"
		return nil, parse.Errors{unknown.Statement}
	}
	return out, err
}

// differences lists how a database differs from what it should be, but for what is not
// managed.
func (s *session) differences(have, want *schema.Schema) []string {
	scope := schema.Scope{Schemas: append(lists([]string{s.String("schemas")}), s.config.Schemas...), Declared: true}
	out, err := app.Differences(s.language(), scope, s.excludes(), have, want)
	if err != nil {
		return []string{flagError(err).Error()}
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
