package remote

// This file looks at a cluster for the command doctor: which version of SQLite it has, which of its nodes are
// there, whether foreign keys are on, and whether the data is whole. Nothing is written.

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

// mostDefects is how many rows of a check are shown.
const mostDefects = 5

// Examine looks at a cluster.
func Examine(ctx context.Context, name string, wait time.Duration) ([]introspect.Symptom, error) {
	client, err := Connect(ctx, name, wait)
	if err != nil {
		return nil, err
	}
	results, err := client.Read(ctx, SQL("SELECT sqlite_version()", "SELECT foreign_keys FROM pragma_foreign_keys",
		fmt.Sprintf("SELECT * FROM pragma_quick_check LIMIT %d", mostDefects),
		fmt.Sprintf("SELECT 'row ' || coalesce(rowid, '?') || ' of ' || \"table\" || ' refers to no row of ' || parent FROM pragma_foreign_key_check LIMIT %d", mostDefects))...)
	if err != nil {
		return nil, Explain(err)
	}
	keys := "off, so that nothing checks references"
	if firstColumn(results[1]) == "1" {
		keys = "on"
	}
	out := []introspect.Symptom{{What: "SQLite", Found: firstColumn(results[0])}, {What: "foreign keys", Found: keys},
		checked("integrity", firstColumn(results[2]), "ok", "the data of a node is damaged: restore a backup before any change"),
		checked("references", firstColumn(results[3]), "", "apply and migrate keep them as they are and add none; delete or correct the rows")}
	if c, ok := client.(*cluster); ok {
		out = append(out, c.examineNodes(ctx)...)
	}
	return out, nil
}

// checked is the symptom of a check that finds what is wrong.
func checked(what, found, good, advice string) introspect.Symptom {
	if found == good {
		return introspect.Symptom{What: what, Found: "nothing is wrong"}
	}
	return introspect.Symptom{Level: introspect.Warn, What: what, Found: found, Advice: advice}
}

// firstColumn are the values of the first column.
func firstColumn(r Result) string {
	var out []string
	for _, row := range r.Rows {
		if len(row) > 0 {
			out = append(out, fmt.Sprint(row[0]))
		}
	}
	return strings.Join(out, "; ")
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
