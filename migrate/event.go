package migrate

// Progress as every dialect reports it and the command line shows it. The counts are for people:
// they may be estimates, and nothing is decided by them.

// Event is how far an execution has come.
type Event struct {
	Step, Steps int    // of the plan, Step from 1; 0 before the first, Steps+1 after the last
	What        string // "copying 1000 rows of users", or what is waited for
	Done, Total int64  // rows or blocks, perhaps estimated; Done is -1 while it is not known, Total if there is nothing to count
}
