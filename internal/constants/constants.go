// Package constants makes constants of the built-in types for tests: a type, and the text of a value
// in one of the odd spellings that its input function takes. Some texts are changed at random, or are
// given to another type, and need not be valid. The same seed makes the same constants.
package constants

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
)

// Constant is a type and a text, valid by the grammar of its family or changed at random.
type Constant struct {
	Family, Type, Text string
	Changed            bool
}

func (c Constant) String() string { return fmt.Sprintf("%s %q", c.Type, c.Text) }

// Generate makes n constants, of all families in turn.
func Generate(seed uint64, n int) []Constant {
	r := &source{rand.New(rand.NewPCG(seed, 17))}
	names := slices.Sorted(maps.Keys(grammar))
	list := make([]Constant, 0, n)
	for len(list) < n {
		family := names[len(list)%len(names)]
		typ, text := grammar[family](r)
		c := Constant{Family: family, Type: typ, Text: text}
		switch {
		case r.IntN(6) == 0:
			c.Text, c.Changed = r.change(text), true
		case r.IntN(12) == 0:
			c.Type, _ = grammar[names[r.IntN(len(names))]](r)
			c.Changed = true
		case r.IntN(6) == 0 && family != "array" && !strings.HasSuffix(typ, "[]"):
			c.Type, c.Text = typ+"[]", r.array(text, delimiterOf(typ))
		}
		list = append(list, c)
	}
	return list
}
