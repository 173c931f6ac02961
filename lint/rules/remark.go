package rules

// Remarks are forms that the parser has found in statements. Each rule about them reports one kind,
// at the place of the form; the object is the view or trigger that has it, or the table of the
// statement.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// eachRemark calls do with the remarks of a kind.
func eachRemark(p *lint.Pass, kind schema.RemarkKind, do func(*schema.Statement, *schema.Remark)) {
	for i := range p.Analyzed.Statements {
		s := &p.Analyzed.Statements[i]
		for j := range s.Remarks {
			if s.Remarks[j].Kind == kind {
				do(s, &s.Remarks[j])
			}
		}
	}
}

// remarkAt reports a remark, whose text is a part of the message.
func remarkAt(p *lint.Pass, s *schema.Statement, r *schema.Remark, hint, format string) {
	object, key := r.Object, schema.Key{}
	if len(s.Acts) > 0 {
		key = s.Acts[0].On
		if object == "" {
			object = key.Name
		}
	}
	p.Report(lint.Finding{Pos: r.Pos, At: r.At, Key: key, Object: object, Table: key, Hint: hint, Message: fmt.Sprintf(format, r.Text)})
}
