package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func subscriptionMaker() writer {
	return writer{name: subscriptionName, create: func(o pgmodel.Object) []piece { return createSubscription(o.(*pgmodel.Subscription)) },
		drop: dropSubscription, alter: alterSubscription}
}

func subscriptionName(o pgmodel.Object) string { return "SUBSCRIPTION " + quote(o.Key().Name) }

// whySlot is the reason why some statements cannot run in a transaction.
const whySlot = "the slot is made or dropped on the publisher, which no transaction can take back"

// createSubscription makes one that is disabled without asking the publisher.
func createSubscription(s *pgmodel.Subscription) []piece {
	var options []string
	if s.Disabled {
		options = append(options, "connect = false")
	}
	if s.Slot != s.ID.Name {
		options = append(options, "slot_name = "+slotText(s.Slot))
	}
	for _, o := range s.Options {
		options = append(options, quote(o.Name)+" = "+pgmodel.Literal(o.Value))
	}
	sql := "CREATE " + subscriptionName(s) + " CONNECTION " + pgmodel.Literal(s.Connection) + " PUBLICATION " + nameList(s.Publications)
	if len(options) > 0 {
		sql += " WITH (" + strings.Join(options, ", ") + ")"
	}
	p := piece{SQL: sql}
	if !s.Disabled {
		p.Tx, p.Why = plan.TxNever, whySlot
	}
	return []piece{p}
}

func slotText(slot string) string {
	if slot == "" {
		return "NONE"
	}
	return pgmodel.Literal(slot)
}

func dropSubscription(o pgmodel.Object) []piece {
	p := piece{SQL: "DROP " + subscriptionName(o)}
	if o.(*pgmodel.Subscription).Slot != "" {
		p.Tx, p.Why = plan.TxNever, whySlot
	}
	return []piece{p}
}

func alterSubscription(_ *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Subscription), c.To.(*pgmodel.Subscription)
	head := "ALTER " + subscriptionName(to) + " "
	var out []piece
	if !from.Disabled && to.Disabled {
		out = append(out, piece{SQL: head + "DISABLE"})
	}
	if c.Has("connection") && !from.Hidden && !to.Hidden {
		out = append(out, piece{SQL: head + "CONNECTION " + pgmodel.Literal(to.Connection)})
	}
	if c.Has("publications") {
		p := piece{SQL: head + "SET PUBLICATION " + nameList(to.Publications)}
		if from.Disabled {
			p.SQL += " WITH (refresh = false)"
		} else {
			p.Tx, p.Why = plan.TxNever, "the tables of the publications are asked for on the publisher"
		}
		out = append(out, p)
	}
	options, ok := subscriptionChange(from, to)
	if options != "" {
		out = append(out, piece{SQL: head + "SET (" + options + ")"})
	}
	if from.Disabled && !to.Disabled {
		out = append(out, piece{SQL: head + "ENABLE"})
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
		list = append(list, n+" = "+pgmodel.Literal(either(now, usualOption(n))))
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
