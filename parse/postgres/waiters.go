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
	names  int // how many names have woken others
}

// count is how many names have woken others so far.
func (w *waiters) count() int {
	if w == nil {
		return 0
	}
	return w.names
}

// intHeap is the least number first.
type intHeap []int

func (h intHeap) Len() int { return len(h) }

func (h intHeap) Less(i, j int) bool { return h[i] < h[j] }

func (h intHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }

func (h *intHeap) Push(x any) { *h = append(*h, x.(int)) }

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
	w.names++
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
