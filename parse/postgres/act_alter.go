package postgres

// The acts of ALTER TABLE: one for each command, with what the table has now, so that a rule can
// judge a change without a look at the schema. Where a command begins is read from the tokens,
// because the parser gives commands no location.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// alterTable reads the commands of an ALTER TABLE, INDEX, VIEW or the like.
func (r *actReader) alterTable(n *pg.AlterTableStmt) {
	on, known := r.relationAt(n.Relation)
	places := r.commands()
	for i, c := range n.Cmds {
		cmd := c.GetAlterTableCmd()
		if cmd == nil {
			continue
		}
		at := int32(0)
		if i < len(places) {
			at = places[i]
		}
		a := schema.Act{On: on, Known: known, Name: cmd.Name, IfExists: n.MissingOk || cmd.MissingOk, Cascade: cmd.Behavior == pg.DropBehavior_DROP_CASCADE}
		a.Stored = r.st.InCommand(syntax.SetExpression, i) != nil
		if !r.alterColumn(cmd, a, at) {
			r.alterOther(cmd, a, at)
		}
	}
	r.notNulls(on, known)
}

// notNulls reads ADD CONSTRAINT n NOT NULL c, which PostgreSQL has from 18 on and the parser does not
// know.
func (r *actReader) notNulls(on schema.Key, known bool) {
	t, _ := r.l.out.Get(on).(*pgmodel.Table)
	for _, c := range r.st.Newer {
		if c.Kind != syntax.NotNull || r.st.Node.GetAlterTableStmt() == nil {
			continue
		}
		a := schema.Act{Verb: schema.AddsConstraint, Kind: schema.KindNotNull, On: on, Known: known, Name: c.Name, Columns: []string{c.Column}, NotValid: c.NotValid}
		if t != nil {
			a.Proven = proves(t, c.Column)
			a.NotNull = t.Column(c.Column) != nil && t.Column(c.Column).NotNull
		}
		r.add(c.Location, a)
	}
}

// alterColumn reads the commands about columns.
func (r *actReader) alterColumn(cmd *pg.AlterTableCmd, a schema.Act, at int32) bool {
	t, _ := r.l.out.Get(a.On).(*pgmodel.Table)
	var was *pgmodel.Column
	if t != nil {
		was = t.Column(cmd.Name)
	}
	if was != nil {
		a.Was, a.NotNull, a.Stored = was.Type, was.NotNull, a.Stored && !was.Extra().Virtual
	}
	a.Kind = schema.KindColumn
	switch cmd.Subtype {
	case pg.AlterTableType_AT_AddColumn:
		r.column(schema.AddsColumn, a.On, cmd.Def.GetColumnDef(), a.Known)
		r.acts[len(r.acts)-1].IfNotExists = cmd.MissingOk
		return true
	case pg.AlterTableType_AT_DropColumn:
		a.Verb = schema.DropsColumn
	case pg.AlterTableType_AT_SetNotNull:
		a.Verb, a.Proven = schema.SetsNotNull, t != nil && proves(t, cmd.Name)
	case pg.AlterTableType_AT_DropNotNull:
		a.Verb = schema.DropsNotNull
	case pg.AlterTableType_AT_ColumnDefault:
		a.Verb = schema.SetsDefault
		if cmd.Def == nil {
			a.Verb = schema.DropsDefault
		}
	case pg.AlterTableType_AT_AlterColumnType:
		if was != nil {
			a.OfDefault = r.typeOfDefault(a.On, was)
		}
		def := cmd.Def.GetColumnDef()
		a.Verb, a.Using, a.Collated = schema.SetsType, def.GetRawDefault() != nil, def.GetCollClause() != nil
		if text, _, err := r.l.typ(def.TypeName); err == nil {
			a.Type = text
		}
		words := expr.NameList(def.TypeName.Names)
		a.Spelled = strings.ToLower(words[len(words)-1])
		a.Computed = a.Using && r.computes(def.RawDefault, cmd.Name, a.Type)
	case pg.AlterTableType_AT_DropIdentity:
		if was != nil && was.Extra().Identity == "" {
			return false
		}
		a.Verb, a.Identity = schema.DropsDefault, true
	case pg.AlterTableType_AT_DropExpression:
		if was != nil && was.Extra().Generated.IsZero() {
			return false
		}
		a.Verb, a.Stored = schema.DropsDefault, true
	default:
		return false
	}
	r.add(at, a)
	return true
}

