package postgres

// The acts of statements about what a server has beside the objects of a database: roles, settings
// for sessions to come, and replication. The model has none of the first two, and what a
// subscription or publication sends cannot be seen in it.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// roleKind is the kind of a role, which is no object of a database.
const roleKind schema.Kind = "role"

// server reads statements about roles, settings and replication.
func (r *actReader) server(node *pg.Node) bool {
	switch n := node.Node.(type) {
	case *pg.Node_CreateRoleStmt:
		r.add(0, schema.Act{Verb: schema.Creates, Kind: roleKind, Name: n.CreateRoleStmt.Role})
	case *pg.Node_DropRoleStmt:
		for _, role := range r.l.roles(n.DropRoleStmt.Roles) {
			r.add(0, schema.Act{Verb: schema.Drops, Kind: roleKind, Name: role, IfExists: n.DropRoleStmt.MissingOk})
		}
	case *pg.Node_AlterTableMoveAllStmt:
		r.add(0, schema.Act{Verb: schema.Vacuums, Full: true, Name: "tablespace " + n.AlterTableMoveAllStmt.OrigTablespacename})
	case *pg.Node_AlterSystemStmt:
		r.configures("system", "", n.AlterSystemStmt.Setstmt)
	case *pg.Node_AlterDatabaseSetStmt:
		r.configures("database", n.AlterDatabaseSetStmt.Dbname, n.AlterDatabaseSetStmt.Setstmt)
	case *pg.Node_AlterRoleSetStmt:
		r.configures(roleKind, r.l.role(n.AlterRoleSetStmt.Role), n.AlterRoleSetStmt.Setstmt)
	default:
		return r.replication(node)
	}
	return true
}

// replication reads statements about publications and subscriptions.
func (r *actReader) replication(node *pg.Node) bool {
	act := func(verb schema.Verb, kind schema.Kind, name string) *schema.Act {
		k := schema.Key{Kind: kind, Name: name}
		return r.add(0, schema.Act{Verb: verb, Kind: kind, On: k, Name: name, Known: r.l.out.Get(k) != nil})
	}
	switch n := node.Node.(type) {
	case *pg.Node_CreatePublicationStmt:
		act(schema.Creates, schema.KindPublication, n.CreatePublicationStmt.Pubname)
	case *pg.Node_AlterPublicationStmt:
		if n := n.AlterPublicationStmt; n.Action != pg.AlterPublicationAction_AP_AddObjects && len(n.Pubobjects) > 0 {
			act(schema.Unpublishes, schema.KindPublication, n.Pubname).Full = n.Action == pg.AlterPublicationAction_AP_SetObjects
		}
	case *pg.Node_CreateSubscriptionStmt:
		act(schema.Creates, schema.KindSubscription, n.CreateSubscriptionStmt.Subname)
	case *pg.Node_AlterSubscriptionStmt:
		if n := n.AlterSubscriptionStmt; n.Kind == pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_ENABLED && !option(n.Options, "enabled") {
			act(schema.Unpublishes, schema.KindSubscription, n.Subname)
		}
	case *pg.Node_DropSubscriptionStmt:
		act(schema.Drops, schema.KindSubscription, n.DropSubscriptionStmt.Subname).IfExists = n.DropSubscriptionStmt.MissingOk
	default:
		return false
	}
	return true
}

// configures adds the act of a setting that lasts. On has whose it is, as its name.
func (r *actReader) configures(kind schema.Kind, whose string, n *pg.VariableSetStmt) {
	r.add(0, schema.Act{Verb: schema.Configures, Kind: kind, On: schema.Key{Kind: kind, Name: whose}, Name: n.Name, To: settingValue(n)})
}

// membership describes what GRANT role TO role gives, and names who gets it. The role that runs the statement has
// to administer the role anyway, and gains nothing.
func (r *actReader) membership(n *pg.GrantRoleStmt) (text string, to []string) {
	if !n.IsGrant {
		return "", nil
	}
	for _, role := range n.GranteeRoles {
		if s := role.GetRoleSpec(); s.GetRoletype() == pg.RoleSpecType_ROLESPEC_CSTRING {
			to = append(to, s.Rolename)
		}
	}
	var granted []string
	for _, role := range n.GrantedRoles {
		granted = append(granted, pgmodel.Quote(role.GetAccessPriv().GetPrivName()))
	}
	if len(to) == 0 {
		return "", nil
	}
	text = grantees(to) + " gains what " + strings.Join(granted, ", ") + " can do"
	if option(n.Opt, "admin") {
		text += ", and can pass it on"
	}
	return text, to
}

// roleAttributes describes the attributes that ALTER ROLE gives a role beyond privileges.
func roleAttributes(role string, options []*pg.Node) string {
	gains := map[string]string{"superuser": "SUPERUSER", "bypassrls": "BYPASSRLS", "createrole": "CREATEROLE", "isreplication": "REPLICATION"}
	var list []string
	for name, word := range gains {
		if option(options, name) {
			list = append(list, word)
		}
	}
	if len(list) == 0 {
		return ""
	}
	slices.Sort(list)
	return pgmodel.Quote(role) + " gains " + strings.Join(list, ", ")
}

// restart adds the act of numbers that start again, where the options of a sequence say so.
func (r *actReader) restart(at int32, on schema.Key, known bool, column string, options []*pg.Node) {
	for _, o := range options {
		if d := o.GetDefElem(); d.GetDefname() == "restart" {
			a := schema.Act{Verb: schema.Restarts, Kind: schema.KindSequence, On: on, Known: known, Name: column}
			if d.Arg != nil {
				a.To = settingText(d)
			}
			r.add(at, a)
		}
	}
}

// setsPosition adds the act of a call of setval with a constant, which sets a sequence forward or back.
func (r *actReader) setsPosition(call *pg.FuncCall) {
	if _, name := expr.SplitName(expr.NameList(call.Funcname)); name != "setval" || len(call.Args) < 2 {
		return
	}
	words := strings.Split(givenValue(call.Args[0]), ".")
	value := call.Args[1].GetAConst()
	if value == nil || words[0] == "" {
		return
	}
	s, name := expr.SplitName(words)
	a := schema.Act{Verb: schema.Restarts, Kind: schema.KindSequence, On: schema.Key{Kind: schema.KindSequence, Schema: s, Name: name}, To: givenValue(call.Args[1])}
	if k, err := r.l.relationNamed(words); err == nil {
		a.On, a.Known = k, true
	}
	r.add(call.Location, a)
}

// givenValue is the value of a constant, also of one with a cast; "" of anything else.
func givenValue(n *pg.Node) string {
	if c := n.GetTypeCast(); c != nil {
		return givenValue(c.Arg)
	}
	return settingValue(&pg.VariableSetStmt{Kind: pg.VariableSetKind_VAR_SET_VALUE, Args: []*pg.Node{n}})
}
