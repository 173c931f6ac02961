package render

// The list of the formats of a plan, which the command's help and its check of --format read. What
// each writes stands in a file of its name.

import (
	"fmt"
	"io"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
)

// planFormat is a format of a plan: the name for --format, and its writer. The script is the plan as
// its runner takes it.
type planFormat struct {
	name  string
	write func(w io.Writer, p *plan.Plan, script string, in Info, st Style) error
}

// planFormats lists the formats, the first is for terminals and the second for what is no terminal.
// A new one is its writer and a row here.
func planFormats() []planFormat {
	return []planFormat{
		{"text", func(w io.Writer, p *plan.Plan, _ string, in Info, st Style) error { Text(w, p, in, st); return nil }},
		{"sql", func(w io.Writer, p *plan.Plan, script string, in Info, _ Style) error {
			SQL(w, p, script, in)
			return nil
		}},
		{"json", func(w io.Writer, p *plan.Plan, script string, in Info, _ Style) error { return JSON(w, p, script, in) }},
		{"markdown", func(w io.Writer, p *plan.Plan, script string, in Info, _ Style) error {
			Markdown(w, p, script, in.forOthers())
			return nil
		}},
		{"html", func(w io.Writer, p *plan.Plan, _ string, in Info, _ Style) error { return HTML(w, p, in.forOthers()) }},
	}
}

// PlanFormats are the names of the formats of a plan.
func PlanFormats() []string {
	var names []string
	for _, f := range planFormats() {
		names = append(names, f.name)
	}
	return names
}

// Plan writes a plan in one of the formats.
func Plan(w io.Writer, p *plan.Plan, format, script string, in Info, st Style) error {
	formats := planFormats()
	i := slices.IndexFunc(formats, func(f planFormat) bool { return f.name == format })
	if i < 0 {
		return fmt.Errorf("no format %q of a plan", format)
	}
	return formats[i].write(w, p, script, in, st)
}

// forOthers is the information for what is read by more people than may know the server.
func (in Info) forOthers() Info {
	if in.Public != "" {
		in.From = in.Public
	}
	return in
}
