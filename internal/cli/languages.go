package cli

// This file has the languages that the program reads, where it is not known yet which one files are in.

import (
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
)

// allLanguages are the languages of the program.
func allLanguages() []engine.Language {
	var list []engine.Language
	for _, name := range engines.Languages() {
		list = append(list, engines.ForLanguage(name).Language())
	}
	return list
}
