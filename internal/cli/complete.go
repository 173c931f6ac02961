package cli

// This file completes command lines for shells. The completion of urfave/cli v2 fails on half a
// flag after a command, so that the words are found here: commands, flags, and the values of flags
// and arguments where they can be listed, each with a description. Nothing is opened but the
// configuration and the folder of migrations.

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/config"
	"github.com/schemadiff/schemadiff/internal/app/adopt"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/render"
)

const (
	completionFlag = "--generate-bash-completion" // words alone, for scripts that were installed long ago
	completeFlag   = "--complete-words"           // words with descriptions, then whether files may follow
)

// candidate is a word that may stand where the shell asks, and its description.
type candidate struct{ word, about string }

// completion has the words that may stand at a place, and whether names of files may.
type completion struct {
	words []candidate
	files bool
}

// complete lists what may stand where the last of args does. It lists nothing
// where a path may stand, so that the shell completes file names.
func complete(app *cli.App, args []string, w io.Writer) {
	for _, c := range completed(app, args).words {
		fmt.Fprintln(w, c.word)
	}
}

// completeWords lists the same with a description after a tab; the last line is :files where
// names of files may stand too, else :words.
func completeWords(app *cli.App, args []string, w io.Writer) {
	found := completed(app, args)
	for _, c := range found.words {
		fmt.Fprintf(w, "%s\t%s\n", c.word, shortened(c.about))
	}
	if found.files {
		fmt.Fprintln(w, ":files")
	} else {
		fmt.Fprintln(w, ":words")
	}
}

// shortened is a description in one line.
func shortened(about string) string {
	about, _, _ = strings.Cut(render.Escape(strings.ReplaceAll(about, "`", "")), "\n")
	if runes := []rune(about); len(runes) > 90 {
		return string(runes[:88]) + "…"
	}
	return about
}

// completed lists the words that may stand where the last of args does, and begin as that does.
func completed(app *cli.App, args []string) completion {
	last := ""
	if len(args) > 0 {
		last = args[len(args)-1]
	}
	found := completionAt(app, args, last)
	found.words = slices.DeleteFunc(found.words, func(c candidate) bool { return !strings.HasPrefix(c.word, last) })
	return found
}

func completionAt(app *cli.App, args []string, last string) completion {
	if len(args) < 2 {
		return completion{words: append(commandCandidates(app), candidate{"--help", "show help"}, candidate{"--version", "print the version"})}
	}
	if args[0] == "help" {
		return completion{words: commandCandidates(app)}
	}
	cmd := app.Command(args[0])
	if cmd == nil {
		return completion{}
	}
	before := args[len(args)-2]
	if flag, _, joined := strings.Cut(strings.TrimLeft(last, "-"), "="); joined && strings.HasPrefix(last, "-") { // --flag=value
		head := last[:strings.Index(last, "=")+1]
		found := flagCompletion(cmd, flag, strings.TrimPrefix(last, head), args)
		for i := range found.words {
			found.words[i].word = head + found.words[i].word
		}
		return found
	}
	switch takes, known := flagTakesValue(cmd, strings.TrimLeft(before, "-")); {
	case strings.HasPrefix(before, "-") && known && takes && !slices.Contains(args[:len(args)-1], "--"):
		return flagCompletion(cmd, strings.TrimLeft(before, "-"), last, args)
	case strings.HasPrefix(last, "-"):
		return completion{words: flagCandidates(cmd)}
	}
	return argumentCompletion(cmd)
}

// argumentCompletion lists the words that may stand as an argument of a command.
func argumentCompletion(cmd *cli.Command) completion {
	switch cmd.Name {
	case "completion":
		return completion{words: plainCandidates(shellNames())}
	case "explain":
		return completion{words: ruleCandidates()}
	case "lint", "apply", "facts":
		return completion{files: true}
	case "inspect":
		return completion{words: environments("env:"), files: true}
	}
	return completion{}
}

// flagCompletion lists the words that may stand as the value of a flag.
func flagCompletion(cmd *cli.Command, flag, last string, args []string) completion {
	switch flag {
	case "env", "confirm":
		return completion{words: environments("")}
	case "db":
		return completion{words: environments(envSource), files: true}
	case "from", "to":
		return sideCompletion(cmd, flag, args)
	case "allow":
		return completion{words: afterComma(last, allowCandidates())}
	case "rule":
		return completion{words: ruleSettings(last)}
	case "format":
		return completion{words: plainCandidates(formatsOf(cmd))}
	case "manage":
		return completion{words: afterComma(last, plainCandidates([]string{"grants", "owners", "default-privileges"}))}
	case "schema", "migrations", "out", "o", "env-file", "facts", "baseline", "write-baseline", "dev-db":
		return completion{files: true}
	}
	return completion{words: plainCandidates(flagValues(flag, last))}
}

