package introspect

// What an examination of a database finds: something that is as it should be, or that will hurt, with
// what to do about it.

// Level is how bad a symptom is.
type Level int

// The levels.
const (
	Healthy Level = iota
	Note          // good to know
	Warn          // some commands fail, or others are blocked
	Fail          // the database cannot be changed
)

// String is the word for people.
func (l Level) String() string { return [...]string{"ok", "note", "warn", "fail"}[l] }

// Symptom is one finding of an examination.
type Symptom struct {
	Level  Level
	What   string // what was looked at: "rights"
	Found  string
	Advice string // what to do, "" where there is nothing to do
}
