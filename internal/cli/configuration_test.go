package cli

// The configuration has one table of keys, and three things follow it: the reader, the JSON Schema
// for editors, and the page of the documentation.

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/pelletier/go-toml/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/tools/txtar"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
)

const (
	configSchemaFile = "../../docs/config.schema.json"
	configPage       = "../../docs/configuration.md"
)

// ruleDocs are the rules and categories with a line on each.
func ruleDocs() []config.RuleDoc {
	var docs []config.RuleDoc
	categories := map[string]int{}
	for _, r := range rules.All() {
		docs = append(docs, config.RuleDoc{Name: r.Name, Summary: r.Summary()})
		categories[r.Category]++
	}
	for name, n := range categories {
		if !slices.ContainsFunc(docs, func(d config.RuleDoc) bool { return d.Name == name }) {
			docs = append(docs, config.RuleDoc{Name: name, Summary: fmt.Sprintf("the %d rules of the category %s", n, name)})
		}
	}
	return docs
}

// written compares a file of the repository with what it ought to be, or writes it.
func written(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("%s is not what the table of keys says; go test ./internal/cli -run %s -update writes it (-want +got):\n%s", path, t.Name(), diff)
	}
}

func TestGoldenConfigSchema(t *testing.T) {
	text, err := config.JSONSchema(ruleDocs())
	if err != nil {
		t.Fatal(err)
	}
	written(t, configSchemaFile, string(text))
}

// compiledConfigSchema is the committed JSON Schema.
func compiledConfigSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	text, err := os.ReadFile(configSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(config.SchemaURL, doc); err != nil {
		t.Fatal(err)
	}
	schema, err := c.Compile(config.SchemaURL)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// rejectedKeys are the keys at which the schema rejects a text of TOML.
func rejectedKeys(t *testing.T, schema *jsonschema.Schema, text string) []string {
	t.Helper()
	var tables map[string]any
	if err := toml.Unmarshal([]byte(text), &tables); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	plain, err := json.Marshal(tables)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(plain))
	if err != nil {
		t.Fatal(err)
	}
	var invalid *jsonschema.ValidationError
	if err := schema.Validate(doc); err != nil && !errors.As(err, &invalid) {
		t.Fatal(err)
	}
	if invalid == nil {
		return nil
	}
	var keys []string
	var collect func(*jsonschema.ValidationError)
	collect = func(e *jsonschema.ValidationError) {
		if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
			for _, p := range extra.Properties {
				keys = append(keys, keyOf(append(slices.Clone(e.InstanceLocation), p)))
			}
		} else if len(e.Causes) == 0 {
			keys = append(keys, keyOf(e.InstanceLocation))
		}
		for _, cause := range e.Causes {
			collect(cause)
		}
	}
	collect(invalid)
	slices.Sort(keys)
	return slices.Compact(keys)
}

var elementNumber = regexp.MustCompile(`\[[0-9]+\]`)

// keyOf is a place of JSON as a key of TOML, without the numbers of elements.
func keyOf(location []string) string {
	key := ""
	for _, part := range location {
		if strings.Trim(part, "0123456789") != "" {
			key = config.RuleKey(key, part)
		}
	}
	return key
}

// rejection is the error about a configuration, of the reader or of the rules that it names.
func rejection(t *testing.T, text string) error {
	t.Helper()
	t.Chdir(t.TempDir())
	write(t, ".git/HEAD", "")
	write(t, config.FileName, text)
	c, err := config.Find(".")
	if err != nil {
		return err
	}
	return checkRules(c, rules.All())
}

// TestBrokenConfigurations: the reader and the editor's schema agree on what is wrong where.
func TestBrokenConfigurations(t *testing.T) {
	schema := compiledConfigSchema(t)
	archive, err := txtar.ParseFile("../../testdata/config/broken.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(archive.Files) < 50 {
		t.Fatalf("only %d broken configurations", len(archive.Files))
	}
	for _, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			first, _, _ := strings.Cut(string(file.Data), "\n")
			want := strings.TrimPrefix(first, "# key: ")
			if keys := rejectedKeys(t, schema, string(file.Data)); !slices.Equal(keys, []string{want}) {
				t.Errorf("the schema rejects %q, want %q", keys, want)
			}
			var bad *config.Error
			if err := rejection(t, string(file.Data)); !errors.As(err, &bad) {
				t.Fatalf("the reader says %v, want an error at %s", err, want)
			}
			if got := elementNumber.ReplaceAllString(bad.Key, ""); got != want || bad.Line < 2 || bad.Column < 1 {
				t.Errorf("the reader rejects %s at %d:%d (%s), want %s", got, bad.Line, bad.Column, bad.Msg, want)
			}
		})
	}
}

