package cli

// This file is the context of one command: its flags, the configuration, the target, and what it
// has opened and must close. The other files read their options from it.

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
	introspectpg "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/render"
)

// session is one run of a command: its flags, configuration and what it opened.
type session struct {
	*cli.Context
	config  *config.Config
	target  engine.Target
	chosen  bool // the user chose the dialect
	common  bool // the dialect is unknown: only the rules of all dialects judge
	style   render.Style
	closers []func() error

	given       []string          // flags on the command line
	environment config.Env        // that the command is about; empty if there is none
	variables   map[string]string // of the file that --env-file names
	urls        map[string]string // of environments, looked up once
	bar         *progress         // shows the holders of locks while databases are read
	run         *runReport        // of a command that reports how it ended
}

func newSession(c *cli.Context) (*session, error) {
	cfg, err := config.Find(".")
	if err != nil {
		return nil, err
	}
	s := &session{Context: c, config: cfg, target: engines.All()[0], given: c.LocalFlagNames()}
	s.bar = s.newProgress()
	s.Context.Context = introspectpg.WithTrust(c.Context, splitLists(s.StringSlice("trust")))
	if err := s.chooseColor(); err != nil {
		return nil, err
	}
	if err := s.useEnvironment(); err != nil {
		return nil, err
	}
	if err := s.chooseDialect(); err != nil {
		return nil, err
	}
	if cfg.Path != "" {
		s.bar.begin("configuration " + cfg.Path)
	}
	return s, s.checkFlags()
}

// inSession runs a command in a session and closes what it opened. It takes at most so
// many arguments; as many as there are where most is negative.
func inSession(most int, hint string, do func(*session) error) cli.ActionFunc {
	return func(c *cli.Context) (err error) {
		if most >= 0 && c.NArg() > most {
			return &usage{msg: fmt.Sprintf("%s takes no argument %q", c.Command.Name, c.Args().Get(most)), hint: hint}
		}
		s, err := newSession(c)
		if err != nil {
			return err
		}
		defer func() {
			err = errors.Join(err, s.close())
			if s.bar != nil {
				s.bar.close()
			}
		}()
		err = do(s)
		if s.run != nil { // it has put its error into words for its report
			return err
		}
		return inWords(err, c.Command.Name, s.target)
	}
}

func (s *session) chooseDialect() error {
	name := s.String("dialect")
	if name == "" {
		name = s.config.Dialect
	}
	if name == "" {
		return nil
	}
	return s.dialectNamed(name)
}

// dialectNamed chooses a dialect by its name.
func (s *session) dialectNamed(name string) error {
	if t := engines.ForLanguage(name); t != nil {
		s.target, s.chosen = t, true
		return nil
	}
	return &usage{msg: fmt.Sprintf("dialect %q", name), hint: "the dialects are " + strings.Join(engines.Languages(), " and ")}
}

// language is that of the session's target.
func (s *session) language() engine.Language { return s.target.Language() }

func (s *session) close() error {
	var errs []error
	for _, c := range s.closers {
		errs = append(errs, c())
	}
	s.closers = nil
	return errors.Join(errs...)
}

// chooseColor checks --color and applies it to standard output.
func (s *session) chooseColor() error {
	mode := s.String("color")
	switch mode {
	case "always", "never", "auto", "":
	default:
		return &usage{msg: fmt.Sprintf("--color %q: want auto, always or never", mode)}
	}
	if s.App.Metadata == nil {
		s.App.Metadata = map[string]any{}
	}
	s.App.Metadata[colorKey] = mode
	s.style.Color = hasColor(mode, s.App.Writer)
	return nil
}

// format is the chosen format; the first is for terminals, the second for the rest.
func (s *session) format(formats ...string) (string, error) {
	chosen := s.String("format")
	switch {
	case chosen == "" && isTerminal(s.App.Writer):
		return formats[0], nil
	case chosen == "":
		return formats[1], nil
	case slices.Contains(formats, chosen):
		return chosen, nil
	}
	return "", &usage{msg: fmt.Sprintf("--format %q", chosen), hint: suggestion(chosen, formats)}
}

// notify prints what a command reports and goes on after.
func (s *session) notify(n app.Notice) {
	word := "note"
	if n.Warning {
		word = "warning"
	} else if s.Bool("quiet") {
		return
	}
	fmt.Fprintf(s.App.ErrWriter, "%s: %s\n", word, render.Escape(n.Text))
}

// newProgress is the progress of a command, as its flags want it.
func (s *session) newProgress() *progress {
	p := newProgress(s.App.ErrWriter)
	p.quiet, p.verbose = s.Bool("quiet"), s.Bool("verbose")
	if p.quiet || p.verbose {
		p.w = nil
	}
	return p
}

// people is where text for people goes: nowhere where JSON is asked for, or silence.
func (s *session) people() io.Writer {
	if s.Bool("quiet") || s.run != nil && s.String("format") == "json" {
		return io.Discard
	}
	return s.App.Writer
}

// remarks is where a command says what can be left unread.
func (s *session) remarks() io.Writer {
	if s.Bool("quiet") {
		return io.Discard
	}
	return s.App.ErrWriter
}

// databaseWait is how long to wait for another process: by the flag, the configuration or the default.
func (s *session) databaseWait() time.Duration {
	if set := s.config.Plan.LockTimeout; set > 0 && !s.IsSet("busy-timeout") {
		return set
	}
	if !s.IsSet("busy-timeout") && s.IsSet("wait") {
		return s.Duration("wait")
	}
	return s.Duration("busy-timeout")
}

// lockTimeout is how long a statement may wait for its locks.
func (s *session) lockTimeout() time.Duration {
	if set := s.config.Plan.LockTimeout; set > 0 && !s.IsSet("lock-timeout") {
		return set
	}
	return s.Duration("lock-timeout")
}

// checkFlags refuses what would silently mean something else: a flag whose
// variable was not set must not pick another database, and SQLite has no schemas.
func (s *session) checkFlags() error {
	for _, name := range []string{"db", "from", "to", "env", "dialect", "dev-db", "format", "out"} {
		if s.IsSet(name) && s.String(name) == "" {
			return &usage{msg: fmt.Sprintf("--%s is empty", name), hint: "is a variable not set?"}
		}
	}
	for _, name := range s.StringSlice("schema") {
		if name == "" {
			return &usage{msg: "--schema is empty", hint: "is a variable not set?"}
		}
	}
	fixed, ok := s.language().(engine.FixedSchemas)
	if !ok || !s.chosen {
		return nil
	}
	for _, name := range append(splitLists([]string{s.String("schemas")}), s.config.Schemas...) {
		if !slices.Contains(fixed.Schemas(), name) {
			return &usage{msg: fmt.Sprintf("schema %s: a database of %s has none of that name", name, s.language().Name()),
				hint: "--schemas, and schemas in schemadiff.toml, can be " + strings.Join(fixed.Schemas(), " or ")}
		}
	}
	return nil
}
