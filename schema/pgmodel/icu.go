package pgmodel

// An ICU locale can be spelled as "de@collation=phonebook" and as "de-u-co-phonebk". This file
// turns both into one language tag, as PostgreSQL does from version 16 on.

import (
	"slices"
	"strings"
)

// languageTag is an ICU locale as the language tag that PostgreSQL makes of it from
// version 16 on (DefineCollation, "using standard form"): what is written as
// "@colNumeric=yes" and as "und-u-kn" is one locale. What it does not know stays
// as it is, in lower case (UTS #35, 3.2 and the Unicode locale keys).
func languageTag(locale string) string {
	name, keywords, _ := strings.Cut(locale, "@")
	tag, extensions := splitTag(strings.ToLower(strings.ReplaceAll(name, "_", "-")))
	for k := range strings.SplitSeq(keywords, ";") {
		key, value, found := strings.Cut(strings.ToLower(k), "=")
		if found {
			extensions = append(extensions, icuKeyword(strings.TrimSpace(key), strings.TrimSpace(value)))
		}
	}
	slices.Sort(extensions)
	if tag == "" || tag == "root" {
		tag = "und"
	}
	if len(extensions) > 0 {
		tag += "-u-" + strings.Join(extensions, "-")
	}
	return tag
}

// splitTag takes the keywords of the extension u off a language tag: "kn" or
// "co-phonebk" each, without a value that says no more than true.
func splitTag(tag string) (string, []string) {
	head, rest, found := strings.Cut(tag, "-u-")
	if !found {
		return tag, nil
	}
	var list []string
	for word := range strings.SplitSeq(rest, "-") {
		switch {
		case len(word) == 2:
			list = append(list, word)
		case len(list) > 0 && word != "true" && word != "yes":
			list[len(list)-1] += "-" + word
		}
	}
	return head, list
}

// icuKeyword is a keyword in the form of a language tag.
func icuKeyword(key, value string) string {
	if short, ok := map[string]string{"colstrength": "ks", "colcasefirst": "kf", "colnumeric": "kn", "colalternate": "ka", "colbackwards": "kb",
		"colcaselevel": "kc", "colnormalization": "kk", "colhiraganaquaternary": "kh", "colreorder": "kr", "kv": "kv", "collation": "co",
		"calendar": "ca", "numbers": "nu", "currency": "cu"}[key]; ok {
		key = short
	}
	if short, ok := map[string]string{"primary": "level1", "secondary": "level2", "tertiary": "level3", "quaternary": "level4", "quarternary": "level4",
		"identical": "identic", "non-ignorable": "noignore", "no": "false", "phonebook": "phonebk", "dictionary": "dict", "traditional": "trad",
		"gb2312han": "gb2312"}[value]; ok {
		value = short
	}
	if value == "" || value == "yes" || value == "true" {
		return key
	}
	return key + "-" + value
}
