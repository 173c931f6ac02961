package main

import (
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/migrate"
)

// failpointEnv names a point at which apply is killed, for the tests of what a crash
// leaves behind: "3" is before the third step, "3+20ms" that long after it has begun.
const failpointEnv = "SCHEMADIFF_FAILPOINT"

// failing kills the program at the point that the environment names.
func failing(tell func(migrate.Event)) func(migrate.Event) {
	at, after, _ := strings.Cut(os.Getenv(failpointEnv), "+")
	step, err := strconv.Atoi(at)
	if err != nil {
		return tell
	}
	delay, err := time.ParseDuration(after)
	if err != nil {
		delay = 0
	}
	kill := func() {
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
	}
	armed := false
	return func(e migrate.Event) {
		if e.Step == step && !armed {
			armed = true
			if delay == 0 {
				kill()
				select {} // until the signal is there
			}
			time.AfterFunc(delay, kill)
		}
		tell(e)
	}
}
