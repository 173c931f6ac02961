package cli

// This file is the command completion: the scripts by which shells ask the program itself for words.
// Each script hands over the words up to the cursor and reads a word and its description a line; the
// last line is :files where names of files may stand there too, else :words.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// bash tears words at "=" and ":", and replaces the last part alone: what stands before it is taken
// off the candidates. A list that is only shown (COMP_TYPE 63) has the descriptions.
const bashCompletion = `_schemadiff() {
  local line="${COMP_LINE:0:COMP_POINT}" words cur head word about files="" list=() shown=() width=0
  read -ra words <<<"$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  cur="${words[${#words[@]}-1]}"
  head="${cur%"${cur##*[=:]}"}"
  while IFS=$'\t' read -r word about; do
    case "$word" in
      :files) files=yes ;;
      :words) ;;
      *) list+=("${word#"$head"}"); shown+=("$about"); ((${#word} > width)) && width=${#word} ;;
    esac
  done < <("${COMP_WORDS[0]}" "${words[@]:1}" --complete-words 2>/dev/null)
  COMPREPLY=()
  if ((${#list[@]} > 1)) && [[ "$COMP_TYPE" == 63 ]]; then
    local i
    for i in "${!list[@]}"; do
      COMPREPLY+=("$(printf '%-*s  %s' "$width" "${list[i]}" "${shown[i]:+(${shown[i]})}")")
    done
  else
    COMPREPLY=("${list[@]}")
  fi
  if ((${#list[@]} == 1)) && [[ "${list[0]}" == *= ]]; then compopt -o nospace 2>/dev/null; fi
  if [[ -n "$files" ]]; then
    compopt -o filenames 2>/dev/null
    while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "${cur#"$head"}")
  fi
}
complete -F _schemadiff schemadiff
`

const zshCompletion = `#compdef schemadiff
_schemadiff() {
  local line word about files="" list=()
  for line in "${(@f)$("${words[1]}" "${(@)words[2,CURRENT]}" --complete-words 2>/dev/null)}"; do
    case "$line" in
      :files) files=yes ;;
      :words|'') ;;
      *) word="${line%%$'\t'*}"; about="${line#*$'\t'}"; list+=("${word//:/\\:}${about:+:$about}") ;;
    esac
  done
  (( ${#list} )) && _describe -t schemadiff 'schemadiff' list
  [[ -n "$files" ]] && _files
  return 0
}
compdef _schemadiff schemadiff
`

const fishCompletion = `function __schemadiff_complete
    set -l words (commandline -opc) (commandline -ct)
    for line in ($words[1] $words[2..] --complete-words 2>/dev/null)
        switch $line
            case :files
                __fish_complete_path (commandline -ct)
            case :words
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c schemadiff -f -a '(__schemadiff_complete)'
`

const powershellCompletion = `Register-ArgumentCompleter -Native -CommandName schemadiff -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '""' }
    $rest = if ($words.Count -gt 1) { $words[1..($words.Count - 1)] -replace '^""$', '' } else { @('') }
    $lines = @(& $words[0] @rest --complete-words 2>$null)
    $found = @(foreach ($line in $lines) {
        if ($line -eq ':files' -or $line -eq ':words') { continue }
        $word, $about = $line -split [char]9, 2
        if (-not $about) { $about = $word }
        [System.Management.Automation.CompletionResult]::new($word, $word, 'ParameterValue', $about)
    })
    if ($found.Count -eq 0 -and $lines -notcontains ':files') { return '' }
    $found
}
`

// completionScripts are the scripts by shell, with how each is loaded.
var completionScripts = []struct{ shell, script, load string }{
	{"bash", bashCompletion, "source <(schemadiff completion bash)   in ~/.bashrc"},
	{"zsh", zshCompletion, "source <(schemadiff completion zsh)   in ~/.zshrc, after compinit"},
	{"fish", fishCompletion, "schemadiff completion fish | source   in ~/.config/fish/config.fish"},
	{"powershell", powershellCompletion, "schemadiff completion powershell | Out-String | Invoke-Expression   in $PROFILE"},
}

func completionCommand() *cli.Command {
	var loads []string
	for _, s := range completionScripts {
		loads = append(loads, s.load)
	}
	return &cli.Command{
		Name: "completion", Usage: "print the completion script of a shell", ArgsUsage: "bash|zsh|fish|powershell",
		Description: strings.Join(loads, "\n"),
		Action: func(c *cli.Context) error {
			for _, s := range completionScripts {
				if s.shell == c.Args().First() {
					_, err := fmt.Fprint(c.App.Writer, s.script)
					return err
				}
			}
			return &usage{msg: "completion needs the name of a shell", hint: strings.Join(shellNames(), ", ")}
		},
	}
}

// shellNames are the shells that have a script.
func shellNames() []string {
	var out []string
	for _, s := range completionScripts {
		out = append(out, s.shell)
	}
	slices.Sort(out)
	return out
}
