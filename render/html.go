package render

// A plan as one page for a browser: what waits and what is lost, a picture of the changed tables, and every
// step with all that is known of it, to filter. The file loads nothing, and its policy lets no script run
// but the one that is written here; text of others is escaped by its context (html/template).

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render/diagram"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed page/plan.html
var pageHTML string

//go:embed page/plan.css
var pageCSS string

//go:embed page/plan.js
var pageScript string

// The limits of a page: more would make it slow or say nothing.
const (
	pageFindings = 500 // listed findings; of more of a rule than pageRule, the number
	pageRule     = 20
	pageLost     = 50
	pagePicture  = 60 // drawn tables
	pageOpen     = 12 // so few steps are open
)

// page is a plan as the template shows it.
type page struct {
	Title, From, To, Engine, Version, Refused string
	ScriptHash                                string
	Sheet                                     template.CSS
	Script                                    template.JS
	Blocks, Lost                              []string
	Findings                                  []pageFinding
	MoreFindings                              string
	AccessHead                                [4]string
	Access                                    [][4]string
	Notes                                     string
	Picture                                   template.HTML
	PictureNote                               string
	Risks                                     []risk
	Kinds                                     []string
	Steps                                     []pageStep
	Trial                                     *pageTrial
}

// pageTrial shows how the plan ended on a copy with rows.
type pageTrial struct {
	On, Ended string
	Failed    bool
	Head      []string
	Rows      [][]string
	Lines     []pageTrialLine
}

type pageTrialLine struct{ Kind, Text string }

type pageFinding struct {
	Severity                            plan.Severity
	Rule, Message, Place, Hint, Refusal string
}

type pageStep struct {
	Risk                               risk
	Kind, Class, Mark, Object, Warning string
	Open                               bool
	Reasons                            []string
	Facts                              []pageFact
	Sides                              []sideLine
	SQL                                template.HTML
}

type pageFact struct{ Name, Text string }

// HTML writes a plan as a page that stands by itself.
func HTML(w io.Writer, p *plan.Plan, in Info) error {
	hash := sha256.Sum256([]byte(pageScript))
	out := page{Title: counts(p, in), From: in.From, To: in.To, Engine: engine(p), Version: in.Version,
		ScriptHash: "sha256-" + base64.StdEncoding.EncodeToString(hash[:]), Sheet: template.CSS(pageCSS + diagram.Style), Script: template.JS(pageScript),
		Blocks: Blocks(p), Notes: Notes(p.Notes), AccessHead: accessHead}
	if out.Title == "" {
		out.Title = "no changes"
	}
	if in.blocking(p) > 0 {
		out.Refused = refused
	}
	for _, a := range p.Access {
		out.Access = append(out.Access, accessRow(a))
	}
	out.findings(p.Findings, in)
	out.steps(p.Steps, in)
	out.picture(p.Steps, in)
	out.trial(p, in.Trial)
	t, err := template.New("plan").Funcs(template.FuncMap{"show": EscapeText}).Parse(pageHTML)
	if err != nil {
		return err
	}
	return t.Execute(w, out)
}

// trial shows what came of the plan on a copy with rows.
func (out *page) trial(p *plan.Plan, t *plan.Trial) {
	if t == nil {
		return
	}
	rows := trialTable(p, t)
	out.Trial = &pageTrial{On: rehearsedOn(t), Ended: trialEnd(t), Failed: t.Failed(), Head: rows[0], Rows: rows[1:]}
	for _, l := range trialLines(t) {
		out.Trial.Lines = append(out.Trial.Lines, pageTrialLine{l.kind, l.text})
	}
}

// findings lists findings, a few of each rule where there are many.
func (out *page) findings(list []plan.Finding, in Info) {
	number := map[string]int{}
	var rest []plan.Finding
	for _, f := range bySeverity(list) {
		if number[f.Rule]++; len(list) > pageFindings && number[f.Rule] > pageRule && !f.Blocks {
			rest = append(rest, f)
			continue
		}
		shown := pageFinding{Severity: f.Severity, Rule: f.Rule, Message: f.Message, Hint: f.Hint, Place: f.Pos.String()}
		if f.Refuses() {
			shown.Refusal = in.refusal(f)
		}
		out.Findings = append(out.Findings, shown)
	}
	if len(rest) > 0 {
		out.MoreFindings = count(int64(len(rest))) + " more: " + rulesOf(rest)
	}
}

