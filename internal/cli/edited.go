package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"

	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
)

// edited refuses migrations whose text is another than the one that was applied, with
// the difference. Comments and white space between statements are only told.
func (m *migrator) edited(ctx context.Context) error {
	journal, err := m.target.Journal().Entries(ctx, m.database, m.patience(), true)
	if err != nil {
		return err
	}
	var refused []string
	for _, p := range m.standing.Edited {
		i := slices.IndexFunc(journal, func(e folder.Entry) bool { return e.ID == p.Entry.ID })
		if i < 0 || journal[i].State == folder.Running {
			continue // whoever goes on with it says so
		}
		was := journal[i].SQL
		same, err := m.sameStatements(ctx, was, p.File)
		if err != nil {
			return err
		}
		if same {
			fmt.Fprintf(m.App.ErrWriter, "warning: %s was edited after it was applied: comments or empty lines\n", render.Escape(shown(p.File.Path)))
			continue
		}
		text := fmt.Sprintf("%s was edited after it was applied", shown(p.File.Path))
		if was != "" {
			text += ":\n" + render.EscapeText(udiff.Unified("applied", shown(p.File.Path), was, p.File.Text))
		}
		refused = append(refused, text)
	}
	if len(refused) == 0 {
		return nil
	}
	return &refusal{strings.Join(refused, "\n") + "\n  put the text back, and write a new migration for what is to change"}
}

// sameStatements says whether two texts of a migration hold the same statements.
func (s *session) sameStatements(ctx context.Context, was string, f folder.File) (bool, error) {
	if was == "" {
		return false, nil
	}
	up, _ := folder.Parts(was)
	before, err := s.statements(ctx, folder.File{Path: f.Path, SQL: up})
	if err != nil {
		return false, err
	}
	now, err := s.statements(ctx, f)
	return err == nil && slices.Equal(before, now), err
}

func (s *session) statements(ctx context.Context, f folder.File) ([]string, error) {
	judged, err := s.language().Analyze(ctx, nil, []parse.Source{{Name: f.Path, Text: f.SQL}}, true)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, st := range judged.Statements {
		out = append(out, strings.TrimSpace(st.SQL))
	}
	return out, nil
}
