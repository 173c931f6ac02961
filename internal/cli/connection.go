package cli

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/schema"
)

// Names of databases come from flags, variables and the configuration, and may hold
// passwords, well-formed or not. Here is what makes a plain name a SQLite file, and what
// keeps secrets out of messages.

// databaseEndings make a plain name a SQLite database, also one that does not exist yet.
var databaseEndings = []string{".db", ".db3", ".sqlite", ".sqlite3"}

// plainFile is the path of a database that was named without scheme and ending: a file
// that exists. Anything else may be a connection string with a mistake in it, and a file
// of that name must not be made.
func (s *session) plainFile(name string) (string, error) {
	if looksLikeConnection(name) {
		return "", &usage{msg: fmt.Sprintf("%s is no database URL", schema.MaskedConnection(name)),
			hint: "a database is postgres://USER:PASSWORD@HOST/NAME with what is special in it percent-encoded, host=… dbname=…, or sqlite:PATH"}
	}
	if _, err := os.Stat(name); err != nil && !slices.Contains(databaseEndings, strings.ToLower(filepath.Ext(name))) {
		return "", &usage{msg: name + ": no such file",
			hint: "a new SQLite database is named sqlite:PATH, or ends in " + strings.Join(databaseEndings, ", ")}
	}
	return name, nil
}

// looksLikeConnection reports whether a name was meant to lead to a server.
func looksLikeConnection(name string) bool {
	key, _, isPair := strings.Cut(name, "=")
	return strings.Contains(name, "://") || strings.Contains(name, "@") || len(schema.ConnectionSecrets(name)) > 0 ||
		isPair && !strings.ContainsAny(key, `/\.`) || strings.HasPrefix(strings.ToLower(name), "postgres")
}

// secrets are the passwords that this run was given, so that no message repeats them.
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
	for _, name := range []string{"SCHEMADIFF_DATABASE_URL", "DATABASE_URL"} {
		out.add(getenv(name))
	}
	if password := getenv("PGPASSWORD"); len(password) >= shortSecret {
		out.replace = append(out.replace, password, schema.Mask)
	}
	return out
}

// shortSecret is the length from which a secret, or a part of one, is looked for in
// texts; shorter ones would take the words of the message apart.
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

// secretsOf are those of a run; nil where there are none.
func secretsOf(app *cli.App) *secrets {
	s, _ := app.Metadata[secretsKey].(*secrets)
	return s
}

// shellQuoted is a word as a shell takes it.
func shellQuoted(word string) string {
	if word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@=,+") == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// sameDatabase are the flags that name the database of a run once more, as a shell takes
// them: an environment by its name, and no password.
func (s *session) sameDatabase(from *app.Endpoint) string {
	given := cmp.Or(s.String("db"), s.String("from"))
	switch {
	case from.Database == "":
		return " --db DATABASE"
	case given == "" && s.String("env") != "":
		return " --env " + shellQuoted(s.String("env"))
	case given == "": // a variable, which is still set
		return ""
	case schema.MaskedConnection(given) != given:
		return ` --db "$DATABASE_URL"   (with the URL of the database in DATABASE_URL)`
	}
	return " --db " + shellQuoted(given)
}
