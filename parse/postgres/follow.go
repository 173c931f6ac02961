package postgres

// What a rename does to the rest of the schema: the server keeps references by number, so that
// after RENAME everything names the object by its new name. Each object that may refer to it is
// rewritten by its kind; the functions for it are in follower.go.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// followAll rewrites every reference to a renamed object or column.
func (l *loader) followAll(from, to schema.Key) {
	for _, o := range slices.Collect(l.out.All()) {
		p := o.(pgmodel.Object)
		if !l.touches(p, from) {
			continue
		}
		l.follow(l.mutable(p.Key()), from, to)
	}
}

// touches reports whether an object, or a part of it, refers to k.
func (l *loader) touches(o pgmodel.Object, k schema.Key) bool {
	key := o.Key()
	if key == k || uses(o.Common(), k) || key.IsPart() && k.Kind != schema.KindColumn && key.Schema == k.Schema && key.Table == k.Name {
		return true
	}
	touches := l.registry.kind(key.Kind).touches
	return touches != nil && touches(o, k)
}

// follow rewrites one object. Where its name holds a type that was renamed, what refers to
// the object follows too.
func (l *loader) follow(o pgmodel.Object, from, to schema.Key) {
	l.followWith(o, &follower{l: l, from: from, to: to, ns: l.names()})
}

// followMembers rewrites every reference to a member of an extension that got another schema.
func (l *loader) followMembers(extension, from, to string) {
	members := map[string]bool{}
	for _, list := range l.outside {
		for _, n := range list {
			if n.Extension == extension {
				members[namedAs(n.Kind)+" "+n.Name] = true
			}
		}
	}
	f := &follower{l: l, ns: l.names(), moving: func(kind, name string) bool {
		return members[kind+" "+name] || len(name) > 1 && name[0] == '"' && members[kind+" "+strings.ReplaceAll(name[1:len(name)-1], `""`, `"`)]
	}}
	f.from = schema.Key{Kind: schema.KindExtension, Schema: from, Name: extension}
	f.to = schema.Key{Kind: schema.KindExtension, Schema: to, Name: extension}
	for _, o := range slices.Collect(l.out.All()) {
		if now := l.mutable(o.Key()); now != nil {
			l.followWith(now, f)
		}
	}
}

func (l *loader) followWith(o pgmodel.Object, f *follower) {
	key, kind := o.Key(), l.registry.kind(o.Key().Kind)
	f.base(o.Common())
	if kind.follow != nil {
		kind.follow(f, o)
	}
	if kind.signature != nil && key != f.to {
		next := key
		if next.Name = kind.signature(o); next != key {
			l.changeKey(o, next)
			l.followAll(key, next)
		}
	}
	l.listOn(o)
	if next := f.moved(key); next != key { // a trigger, rule or policy of a renamed relation
		l.changeKey(o, next)
	}
}

// changeKey gives an object another key, under which it is found from now on.
func (l *loader) changeKey(o pgmodel.Object, k schema.Key) {
	l.displace(o.Key())
	l.setKey(o, k)
	l.place(o)
}
