package pgmodel

import "testing"

// The tags are what PostgreSQL 16 and later store.
func TestLanguageTag(t *testing.T) {
	for locale, want := range map[string]string{
		"@colCaseFirst=lower;colNumeric=yes":     "und-u-kf-lower-kn",
		"und-u-kf-lower-kn":                      "und-u-kf-lower-kn",
		"und-u-kn-true-kf-lower":                 "und-u-kf-lower-kn",
		"de@collation=phonebook":                 "de-u-co-phonebk",
		"de-u-co-phonebk":                        "de-u-co-phonebk",
		"en_US":                                  "en-us",
		"en-US":                                  "en-us",
		"":                                       "und",
		"@colStrength=secondary":                 "und-u-ks-level2",
		"und-u-ks-level2":                        "und-u-ks-level2",
		"fr_CA@colBackwards=yes":                 "fr-ca-u-kb",
		"@colAlternate=shifted;colReorder=digit": "und-u-ka-shifted-kr-digit",
	} {
		if got := languageTag(locale); got != want {
			t.Errorf("%q: got %q, want %q", locale, got, want)
		}
	}
}