// sideCompletion is about --from and --to, which mean a source, a migration or a tool by command.
func sideCompletion(cmd *cli.Command, flag string, args []string) completion {
	switch {
	case cmd.Name == "adopt" && flag == "from":
		return completion{words: plainCandidates(adopt.ToolNames())}
	case flag == "to" && slices.Contains([]string{"migrate", "down", "adopt"}, cmd.Name):
		return completion{words: migrationNumbers(args)}
	}
	return completion{words: environments(envSource), files: true}
}

// flagValues are the possible values of a flag, where they are few and always the same.
func flagValues(flag, _ string) []string {
	switch flag {
	case "color":
		return []string{"auto", "always", "never"}
	case "runner":
		return []string{"script", "transaction", "no-fk-switch", "d1", "rqlite"}
	case "column-order":
		return []string{"report", "strict"}
	case "dialect":
		return engines.Languages()
	case "on-drift":
		return []string{"error", "warn"}
	case "out-of-order":
		return []string{"error", "if-commutes", "apply"}
	case "partitions":
		return []string{"declared", "external"}
	case "preset":
		return lint.Presets()
	case "fail-on":
		return []string{"error", "warning", "info", "never"}
	case "kind":
		return []string{"schema", "migration"}
	case "id":
		return []string{"number", "timestamp"}
	}
	return nil
}

// formatsOf are the formats of a command: those of the linter, or the words that its help lists.
func formatsOf(cmd *cli.Command) []string {
	if cmd.Name == "lint" || cmd.Name == "check" {
		return render.LintFormats()
	}
	for _, f := range cmd.Flags {
		if doc, ok := f.(cli.DocGenerationFlag); ok && f.Names()[0] == "format" {
			var out []string
			for part := range strings.SplitSeq(strings.ReplaceAll(doc.GetUsage(), " or ", ", "), ", ") {
				word, _, _ := strings.Cut(strings.TrimSpace(part), " ")
				if word != "of" && word != "" {
					out = append(out, word)
				}
			}
			return out
		}
	}
	return nil
}

// environments are those of the configuration, each after a word such as "env:".
func environments(before string) []candidate {
	c, err := config.Find(".")
	if err != nil {
		return nil
	}
	var out []candidate
	for _, name := range slices.Sorted(maps.Keys(c.Env)) {
		about := "environment of " + c.Path
		if c.Env[name].Protected {
			about += ", protected"
		}
		out = append(out, candidate{before + name, about})
	}
	return out
}

// migrationNumbers are those of the folder that --migrations or the configuration names.
func migrationNumbers(args []string) []candidate {
	path := defaultMigrations
	if c, err := config.Find("."); err == nil && c.Migrations != "" {
		path = c.Migrations
	}
	if i := slices.Index(args, "--migrations"); i >= 0 && i+1 < len(args) {
		path = args[i+1]
	}
	f, err := folder.Read(path)
	if err != nil {
		return nil
	}
	var out []candidate
	for _, file := range f.Files {
		out = append(out, candidate{file.ID, file.Name})
	}
	return out
}

// afterComma are the candidates for the last item of a list.
func afterComma(last string, list []candidate) []candidate {
	head := last[:strings.LastIndexByte(last, ',')+1]
	for i := range list {
		list[i].word = head + list[i].word
	}
	return list
}

// allowCandidates are the names that --allow takes.
func allowCandidates() []candidate {
	about := map[string]string{}
	for _, c := range ruleCandidates() {
		about[c.word] = c.about
	}
	var out []candidate
	for _, name := range allowable() {
		out = append(out, candidate{name, about[name]})
	}
	return out
}

func ruleCandidates() []candidate {
	var out []candidate
	for _, r := range rules.All() {
		out = append(out, candidate{r.Name, r.Summary()})
	}
	return out
}

// ruleSettings are rules, or after "=" the severities of one.
func ruleSettings(last string) []candidate {
	var out []candidate
	if name, _, ok := strings.Cut(last, "="); ok {
		for _, severity := range []string{"error", "warning", "info", "off"} {
			out = append(out, candidate{name + "=" + severity, ""})
		}
		return out
	}
	for _, c := range ruleCandidates() {
		out = append(out, candidate{c.word + "=", c.about})
	}
	return out
}

func plainCandidates(words []string) []candidate {
	var out []candidate
	for _, w := range words {
		out = append(out, candidate{word: w})
	}
	return out
}

func commandCandidates(app *cli.App) []candidate {
	var out []candidate
	for _, c := range app.Commands {
		out = append(out, candidate{c.Name, c.Usage})
	}
	slices.SortFunc(out, func(a, b candidate) int { return strings.Compare(a.word, b.word) })
	return out
}

func flagCandidates(cmd *cli.Command) []candidate {
	var out []candidate
	for _, f := range cmd.Flags {
		about := ""
		if doc, ok := f.(cli.DocGenerationFlag); ok {
			about = doc.GetUsage()
		}
		out = append(out, candidate{"--" + f.Names()[0], about})
	}
	return append(out, candidate{"--help", "show help"})
}

func commandNames(app *cli.App) []string { return wordsOf(commandCandidates(app)) }

func flagNames(cmd *cli.Command) []string { return wordsOf(flagCandidates(cmd)) }

func wordsOf(list []candidate) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.word)
	}
	return out
}
