package postgres

// CREATE SEQUENCE and ALTER SEQUENCE, also for the sequence of an identity column, which is no
// object of its own. Options that repeat the default of the sequence's type are left out
// (sql-createsequence.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats sequences.
var _ = register(kind{
	names:   []schema.Kind{schema.KindSequence},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_SEQUENCE: schema.KindSequence},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateSeqStmt:
			return true, l.createSequence(n.CreateSeqStmt)
		case *pg.Node_AlterSeqStmt:
			return true, l.alterSequence(n.AlterSeqStmt)
		}
		return false, nil
	},
	find: (*loader).findRelation,
	alter: func(l *loader, o pgmodel.Object, c *alterCommand) error {
		return l.alterSequenceTable(o.(*pgmodel.Sequence), c.AlterTableCmd)
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Sequence).ID = k },
	follow: func(f *follower, o pgmodel.Object) {
		x := o.(*pgmodel.Sequence)
		f.key(&x.OwnedBy)
	},
	touches: func(o pgmodel.Object, k schema.Key) bool {
		x := o.(*pgmodel.Sequence)
		return x.OwnedBy == k || x.OwnedBy.Schema == k.Schema && x.OwnedBy.Table == k.Name
	},
	relation: func(o schema.Object) schema.Key {
		x := o.(*pgmodel.Sequence)
		return schema.Key{Schema: x.OwnedBy.Schema, Name: x.OwnedBy.Table}
	},
	acts:       sequenceActs,
	withColumn: func(o pgmodel.Object, column schema.Key) bool { return o.(*pgmodel.Sequence).OwnedBy == column },
	inSchemaOf: func(o pgmodel.Object, relation schema.Key) bool {
		owner := o.(*pgmodel.Sequence).OwnedBy
		return owner.Schema == relation.Schema && owner.Table == relation.Name && owner != (schema.Key{})
	},
})

// sequenceDefaults are the options of an ascending sequence of that type.
func sequenceDefaults(typ string) pgmodel.SequenceOptions {
	_, high := limits(typ)
	return pgmodel.SequenceOptions{Type: typ, Start: "1", Increment: "1", Min: "1", Max: high, Cache: "1"}
}

func limits(typ string) (low, high string) {
	switch typ {
	case "smallint":
		return "-32768", "32767"
	case "integer":
		return "-2147483648", "2147483647"
	}
	return "-9223372036854775808", "9223372036854775807"
}

// sequenceExtra holds what an option list says beyond the options.
type sequenceExtra struct {
	named schema.Key // SEQUENCE NAME, of an identity column
	owned []string   // words of OWNED BY; nil without it
}

// sequenceOptions applies an option list. MINVALUE and MAXVALUE that were the
// type's limits follow a change of it, as START follows them.
func (l *loader) sequenceOptions(o *pgmodel.SequenceOptions, list []*pg.Node) (sequenceExtra, error) {
	var extra sequenceExtra
	given := map[string]*pg.DefElem{}
	for _, n := range list {
		d := n.GetDefElem()
		given[d.Defname] = d
	}
	if d := given["as"]; d != nil {
		t, _, err := l.typ(d.Arg.GetTypeName())
		if err != nil {
			return extra, err
		}
		retypeSequence(o, t)
	}
	before := *o
	number(given, "increment", &o.Increment)
	down := len(o.Increment) > 0 && o.Increment[0] == '-'
	wasDown := len(before.Increment) > 0 && before.Increment[0] == '-'
	low, high := limits(o.Type)
	if d, ok := given["minvalue"]; ok && d.Arg == nil || !ok && down != wasDown && l.fresh {
		o.Min = map[bool]string{true: low, false: "1"}[down]
	}
	if d, ok := given["maxvalue"]; ok && d.Arg == nil || !ok && down != wasDown && l.fresh {
		o.Max = map[bool]string{true: "-1", false: high}[down]
	}
	number(given, "minvalue", &o.Min)
	number(given, "maxvalue", &o.Max)
	number(given, "cache", &o.Cache)
	if d, ok := given["cycle"]; ok {
		o.Cycle = d.Arg == nil || settingText(d) == "true" || settingText(d) == "1"
	}
	if _, ok := given["start"]; ok {
		number(given, "start", &o.Start)
	} else if l.fresh {
		o.Start = map[bool]string{true: o.Max, false: o.Min}[down]
	}
	if d := given["sequence_name"]; d != nil {
		s, n := l.targetName(d.Arg.GetList().GetItems())
		extra.named = schema.Key{Kind: schema.KindSequence, Schema: s, Name: n}
	}
	if d := given["owned_by"]; d != nil {
		extra.owned = expr.NameList(d.Arg.GetList().GetItems())
	}
	return extra, nil
}

