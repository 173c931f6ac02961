package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
)

// Fingerprint is a hash over the canonical model: the same on every machine
// and in every run, whatever the spelling, the order of files or the positions.
func (s *Schema) Fingerprint() string { return s.fingerprint(false) }

// LooseFingerprint is the same for schemas whose expressions differ at most in what
// only the database can tell apart: it stands for the result of a plan, which the
// database spells in its own way.
func (s *Schema) LooseFingerprint() string { return s.fingerprint(true) }

func (s *Schema) fingerprint(loose bool) string {
	h := sha256.New()
	buf := write(nil, string(s.Dialect))
	for o := range s.All() {
		buf = fingerprint(buf, o, loose)
		if len(buf) > 1<<16 {
			h.Write(buf)
			buf = buf[:0]
		}
	}
	h.Write(buf)
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

func fingerprint(buf []byte, o Object, loose bool) []byte {
	k := o.Key()
	for _, part := range []string{string(k.Kind), k.Schema, k.Table, k.Name} {
		buf = write(buf, part)
	}
	for _, f := range o.Fields() {
		buf = write(buf, f.Name)
		if loose && f.Loose != "" {
			buf = write(buf, f.Loose)
		} else {
			buf = write(buf, f.Value)
		}
	}
	if c, ok := o.(Composite); ok {
		for _, part := range c.Parts() {
			buf = fingerprint(buf, part, loose)
		}
	}
	return buf
}

// write adds the length first, so that no two lists of strings run together.
func write(buf []byte, s string) []byte {
	buf = strconv.AppendInt(buf, int64(len(s)), 10)
	return append(append(buf, ':'), s...)
}
