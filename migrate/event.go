package migrate

// Event is how far an execution has come.
type Event struct {
	Step, Steps int    // of the plan, Step from 1; 0 before the first
	What        string // "create index public.users_name_idx", or what is waited for
	Done, Total int64  // of what there is to count; Done is -1 if nobody knows
}
