package cli

import (
	"bytes"
	"testing"
)

// The environment names the pager, the nearest name first.
func TestPagerProgram(t *testing.T) {
	for _, c := range []struct {
		env          map[string]string
		system, want string
	}{
		{nil, "linux", "less"},
		{nil, "windows", ""},
		{map[string]string{"PAGER": "more"}, "windows", "more"},
		{map[string]string{"PAGER": "more"}, "linux", "more"},
		{map[string]string{"PAGER": "more", "SCHEMADIFF_PAGER": "most -x"}, "linux", "most -x"},
		{map[string]string{"PAGER": "more", "SCHEMADIFF_PAGER": ""}, "linux", ""},
		{map[string]string{"PAGER": "cat"}, "linux", ""},
	} {
		get := func(name string) (string, bool) { v, ok := c.env[name]; return v, ok }
		if got := pagerProgram(get, c.system); got != c.want {
			t.Errorf("%v on %s: %q, want %q", c.env, c.system, got, c.want)
		}
	}
}

// A pager gets the text; one that is not there shows nothing, and a reader who leaves it early has seen it.
func TestRunPager(t *testing.T) {
	var out, errs bytes.Buffer
	if !runPager("tr a b", []byte("aaa"), &out, &errs) || out.String() != "bbb" {
		t.Errorf("%q %q", out.String(), errs.String())
	}
	if runPager("no-such-pager-here", []byte("x"), &out, &errs) {
		t.Error("a pager that is not there has shown the text")
	}
	if !runPager("exit 1", bytes.Repeat([]byte("long\n"), 100_000), &out, &errs) {
		t.Error("a pager that was left early has shown nothing")
	}
}
