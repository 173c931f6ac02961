package postgres

// CREATE SUBSCRIPTION and ALTER SUBSCRIPTION. Options that repeat a default are left out; one-time
// options, such as copy_data, are no part of the schema (sql-createsubscription.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats subscriptions.
var _ = register(kind{
	names:   []schema.Kind{schema.KindSubscription},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_SUBSCRIPTION: schema.KindSubscription},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateSubscriptionStmt:
			return true, l.createSubscription(n.CreateSubscriptionStmt)
		case *pg.Node_AlterSubscriptionStmt:
			return true, l.alterSubscription(n.AlterSubscriptionStmt)
		case *pg.Node_DropSubscriptionStmt:
			return true, l.dropSubscription(n.DropSubscriptionStmt)
		}
		return false, nil
	},
	setKey: func(o pgmodel.Object, k schema.Key) { o.(*pgmodel.Subscription).ID = k },
})

func (l *loader) createSubscription(n *pg.CreateSubscriptionStmt) error {
	k, _, err := l.newOther(schema.KindSubscription, "", n.Subname, false)
	if err != nil {
		return err
	}
	s := &pgmodel.Subscription{ID: k, Connection: n.Conninfo, Publications: expr.NameList(n.Publication), Slot: n.Subname}
	l.begin(&s.Shared, k)
	for _, o := range settings(n.Options) {
		switch {
		case o.Name == "connect" && isOff(o.Value):
			s.Disabled = true
		case o.Name == "enabled":
			s.Disabled = isOff(o.Value)
		}
	}
	l.subscriptionOptions(s, n.Options)
	l.put(s)
	return nil
}

// subscriptionOptions keeps the options that last; those about how the subscription
// is made are no attributes of it.
func (l *loader) subscriptionOptions(s *pgmodel.Subscription, list []*pg.Node) {
	for _, o := range settings(list) {
		switch o.Name {
		case "connect", "enabled", "create_slot", "copy_data", "refresh":
		case "slot_name":
			if s.Slot = o.Value; strings.EqualFold(o.Value, "none") {
				s.Slot = ""
			}
		default:
			value := subscriptionValue(o.Name, o.Value)
			if s.Options = unset(s.Options, o.Name); value != subscriptionDefault(l.env.Version, o.Name) {
				s.Options = setting(s.Options, o.Name, value)
			}
		}
	}
}

// subscriptionValue is the canonical spelling of an option's value.
func subscriptionValue(option, value string) string {
	lower := strings.ToLower(value)
	switch {
	case option == "synchronous_commit" || option == "origin":
		return lower
	case lower == "on" || lower == "1" || lower == "t":
		return "true"
	case isOff(lower):
		return "false"
	}
	return lower
}

// subscriptionDefault is the value that an option has where it is not written.
func subscriptionDefault(version int, option string) string {
	switch {
	case option == "synchronous_commit":
		return "off"
	case option == "origin":
		return "any"
	case option == "password_required":
		return "true"
	case option == "streaming" && version >= 18:
		return "parallel"
	}
	return "false"
}

func (l *loader) alterSubscription(n *pg.AlterSubscriptionStmt) error {
	k, err := l.otherNamed(schema.KindSubscription, []string{n.Subname})
	if err != nil {
		return err
	}
	s := l.mutable(k).(*pgmodel.Subscription)
	switch n.Kind {
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_OPTIONS:
		l.subscriptionOptions(s, n.Options)
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_CONNECTION:
		s.Connection = n.Conninfo
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_SET_PUBLICATION:
		s.Publications = expr.NameList(n.Publication)
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_ADD_PUBLICATION:
		s.Publications = append(slices.Clone(s.Publications), expr.NameList(n.Publication)...)
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_DROP_PUBLICATION:
		gone := expr.NameList(n.Publication)
		s.Publications = slices.DeleteFunc(slices.Clone(s.Publications), func(p string) bool { return slices.Contains(gone, p) })
	case pg.AlterSubscriptionType_ALTER_SUBSCRIPTION_ENABLED:
		for _, o := range settings(n.Options) {
			s.Disabled = isOff(o.Value)
		}
	default:
		l.note(schema.Ignored, 0, head(l.st.SQL), "it makes no object")
	}
	return nil
}

func (l *loader) dropSubscription(n *pg.DropSubscriptionStmt) error {
	k := schema.Key{Kind: schema.KindSubscription, Name: n.Subname}
	if l.out.Get(k) == nil && !n.MissingOk {
		return l.missingf(0, "%s does not exist", k)
	}
	l.remove(k)
	return nil
}