func number(given map[string]*pg.DefElem, option string, to *string) {
	if d := given[option]; d != nil && d.Arg != nil {
		*to = settingText(d)
	}
}

// newSequence are the options of a new sequence: what is not given follows from
// what is.
func (l *loader) newSequence(typ string, list []*pg.Node) (pgmodel.SequenceOptions, sequenceExtra, error) {
	o := sequenceDefaults(typ)
	l.fresh = true
	extra, err := l.sequenceOptions(&o, list)
	l.fresh = false
	return o, extra, err
}

func (l *loader) createSequence(n *pg.CreateSeqStmt) error {
	rv := n.Sequence
	k := schema.Key{Kind: schema.KindSequence, Schema: l.targetSchema(rv.Schemaname), Name: rv.Relname}
	if rv.Relpersistence == "t" {
		l.note(schema.Ignored, rv.Location, "temporary sequence "+pgmodel.Quote(rv.Relname), "it lives as long as its session")
		return nil
	}
	if err := l.schemaExists(k.Schema, rv.Location); err != nil {
		return err
	}
	if old, taken := l.relations[name{k.Schema, k.Name}]; taken {
		if n.IfNotExists {
			return nil
		}
		return l.st.ErrorAt(rv.Location, "relation %s is defined twice%s", dotted(k.Schema, k.Name), l.firstDefinition(old))
	}
	s := &pgmodel.Sequence{ID: k, Unlogged: rv.Relpersistence == "u"}
	s.Name, s.At, s.Was = k.Name, l.st.Pos(rv.Location), l.formerName(rv.Location)
	var extra sequenceExtra
	var err error
	if s.Options, extra, err = l.newSequence("bigint", n.Options); err != nil {
		return err
	}
	if k.Schema != "public" {
		s.Use(schema.Key{Kind: schema.KindSchema, Name: k.Schema})
	}
	l.put(s)
	return l.ownedBy(s, extra)
}

// ownedBy follows OWNED BY; the table may come later.
func (l *loader) ownedBy(s *pgmodel.Sequence, extra sequenceExtra) error {
	if extra.owned == nil {
		return nil
	}
	if len(extra.owned) == 1 { // NONE
		s.OwnedBy = schema.Key{}
		return nil
	}
	words := extra.owned[:len(extra.owned)-1]
	column := extra.owned[len(extra.owned)-1]
	st, path, id := l.st, l.path, s.ID
	find := func() error {
		l.st, l.path = st, path
		k, err := l.relationNamed(words)
		if err != nil {
			return err
		}
		if s, ok := l.mutable(id).(*pgmodel.Sequence); ok {
			s.OwnedBy = schema.Key{Kind: schema.KindColumn, Schema: k.Schema, Table: k.Name, Name: column}
			l.listOn(s)
			l.noteColumn(k, column)
		}
		return nil
	}
	err := find()
	if waits(err) && !l.ordered {
		l.constraintsLeft = append(l.constraintsLeft, find)
		return nil
	}
	return err
}

func (l *loader) alterSequence(n *pg.AlterSeqStmt) error {
	k, err := l.relation(n.Sequence)
	if identity, ok := l.identitySequence(n.Sequence); err != nil && ok {
		k, err = identity, nil
	}
	if err != nil {
		if n.MissingOk {
			return nil
		}
		return err
	}
	if s, ok := l.mutable(k).(*pgmodel.Sequence); ok {
		extra, err := l.sequenceOptions(&s.Options, n.Options)
		if err != nil {
			return err
		}
		return l.ownedBy(s, extra)
	}
	if c := l.identityOf(k); c != nil {
		_, err := l.sequenceOptions(c.Extra().Sequence, n.Options)
		return err
	}
	return l.st.ErrorAt(n.Sequence.Location, "%s is no sequence", k.Object())
}

