package lazyregexp

import "testing"

func TestTestsCompileAtOnce(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("an expression without its closing parenthesis was taken")
		}
	}()
	New(`(`)
}

func TestProgramsOfGoTestAreKnown(t *testing.T) {
	for name, want := range map[string]bool{"/b001/review.test": true, `review.test.exe`: true, "/usr/bin/schemadiff": false, "latest": false} {
		if isTest([]string{name}) != want {
			t.Errorf("%s: %t", name, !want)
		}
	}
	if isTest(nil) {
		t.Error("a program without a name is no test")
	}
}
