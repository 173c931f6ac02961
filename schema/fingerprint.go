package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"hash"
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
	write(h, string(s.Dialect))
	for o := range s.All() {
		fingerprint(h, o, loose)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

func fingerprint(h hash.Hash, o Object, loose bool) {
	k := o.Key()
	for _, part := range []string{string(k.Kind), k.Schema, k.Table, k.Name} {
		write(h, part)
	}
	for _, f := range o.Fields() {
		write(h, f.Name)
		if loose && f.Loose != "" {
			write(h, f.Loose)
		} else {
			write(h, f.Value)
		}
	}
	if c, ok := o.(Composite); ok {
		for _, part := range c.Parts() {
			fingerprint(h, part, loose)
		}
	}
}

// write hashes the length first, so that no two lists of strings run together.
func write(h hash.Hash, s string) {
	h.Write(strconv.AppendInt(nil, int64(len(s)), 10))
	h.Write([]byte{':'})
	h.Write([]byte(s))
}