// TestConfigurationExamples: every example of the documentation is valid for both.
func TestConfigurationExamples(t *testing.T) {
	schema := compiledConfigSchema(t)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../examples/*/" + config.FileName)
	if err != nil {
		t.Fatal(err)
	}
	var texts, names []string
	for _, page := range append(pages, "../../README.md") {
		for i, text := range tomlBlocks(t, page) {
			texts, names = append(texts, text), append(names, fmt.Sprintf("%s, block %d", filepath.Base(page), i+1))
		}
	}
	for _, file := range files {
		texts, names = append(texts, read(t, file)), append(names, file)
	}
	if len(texts) < 15 {
		t.Errorf("only %d examples are found", len(texts))
	}
	for i, text := range texts {
		if keys := rejectedKeys(t, schema, text); len(keys) > 0 {
			t.Errorf("%s: the schema rejects %q in\n%s", names[i], keys, text)
		}
		if err := rejection(t, text); err != nil {
			t.Errorf("%s: %v in\n%s", names[i], err, text)
		}
	}
}

// tomlBlocks are the examples of schemadiff.toml on a page. One of another file says so in the line above.
func tomlBlocks(t *testing.T, page string) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile("(?ms)([^\n]*)\n+```toml\n(.*?)^```$").FindAllStringSubmatch(read(t, page), -1) {
		if !strings.Contains(m[1], ".toml`:") || strings.Contains(m[1], config.FileName) {
			out = append(out, m[2])
		}
	}
	return out
}

// TestConfigurationKnowsEveryValue: the table of keys lists what others define.
func TestConfigurationKnowsEveryValue(t *testing.T) {
	values := map[string][]string{}
	for _, k := range config.Keys() {
		values[k.Path] = slices.Sorted(slices.Values(k.Values))
	}
	for key, want := range map[string][]string{"dialect": engines.Languages(), "lint.preset": lint.Presets(), "plan.runner": flagValues("runner", "")} {
		if want = slices.Sorted(slices.Values(want)); !slices.Equal(values[key], want) {
			t.Errorf("%s takes %q, the program %q", key, values[key], want)
		}
	}
}

// TestConfigurationFlags: the flags that keys are the defaults of exist.
func TestConfigurationFlags(t *testing.T) {
	app := newApp(nil, nil, nil)
	for _, k := range config.Keys() {
		known := k.Flag == ""
		for _, c := range app.Commands {
			known = known || slices.Contains(flagNames(c), "--"+k.Flag)
		}
		if !known {
			t.Errorf("no command has --%s, the flag of %s", k.Flag, k.Path)
		}
	}
}

// TestGoldenConfigurationPage: the page lists every key as the table has it.
func TestGoldenConfigurationPage(t *testing.T) {
	const begin, end = "<!-- keys: written by go test ./internal/cli -run TestGoldenConfigurationPage -update -->\n", "<!-- end of keys -->\n"
	before, rest, found := strings.Cut(read(t, configPage), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no marks for the keys", configPage)
	}
	written(t, configPage, before+begin+keyTables()+end+after)
}

// keyTables are the keys as Markdown: a section for each table of the file.
func keyTables() string {
	var out strings.Builder
	table := "-"
	for _, k := range config.Keys() {
		head := strings.TrimSuffix(strings.TrimSuffix(k.Path, k.Name), ".")
		if head != table {
			table = head
			fmt.Fprintf(&out, "\n## %s\n", tableTitle(head))
		}
		fmt.Fprintf(&out, "\n### `%s`\n\n%s\n\nTakes: %s. Default: %s.", k.Name, k.Doc, takes(k), k.Default)
		if k.Flag != "" {
			fmt.Fprintf(&out, " Flag: `--%s`.", k.Flag)
		}
		fmt.Fprintf(&out, "\n\n```toml\n%s%s\n```\n", tableHead(k), k.Example)
	}
	return out.String()
}

func tableTitle(table string) string {
	switch table {
	case "":
		return "At the top of the file"
	case "lint.overrides":
		return "`[[lint.overrides]]`"
	}
	return "`[" + table + "]`"
}

// tableHead is the line above an example.
func tableHead(k config.Key) string {
	table := strings.TrimSuffix(strings.TrimSuffix(k.Path, k.Name), ".")
	if k.Type == config.TypeRules {
		table = k.Path
	}
	switch {
	case table == "":
		return ""
	case table == "lint.overrides":
		return "[[lint.overrides]]\n"
	case strings.HasPrefix(table, "lint.overrides"):
		return "[[lint.overrides]]\n[" + table + "]\n"
	}
	return "[" + strings.Replace(table, "NAME", "prod", 1) + "]\n"
}

// takes says what values a key takes.
func takes(k config.Key) string {
	if len(k.Values) == 0 {
		return string(k.Type)
	}
	return string(k.Type) + ", of `" + strings.Join(k.Values, "`, `") + "`"
}
