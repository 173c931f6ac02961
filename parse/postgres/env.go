package postgres

// What names can mean beyond the statements: the search_path, the members of extensions and the
// functions that a live database has. introspect fills it in; without a database it is empty.

import (
	"cmp"
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Env holds what names can mean beyond the statements themselves.
type Env struct {
	SearchPath []string // of a new session, without "$user"; nil means public
	User       string
	Database   string
	Version    int                     // major version of the server; 0 if there is none
	Names      []EnvName               // what the database holds beside the model: members of extensions
	Routines   []EnvName               // the functions and procedures that the database has
	Extensions map[string]EnvExtension // that the server has or could have

	// Live waits for the schema of the database; nil if there is none. It returns nil where the
	// schema cannot be read.
	Live func() *schema.Schema
}

// EnvName is one object that statements may name and the model does not hold.
type EnvName struct {
	Kind         schema.Kind
	Schema, Name string
	Extension    string // that it is a member of
	Args         string // types that a function, operator or cast takes, or method and type of an operator class: "text, integer"
	Initial      string // privileges that the extension gives it beyond the default ones and takes: "SELECT,-EXECUTE,USAGE=role"
	Result       string // type that it gives; "default" of an operator class, the context of a cast (pg_cast.castcontext)
}

// EnvExtension describes an extension that a server has or could have.
type EnvExtension struct {
	Installed string // version that is installed; "" if none is
	Schema    string // that it is in, or must be installed into; "" for any
	Fixed     bool   // it cannot be moved to another schema
	Comment   string // that it gets when it is installed
	Requires  []string
}

// Equal reports whether two environments give names the same meaning.
func (e *Env) Equal(o *Env) bool {
	return slices.Equal(e.SearchPath, o.SearchPath) && e.User == o.User && e.Database == o.Database && e.Version == o.Version &&
		slices.Equal(inOrder(e.Names), inOrder(o.Names)) && slices.Equal(inOrder(e.Routines), inOrder(o.Routines)) &&
		maps.EqualFunc(e.Extensions, o.Extensions, func(a, b EnvExtension) bool {
			return a.Installed == b.Installed && a.Schema == b.Schema && a.Fixed == b.Fixed && a.Comment == b.Comment && slices.Equal(a.Requires, b.Requires)
		})
}

func inOrder(names []EnvName) []EnvName {
	return slices.SortedFunc(slices.Values(names), func(a, b EnvName) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Extension, b.Extension),
			cmp.Compare(a.Args, b.Args), cmp.Compare(a.Result, b.Result), cmp.Compare(a.Initial, b.Initial))
	})
}
