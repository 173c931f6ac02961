package plan_test

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
)

func ExampleShellWord() {
	fmt.Println(plan.ShellWord("plan.sql"), plan.ShellWord("it's a plan"), plan.ShellWord("users.full name=name"))
	// Output: plan.sql 'it'\''s a plan' 'users.full name=name'
}