func (out *page) steps(steps []plan.Step, in Info) {
	sides := definitions(steps)
	seen := map[risk]bool{}
	for i, s := range steps {
		class := map[string]string{markAdd: "a", markDrop: "d"}[marker(s)]
		if class == "" {
			class = "l"
		}
		shown := pageStep{Risk: riskOf(s), Kind: EscapeText(string(s.Kind)), Class: class, Mark: marker(s), Object: s.Key.Object(), Reasons: s.Reasons, Open: len(steps) <= pageOpen,
			Facts: facts(s, in), Sides: sides[i], SQL: highlighted(s)}
		if shown.Risk > riskNone {
			shown.Warning = shown.Risk.String()
		}
		seen[shown.Risk] = true
		if !slices.Contains(out.Kinds, shown.Kind) {
			out.Kinds = append(out.Kinds, shown.Kind)
		}
		if text := dataLoss(s); text != "" && len(out.Lost) < pageLost {
			out.Lost = append(out.Lost, string(s.Kind)+" "+s.Key.Object()+" "+text)
		}
		out.Steps = append(out.Steps, shown)
	}
	for _, r := range risks {
		if seen[r] {
			out.Risks = append(out.Risks, r)
		}
	}
}

// facts lists the known properties of a step by name.
func facts(s plan.Step, in Info) []pageFact {
	var out []pageFact
	add := func(name, text string) {
		if text != "" {
			out = append(out, pageFact{name, text})
		}
	}
	add("source", s.Pos.String())
	if in.Line != nil && !s.Pos.IsZero() {
		add("line", strings.TrimSpace(clip(in.Line(s.Pos), 300)))
	}
	add("why", s.Why)
	add("lock", lockAndTransaction(s))
	add("rows", effort(s))
	add("data", dataLoss(s))
	add("needs", strings.Join(needs(s, in), ", "))
	add("undo", strings.Join(s.Undo, ";\n"))
	add("undo", s.UndoNote)
	return out
}

// highlighted is the SQL of a step with its words in colours.
func highlighted(s plan.Step) template.HTML {
	var b strings.Builder
	for i, stmt := range s.Statements {
		if i > 0 {
			b.WriteByte('\n')
		}
		for _, token := range sqlTokens(EscapeText(terminated(stmt.SQL))) {
			tag := [...]string{"", "b", "q", "i"}[token.class]
			text := html.EscapeString(token.text)
			if tag != "" {
				text = "<" + tag + ">" + text + "</" + tag + ">"
			}
			b.WriteString(text)
		}
	}
	return template.HTML(b.String())
}

// definitions are both sides of what is replaced, for the step that creates it: of the statement that
// creates it and of the one that would bring back what was there.
func definitions(steps []plan.Step) map[int][]sideLine {
	before, out := map[schema.Key]string{}, map[int][]sideLine{}
	for _, s := range steps {
		for _, sql := range s.Undo {
			if strings.HasPrefix(sql, "CREATE ") {
				before[s.Key] = sql
			}
		}
	}
	for i, s := range steps {
		old := before[s.Key]
		for _, stmt := range s.Statements {
			if old != "" && strings.HasPrefix(stmt.SQL, "CREATE ") && stmt.SQL != old {
				out[i] = sideBySide(old, stmt.SQL)
			}
		}
	}
	return out
}

// picture draws the changed tables and what they are linked with.
func (out *page) picture(steps []plan.Step, in Info) {
	if in.Tables == nil || len(steps) == 0 {
		return
	}
	before, after := in.Tables()
	tables := slices.Clone(after)
	known := map[schema.Key]bool{}
	for _, t := range after {
		known[t.Key] = true
	}
	for _, t := range before {
		if !known[t.Key] {
			tables = append(tables, t)
		}
	}
	g := diagram.New(tables)
	changed := classify(g, steps, before, slices.Concat(before, after), known)
	if len(changed) == 0 {
		return
	}
	g = g.Around(changed, 1)
	drawn := g.First(pagePicture)
	if more := len(g.Tables) - len(drawn.Tables); more > 0 {
		out.PictureNote = count(int64(more)) + " more are not drawn: schemadiff inspect --format svg --around TABLE draws a part."
	}
	out.Picture = template.HTML(diagram.Picture(drawn))
}

// classify gives the tables of a graph their classes, and returns the ones that steps change.
func classify(g *diagram.Graph, steps []plan.Step, before, tables []*lint.Table, after map[schema.Key]bool) (changed []schema.Key) {
	was, touched := map[schema.Key]bool{}, map[schema.Key]bool{}
	for _, t := range before {
		was[t.Key] = true
	}
	for _, s := range steps {
		touched[s.Key] = true
		if s.Key.IsPart() {
			touched[schema.TableOfPart(s.Key)] = true
		}
	}
	for _, t := range tables {
		if slices.ContainsFunc(t.Indexes, func(x *lint.Index) bool {
			return touched[schema.Key{Kind: schema.KindIndex, Schema: t.Key.Schema, Name: x.Name}]
		}) {
			touched[t.Key] = true
		}
	}
	for _, t := range g.Tables {
		switch {
		case !after[t.Key]:
			t.Class = diagram.ClassDropped
		case !was[t.Key]:
			t.Class = diagram.ClassNew
		case touched[t.Key]:
			t.Class = diagram.ClassChanged
		default:
			continue
		}
		changed = append(changed, t.Key)
	}
	return changed
}
