package config

// The JSON Schema of the file, for editors that complete and check TOML (taplo, Even Better TOML). It
// is written by the same table of keys that the reader follows.

import (
	"encoding/json"
	"fmt"
)

// object is an object of JSON.
type object map[string]any

// SchemaURL is where editors find the JSON Schema; `#:schema URL` in the first line of a file
// names it to taplo.
const SchemaURL = "https://raw.githubusercontent.com/schemadiff/schemadiff/main/docs/config.schema.json"

// RuleDoc is a rule or a category of rules that [lint.rules] can name.
type RuleDoc struct{ Name, Summary string }

// JSONSchema is the JSON Schema of the file, where rules are all that can be named.
func JSONSchema(rules []RuleDoc) ([]byte, error) {
	setting := object{"if": object{"type": "object"},
		"then": object{"properties": object{"severity": textSchema(severities)}}, "else": textSchema(severities)}
	properties := object{}
	for _, r := range rules {
		properties[r.Name] = object{"description": r.Summary, "$ref": "#/$defs/setting"}
	}
	root := tableSchema(topKeys())
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = SchemaURL
	root["title"] = FileName
	root["$defs"] = object{
		"setting": setting,
		"rules":   object{"type": "object", "properties": properties, "additionalProperties": false},
	}
	out, err := json.MarshalIndent(root, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("JSON Schema of %s: %w", FileName, err)
	}
	return append(out, '\n'), nil
}

// tableSchema is the schema of a table of keys.
func tableSchema[T any](keys []key[T]) object {
	properties := object{}
	for _, k := range keys {
		s := k.schema()
		if k.Doc != "" {
			s["description"] = k.Doc
			if k.Default != "" {
				s["description"] = k.Doc + " Default: " + k.Default + "."
			}
		}
		if k.holdsNoPassword() {
			s["not"] = object{"pattern": passwordPattern}
		}
		properties[k.Name] = s
	}
	return object{"type": "object", "properties": properties, "additionalProperties": false}
}

// passwordPattern finds the password in most forms of a connection string; the reader knows more.
const passwordPattern = `://[^/@?]*:[^@]+@|(^|[ \t?&])(ssl)?password *= *[^ &]`

// holdsNoPassword reports whether a key is a URL, which must not hold a password.
func (k Key) holdsNoPassword() bool { return k.Name == "url" || k.Name == "dev_db" }

func textSchema(values []string) object {
	if len(values) == 0 {
		return object{"type": "string"}
	}
	return object{"enum": values}
}
