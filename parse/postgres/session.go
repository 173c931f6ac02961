package postgres

// Statements that change no object: SET search_path, which decides what the next names mean, the
// calls of set_config and setval that dumps are made of, and rows. Statements with effects
// that cannot be seen are noted as unsupported.

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// foldSession applies what changes the session that reads the file, and notes
// what is no DDL.
func foldSession(l *loader, node *pg.Node) (bool, error) {
	switch n := node.Node.(type) {
	case *pg.Node_VariableSetStmt:
		l.set(n.VariableSetStmt)
		return true, nil
	case *pg.Node_TransactionStmt, *pg.Node_DiscardStmt, *pg.Node_CheckPointStmt, *pg.Node_VacuumStmt,
		*pg.Node_ReindexStmt, *pg.Node_ListenStmt, *pg.Node_UnlistenStmt, *pg.Node_NotifyStmt, *pg.Node_LockStmt,
		*pg.Node_VariableShowStmt, *pg.Node_ConstraintsSetStmt, *pg.Node_LoadStmt, *pg.Node_RefreshMatViewStmt, *pg.Node_DeclareCursorStmt:
		l.note(schema.Ignored, 0, head(l.st.SQL), "it makes no object")
		return true, nil
	case *pg.Node_SelectStmt:
		return true, l.selectStatement(n.SelectStmt)
	case *pg.Node_InsertStmt, *pg.Node_UpdateStmt, *pg.Node_DeleteStmt, *pg.Node_MergeStmt, *pg.Node_CopyStmt, *pg.Node_TruncateStmt:
		l.note(schema.Ignored, 0, head(l.st.SQL), "rows are no part of a schema")
		return true, nil
	case *pg.Node_CallStmt:
		l.note(schema.Unsupported, 0, head(l.st.SQL), "what a procedure does cannot be known without running it")
		l.runsOwn(l.st.SQL)
		return true, nil
	case *pg.Node_DoStmt:
		l.out.Opaque = append(l.out.Opaque, l.st.SQL)
		l.note(schema.Unsupported, 0, head(l.st.SQL), "what a DO block makes cannot be known without running it")
		return true, nil
	}
	return false, nil
}

// set follows search_path and the settings for what is created, and notes a role, once; other settings
// do not change what DDL means.
func (l *loader) set(n *pg.VariableSetStmt) {
	if role := n.Name == "role" || n.Name == "session_authorization"; role && !l.roleNoted && n.Kind == pg.VariableSetKind_VAR_SET_VALUE && !resetsRole(n) {
		l.roleNoted = true
		l.note(schema.Unsupported, 0, head(l.st.SQL), "owners and default privileges are those of the role that connects, or what ALTER … OWNER TO and FOR ROLE say")
	}
	value := ""
	if len(n.Args) == 1 {
		value = valueText(n.Args[0])
	}
	l.setCreating(n.Name, value)
	if n.Name == "client_encoding" {
		l.latin1 = len(n.Args) == 1 && strings.EqualFold(strings.ReplaceAll(stringConst(n.Args[0]), "-", ""), "latin1")
	}
	if n.Name != "search_path" {
		return
	}
	switch n.Kind {
	case pg.VariableSetKind_VAR_SET_VALUE:
		var path []string
		for _, arg := range n.Args {
			if c := arg.GetAConst(); c != nil && c.GetSval() != nil {
				path = append(path, c.GetSval().Sval)
			}
		}
		l.setPath(path)
	default:
		l.resetPath()
	}
}

// resetsRole reports whether a statement gives the session its own role back.
func resetsRole(n *pg.VariableSetStmt) bool {
	return len(n.Args) == 1 && strings.EqualFold(stringConst(n.Args[0]), "none")
}

// setPath takes the elements of a search_path.
func (l *loader) setPath(list []string) {
	l.path = []string{}
	for _, s := range list {
		switch s {
		case "$user":
			s = l.env.User
			if l.out.Get(schema.Key{Kind: schema.KindSchema, Name: s}) == nil {
				continue
			}
		case "":
			continue
		}
		l.path = append(l.path, s)
	}
}

// selectStatement follows the calls that dumps are made of; another SELECT makes
// no object that could be seen.
func (l *loader) selectStatement(n *pg.SelectStmt) error {
	if n.IntoClause != nil {
		into := n.IntoClause
		n.IntoClause = nil
		err := l.createTableAs(into, &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: n}}, false)
		n.IntoClause = into
		return err
	}
	if len(n.TargetList) == 1 && len(n.FromClause) == 0 {
		if call := n.TargetList[0].GetResTarget().GetVal().GetFuncCall(); call != nil {
			words := expr.NameList(call.Funcname)
			switch words[len(words)-1] {
			case "set_config":
				l.setConfig(call)
				return nil
			case "setval":
				l.note(schema.Ignored, 0, head(l.st.SQL), "the position of a sequence is no part of a schema")
				return nil
			}
		}
	}
	if callsOnly(n, "setval", "count") {
		l.note(schema.Ignored, 0, head(l.st.SQL), "rows and the positions of sequences are no part of a schema")
		return nil
	}
	l.note(schema.Unsupported, 0, head(l.st.SQL), "what a SELECT does cannot be known without running it")
	l.runsOwn(l.st.SQL)
	return nil
}

// callsOnly reports whether all functions that a query calls are built-in ones of some names, and
// there is one: it makes no object.
func callsOnly(n *pg.SelectStmt, names ...string) bool {
	calls, others := 0, false
	expr.Walk(n.ProtoReflect(), func(m protoreflect.Message) {
		call, ok := m.Interface().(*pg.FuncCall)
		if !ok {
			return
		}
		calls++
		words := expr.NameList(call.Funcname)
		others = others || !slices.Contains(names, words[len(words)-1]) || len(words) > 1 && words[0] != "pg_catalog"
	})
	return calls > 0 && !others
}

// runsOwn notes what a statement may make that runs functions of the files: what it names, and
// what the bodies of these name.
func (l *loader) runsOwn(sql string) {
	l.later(func() {
		texts := []string{sql}
		seen := map[schema.Key]bool{}
		for i := 0; i < len(texts); i++ {
			for called, keys := range l.functions {
				if !pgmodel.NamedIn(texts[i:i+1], called.name) {
					continue
				}
				for _, k := range keys {
					if f, ok := l.out.Get(k).(*pgmodel.Function); ok && !seen[k] {
						seen[k] = true
						texts = append(texts, f.Body+f.Atomic.SQL)
					}
				}
			}
		}
		if len(texts) > 1 {
			l.out.Opaque = append(l.out.Opaque, texts...)
		}
	})
}

func (l *loader) setConfig(call *pg.FuncCall) {
	if len(call.Args) < 2 {
		return
	}
	if name := stringConst(call.Args[0]); name != "search_path" {
		l.setCreating(name, stringConst(call.Args[1]))
		return
	}
	var path []string
	for _, s := range strings.Split(stringConst(call.Args[1]), ",") {
		if s = strings.TrimSpace(s); len(s) > 1 && s[0] == '"' {
			s = strings.ReplaceAll(s[1:len(s)-1], `""`, `"`)
		}
		path = append(path, s)
	}
	l.setPath(path)
}

// fromLatin1 reads each byte as the character of that number.
func fromLatin1(text string) string {
	runes := make([]rune, len(text))
	for i := range len(text) {
		runes[i] = rune(text[i])
	}
	return string(runes)
}
