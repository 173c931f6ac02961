package cli

// This file reads the folder of migrations and the database that it is for, as the commands about
// migrations do.

import (
	"cmp"
	"context"
	"os"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// migrationsPath is the folder of migrations.
func (s *session) migrationsPath() string {
	return cmp.Or(s.String("migrations"), s.config.Migrations, defaultMigrations)
}

// readFolder reads the folder.
func (s *session) readFolder() (*folder.Folder, error) {
	f, err := folder.Read(s.migrationsPath())
	if err != nil {
		return nil, err
	}
	for _, note := range f.Notes() {
		app.Notify(s.notify).Note("%s", note)
	}
	return f, nil
}

// migrations are the database and the folder that the flags name.
func (s *session) migrations() (m app.Migrations, err error) {
	m = app.Migrations{Wait: s.Duration("wait"), Notify: s.notify}
	if m.Name, m.Database, err = s.database(); err != nil {
		return m, err
	}
	if m.Plan, err = s.planOptions(); err != nil {
		return m, err
	}
	m.Folder, err = s.readFolder()
	return m, err
}

// existingMigrations are the same where the folder must exist.
func (s *session) existingMigrations() (app.Migrations, error) {
	m, err := s.migrations()
	if err != nil {
		return m, err
	}
	if _, err := os.Stat(m.Folder.Path); err != nil {
		return m, &usage{msg: "there is no folder of migrations " + m.Folder.Path, hint: "--migrations FOLDER, or migrations = \"…\" in schemadiff.toml; schemadiff generate creates the first"}
	}
	return m, nil
}

// noteAbsent says that the database does not exist yet.
func (s *session) noteAbsent(m app.Migrations) {
	if files, ok := s.target.(engine.FileTarget); ok && files.Absent(m.Database) {
		s.noteNew(m.Name)
	}
}

// runOptions are the flags about a run of migrations.
func (s *session) runOptions() app.RunOptions {
	return app.RunOptions{Tool: version(), Wait: s.Duration("wait"), LockTimeout: s.lockLimit(), TakeOver: s.Bool("takeover"), Drift: migrate.DriftPolicy(s.String("on-drift"))}
}

// events print a run of migrations; verb is the word for what is done with each.
func (s *session) events(ctx context.Context, bar *progress, verb string) app.Events {
	return app.Events{Progress: bar.event, Waiting: bar.waiting, Point: failurePoint(ctx), Warn: bar.warn, Applied: bar.done(s.people(), verb)}
}
