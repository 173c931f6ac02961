package lsp

// URIs of documents to paths of files and back (RFC 8089). Clients differ in what they escape, so that a
// document is known by the URI its client gave it, and only its path is worked out.

import (
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
)

// pathOf is the path of a document; "" for one that is no file, such as "untitled:1".
func pathOf(uri string) string {
	u, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(u.Scheme, "file") || u.Path == "" || strings.ContainsRune(u.Path, 0) {
		return ""
	}
	path := u.Path
	if runtime.GOOS == "windows" {
		path = strings.TrimPrefix(path, "/")
	} else if u.Host != "" && u.Host != "localhost" {
		return ""
	}
	return filepath.Clean(filepath.FromSlash(path))
}