// identitySequence is the sequence of an identity column that a statement names, which is
// no object of its own.
func (l *loader) identitySequence(rv *pg.RangeVar) (schema.Key, bool) {
	schemas := (&resolver{l: l, path: l.path}).schemas(rv.Schemaname)
	for o := range l.out.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for _, c := range t.Columns {
			if k := c.Extra().SequenceKey; k.Name == rv.Relname && c.Extra().Identity != "" && slices.Contains(schemas, k.Schema) {
				return k, true
			}
		}
	}
	return schema.Key{}, false
}

// identityOfWords is the column, to be changed, whose identity sequence has a name; nil for none.
func (l *loader) identityOfWords(words []string) *pgmodel.Column {
	s, name := expr.SplitName(words)
	k, ok := l.identitySequence(&pg.RangeVar{Schemaname: s, Relname: name})
	if !ok {
		return nil
	}
	return l.identityOf(k)
}

// identityOf is the column, to be changed, whose identity sequence k is.
func (l *loader) identityOf(k schema.Key) *pgmodel.Column {
	for o := range l.out.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok {
			continue
		}
		for i, c := range t.Columns {
			if c.Extra().SequenceKey == k && c.Extra().Identity != "" {
				return l.mutable(t.ID).(*pgmodel.Table).Columns[i]
			}
		}
	}
	return nil
}

// alterIdentitySequence follows SET LOGGED and SET UNLOGGED of the sequence of an identity column,
// which is as its table until it gets a persistence of its own.
func (l *loader) alterIdentitySequence(k schema.Key, n *pg.AlterTableStmt) {
	c := l.identityOf(k)
	t := l.out.Get(c.Table).(*pgmodel.Table)
	for _, node := range n.Cmds {
		switch node.GetAlterTableCmd().GetSubtype() {
		case pg.AlterTableType_AT_SetLogged:
			c.EditExtra().Persistence = unlessSame("logged", t.Unlogged)
		case pg.AlterTableType_AT_SetUnLogged:
			c.EditExtra().Persistence = unlessSame("unlogged", !t.Unlogged)
		default:
			l.unsupported(n.Relation.Location, "%s", head(l.st.SQL))
		}
	}
}

// unlessSame is a persistence where the table has another.
func unlessSame(persistence string, differs bool) string {
	if differs {
		return persistence
	}
	return ""
}

func (l *loader) alterSequenceTable(s *pgmodel.Sequence, cmd *pg.AlterTableCmd) error {
	switch cmd.Subtype {
	case pg.AlterTableType_AT_SetLogged:
		s.Unlogged = false
	case pg.AlterTableType_AT_SetUnLogged:
		s.Unlogged = true
	default:
		l.unsupported(0, "%s of %s", cmd.Subtype, s.ID)
	}
	return nil
}

func sequenceActs(r *actReader, node *pg.Node) bool {
	if n := node.GetAlterSeqStmt(); n != nil {
		k, known := r.relationAt(n.Sequence)
		if !known {
			k.Kind = schema.KindSequence
		}
		r.restart(0, k, known, "", n.Options)
		return true
	}
	n := node.GetCreateSeqStmt()
	if n == nil {
		return false
	}
	a := r.createdRelation(schema.KindSequence, n.Sequence)
	a.IfNotExists = n.IfNotExists
	r.add(0, a)
	return true
}

// retypeSequence gives a sequence another type. Bounds that are those of its type follow.
func retypeSequence(o *pgmodel.SequenceOptions, typ string) {
	oldLow, oldHigh := limits(o.Type)
	low, high := limits(typ)
	if o.Max == oldHigh {
		o.Max = high
	}
	if o.Min == oldLow {
		o.Min = low
	}
	o.Type = typ
}
