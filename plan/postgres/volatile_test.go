package postgres

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// A default is volatile by the functions that it calls, whatever stands in its constants.
func TestVolatile(t *testing.T) {
	for _, test := range []struct {
		calls []string
		want  bool
	}{
		{nil, false}, {[]string{"now"}, false}, {[]string{"current_setting", "lower"}, false},
		{[]string{"gen_random_uuid"}, true}, {[]string{"nextval"}, true}, {[]string{"floor", "random"}, true},
		{[]string{"public.uuid_generate_v4"}, true}, {[]string{`shop."Next"`}, true},
	} {
		e := pgmodel.Expr{SQL: "'random()'", Strict: "'random()'", Names: &pgmodel.Names{Functions: test.calls}}
		if got := volatile(e); got != test.want {
			t.Errorf("a default that calls %q is volatile: %t", test.calls, got)
		}
	}
	if volatile(pgmodel.Expr{SQL: "0", Strict: "0"}) {
		t.Error("a constant is volatile")
	}
}