// computes reports whether the USING of a change of type is more than the column itself, in parentheses or cast to the
// type: then the server computes it for every row and rewrites the table, whatever the types (ATColumnChangeRequiresRewrite
// in tablecmds.c).
func (r *actReader) computes(e *pg.Node, column, typ string) bool {
	for e.GetTypeCast() != nil {
		cast, _, err := r.l.typ(e.GetTypeCast().TypeName)
		if err != nil || cast != typ && !(unlimitedText(cast) && unlimitedText(typ)) {
			return true
		}
		e = e.GetTypeCast().Arg
	}
	words := expr.NameList(e.GetColumnRef().GetFields())
	return len(words) == 0 || words[len(words)-1] != column
}

// unlimitedText reports whether a type is text or the one that is stored alike.
func unlimitedText(typ string) bool { return typ == "text" || typ == "character varying" }

// proves reports whether a validated CHECK of a table has a column NOT NULL.
func proves(t *pgmodel.Table, column string) bool {
	return slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		return c.Kind == schema.KindCheck && !c.NotValid && !c.NotEnforced && expr.ProvesNotNull(c.Expr, column)
	})
}

// alterOther reads the commands about constraints, partitions and whole tables.
func (r *actReader) alterOther(cmd *pg.AlterTableCmd, a schema.Act, at int32) {
	t, _ := r.l.out.Get(a.On).(*pgmodel.Table)
	a.Kind = schema.KindTable
	switch cmd.Subtype {
	case pg.AlterTableType_AT_AddConstraint:
		r.constraint(schema.AddsConstraint, a.On, cmd.Def.GetConstraint(), nil, a.Known)
		return
	case pg.AlterTableType_AT_DropConstraint:
		a.Verb, a.Kind = schema.DropsConstraint, ""
		if t != nil && t.Constraint(cmd.Name) != nil {
			a.Kind = t.Constraint(cmd.Name).Kind
		}
	case pg.AlterTableType_AT_ValidateConstraint:
		a.Verb = schema.Validates
	case pg.AlterTableType_AT_AttachPartition, pg.AlterTableType_AT_DetachPartition:
		p := cmd.Def.GetPartitionCmd()
		a.References, a.Known = r.relationAt(p.Name)
		a.Verb, a.Concurrently = schema.Detaches, p.Concurrent
		if cmd.Subtype == pg.AlterTableType_AT_AttachPartition {
			a.Verb = schema.Attaches
			a.Proven = r.bounded(a.References)
		}
		if a.On.Kind == schema.KindIndex {
			a.Verb = schema.Alters
		}
	case pg.AlterTableType_AT_EnableRowSecurity:
		a.Verb = schema.EnablesRLS
	case pg.AlterTableType_AT_DisableRowSecurity:
		a.Verb = schema.DisablesRLS
	case pg.AlterTableType_AT_DisableTrig, pg.AlterTableType_AT_EnableTrig, pg.AlterTableType_AT_EnableAlwaysTrig, pg.AlterTableType_AT_EnableReplicaTrig,
		pg.AlterTableType_AT_DisableTrigAll, pg.AlterTableType_AT_EnableTrigAll, pg.AlterTableType_AT_DisableTrigUser, pg.AlterTableType_AT_EnableTrigUser:
		a.Verb, a.Name = switched(cmd)
	case pg.AlterTableType_AT_SetLogged, pg.AlterTableType_AT_SetUnLogged, pg.AlterTableType_AT_SetTableSpace, pg.AlterTableType_AT_SetAccessMethod:
		a.Verb = schema.Rewrites
	default:
		a.Verb, a.To = schema.Alters, altered(cmd.Subtype)
		for _, o := range cmd.Def.GetList().GetItems() {
			a.Columns = append(a.Columns, o.GetDefElem().GetDefname())
		}
		if cmd.Subtype == pg.AlterTableType_AT_ReplicaIdentity {
			a.To = replicaIdentity(cmd.Def.GetReplicaIdentityStmt())
		}
		if cmd.Subtype == pg.AlterTableType_AT_SetIdentity {
			r.restart(at, a.On, a.Known, cmd.Name, cmd.Def.GetList().GetItems())
		}
	}
	r.add(at, a)
}

