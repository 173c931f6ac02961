package pgmodel

// Every kind of object makes the same promises, so one list of samples is put to each of
// them: what is compared, what a copy shares, and how keys and fields are made.

import (
	"reflect"
	"slices"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func key(kind schema.Kind, name string) schema.Key {
	return schema.Key{Kind: kind, Schema: "app", Name: name}
}

var users = key(schema.KindTable, "users")

// samples has an object of every struct, as a constructor: tests change what they get.
func samples() map[string]func() Object {
	return map[string]func() Object{
		"table":           func() Object { return &Table{ID: users} },
		"column":          func() Object { return &Column{Table: users, Type: "text"} },
		"constraint":      func() Object { return &Constraint{Table: users, Kind: schema.KindCheck} },
		"index":           func() Object { return &Index{ID: key(schema.KindIndex, "i"), Table: users} },
		"view":            func() Object { return &View{ID: key(schema.KindView, "v")} },
		"policy":          func() Object { return &Policy{ID: key(schema.KindPolicy, "p"), Table: users} },
		"trigger":         func() Object { return &Trigger{ID: key(schema.KindTrigger, "t"), Table: users} },
		"event trigger":   func() Object { return &EventTrigger{ID: key(schema.KindEventTrigger, "t")} },
		"rule":            func() Object { return &Rule{ID: key(schema.KindRule, "r"), Table: users} },
		"range":           func() Object { return &Range{ID: key(schema.KindRange, "r")} },
		"base type":       func() Object { return &BaseType{ID: key(schema.KindBaseType, "b")} },
		"domain":          func() Object { return &Domain{ID: key(schema.KindDomain, "d")} },
		"domain check":    func() Object { return &DomainCheck{Domain: key(schema.KindDomain, "d")} },
		"enum":            func() Object { return &Enum{ID: key(schema.KindEnum, "e")} },
		"composite":       func() Object { return &Composite{ID: key(schema.KindComposite, "c")} },
		"function":        func() Object { return &Function{ID: key(schema.KindFunction, "f()")} },
		"aggregate":       func() Object { return &Aggregate{ID: key(schema.KindAggregate, "a()"), Direct: -1} },
		"statistics":      func() Object { return &Statistics{ID: key(schema.KindStatistics, "s"), Table: users} },
		"schema":          func() Object { return &Schema{} },
		"default grants":  func() Object { return &DefaultGrants{} },
		"cast":            func() Object { return &Cast{ID: key(schema.KindCast, "(a AS b)")} },
		"conversion":      func() Object { return &Conversion{ID: key(schema.KindConversion, "c")} },
		"collation":       func() Object { return &Collation{ID: key(schema.KindCollation, "c")} },
		"extension":       func() Object { return &Extension{ID: key(schema.KindExtension, "x")} },
		"wrapper":         func() Object { return &Wrapper{ID: key(schema.KindWrapper, "w")} },
		"server":          func() Object { return &Server{ID: key(schema.KindServer, "s")} },
		"user mapping":    func() Object { return &UserMapping{ID: UserMappingKey("", "s")} },
		"language":        func() Object { return &Language{ID: key(schema.KindLanguage, "l")} },
		"transform":       func() Object { return &Transform{ID: key(schema.KindTransform, "t")} },
		"access method":   func() Object { return &AccessMethod{ID: key(schema.KindAccessMethod, "m")} },
		"operator":        func() Object { return &Operator{ID: key(schema.KindOperator, "+")} },
		"operator family": func() Object { return &OperatorFamily{ID: key(schema.KindOperatorFamily, "f")} },
		"operator class":  func() Object { return &OperatorClass{ID: key(schema.KindOperatorClass, "c")} },
		"publication":     func() Object { return &Publication{ID: key(schema.KindPublication, "p")} },
		"subscription":    func() Object { return &Subscription{ID: key(schema.KindSubscription, "s")} },
		"sequence":        func() Object { return &Sequence{ID: key(schema.KindSequence, "s")} },
		"text search":     func() Object { return &TextSearch{ID: key(schema.KindTSDictionary, "d")} },
		"partition index": func() Object {
			return &PartitionPart{Table: key(schema.KindTable, "t"), Root: key(schema.KindIndex, "i"), Kind: schema.KindIndex, Shared: Shared{Origin: schema.Origin{Name: "x"}}}
		},
		"configuration": func() Object { return &TSConfig{ID: key(schema.KindTSConfig, "c")} },
	}
}

// notCompared are the attributes that no comparison sees, with the reason.
var notCompared = map[string]string{
	"table.Columns":            "parts have fields of their own",
	"table.Constraints":        "parts have fields of their own",
	"table.MergedChecks":       "they are the parent's as well",
	"table.PartitionParts":     "parts have fields of their own",
	"partition index.Table":    "it is in the key",
	"partition index.Root":     "it is in the key",
	"partition index.Local":    "it is a way to make the same",
	"partition index.Plain":    "it says that there is nothing to compare",
	"domain.Checks":            "parts have fields of their own",
	"domain check.Domain":      "it is in the key",
	"column.Table":             "it is in the key",
	"constraint.Table":         "it is in the key",
	"constraint.Kind":          "it is in the key",
	"column.Inherited":         "it shows only when the parent goes",
	"column.NullDefault":       "DEFAULT NULL means the same as none",
	"column.NotNullName":       "the server makes it up",
	"column.NotNullLocal":      "it shows only when the parent's goes",
	"column.Using":             "it is a hint for the migration",
	"function.Ambiguous":       "it says how statements name the procedure",
	"function.Path":            "it says how the body is compiled, and no catalog has it",
	"function.Unchecked":       "it says whether the body is compiled, and no catalog has it",
	"column.DefaultDropped":    "it is needed while files are read",
	"view.Listed":              "it says where the names of the columns stand, which are compared",
	"view.NoData":              "whether rows are there is no part of the schema",
	"enum.Renamed":             "it is a hint for the migration",
	"operator.Left":            "it is in the key",
	"operator.Right":           "it is in the key",
	"cast.Source":              "it is in the key",
	"cast.Target":              "it is in the key",
	"transform.Type":           "it is in the key",
	"transform.Language":       "it is in the key",
	"user mapping.Role":        "it is in the key",
	"user mapping.Server":      "it is in the key",
	"default grants.Role":      "it is in the key",
	"default grants.In":        "it is in the key",
	"default grants.Class":     "it is in the key",
	"schema.Implicit":          "it says who creates the schema",
	"rule.Values":              "they are asked the server about, and are in the actions",
	"trigger.Table":            "it is in the key",
	"trigger.Usual":            "it is the state of another trigger",
	"extension.DefaultComment": "it counts as no comment",
	"extension.Fixed":          "it says what the server can do with it",
}

func TestEveryAttributeIsCompared(t *testing.T) {
	for name, sample := range samples() {
		for _, field := range attributesOf(sample()) {
			o := sample()
			change(t, attribute(o, field))
			reason, exempt := notCompared[name+"."+field]
			same := reflect.DeepEqual(o.Fields(), sample().Fields())
			switch {
			case exempt == same:
			case exempt:
				t.Errorf("%s.%s is compared, although %s", name, field, reason)
			default:
				t.Errorf("a difference in %s.%s is not seen: fields are %v", name, field, o.Fields())
			}
		}
	}
}

func TestCommentsOwnersAndGrantsAreCompared(t *testing.T) {
	for name, sample := range samples() {
		for what, change := range map[string]func(Object){
			"a comment": func(o Object) { o.Common().Comment = "x" },
			"an owner":  func(o Object) { o.Common().EditAccess().Owner = "x" },
			"a grant":   func(o Object) { o.Common().EditAccess().Grants = []Grant{{Role: "x", Privilege: "SELECT"}} },
		} {
			o := sample()
			change(o)
			if slices.Equal(o.Fields(), sample().Fields()) {
				t.Errorf("%s of a %s is not compared", what, name)
			}
			kept := sample()
			kept.Common().EditAccess().Kept = Kept{Owner: "x"}
			if !slices.Equal(kept.Fields(), sample().Fields()) {
				t.Errorf("the unmanaged owner of a %s is compared", name)
			}
		}
	}
}

// Two lists of fields are compared by position, so each kind always has the same names.
func TestFieldsHaveTheSameNamesAlways(t *testing.T) {
	for name, sample := range samples() {
		names := func(o Object) (list []string) {
			for _, f := range o.Fields() {
				list = append(list, f.Name)
			}
			return list
		}
		plain := names(sample())
		full := sample()
		for _, field := range attributesOf(full) {
			change(t, attribute(full, field))
		}
		if got := names(full); !slices.Equal(got, plain) {
			t.Errorf("fields of a %s are %q, and %q of one with every attribute", name, plain, got)
		}
		if slices.Sort(plain); len(slices.Compact(plain)) != len(names(sample())) {
			t.Errorf("two fields of a %s have one name", name)
		}
	}
}

// A clone is changed without the original: they share no list that either could edit.
func TestClonesAreIndependent(t *testing.T) {
	for name, sample := range samples() {
		full := func() Object {
			o := sample()
			for _, field := range attributesOf(o) {
				change(t, attribute(o, field))
			}
			o.Common().Use(users)
			return o
		}
		original := full()
		c := original.Clone().(Object)
		if !reflect.DeepEqual(c, original) {
			t.Errorf("the clone of a %s differs from it", name)
		}
		for _, field := range attributesOf(c) {
			change(t, attribute(c, field))
		}
		c.Common().Uses[0].Name = "changed"
		c.Common().EditAccess().Owner = "changed"
		if !reflect.DeepEqual(original, full()) {
			t.Errorf("a %s changes with its clone: %v", name, original.Fields())
		}
	}
}

func TestKeysOfPartsNameTheirOwner(t *testing.T) {
	c := &Column{Table: users}
	c.Name = "id"
	for want, o := range map[string]schema.Object{
		"column app.users.id":        c,
		"check constraint app.users": &Constraint{Table: users, Kind: schema.KindCheck},
		"primary key app.users":      &Constraint{Table: users, Kind: schema.KindPrimary},
		"domain check app.d":         &DomainCheck{Domain: key(schema.KindDomain, "d")},
	} {
		if k := o.Key(); !k.IsPart() || len(k.String()) < len(want) || k.Schema != "app" || k.Table == "" {
			t.Errorf("the key is %s of table %q, want %s", k, k.Table, want)
		}
	}
	if k := UserMappingKey("", "s").Name; k != "PUBLIC on s" {
		t.Errorf("the mapping of PUBLIC is named %s", k)
	}
	if k := UserMappingKey("Ann", "s").Name; k != `"Ann" on s` {
		t.Errorf("the mapping of a role is named %s", k)
	}
}

// attributesOf lists the fields of an object's struct and of its extra.
func attributesOf(o Object) []string {
	var names []string
	for _, v := range []reflect.Value{reflect.ValueOf(o).Elem(), extraOf(o)} {
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !f.Anonymous && f.Name != "ID" {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

func attribute(o Object, name string) reflect.Value {
	if v := reflect.ValueOf(o).Elem().FieldByName(name); v.IsValid() {
		return v
	}
	return extraOf(o).FieldByName(name)
}

// extraOf is what few objects of its kind have, to be changed.
func extraOf(o Object) reflect.Value {
	switch o := o.(type) {
	case *Column:
		return reflect.ValueOf(o.EditExtra()).Elem()
	case *Constraint:
		return reflect.ValueOf(o.EditExtra()).Elem()
	case *Index:
		return reflect.ValueOf(o.EditExtra()).Elem()
	}
	return reflect.ValueOf(struct{}{})
}

// change gives a value another one; the first element of a list changes in its place.
func change(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.Int:
		v.SetInt(0)
	case reflect.Int64:
		v.SetInt(v.Int() + 1)
	case reflect.Pointer:
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		change(t, v.Elem())
	case reflect.Slice:
		if v.Len() == 0 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		}
		change(t, v.Index(0))
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Field(i); f.CanSet() && v.Type().Field(i).Name != "Names" {
				change(t, f)
			}
		}
	default:
		t.Fatalf("a %s is not changed", v.Kind())
	}
}
