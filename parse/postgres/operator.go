package postgres

// CREATE OPERATOR and ALTER OPERATOR. An operator names its commutator and negator, which may not
// exist yet: the server then creates a shell, and the loader waits until all is read
// (sql-createoperator.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats operators.
var _ = register(kind{
	names:   []schema.Kind{schema.KindOperator},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_OPERATOR: schema.KindOperator},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_AlterOperatorStmt:
			return true, l.alterOperator(n.AlterOperatorStmt)
		case *pg.Node_DefineStmt:
			if k := n.DefineStmt.Kind; k == pg.ObjectType_OBJECT_OPERATOR {
				return true, l.createOperator(n.DefineStmt)
			}
		}
		return false, nil
	},
	find: func(l *loader, t pg.ObjectType, n *pg.Node) (schema.Key, error) {
		return l.operatorNamed(n.GetObjectWithArgs())
	},
	drop: func(l *loader, k schema.Key, cascade bool) {
		l.finish() // which is the commutator of which
		l.forgetOperator(k)
		l.removeObject(k, cascade)
	},
	setKey: func(o pgmodel.Object, k schema.Key) {
		x := o.(*pgmodel.Operator)
		x.ID = k
		x.Name = expr.BareName(k.Name)
	},
	follow: func(f *follower, o pgmodel.Object) { f.operator(o.(*pgmodel.Operator)) },
	signature: func(o pgmodel.Object) string {
		x := o.(*pgmodel.Operator)
		return operatorSignature(expr.BareName(x.ID.Name), x.Left, x.Right)
	},
	touches: inText,
})

func (l *loader) createOperator(n *pg.DefineStmt) error {
	given := definitions(n.Definition)
	o := &pgmodel.Operator{}
	var err error
	if o.Left, err = l.operandType(o, given["leftarg"]); err != nil {
		return err
	}
	if o.Right, err = l.operandType(o, given["rightarg"]); err != nil {
		return err
	}
	if o.Right == "" {
		return l.st.ErrorAt(0, "an operator needs a RIGHTARG")
	}
	s, word := l.targetName(n.Defnames)
	o.ID = schema.Key{Kind: schema.KindOperator, Schema: s, Name: operatorSignature(word, o.Left, o.Right)}
	l.begin(&o.Shared, o.ID)
	if err := l.schemaExists(s, 0); err != nil {
		return err
	}
	if l.out.Get(o.ID) != nil {
		return l.definedTwice(o.ID)
	}
	function := given["function"]
	if function == nil {
		function = given["procedure"]
	}
	if function == nil {
		return l.st.ErrorAt(0, "operator %s needs a FUNCTION", word)
	}
	if o.Function, err = l.callee(defWords(function), strings.TrimPrefix(o.Left+", "+o.Right, ", "), &o.Shared); err != nil {
		return err
	}
	if err := l.operatorOptions(o, n.Definition); err != nil {
		return err
	}
	l.put(o)
	return nil
}

func operatorSignature(word, left, right string) string {
	if left == "" {
		left = "NONE"
	}
	return word + "(" + left + ", " + right + ")"
}

func (l *loader) operandType(o *pgmodel.Operator, d *pg.DefElem) (string, error) {
	if d == nil {
		return "", nil
	}
	t := typeOf(d)
	if words := expr.NameList(t.Names); len(words) == 1 && words[0] == "none" {
		return "", nil
	}
	if _, _, err := l.typ(t); err != nil {
		return "", err
	}
	text, uses := argumentType(t, l.names())
	o.Use(uses...)
	return text, nil
}

// operatorOptions applies what ALTER OPERATOR can change too.
func (l *loader) operatorOptions(o *pgmodel.Operator, list []*pg.Node) error {
	for _, node := range list {
		d := node.GetDefElem()
		switch strings.ToLower(d.Defname) {
		case "function", "procedure", "leftarg", "rightarg":
		case "restrict", "join":
			text, err := l.estimator(o, d)
			if err != nil {
				return err
			}
			if strings.EqualFold(d.Defname, "join") {
				o.Join = text
			} else {
				o.Restrict = text
			}
		case "hashes":
			o.Hashes = !isOff(settingText(d))
		case "merges":
			o.Merges = !isOff(settingText(d))
		case "commutator", "negator":
			l.otherOperator(o, d)
		case "sort1", "sort2", "ltcmp", "gtcmp":
			o.Merges = true
		default:
			l.unsupported(d.Location, "option %s of an operator", pgmodel.Quote(d.Defname))
		}
	}
	return nil
}

// estimator is the function of RESTRICT or JOIN; NONE takes it away.
func (l *loader) estimator(o *pgmodel.Operator, d *pg.DefElem) (string, error) {
	words := defWords(d)
	if len(words) == 0 || len(words) == 1 && strings.EqualFold(words[0], "none") {
		return "", nil
	}
	args := "internal, oid, internal, integer"
	if strings.EqualFold(d.Defname, "join") {
		args = "internal, oid, internal, smallint, internal"
	}
	return l.callee(words, args, &o.Shared)
}

