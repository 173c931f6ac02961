package value

// Paths into JSON documents and XML (datatype-json.html, section "jsonpath Type"; datatype-xml.html).
// Of paths only chains of accessors are read: filters, methods and arithmetic are not ok. XML is kept
// as it is written, once it is certain that it is well formed and has no declaration.

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// jsonpathText prints a path with every key in quotes. The mode "lax" is the usual one.
func jsonpathText(text string) (string, bool) {
	text = strings.Trim(text, " \t\n\r\f")
	mode := ""
	for _, word := range []string{"strict", "lax"} {
		if rest, found := strings.CutPrefix(text, word+" "); found {
			text = strings.TrimLeft(rest, " ")
			if word == "strict" {
				mode = "strict "
			}
			break
		}
	}
	if !strings.HasPrefix(text, "$") {
		return "", false
	}
	var out strings.Builder
	out.WriteString(mode + "$")
	for rest := text[1:]; rest != ""; {
		step, length := jsonpathStep(rest)
		if length == 0 {
			return "", false
		}
		out.WriteString(step)
		rest = rest[length:]
	}
	return out.String(), true
}

// jsonpathStep reads one accessor: .key, ."key", .*, [*], [1], [last] or [1 to 2]. Its length is 0
// where there is none.
func jsonpathStep(text string) (step string, length int) {
	switch {
	case strings.HasPrefix(text, ".*"), strings.HasPrefix(text, "[*]"):
		length = strings.IndexByte(text, '*') + 1
		if text[0] == '[' {
			length++
		}
		return text[:length], length
	case text[0] == '.':
		return jsonpathKey(text)
	case text[0] == '[':
		end := strings.IndexByte(text, ']')
		words := strings.Fields(text[1:max(end, 1)])
		if len(words) == 1 && isIndex(words[0]) || len(words) == 3 && isIndex(words[0]) && words[1] == "to" && isIndex(words[2]) {
			return "[" + strings.Join(words, " ") + "]", end + 1
		}
	}
	return "", 0
}

func isIndex(word string) bool {
	_, ok := decimal(word, 31)
	return ok || word == "last"
}

// jsonpathKey reads a key of letters and digits, in quotes or not.
func jsonpathKey(text string) (step string, length int) {
	quoted := strings.HasPrefix(text, `."`)
	start := 1
	if quoted {
		start = 2
	}
	end := start
	for end < len(text) && (isLetter(text[end]|0x20) || text[end] == '_' || isDigit(text[end]) && (quoted || end > start)) {
		end++
	}
	key := text[start:end]
	if quoted {
		if end == len(text) || text[end] != '"' {
			return "", 0
		}
		end++
	}
	if key == "" && !quoted || end < len(text) && text[end] != '.' && text[end] != '[' {
		return "", 0
	}
	return `."` + key + `"`, end
}

// xmlText keeps elements, attributes and text.
func xmlText(text string) (string, bool) {
	if strings.Contains(text, "<!") || strings.Contains(text, "<?") || strings.Contains(text, ":") || strings.Contains(text, "]]>") || !isASCII(text) ||
		!attributesApart(text) {
		return "", false
	}
	decoder := xml.NewDecoder(strings.NewReader(text))
	for depth := 0; ; {
		token, err := decoder.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", false
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth > maxDepth || repeated(t.Attr) {
				return "", false
			}
		case xml.EndElement:
			depth--
		}
	}
	return text, wellNested(text)
}

// attributesApart reports whether white space, or the end of the tag, follows each value of an
// attribute, which encoding/xml does not ask for.
func attributesApart(text string) bool {
	inTag, quote := false, byte(0)
	for i := range len(text) {
		switch c := text[i]; {
		case quote != 0 && c == quote:
			quote = 0
			if i+1 < len(text) && !isSpace(text[i+1]) && text[i+1] != '>' && text[i+1] != '/' {
				return false
			}
		case quote != 0:
		case inTag && (c == '"' || c == '\''):
			quote = c
		case c == '<':
			inTag = true
		case c == '>':
			inTag = false
		}
	}
	return true
}

// repeated reports whether an attribute stands twice, or has a value that is not plain.
func repeated(list []xml.Attr) bool {
	seen := map[string]bool{}
	for _, a := range list {
		if seen[a.Name.Local] || strings.Contains(a.Value, "<") {
			return true
		}
		seen[a.Name.Local] = true
	}
	return false
}

// wellNested reports whether every element ends in the one where it begins.
func wellNested(text string) bool {
	decoder := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := decoder.Token()
		if err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}
