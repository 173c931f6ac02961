package cli

// The console of Windows shows colours only where a program asks for it
// (learn.microsoft.com/windows/console/setconsolemode).

import (
	"os"

	"golang.org/x/sys/windows"
)

// showsColors asks a console to obey escape sequences and reports whether it does. What is no
// console, such as the terminal of Git Bash, obeys them by itself.
func showsColors(f *os.File) bool {
	console := windows.Handle(f.Fd())
	var mode uint32
	if err := windows.GetConsoleMode(console, &mode); err != nil {
		return true
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_PROCESSED_OUTPUT|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}
