package postgres

// CREATE EVENT TRIGGER and its states. The tags of its filter are sorted, since their order means
// nothing (event-trigger-definition.html).

import (
	"slices"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats event triggers.
var _ = register(kind{
	names:   []schema.Kind{schema.KindEventTrigger},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_EVENT_TRIGGER: schema.KindEventTrigger},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateEventTrigStmt:
			return true, l.createEventTrigger(n.CreateEventTrigStmt)
		case *pg.Node_AlterEventTrigStmt:
			return true, l.alterEventTrigger(n.AlterEventTrigStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.EventTrigger).ID = k },
	acts:   eventTriggerActs,
	follow: func(f *follower, o pgmodel.Object) { f.function(&o.(*pgmodel.EventTrigger).Function) },
})

func (l *loader) createEventTrigger(n *pg.CreateEventTrigStmt) error {
	k, _, err := l.newOther(schema.KindEventTrigger, "", n.Trigname, false)
	if err != nil {
		return err
	}
	t := &pgmodel.EventTrigger{ID: k, Event: n.Eventname}
	l.begin(&t.Shared, k)
	for _, node := range n.Whenclause {
		d := node.GetDefElem()
		if d.Defname != "tag" {
			return l.st.ErrorAt(d.Location, "event triggers have no filter %s", pgmodel.Quote(d.Defname))
		}
		t.Tags = append(t.Tags, expr.NameList(d.Arg.GetList().GetItems())...)
	}
	slices.Sort(t.Tags)
	if t.Function, err = l.callee(expr.NameList(n.Funcname), "", &t.Shared); err != nil {
		return err
	}
	l.put(t)
	return nil
}

func (l *loader) alterEventTrigger(n *pg.AlterEventTrigStmt) error {
	k, err := l.otherNamed(schema.KindEventTrigger, []string{n.Trigname})
	if err != nil {
		return err
	}
	t := l.mutable(k).(*pgmodel.EventTrigger)
	t.Enabled = map[string]string{"D": "disabled", "R": "replica", "A": "always"}[n.Tgenabled]
	return nil
}

func eventTriggerActs(r *actReader, node *pg.Node) bool {
	n := node.GetCreateEventTrigStmt()
	if n == nil {
		return false
	}
	k := schema.Key{Kind: schema.KindEventTrigger, Name: n.Trigname}
	r.add(0, schema.Act{Verb: schema.Creates, Kind: k.Kind, On: k, Name: k.Name, To: n.Eventname})
	return true
}
