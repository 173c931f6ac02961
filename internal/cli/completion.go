package cli

// This file is the command completion: the scripts by which shells ask the program itself for words.

import (
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"
)

const bashCompletion = `_schemadiff() {
  local words=("${COMP_WORDS[@]:1:COMP_CWORD}")
  mapfile -t COMPREPLY < <(schemadiff "${words[@]}" --generate-bash-completion 2>/dev/null)
}
complete -o default -F _schemadiff schemadiff
`

const zshCompletion = `#compdef schemadiff
_schemadiff() {
  local -a found
  found=("${(@f)$(schemadiff "${words[@]:1:$((CURRENT-1))}" --generate-bash-completion 2>/dev/null)}")
  compadd -- $found
  _files
}
compdef _schemadiff schemadiff
`

const fishCompletion = `complete -c schemadiff -a '(schemadiff (commandline -opc)[2..] (commandline -ct) --generate-bash-completion 2>/dev/null)'
`

func completionCommand() *cli.Command {
	return &cli.Command{
		Name: "completion", Usage: "print the completion script of a shell", ArgsUsage: "bash|zsh|fish",
		Description: "source <(schemadiff completion bash)",
		Action: func(c *cli.Context) error {
			scripts := map[string]string{"bash": bashCompletion, "zsh": zshCompletion, "fish": fishCompletion}
			script, ok := scripts[c.Args().First()]
			if !ok {
				return &usage{msg: "completion needs the name of a shell", hint: strings.Join(shellNames(), ", ")}
			}
			_, err := fmt.Fprint(c.App.Writer, script)
			return err
		},
	}
}

func shellNames() []string { return []string{"bash", "fish", "zsh"} }
