package remote

// This file looks at a cluster for the command doctor: which version of SQLite it has, which of its nodes are
// there, whether foreign keys are on, and whether the data is whole. Nothing is written.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	parse "github.com/schemadiff/schemadiff/parse/sqlite"
)

// Examine looks at a cluster.
func Examine(ctx context.Context, name string, wait time.Duration) ([]introspect.Symptom, error) {
	client, err := Connect(ctx, name, wait)
	if err != nil {
		return nil, err
	}
	integrity := introspect.Check{What: "integrity", SQL: parse.IntegritySQL, Good: "ok", Advice: "the data of a node is damaged: restore a backup before any change"}
	references := introspect.Check{What: "references", SQL: parse.ReferencesSQL, Advice: "apply and migrate keep them as they are and add none; delete or correct the rows"}
	results, err := client.Read(ctx, SQL("SELECT sqlite_version()", "SELECT foreign_keys FROM pragma_foreign_keys", integrity.SQL, references.SQL)...)
	if err != nil {
		return nil, Explain(err)
	}
	keys := "off, so that nothing checks references"
	if slices.Equal(firstColumn(results[1]), []string{"1"}) {
		keys = "on"
	}
	out := []introspect.Symptom{{What: "SQLite", Found: strings.Join(firstColumn(results[0]), "")}, {What: "foreign keys", Found: keys},
		integrity.Symptom(firstColumn(results[2])), references.Symptom(firstColumn(results[3]))}
	if c, ok := client.(*cluster); ok {
		out = append(out, c.examineNodes(ctx)...)
	}
	return out, nil
}

// firstColumn are the values of the first column.
func firstColumn(r Result) []string {
	var out []string
	for _, row := range r.Rows {
		if len(row) > 0 {
			out = append(out, fmt.Sprint(row[0]))
		}
	}
	return out
}

// member is a node as /nodes describes it.
type member struct {
	Address   string `json:"api_addr"`
	Voter     bool   `json:"voter"`
	Reachable bool   `json:"reachable"`
	Leader    bool   `json:"leader"`
}

// examineNodes reports which nodes of the cluster are there, and which nodes of the name do not answer.
func (c *cluster) examineNodes(ctx context.Context) []introspect.Symptom {
	var out []introspect.Symptom
	var members []member
	for _, base := range c.nodes() {
		if !c.answers(ctx, base) {
			out = append(out, introspect.Symptom{Level: introspect.Warn, What: "node", Found: base + " does not answer", Advice: "commands go on with the other nodes"})
		} else if members == nil {
			members = c.members(ctx, base)
		}
	}
	if members == nil {
		return append(out, introspect.Symptom{Level: introspect.Note, What: "cluster", Found: "the role may not ask which nodes there are", Advice: `the permission "status" lets it`})
	}
	return append(out, describeMembers(members))
}

// members are the nodes of the cluster, as a node of it knows them; nil where it does not say.
func (c *cluster) members(ctx context.Context, base string) []member {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+"/nodes?ver=2&nonvoters", nil)
	if err != nil {
		return nil
	}
	if c.user != "" {
		request.SetBasicAuth(c.user, c.password)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	var found struct {
		Nodes []member `json:"nodes"`
	}
	if err != nil || response.StatusCode != http.StatusOK || json.Unmarshal(text, &found) != nil {
		return nil
	}
	return found.Nodes
}

// describeMembers counts the nodes, and warns where one more that fails would end all writing.
func describeMembers(members []member) introspect.Symptom {
	voters, there, leader := 0, 0, "none"
	for _, m := range members {
		if m.Voter {
			voters++
		}
		if m.Voter && m.Reachable {
			there++
		}
		if m.Leader {
			leader = m.Address
		}
	}
	s := introspect.Symptom{What: "cluster", Found: fmt.Sprintf("%d of %d voting nodes are there, leader %s", there, voters, leader)}
	switch quorum := voters/2 + 1; {
	case leader == "none" || there < quorum:
		s.Level, s.Advice = introspect.Fail, fmt.Sprintf("%d are needed for a leader and for any change", quorum)
	case there < voters:
		s.Level, s.Advice = introspect.Warn, fmt.Sprintf("%d are needed for any change: bring the others back first", quorum)
	}
	return s
}
