package postgres

// CREATE, ALTER and DROP SUBSCRIPTION. Statements that reach the publisher, for its slot or its
// list of tables, cannot run in a transaction (sql-createsubscription.html). A connection string
// that could not be read counts as unchanged.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindSubscription, subscriptionKind())

func subscriptionKind() kind {
	return kind{name: subscriptionName, create: func(_ *planner, o pgmodel.Object) []statement { return createSubscription(o.(*pgmodel.Subscription)) },
		drop: dropSubscription, alter: alterSubscription}
}

func subscriptionName(o pgmodel.Object) string { return "SUBSCRIPTION " + ddl.Quote(o.Key().Name) }

// whySlot is the reason why some statements cannot run in a transaction.
const whySlot = "the slot is created or dropped on the publisher, and no transaction can roll that back"

// createSubscription makes one that is disabled without asking the publisher.
func createSubscription(s *pgmodel.Subscription) []statement {
	var options []string
	if s.Disabled {
		options = append(options, "connect = false")
	}
	if s.Slot != s.ID.Name {
		options = append(options, "slot_name = "+slotText(s.Slot))
	}
	for _, o := range s.Options {
		options = append(options, ddl.Quote(o.Name)+" = "+pgmodel.Literal(o.Value))
	}
	sql := subscriptionName(s) + " CONNECTION " + pgmodel.Literal(s.Connection) + " PUBLICATION " + ddl.Names(s.Publications)
	if len(options) > 0 {
		sql += " WITH (" + strings.Join(options, ", ") + ")"
	}
	p := statement{Do: ddl.Create(sql)}
	if !s.Disabled {
		p.Tx, p.Why = plan.TxNever, whySlot
	}
	return []statement{p}
}

func slotText(slot string) string {
	if slot == "" {
		return "NONE"
	}
	return pgmodel.Literal(slot)
}

func dropSubscription(_ *planner, o pgmodel.Object) []statement {
	p := statement{Do: ddl.Drop(subscriptionName(o))}
	if o.(*pgmodel.Subscription).Slot != "" {
		p.Tx, p.Why = plan.TxNever, whySlot
	}
	return []statement{p}
}

func alterSubscription(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Subscription), c.To.(*pgmodel.Subscription)
	head := "ALTER " + subscriptionName(to) + " "
	var out []statement
	if !from.Disabled && to.Disabled {
		out = append(out, statement{Do: ddl.Text(head + "DISABLE")})
	}
	if c.Has("connection") && !from.Hidden && !to.Hidden {
		out = append(out, statement{Do: ddl.Text(head + "CONNECTION " + pgmodel.Literal(to.Connection))})
	}
	if c.Has("publications") {
		p := statement{Do: ddl.Text(head + "SET PUBLICATION " + ddl.Names(to.Publications) + ddl.If(from.Disabled, " WITH (refresh = false)", ""))}
		if !from.Disabled {
			p.Tx, p.Why = plan.TxNever, "the tables of the publications are asked for on the publisher"
		}
		out = append(out, p)
	}
	options, ok := subscriptionChange(from, to)
	if options != "" {
		out = append(out, statement{Do: ddl.Text(head + "SET (" + options + ")")})
	}
	if from.Disabled && !to.Disabled {
		out = append(out, statement{Do: ddl.Text(head + "ENABLE")})
	}
	return out, ok
}

// subscriptionChange are the options that differ; some cannot be changed.
func subscriptionChange(from, to *pgmodel.Subscription) (string, bool) {
	var list []string
	if from.Slot != to.Slot {
		list = append(list, "slot_name = "+slotText(to.Slot))
	}
	find := func(s *pgmodel.Subscription, n string) string {
		i := slices.IndexFunc(s.Options, func(o pgmodel.Setting) bool { return o.Name == n })
		if i < 0 {
			return ""
		}
		return s.Options[i].Value
	}
	for _, n := range []string{"binary", "disable_on_error", "failover", "origin", "password_required", "run_as_owner", "streaming", "synchronous_commit", "two_phase"} {
		was, now := find(from, n), find(to, n)
		if was == now {
			continue
		}
		if n == "two_phase" {
			return "", false
		}
		list = append(list, n+" = "+pgmodel.Literal(cmp.Or(now, usualOption(n))))
	}
	return strings.Join(list, ", "), true
}

// usualOption is the value of an option that is not written.
func usualOption(n string) string {
	switch n {
	case "synchronous_commit":
		return "off"
	case "origin":
		return "any"
	case "password_required":
		return "true"
	}
	return "false"
}
