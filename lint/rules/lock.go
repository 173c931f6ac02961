package rules

// What rules about locks ask of an act: whether it takes a lock that readers or writers wait for,
// and whether its time grows with the rows. The lock is that of the table in plan/postgres/locks,
// which plans are made from, too.

import (
	"strconv"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

// blocksOthers reports whether an act takes a lock on a relation that readers or all writers
// wait for, by the table of forms that plans are made from.
func blocksOthers(p *lint.Pass, a *lint.Act) bool {
	if a.Verb == schema.Truncates {
		return true
	}
	if a.Locks {
		return a.To == "ACCESS EXCLUSIVE" || a.To == "EXCLUSIVE" || a.To == "SHARE ROW EXCLUSIVE"
	}
	if p.Lock == nil || a.Kind == schema.KindDomainCheck {
		return false
	}
	lock := p.Lock(a.Act)
	return lock == "ACCESS EXCLUSIVE" || lock == "SHARE ROW EXCLUSIVE"
}

// handlesRows reports whether an act takes time that grows with the rows.
func handlesRows(a *lint.Act) bool {
	switch a.Verb {
	case schema.Updates, schema.Deletes, schema.Inserts, schema.Selects, schema.Refreshes:
		return true
	case schema.Creates:
		return a.Kind == schema.KindIndex && !a.New
	}
	return false
}

// readsEveryRow reports whether an act reads or writes every row.
func readsEveryRow(a *lint.Act) bool {
	switch a.Verb {
	case schema.SetsNotNull:
		return !a.Proven && !a.NotNull
	case schema.SetsType:
		return true
	case schema.AddsConstraint:
		return a.Kind == schema.KindCheck && !a.NotValid
	}
	return false
}

// requireTimeout reports the first act of each file that wants a setting that is not set by then.
func requireTimeout(p *lint.Pass, setting string, wants func(*lint.Act) bool, fix, format string) {
	if p.Kind != lint.Migration {
		return
	}
	done, limits := map[string]bool{}, map[string]*limit{}
	for i := range p.Acts {
		a := &p.Acts[i]
		file := a.Pos.File
		if limits[file] == nil {
			limits[file] = &limit{}
		}
		limits[file].follow(a)
		switch {
		case done[file]:
		case a.Verb == schema.Sets && (strings.EqualFold(a.Name, setting) || a.Name == ""): // RESET ALL has no name
			limits[file].set(a, setting == "lock_timeout")
		case wants(a) && !a.New && !p.Made(lockedTable(p, a)) && !a.Temp && !limits[file].holds(a):
			done[file] = true
			f := p.At(a, fix, format, lockedName(p, a))
			if limits[file].vain {
				f.Message += "; SET LOCAL has no effect outside a transaction, and the file begins none"
			}
			if limits[file].long != "" {
				f.Message += "; one of " + limits[file].long + " is as good as none"
			}
			setAtTop(p, f, a, setting, fix)
		}
	}
}

// lockedTable is the relation whose queries an act keeps out: of an index its table, which DROP INDEX and
// ALTER INDEX do not name; "" where that is not known.
func lockedTable(p *lint.Pass, a *lint.Act) schema.Key {
	if a.On.Kind != schema.KindIndex && a.Kind != schema.KindIndex || isCreate(a) {
		return a.On
	}
	for i := range p.Acts[:a.Index] {
		if o := &p.Acts[i]; isCreate(o) && o.Kind == schema.KindIndex && o.Name == a.On.Name {
			return o.On
		}
	}
	if t, _ := p.Index(a.On.Name); t != nil {
		return t.Key
	}
	return schema.Key{}
}

// lockedRelation is the name of what an act locks, without its schema.
func lockedRelation(p *lint.Pass, a *lint.Act) string {
	if t := lockedTable(p, a); t.Name != "" {
		return t.Name
	}
	return "the table of " + a.On.Name
}

// lockedName is the table that an act locks, also where the act is about a column or an index of it.
func lockedName(p *lint.Pass, a *lint.Act) string {
	if a.On.Kind == schema.KindIndex {
		if t := lockedTable(p, a); t.Name != "" {
			return tableSQL(&lint.Act{Act: schema.Act{On: t}})
		}
		return "the table of " + a.Object()
	}
	if a.On.Name != "" && a.On.Kind != "" {
		return tableSQL(a)
	}
	return a.Object()
}

// limit holds whether a timeout is set while the statements of a file run: for the session and,
// by SET LOCAL, for one transaction (sql-set.html).
type limit struct {
	session, local bool
	tx             int    // that local is for
	before         bool   // what session was when the transaction began
	vain           bool   // SET LOCAL stands outside a transaction, where it does nothing
	long           string // the value of the last SET, where it is longer than anybody waits
}

// set follows a statement that sets the timeout. One of the waiting for a lock that lasts longer than longestWait limits
// nothing: all queries that come meanwhile wait as long.
func (l *limit) set(a *lint.Act, waiting bool) {
	limited := strings.Trim(a.To, "0 .msinhdu") != ""
	l.long = ""
	if waiting && timeoutOf(a.To) > longestWait {
		limited, l.long = false, a.To
	}
	switch {
	case a.Local && a.Tx > 0:
		l.local, l.tx = limited, a.Tx
		return
	case a.Local:
		l.vain = true
		return
	}
	l.session, l.vain = limited, false
	if a.Tx > 0 && l.tx == a.Tx {
		l.local = limited
	}
}

// longestWait is how long queries may queue after a statement that waits for its lock.
const longestWait = time.Minute

// timeoutOf is the duration of a setting such as 2s, 500 or 5min, which is of milliseconds without a unit; 0 where it cannot
// be read.
func timeoutOf(value string) time.Duration {
	units := map[string]time.Duration{"us": time.Microsecond, "": time.Millisecond, "ms": time.Millisecond, "s": time.Second, "min": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
	value = strings.TrimSpace(value)
	digits := strings.TrimRight(value, "abcdefghijklmnopqrstuvwxyz ")
	number, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0
	}
	return time.Duration(number * float64(units[strings.TrimSpace(value[len(digits):])]))
}

// follow restores at a rollback the limit from before the transaction.
func (l *limit) follow(a *lint.Act) {
	switch {
	case a.Verb == schema.Begins && !a.Nested:
		l.before = l.session
	case a.Verb == schema.RollsBack:
		l.session = l.before
	}
}

func (l *limit) holds(a *lint.Act) bool {
	if a.Tx > 0 && l.tx == a.Tx {
		return l.local
	}
	return l.session
}