// otherOperator resolves a commutator or negator, which may come later, and records in
// the other operator its role for this one, as the server does.
func (l *loader) otherOperator(o *pgmodel.Operator, d *pg.DefElem) {
	negator := strings.EqualFold(d.Defname, "negator")
	left, right := o.Right, o.Left
	if negator {
		left, right = o.Left, o.Right
	}
	words, path := defWords(d), l.path
	if len(words) == 0 || len(words) == 1 && strings.EqualFold(words[0], "none") {
		o.Commutator = ""
		return
	}
	k := o.ID
	l.later(func() {
		own, ok := l.mutable(k).(*pgmodel.Operator)
		if !ok {
			return
		}
		now := l.path
		l.path = path
		text, other := l.operatorWith(words, left, right)
		l.path = now
		back, _ := l.mutable(other).(*pgmodel.Operator)
		self := qualifiedOperator(k.Schema, expr.BareName(k.Name))
		if negator {
			own.Negator = text
			if back != nil && back.Negator == "" {
				back.Negator = self
			}
			return
		}
		own.Commutator = text
		if back != nil && back.Commutator == "" {
			back.Commutator = self
		}
	})
}

// operatorWith is the operator of that name and these operands: its canonical name
// and its key, if it is one of the model. One that there is not is made as a shell
// where the statement puts objects (operatorcmds.c).
func (l *loader) operatorWith(words []string, left, right string) (string, schema.Key) {
	s, n := expr.SplitName(words)
	wanted := operatorSignature(n, left, right)
	r := &resolver{l: l, path: l.path}
	for _, in := range r.schemas(s) {
		for _, k := range l.operators[name{in, n}] {
			if k.Name == wanted {
				return qualifiedOperator(in, n), k
			}
		}
		if r.outside(name{in, n}, schema.KindOperator) {
			return qualifiedOperator(in, n), schema.Key{}
		}
	}
	if s == "" && (strings.Contains(left, ".") || strings.Contains(right, ".")) {
		s = l.targetSchema("")
	}
	return qualifiedOperator(s, n), schema.Key{}
}

// operatorText is an operator that something else uses.
func (l *loader) operatorText(words []string, left, right string, b *pgmodel.Shared) (string, error) {
	text, k := l.operatorWith(words, left, right)
	switch {
	case k != (schema.Key{}):
		b.Use(k)
	case strings.Contains(text, ".") && !l.lenient && !l.outsideOperator(words):
		return "", l.missingf(0, "operator %s does not exist", operatorSignature(text, left, right))
	}
	return text, nil
}

// outsideOperator reports whether an extension has an operator of that name.
func (l *loader) outsideOperator(words []string) bool {
	s, n := expr.SplitName(words)
	r := &resolver{l: l, path: l.path}
	return slices.ContainsFunc(r.schemas(s), func(in string) bool { return r.outside(name{in, n}, schema.KindOperator) })
}

// operatorNamed is the operator of a signature.
func (l *loader) operatorNamed(o *pg.ObjectWithArgs) (schema.Key, error) {
	s, n := expr.SplitName(expr.NameList(o.Objname))
	types := make([]string, len(o.Objargs))
	for i, a := range o.Objargs {
		if types[i] = "NONE"; a.GetTypeName() != nil {
			types[i], _ = argumentType(a.GetTypeName(), l.names())
		}
	}
	wanted := n + "(" + strings.Join(types, ", ") + ")"
	for _, in := range (&resolver{l: l, path: l.path}).schemas(s) {
		for _, k := range l.operators[name{in, n}] {
			if k.Name == wanted {
				return k, nil
			}
		}
	}
	return schema.Key{}, l.missingf(0, "operator %s does not exist", qualifiedOperator(s, wanted))
}

func (l *loader) alterOperator(n *pg.AlterOperatorStmt) error {
	k, err := l.operatorNamed(n.Opername)
	if err != nil {
		return err
	}
	return l.operatorOptions(l.mutable(k).(*pgmodel.Operator), n.Options)
}

// forgetOperator has other operators know no more of one that is dropped.
func (l *loader) forgetOperator(k schema.Key) {
	gone := qualifiedOperator(k.Schema, expr.BareName(k.Name))
	op, ok := l.out.Get(k).(*pgmodel.Operator)
	if !ok {
		return
	}
	for _, list := range l.operators {
		for _, other := range list {
			o, ok := l.out.Get(other).(*pgmodel.Operator)
			if !ok || other == k {
				continue
			}
			if o.Commutator == gone && o.Left == op.Right && o.Right == op.Left {
				l.mutable(other).(*pgmodel.Operator).Commutator = ""
			}
			if o.Negator == gone && o.Left == op.Left && o.Right == op.Right {
				l.mutable(other).(*pgmodel.Operator).Negator = ""
			}
		}
	}
}

func (f *follower) operator(o *pgmodel.Operator) {
	f.typ(&o.Left)
	f.typ(&o.Right)
	for _, text := range []*string{&o.Function, &o.Restrict, &o.Join} {
		f.function(text)
	}
	f.operatorName(&o.Commutator)
	f.operatorName(&o.Negator)
}
