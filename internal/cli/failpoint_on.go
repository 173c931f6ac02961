//go:build failpoint

package cli

// This file stops the program at named points, for tests of what a crash leaves in a database. It is
// compiled only with the build tag failpoint, as internal/dbtest does it for such tests: a released
// program cannot be killed by a variable in its environment.

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/migrate"
)

// failpointEnv names a point at which apply is killed, for the tests of what remains after a
// crash: "3" is before the third step, "3+20ms" that long after it has begun.
const failpointEnv = "SCHEMADIFF_FAILPOINT"

// killAtStep kills the program at the point that the environment names.
func killAtStep(report func(migrate.Event)) func(migrate.Event) {
	at, after, _ := strings.Cut(os.Getenv(failpointEnv), "+")
	step, err := strconv.Atoi(at)
	if err != nil {
		return report
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
		report(e)
	}
}

// failurePoint makes migrate end at the point that the environment counts to: "5:kill" is
// killed at the fifth, "5:err" fails there, "5:hang" stays there until it is
// interrupted, "5:pause" for half a second. "0:list" writes the names of all points.
func failurePoint(ctx context.Context) func(string) error {
	at, how, ok := strings.Cut(os.Getenv(failpointEnv), ":")
	wanted, err := strconv.Atoi(at)
	if !ok || err != nil {
		return nil
	}
	n := 0
	return func(name string) error {
		n++
		if how == "list" {
			fmt.Fprintf(os.Stderr, "failpoint %d: %s\n", n, name)
		}
		if n != wanted {
			return nil
		}
		return failHere(ctx, how, name)
	}
}

func failHere(ctx context.Context, how, name string) error {
	switch how {
	case "err":
		return fmt.Errorf("failpoint: %s", name)
	case "pause":
		time.Sleep(500 * time.Millisecond)
	case "hang":
		<-ctx.Done()
		return ctx.Err()
	case "kill":
		if self, err := os.FindProcess(os.Getpid()); err == nil {
			_ = self.Kill()
		}
		select {}
	}
	return nil
}
