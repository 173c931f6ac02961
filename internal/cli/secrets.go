package cli

// This file keeps passwords out of everything that is printed. Names of databases come from
// arguments, variables and the configuration and may hold secrets, well-formed or not: they are
// gathered before a command runs, and replaced in all messages.

import (
	"io"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/schema"
)

// secrets are the passwords that this run was given.
type secrets struct{ replace []string } // pairs of a text and what stands for it

const secretsKey = "secrets"

// newSecrets collects the secrets of arguments and of the variables that name databases.
func newSecrets(args []string, getenv func(string) string) *secrets {
	out := &secrets{}
	for _, a := range args {
		if strings.HasPrefix(a, "git:") || strings.HasPrefix(a, "migrations:") {
			continue
		}
		out.add(a)
		if _, value, ok := strings.Cut(a, "="); ok && strings.HasPrefix(a, "-") {
			out.add(value)
		}
	}
	for _, name := range databaseVariables {
		out.add(getenv(name))
	}
	for _, name := range []string{"PGPASSWORD", "RQLITE_PASSWORD"} {
		if password := getenv(name); len(password) >= shortSecret {
			out.replace = append(out.replace, password, schema.Mask)
		}
	}
	return out
}

// shortSecret is the length from which a secret, or a part of one, is looked for in
// texts; shorter ones would break up the words of the message.
const shortSecret = 4

// add takes the secrets of a name of a database, as a whole and in the parts that a URL's
// reader may tear it into.
func (s *secrets) add(name string) {
	found := schema.ConnectionSecrets(name)
	if len(found) == 0 {
		return
	}
	masked := schema.MaskedConnection(name)
	s.replace = append(s.replace, name, masked, strings.Trim(strconv.Quote(name), `"`), masked)
	for _, secret := range found {
		for _, part := range append([]string{secret}, strings.FieldsFunc(secret, func(r rune) bool { return strings.ContainsRune("/?#@:%&=;' []\t\r\n", r) })...) {
			if len(part) >= shortSecret {
				s.replace = append(s.replace, part, schema.Mask)
			}
		}
	}
}

// hide is a text without the secrets.
func (s *secrets) hide(text string) string {
	if s == nil || len(s.replace) == 0 {
		return text
	}
	for i := 0; i < len(s.replace); i += 2 {
		text = strings.ReplaceAll(text, s.replace[i], s.replace[i+1])
	}
	return text
}

// hiding writes without the secrets what is written to it.
type hiding struct {
	to      io.Writer
	secrets *secrets
}

// Write hides the secrets of one message.
func (h hiding) Write(text []byte) (int, error) {
	if _, err := io.WriteString(h.to, h.secrets.hide(string(text))); err != nil {
		return 0, err
	}
	return len(text), nil
}

// secretsOf are the secrets of a run; nil where there are none.
func secretsOf(app *cli.App) *secrets {
	s, _ := app.Metadata[secretsKey].(*secrets)
	return s
}
