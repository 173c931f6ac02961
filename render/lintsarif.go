package render

// The linter's findings as SARIF 2.1.0, which code scanning reads. Suppressed findings are in it,
// marked as such, since a scanner would otherwise count them as fixed.

import (
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
)

// The parts of SARIF 2.1.0 that are written (docs.oasis-open.org/sarif).
type (
	sarifText struct {
		Text     string `json:"text"`
		Markdown string `json:"markdown,omitempty"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		HelpURI          string    `json:"helpUri"`
		ShortDescription sarifText `json:"shortDescription"`
		FullDescription  sarifText `json:"fullDescription"`
		Help             sarifText `json:"help"`
		Default          struct {
			Level string `json:"level"`
		} `json:"defaultConfiguration"`
		Properties struct {
			Tags []string `json:"tags"`
		} `json:"properties"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifLocation struct {
		Physical struct {
			Artifact struct {
				URI string `json:"uri"`
			} `json:"artifactLocation"`
			Region sarifRegion `json:"region"`
		} `json:"physicalLocation"`
	}
	sarifSuppression struct {
		Kind          string `json:"kind"`
		Justification string `json:"justification,omitempty"`
	}
	sarifResult struct {
		RuleID       string             `json:"ruleId"`
		RuleIndex    int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifText          `json:"message"`
		Locations    []sarifLocation    `json:"locations"`
		Prints       map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifRun struct {
		Tool struct {
			Driver struct {
				Name    string      `json:"name"`
				Version string      `json:"version"`
				URI     string      `json:"informationUri"`
				Rules   []sarifRule `json:"rules"`
			} `json:"driver"`
		} `json:"tool"`
		ColumnKind string        `json:"columnKind"`
		Results    []sarifResult `json:"results"`
	}
)

func sarifLevel(s lint.Severity) string {
	switch s {
	case lint.Error:
		return "error"
	case lint.Warning:
		return "warning"
	case lint.Off:
		return "none"
	}
	return "note"
}

// lintSARIF writes a log that code scanning reads. Findings that comments allow are in
// it, as suppressed.
func lintSARIF(w io.Writer, r *Report) error {
	run := sarifRun{ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	run.Tool.Driver.Name, run.Tool.Driver.Version, run.Tool.Driver.URI = "schemadiff", r.Version, "https://github.com/schemadiff/schemadiff"
	index := map[string]int{}
	for i, rule := range r.Rules {
		index[rule.Name] = i
		s := sarifRule{ID: rule.Name, HelpURI: pageOf(rule.Name), ShortDescription: sarifText{Text: rule.Summary()}, FullDescription: sarifText{Text: rule.Summary() + " " + rule.Why()},
			Help: sarifText{Text: rule.Page, Markdown: rule.Page}}
		s.Default.Level = sarifLevel(rule.Severity)
		s.Properties.Tags = []string{rule.Category}
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, s)
	}
	at := newPlaces(r.Texts)
	for _, f := range r.Findings {
		run.Results = append(run.Results, r.sarifOf(f, index, at))
	}
	for _, f := range r.Suppressed {
		result := r.sarifOf(f, index, at)
		result.Suppressions = []sarifSuppression{{Kind: "inSource", Justification: f.Suppressed}}
		run.Results = append(run.Results, result)
	}
	return encode(w, struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}{"https://json.schemastore.org/sarif-2.1.0.json", "2.1.0", []sarifRun{run}})
}

func (r *Report) sarifOf(f lint.Finding, index map[string]int, places *places) sarifResult {
	start, end := places.of(f)
	f = r.inRepository(f)
	text := f.Message
	if f.Hint != "" {
		text += "\nfix: " + f.Hint
	}
	at, known := index[f.Rule]
	if !known {
		at = -1
	}
	result := sarifResult{RuleID: f.Rule, RuleIndex: at, Level: sarifLevel(f.Severity), Message: sarifText{Text: text},
		Prints: map[string]string{"schemadiff/v1": f.Fingerprint()}}
	var l sarifLocation
	l.Physical.Artifact.URI = uriOf(f.Pos.File)
	l.Physical.Region = sarifRegion{start.line, start.column, end.line, end.column}
	result.Locations = []sarifLocation{l}
	return result
}

// uriOf is a path as a URI: relative, or of a file where the path is absolute.
func uriOf(path string) string {
	parts := strings.Split(filepath.ToSlash(path), "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
	}
	uri := strings.Join(parts, "/")
	if strings.HasPrefix(uri, "/") {
		return "file://" + uri
	}
	return uri
}
