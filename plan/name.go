package plan

// Names for the migration files that a plan is written to: add_users_email for one column,
// drop_3_objects for many. The result consists of lower-case ASCII letters, digits and
// underscores and has a limited length, so that every file system takes it.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// maxName is the length of a name of a migration, in bytes.
const maxName = 60

// Name says in a few words what a plan does: letters, digits and underscores, for the
// name of a file. A plan without steps is called "no_changes".
func Name(p *Plan) string {
	if len(p.Steps) == 0 {
		return "no_changes"
	}
	objects := map[schema.Key]string{}
	tables := map[string]bool{}
	for _, s := range p.Steps {
		k := s.Key
		table := k.Table
		if table == "" {
			table = k.Name
		}
		tables[table] = true
		word := verb(string(s.Kind))
		if before, ok := objects[k]; ok && before != word {
			word = "change"
		}
		objects[k] = word
	}
	if len(objects) == 1 {
		for k, word := range objects {
			return Slug(word + "_" + strings.TrimPrefix(k.Table+"_"+k.Name, "_"))
		}
	}
	first := verb(string(p.Steps[0].Kind))
	if len(tables) == 1 {
		for table := range tables {
			return Slug(sameVerb(objects, first) + "_" + table)
		}
	}
	return fmt.Sprintf("%s_%d_objects", sameVerb(objects, first), len(objects))
}

func sameVerb(objects map[schema.Key]string, first string) string {
	for _, word := range objects {
		if word != first {
			return "change"
		}
	}
	return first
}

// verb is the word for a kind of step: what is made is added.
func verb(kind string) string {
	word, _, _ := strings.Cut(kind, " ")
	switch word {
	case "create", "add":
		return "add"
	case "drop", "rename", "rebuild":
		return word
	}
	return "change"
}

// Slug is a text as a part of a file's name: small letters, digits and underscores.
func Slug(text string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(text) {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	s := b.String()
	return strings.Trim(s[:min(len(s), maxName)], "_")
}

// SingleTransaction reports whether one transaction holds all steps of a plan.
func SingleTransaction(of *Plan) bool {
	for i, st := range of.Steps {
		if st.Tx == TxNever || st.Tx == TxOwn && i < len(of.Steps)-1 {
			return false
		}
	}
	return true
}