// switched reads ENABLE and DISABLE TRIGGER: the verb, and the trigger or the group of them.
func switched(cmd *pg.AlterTableCmd) (verb schema.Verb, name string) {
	verb, name = schema.EnablesTrigger, cmd.Name
	switch cmd.Subtype {
	case pg.AlterTableType_AT_DisableTrig:
		verb = schema.DisablesTrigger
	case pg.AlterTableType_AT_DisableTrigAll:
		verb, name = schema.DisablesTrigger, "ALL"
	case pg.AlterTableType_AT_DisableTrigUser:
		verb, name = schema.DisablesTrigger, "USER"
	case pg.AlterTableType_AT_EnableTrigAll:
		name = "ALL"
	case pg.AlterTableType_AT_EnableTrigUser:
		name = "USER"
	}
	return verb, name
}

// altered names what an ALTER TABLE changes where that has a lock of its own, or a rule asks.
func altered(subtype pg.AlterTableType) string {
	switch subtype {
	case pg.AlterTableType_AT_SetRelOptions, pg.AlterTableType_AT_ResetRelOptions:
		return "options"
	case pg.AlterTableType_AT_ClusterOn, pg.AlterTableType_AT_DropCluster:
		return "cluster"
	case pg.AlterTableType_AT_SetStatistics:
		return "statistics"
	case pg.AlterTableType_AT_AddIdentity:
		return "identity"
	}
	return ""
}

// replicaIdentity names what identifies rows for subscribers.
func replicaIdentity(n *pg.ReplicaIdentityStmt) string {
	return map[string]string{"n": schema.IdentityNothing, "f": schema.IdentityFull}[n.GetIdentityType()]
}

// bounded reports whether a table has a CHECK beside those of its columns' being NOT
// NULL, as one has that is to be a partition.
func (r *actReader) bounded(k schema.Key) bool {
	t, _ := r.l.out.Get(k).(*pgmodel.Table)
	if t == nil {
		return false
	}
	for _, c := range t.Constraints {
		if c.Kind == schema.KindCheck && !c.NotValid {
			return true
		}
	}
	return false
}

// commands are the places of the commands of an ALTER TABLE in its text.
func (r *actReader) commands() []int32 {
	var places []int32
	text, depth, names, state := r.st.SQL, 0, 0, 0 // state: 0 before the name, 1 after it, 2 in the commands
	for at := 0; ; {
		x, ok := syntax.NextToken(text, at)
		if !ok {
			return places
		}
		at = int(x.End)
		switch {
		case x.Kind == syntax.Comment:
		case state == 0:
			head := names == 0 && x.Is(text, "alter") || x.Is(text, "table") || x.Is(text, "foreign") || x.Is(text, "if") || x.Is(text, "exists") || x.Is(text, "only") ||
				x.Is(text, "index") || x.Is(text, "view") || x.Is(text, "materialized") || x.Is(text, "sequence")
			if names++; !head {
				state = 1
			}
		case state == 1 && (x.IsPunct(text, ".") || x.IsPunct(text, "*")):
			if x.IsPunct(text, ".") {
				state = 0
			}
		case state == 1:
			state = 2
			places = append(places, x.Start)
		case x.IsPunct(text, "("), x.IsPunct(text, "["):
			depth++
		case x.IsPunct(text, ")"), x.IsPunct(text, "]"):
			depth--
		case x.IsPunct(text, ",") && depth == 0:
			state = 1
		}
	}
}
