package diagram

// The list of the formats of a picture, which the command's help and its check of --format read.

import (
	"fmt"
	"io"
	"slices"
)

// format is a format of a picture: the name for --format, and its writer.
type format struct {
	name  string
	write func(io.Writer, *Graph) error
}

// formats lists the formats. A new one is its writer and a row here.
func formats() []format { return []format{{"mermaid", Mermaid}, {"dot", Dot}, {"svg", SVG}} }

// Formats are the names of the formats.
func Formats() []string {
	var names []string
	for _, f := range formats() {
		names = append(names, f.name)
	}
	return names
}

// Write writes a graph in one of the formats.
func Write(w io.Writer, g *Graph, name string) error {
	list := formats()
	i := slices.IndexFunc(list, func(f format) bool { return f.name == name })
	if i < 0 {
		return fmt.Errorf("no format %q of a picture", name)
	}
	return list[i].write(w, g)
}
