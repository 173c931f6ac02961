package postgres

// Statements that name what does not exist yet are folded when it does. They are not all
// tried again whenever one of them was folded, which is square where a file has its views
// in reverse order: each waits for the words of its own text, and is tried when an object
// of such a name is made. They are tried in the order in which they stand, pass by pass;
// where nothing wakes any more, all are tried once more.

import (
	"container/heap"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// waiters are the statements that are being tried again.
type waiters struct {
	list   []waiting
	left   int              // how many still wait
	byWord map[string][]int // by the words of their texts, and what begins these up to a "_"
	any    []int            // whose text may spell a name in another way
	at     int              // which one is being tried
	now    intHeap          // to be tried in this pass, after at
	next   []int            // to be tried in the next one
	called []bool           // is in now or next
	done   []bool
}

// intHeap is the least number first.
type intHeap []int

func (h intHeap) Len() int           { return len(h) }
func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }
func (h intHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *intHeap) Push(x any)        { *h = append(*h, x.(int)) }
func (h *intHeap) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

func newWaiters(list []waiting) *waiters {
	w := &waiters{list: list, left: len(list), byWord: map[string][]int{}, called: make([]bool, len(list)), done: make([]bool, len(list))}
	for i := range list {
		text := list[i].st.SQL
		if strings.Contains(text, "U&") || strings.Contains(text, `\`) {
			w.any = append(w.any, i)
		}
		seen := map[string]bool{}
		for _, word := range words(text) {
			for _, begin := range beginnings(word) {
				if !seen[begin] {
					seen[begin] = true
					w.byWord[begin] = append(w.byWord[begin], i)
				}
			}
		}
	}
	return w
}

// words are the names in a text in lower case, also those in quotes.
func words(text string) []string {
	list := strings.FieldsFunc(text, func(r rune) bool {
		return r < 0x80 && r != '_' && r != '$' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	})
	for i := range list {
		list[i] = strings.ToLower(list[i])
	}
	return list
}

// beginnings are a word and what it begins with before each "_": names that the server
// makes up begin with that of their table.
func beginnings(word string) []string {
	list := []string{word}
	for i := 1; i < len(word); i++ {
		if word[i] == '_' {
			list = append(list, word[:i])
		}
	}
	return list
}

// wake calls the statements that may have waited for an object of that name.
func (w *waiters) wake(name string) {
	if w == nil {
		return
	}
	parts := words(name)
	if len(parts) == 0 { // an operator
		w.all()
		return
	}
	longest := slices.MaxFunc(parts, func(a, b string) int { return len(a) - len(b) })
	for _, i := range slices.Concat(w.byWord[longest], w.any) {
		w.call(i)
	}
}

func (w *waiters) all() {
	for i := range w.list {
		w.call(i)
	}
}

func (w *waiters) call(i int) {
	switch {
	case w.called[i] || w.done[i]:
		return
	case i > w.at:
		heap.Push(&w.now, i)
	default:
		w.next = append(w.next, i)
	}
	w.called[i] = true
}

// pass begins another pass: with the statements that were woken, or with all.
func (w *waiters) pass(all bool) {
	w.at = -1
	w.now, w.next = w.next, nil
	heap.Init(&w.now)
	if all {
		w.all()
	}
}

// nextStatement returns the index of the next statement to be tried in this pass.
func (w *waiters) nextStatement() int {
	i := heap.Pop(&w.now).(int)
	w.at, w.called[i] = i, false
	return i
}

// again tries what was put off until nothing changes any more.
func (l *loader) again(queue []waiting) []waiting {
	if len(queue)+len(l.constraintsLeft) == 0 {
		return nil
	}
	w := newWaiters(queue)
	l.waiters = w
	defer func() { l.waiters = nil }()
	for all := true; w.left+len(l.constraintsLeft) > 0; {
		before := w.left
		l.tryCalled(w, all)
		progress := l.references() || w.left < before
		if !progress && all {
			break
		}
		all = len(w.next) == 0
	}
	queue = nil
	for i, waits := range w.list {
		if !w.done[i] {
			queue = append(queue, waits)
		}
	}
	return queue
}

// tryCalled is one pass.
func (l *loader) tryCalled(w *waiters, all bool) {
	for w.pass(all); len(w.now) > 0; {
		i := w.nextStatement()
		if w.done[i] { // it has called itself
			continue
		}
		l.path = w.list[i].path
		again, put := l.try(w.list[i])
		w.list[i] = again
		if !put {
			w.done[i] = true
			w.left--
		}
	}
}

// wakeAfter calls what may have waited for a statement that makes no object by itself.
func (l *loader) wakeAfter(n *pg.Node) {
	if l.waiters == nil || n == nil {
		return
	}
	switch s := n.Node.(type) {
	case *pg.Node_AlterTableStmt:
		l.waiters.wake(s.AlterTableStmt.GetRelation().GetRelname())
	case *pg.Node_GrantStmt, *pg.Node_CommentStmt, *pg.Node_AlterOwnerStmt,
		*pg.Node_CreateStmt, *pg.Node_ViewStmt, *pg.Node_CreateTableAsStmt, *pg.Node_CreateDomainStmt, *pg.Node_CreateEnumStmt,
		*pg.Node_CompositeTypeStmt, *pg.Node_CreateRangeStmt, *pg.Node_CreateSeqStmt, *pg.Node_CreateFunctionStmt, *pg.Node_IndexStmt,
		*pg.Node_CreateTrigStmt, *pg.Node_CreatePolicyStmt, *pg.Node_RuleStmt, *pg.Node_CreateStatsStmt, *pg.Node_CreateForeignTableStmt:
	default:
		l.waiters.all()
	}
}
