package main

// An archive of one platform: the binary and the files beside it, with one date, one owner and a
// fixed order. Windows gets a zip, all others a tar.gz.

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// archive packs a binary and returns the name of the file.
func (r *release) archive(binary string) (string, error) {
	files := append([]string{binary}, r.extra...)
	name, pack := r.name(binary, ".tar.gz"), r.tar
	if strings.HasSuffix(binary, ".exe") {
		name, pack = r.name(binary, ".zip"), r.zip
	}
	f, err := os.Create(filepath.Join(r.out, name))
	if err != nil {
		return "", err
	}
	if err := pack(f, files); err != nil {
		f.Close()
		return "", err
	}
	return name, f.Close()
}

// mode is the mode of a file in an archive: whatever the umask of the builder.
func mode(file string) os.FileMode {
	if strings.HasPrefix(filepath.Base(file), "schemadiff") {
		return 0o755
	}
	return 0o644
}

func (r *release) tar(w io.Writer, files []string) error {
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return err
	}
	t := tar.NewWriter(z)
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		head := &tar.Header{Name: filepath.Base(file), Mode: int64(mode(file)), Size: int64(len(data)), ModTime: r.date, Format: tar.FormatUSTAR}
		if err := t.WriteHeader(head); err != nil {
			return err
		}
		if _, err := t.Write(data); err != nil {
			return err
		}
	}
	if err := t.Close(); err != nil {
		return err
	}
	return z.Close()
}

func (r *release) zip(w io.Writer, files []string) error {
	z := zip.NewWriter(w)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestCompression) })
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		head := &zip.FileHeader{Name: filepath.Base(file), Method: zip.Deflate, Modified: r.date}
		head.SetMode(mode(file))
		entry, err := z.CreateHeader(head)
		if err != nil {
			return err
		}
		if _, err := entry.Write(data); err != nil {
			return err
		}
	}
	return z.Close()
}
