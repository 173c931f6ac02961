package cli

// This file opens the two sides of a comparison: the flags name them, and endpoints go out. Text
// is parsed while the database is read.

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"

	"github.com/schemadiff/schemadiff/internal/app"
)

// fromName names the side the plan starts from.
func (s *session) fromName() (string, error) {
	name, _, err := s.resolveSource(s.String("from"))
	if err != nil {
		return "", err
	}
	if name != "" && s.String("db") != "" {
		return "", &usage{msg: "--db and --from say the same thing: give one"}
	}
	if name == "" {
		if name, err = s.databaseURL(); err != nil {
			return "", err
		}
	}
	if name == "" {
		return "", s.needsDatabase("or --from SOURCE")
	}
	return name, nil
}

// startsFromDatabase reports whether what the plan starts from is a database whatever its name looks like.
func (s *session) startsFromDatabase() bool {
	from := s.String("from")
	return from == "" || strings.HasPrefix(from, envSource)
}

// openFrom opens the side the plan starts from.
func (s *session) openFrom(ctx context.Context) (*app.Endpoint, error) {
	name, err := s.fromName()
	if err != nil {
		return nil, err
	}
	return s.openSource(ctx, []string{name}, sourceRole{database: s.startsFromDatabase(), start: s.Command.Name == "apply"})
}

// toNames names the side the plan ends in.
func (s *session) toNames() ([]string, error) {
	names := s.StringSlice("schema")
	if to := s.String("to"); to != "" {
		if len(names) > 0 {
			return nil, &usage{msg: "--schema and --to say the same thing: give one"}
		}
		name, _, err := s.resolveSource(to)
		if err != nil {
			return nil, err
		}
		names = []string{name}
	}
	if len(names) == 0 {
		names = s.config.Schema
	}
	if len(names) == 0 {
		var err error
		if names, err = s.defaultSchema(); err != nil {
			return nil, err
		}
	}
	if len(names) == 0 {
		return nil, &usage{msg: s.Command.Name + " needs the desired schema",
			hint: "--schema schema.sql (a file, folder, glob, - or git:REF:PATH), or schema = [\"…\"] in schemadiff.toml"}
	}
	return names, nil
}

// openTo opens the side the plan ends in.
func (s *session) openTo(ctx context.Context) (*app.Endpoint, error) {
	names, err := s.toNames()
	if err != nil {
		return nil, err
	}
	return s.openSource(ctx, names, sourceRole{})
}

// openSource opens a source on its own.
func (s *session) openSource(ctx context.Context, names []string, role sourceRole) (*app.Endpoint, error) {
	for i, name := range names {
		source, isEnvironment, err := s.resolveSource(name)
		if err != nil {
			return nil, err
		}
		if isEnvironment {
			names, role.database = slices.Replace(slices.Clone(names), i, i+1, source), true
		}
	}
	if err := s.detectDialect(names...); err != nil {
		return nil, err
	}
	e, err := s.openEndpoint(ctx, names, role)
	if err != nil {
		return nil, err
	}
	return e, e.Fold(nil)
}

// sides opens both sides at the same time, and reports the errors of both.
func (s *session) sides(ctx context.Context) (from, to *app.Endpoint, err error) {
	toNames, err := s.toNames()
	if err != nil {
		return nil, nil, err
	}
	fromName, err := s.fromName()
	if err != nil {
		return nil, nil, err
	}
	if err := s.detectDialect(append([]string{fromName}, toNames...)...); err != nil {
		return nil, nil, err
	}
	var wg sync.WaitGroup
	var errFrom, errTo error
	if slices.Contains(toNames, "-") || !s.concurrent(toNames) {
		to, errTo = s.openEndpoint(ctx, toNames, sourceRole{})
	} else {
		wg.Go(func() { to, errTo = s.openEndpoint(ctx, toNames, sourceRole{}) })
	}
	from, errFrom = s.openEndpoint(ctx, []string{fromName}, sourceRole{database: s.startsFromDatabase(), start: true})
	wg.Wait()
	var u *usage
	if errors.As(errTo, &u) {
		return nil, nil, errTo
	}
	if errFrom == nil && errTo == nil {
		wg.Go(func() { errTo = to.Fold(from) })
		errFrom = from.Fold(to)
		wg.Wait()
	}
	return from, to, errors.Join(errFrom, errTo)
}

// concurrent reports whether a side can be read while the other is: two databases would both
// add to the list of what the session closes.
func (s *session) concurrent(names []string) bool {
	_, isDatabase, _ := s.target.ParseURL(names[0])
	return !isDatabase
}
