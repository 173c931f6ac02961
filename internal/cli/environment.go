package cli

// This file takes the environment that a command was asked for, a block [env.NAME] of schemadiff.toml,
// and makes its keys the defaults of the flags of the same names. A flag that is given on the
// command line goes before it.

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/render"
)

// envSource begins a source that is the database of an environment.
const envSource = "env:"

// environmentName is the environment that the command is about: that of --env, else of a side that is
// env:NAME, the one that the plan starts from first.
func (s *session) environmentName() string {
	if name := s.String("env"); name != "" {
		return name
	}
	for _, flag := range []string{"from", "to", "db"} {
		if name, ok := strings.CutPrefix(s.String(flag), envSource); ok {
			return name
		}
	}
	if s.Command.Name == "inspect" {
		if name, ok := strings.CutPrefix(s.Args().First(), envSource); ok {
			return name
		}
	}
	return ""
}

// useEnvironment makes the block of the environment the defaults of flags.
func (s *session) useEnvironment() error {
	if err := s.readEnvFile(); err != nil {
		return err
	}
	name := s.environmentName()
	if name == "" {
		return s.checkConfirmation("")
	}
	block, err := s.config.Environment(name)
	if err != nil {
		return &usage{msg: err.Error()}
	}
	s.environment = block
	own := *s.config
	s.config = &own
	if len(block.Schema) > 0 {
		own.Schema = block.Schema
	}
	if len(block.Schemas) > 0 {
		own.Schemas = nil
	}
	if block.LockTimeout > 0 {
		own.Plan.LockTimeout = block.LockTimeout
	}
	own.Exclude = slices.Concat(own.Exclude, block.Exclude)
	for flag, value := range map[string]string{
		"schemas": strings.Join(block.Schemas, ","), "manage": strings.Join(block.Manage, ","), "on-drift": block.OnDrift,
	} {
		s.setDefault(flag, value)
	}
	if block.Wait > 0 {
		s.setDefault("wait", block.Wait.String())
	}
	if err := s.useDevDB(name); err != nil {
		return err
	}
	return s.checkConfirmation(name)
}

// setDefault sets a flag that the command has and that is not given.
func (s *session) setDefault(flag, value string) {
	if _, has := flagTakesValue(s.Command, flag); has && value != "" && !s.IsSet(flag) {
		_ = s.Set(flag, value) // the reader of the configuration has checked it
	}
}

// useDevDB sets the server for trials of an environment where the command takes one.
func (s *session) useDevDB(env string) error {
	if _, has := flagTakesValue(s.Command, "dev-db"); !has || s.IsSet("dev-db") || s.environment.DevDB == "" {
		return nil
	}
	url, err := s.hideSecret(s.config.DevDB(env, s.getenv))
	if err != nil {
		return err
	}
	s.setDefault("dev-db", url)
	return nil
}

// environmentURL is the database of an environment, which is looked up once: a command may print it.
func (s *session) environmentURL(name string) (string, error) {
	if url, ok := s.urls[name]; ok {
		return url, nil
	}
	url, err := s.hideSecret(s.config.URL(s.Context.Context, name, s.getenv))
	if err != nil {
		return "", err
	}
	if s.urls == nil {
		s.urls = map[string]string{}
	}
	s.urls[name] = url
	return url, nil
}

// resolveSource is the database that env:NAME stands for; another source is itself.
func (s *session) resolveSource(name string) (source string, isEnvironment bool, err error) {
	env, ok := strings.CutPrefix(name, envSource)
	if !ok {
		return name, false, nil
	}
	url, err := s.environmentURL(env)
	if err == nil && url == "" {
		err = &usage{msg: fmt.Sprintf("[env.%s] names no database", env), hint: "url = \"env:NAME\" in " + s.config.Path}
	}
	return url, true, err
}

// readEnvFile reads the file of variables that --env-file names.
func (s *session) readEnvFile() error {
	file := s.String("env-file")
	if file == "" {
		return nil
	}
	variables, err := config.ReadEnvFile(file)
	if err != nil {
		return fmt.Errorf("--env-file: %w", err)
	}
	s.variables = variables
	if known := secretsOf(s.App); known != nil {
		for _, name := range databaseVariables {
			known.add(variables[name])
		}
	}
	return nil
}

// databaseVariables name the default database, the first that is set.
var databaseVariables = []string{"SCHEMADIFF_DATABASE_URL", "DATABASE_URL"}

// getenv is a variable of the environment, or else of the file that --env-file names.
func (s *session) getenv(name string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return s.variables[name]
}

// checkConfirmation refuses a --confirm that names another environment than the command is about.
func (s *session) checkConfirmation(env string) error {
	confirmed := s.String("confirm")
	if confirmed == "" || confirmed == env {
		return nil
	}
	msg := fmt.Sprintf("--confirm %s, and the command is about environment %s", confirmed, env)
	if env == "" {
		msg = fmt.Sprintf("--confirm %s, and no environment is asked for", confirmed)
	}
	return &usage{msg: msg, hint: "--env " + confirmed}
}

// confirmChange asks before a change: for the environment's name where it is protected, which
// --yes does not answer, else the question.
func (s *session) confirmChange(ctx context.Context, q question) (asked bool, err error) {
	name := s.environmentName()
	switch {
	case !s.environment.Protected && q.Text == "":
		return false, nil
	case !s.environment.Protected:
		return s.confirm(ctx, q)
	case s.String("confirm") == name:
		return false, nil
	case !isTerminal(s.App.Reader) || !isTerminal(s.App.ErrWriter):
		return false, &refusal{fmt.Sprintf("environment %s is protected: %s asks for its name, and this is no terminal\n  --confirm %s names it", name, s.Command.Name, name)}
	}
	fmt.Fprintf(s.App.ErrWriter, "%s is protected. Type its name to go on with %s: ", render.Escape(name), q.What)
	answer, err := s.answer(ctx, q.What)
	if err != nil {
		return true, err
	}
	if !strings.EqualFold(answer, name) {
		return true, &refusal{q.No}
	}
	return true, nil
}

// defaultSchema is the desired schema where nothing names one: the folder schema or the file schema.sql
// beside the configuration, or here.
func (s *session) defaultSchema() ([]string, error) {
	var found []string
	for _, name := range []string{"schema", "schema.sql"} {
		path := s.config.Beside(name)
		if info, err := os.Stat(path); err == nil && info.IsDir() == (name == "schema") {
			found = append(found, path)
		}
	}
	if len(found) > 1 {
		return nil, &usage{msg: fmt.Sprintf("%s needs the desired schema, and there are %s and %s", s.Command.Name, app.Slashed(found[0]), app.Slashed(found[1])), hint: "--schema names the one that is meant"}
	}
	return found, nil
}
