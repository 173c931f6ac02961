package main

// The software bill of materials of a binary, as CycloneDX 1.5: the modules that the Go tool has
// recorded in it, with their checksums, and the Go version. PostgreSQL's parser, which is C, is in
// the module pg_query_go.

import (
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
)

// bill is the document; its fields are those of the standard.
type bill struct {
	Schema     string      `json:"$schema"`
	Format     string      `json:"bomFormat"`
	Spec       string      `json:"specVersion"`
	Version    int         `json:"version"`
	Metadata   metadata    `json:"metadata"`
	Components []component `json:"components"`
}

type metadata struct {
	Timestamp string    `json:"timestamp"`
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version"`
	URL        string     `json:"purl"`
	Hashes     []hash     `json:"hashes,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type hash struct {
	Algorithm string `json:"alg"`
	Content   string `json:"content"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// components writes the bill of a binary and returns the name of the file.
func (r *release) components(binary string) (string, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return "", err
	}
	data, err := os.ReadFile(binary)
	if err != nil {
		return "", err
	}
	text, err := json.MarshalIndent(r.bill(info, data), "", "  ")
	if err != nil {
		return "", err
	}
	name := r.name(binary, ".cdx.json")
	return name, os.WriteFile(filepath.Join(r.out, name), append(text, '\n'), 0o644)
}

// bill is the document about a binary.
func (r *release) bill(info *debug.BuildInfo, data []byte) bill {
	sum := sha256.Sum256(data)
	main := library(&debug.Module{Path: info.Main.Path, Version: "v" + r.version})
	main.Type, main.Hashes = "application", []hash{{"SHA-256", hex.EncodeToString(sum[:])}}
	main.Properties = []property{{"commit", r.commit}}
	for _, s := range info.Settings {
		switch s.Key {
		case "GOOS", "GOARCH", "CGO_ENABLED", "-tags":
			main.Properties = append(main.Properties, property{s.Key, s.Value})
		}
	}
	out := bill{Schema: "http://cyclonedx.org/schema/bom-1.5.schema.json", Format: "CycloneDX", Spec: "1.5", Version: 1,
		Metadata: metadata{Timestamp: r.date.UTC().Format("2006-01-02T15:04:05Z"), Component: main}}
	out.Components = append(out.Components, library(&debug.Module{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go")}))
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		out.Components = append(out.Components, library(m))
	}
	return out
}

// library is a module as a component. Its hash is the one of go.sum: of a list of the files.
func library(m *debug.Module) component {
	url := "pkg:golang/" + m.Path + "@" + m.Version
	out := component{Type: "library", Ref: url, Name: m.Path, Version: m.Version, URL: url}
	if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.Sum, "h1:")); err == nil && len(sum) == sha256.Size {
		out.Hashes = []hash{{"SHA-256", hex.EncodeToString(sum)}}
	}
	return out
}
