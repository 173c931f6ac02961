package cli

// This file shows long text on a terminal through a pager, where git would: $SCHEMADIFF_PAGER, $PAGER or less,
// only if the text is longer than the screen, and never with --no-pager or for a dumb terminal.

import (
	"bytes"
	"cmp"
	"io"
	"os"
	"os/exec"
	"runtime"

	"github.com/urfave/cli/v2"
	"golang.org/x/term"
)

func pagerFlag() cli.Flag {
	return &cli.BoolFlag{Name: "no-pager", Usage: "print long plans as they are (default: through $SCHEMADIFF_PAGER, $PAGER or less)"}
}

// printPaged writes text, through a pager where it is longer than the terminal.
func (s *session) printPaged(text []byte) error {
	if program := s.pager(text); program != "" && runPager(program, text, s.App.Writer, s.App.ErrWriter) {
		return nil
	}
	_, err := s.App.Writer.Write(text)
	return err
}

// pager is the program that shows a text; "" for none.
func (s *session) pager(text []byte) string {
	out, ok := s.App.Writer.(*os.File)
	if !ok || s.Bool("no-pager") || !isTerminal(out) || !isTerminal(s.App.Reader) || os.Getenv("TERM") == "dumb" {
		return ""
	}
	_, height, err := term.GetSize(int(out.Fd()))
	if err != nil || height == 0 || bytes.Count(text, []byte("\n")) < height {
		return ""
	}
	return pagerProgram(os.LookupEnv, runtime.GOOS)
}

// pagerProgram is the command of a pager by the environment; an empty one or cat is none.
func pagerProgram(getenv func(string) (string, bool), system string) string {
	for _, name := range []string{"SCHEMADIFF_PAGER", "PAGER"} {
		if program, set := getenv(name); set {
			if program == "cat" {
				return ""
			}
			return program
		}
	}
	if system == "windows" { // its own shows no colours
		return ""
	}
	return "less"
}

// runPager runs a pager; it reports whether it was there to show the text.
func runPager(program string, text []byte, stdout, stderr io.Writer) bool {
	cmd := exec.Command("sh", "-c", program)
	if runtime.GOOS == "windows" {
		cmd = exec.Command("cmd", "/c", program)
	}
	// What git sets too: end where all fits on a screen, pass colours on, leave the text on the screen.
	cmd.Env = append(os.Environ(), "LESS="+cmp.Or(os.Getenv("LESS"), "FRX"), "LV="+cmp.Or(os.Getenv("LV"), "-c"))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(text), stdout, stderr
	err := cmd.Run()
	exit, ended := err.(*exec.ExitError)
	return err == nil || ended && exit.ExitCode() != 127 && exit.ExitCode() != 126 // the shell has found none
}
