package cli

// This file has the commands rules and explain: they list the rules of the linter and print the page
// of one.

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/plan"
)

func rulesCommand() *cli.Command {
	return &cli.Command{
		Name:        "rules",
		Usage:       "list the rules of the linter",
		Description: "schemadiff rules\nschemadiff rules --format json",
		Flags:       []cli.Flag{&cli.StringFlag{Name: "format", Value: "text", Usage: "text or json"}},
		Action:      runRules,
	}
}

func runRules(c *cli.Context) error {
	if c.Args().Present() {
		return &usage{msg: fmt.Sprintf("rules takes no argument %q", c.Args().First()), hint: "schemadiff explain " + c.Args().First()}
	}
	type rule struct {
		Name     string `json:"name"`
		Category string `json:"category"`
		Severity string `json:"severity"`
		Dialect  string `json:"dialect,omitempty"`
		Summary  string `json:"summary"`
	}
	list := []rule{}
	for _, r := range rules.All() {
		list = append(list, rule{r.Name, r.Category, string(r.Severity), string(r.Dialect), r.Summary()})
	}
	switch c.String("format") {
	case "json":
		e := json.NewEncoder(c.App.Writer)
		e.SetIndent("", "  ")
		return e.Encode(list)
	case "text":
	default:
		return &usage{msg: fmt.Sprintf("--format %q", c.String("format")), hint: "want text or json"}
	}
	w := tabwriter.NewWriter(c.App.Writer, 0, 0, 2, ' ', 0)
	for _, r := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", r.Name, r.Category, r.Severity, r.Dialect, r.Summary)
	}
	return w.Flush()
}

func explainCommand() *cli.Command {
	return &cli.Command{
		Name:        "explain",
		Usage:       "print the page of a rule: what it finds, why, and examples",
		ArgsUsage:   "RULE",
		Description: "schemadiff explain drop-column",
		Action:      runExplain,
	}
}

func runExplain(c *cli.Context) error {
	name := c.Args().First()
	if page := rulePage(name); page != "" {
		_, err := fmt.Fprintln(c.App.Writer, page)
		return err
	}
	if name == "" {
		return &usage{msg: "explain needs the name of a rule", hint: "schemadiff rules lists them"}
	}
	best := suggestion(name, ruleNames())
	if !strings.HasPrefix(best, "did you mean") {
		best = "schemadiff rules lists them"
	}
	return &usage{msg: fmt.Sprintf("no rule %q", name), hint: best}
}

func ruleNames() []string {
	var names []string
	for _, r := range rules.All() {
		names = append(names, r.Name)
	}
	return names
}

// rulePage is the page that explain prints, for a rule, another name of one, or a group.
func rulePage(name string) string {
	all := rules.All()
	for _, r := range all {
		if r.Name == name {
			return strings.TrimSpace(r.Page)
		}
	}
	for _, r := range all {
		if slices.Contains(r.Aliases, name) {
			return strings.TrimSpace(r.Page)
		}
	}
	if name == plan.AllowAll {
		return "# " + name + "\n\n--allow " + name + " permits every rule that can refuse a plan; for one object alone: " + name + ":OBJECT."
	}
	if group := app.AllowNames().Groups[name]; group != nil {
		return "# " + name + "\n\nThe rules about what is destroyed, which --allow " + name + " permits together:\n\n- " + strings.Join(group, "\n- ")
	}
	return ""
}
