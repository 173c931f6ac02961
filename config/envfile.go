package config

// Files of variables (.env): lines of NAME=value as shells, Docker Compose and the dotenv libraries
// of most languages write them. Nothing is expanded and nothing is run: a value is its text.

import (
	"fmt"
	"os"
	"strings"
)

// maxEnvFile is more than any file of variables has; a larger one is another kind of file.
const maxEnvFile = 1 << 20

// ReadEnvFile reads a file of variables. Values may be in single or double quotes, in which \n, \" and
// \\ are escapes, an unquoted one ends at " #", and "export " before a name is left out. Its errors
// hold no value.
func ReadEnvFile(path string) (map[string]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxEnvFile {
		return nil, fmt.Errorf("%s is no file of variables", path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for i, line := range strings.Split(strings.TrimPrefix(string(text), "\ufeff"), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t'\"") {
			return nil, fmt.Errorf("%s:%d: want NAME=value", path, i+1)
		}
		if out[name], ok = envValue(strings.TrimSpace(value)); !ok {
			return nil, fmt.Errorf("%s:%d: the quotes of %s do not end on the line", path, i+1, name)
		}
	}
	return out, nil
}

// envValue is the value of a line, without quotes and comment.
func envValue(text string) (string, bool) {
	if text == "" || text[0] != '\'' && text[0] != '"' {
		if i := strings.Index(text, " #"); i >= 0 {
			text = strings.TrimSpace(text[:i])
		}
		return text, true
	}
	quote, rest := text[0], text[1:]
	var out strings.Builder
	for i := 0; i < len(rest); i++ {
		switch {
		case rest[i] == quote:
			return out.String(), true
		case rest[i] == '\\' && quote == '"' && i+1 < len(rest):
			i++
			if rest[i] == 'n' {
				out.WriteByte('\n')
				continue
			}
			if !strings.ContainsRune(`"\$`, rune(rest[i])) {
				out.WriteByte('\\')
			}
		}
		out.WriteByte(rest[i])
	}
	return "", false
}
