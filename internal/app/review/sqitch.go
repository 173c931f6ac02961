package review

// This file knows the layout of sqitch: folders deploy, revert and verify whose files have the same names, and beside them
// sqitch.plan, which lists the changes in the order of their deployment. Of the package it uses what checkout.go knows.

import (
	"path/filepath"
	"strings"
)

const sqitchPlan = "sqitch.plan"

// isSqitch reports whether a folder is that one of the three beside a plan of sqitch.
func isSqitch(dir, which string) bool {
	return filepath.Base(dir) == which && exists(filepath.Join(filepath.Dir(dir), sqitchPlan))
}

// revertsSqitch reports whether a file reverts or verifies a change of sqitch.
func revertsSqitch(name string) bool {
	dir := filepath.Dir(filepath.Clean(name))
	return isSqitch(dir, "revert") || isSqitch(dir, "verify")
}

// sqitchOrder are the places of the changes in the text of a plan. A change that is made twice has its first text in a file
// with the tag before the second, as change@v1.
func sqitchOrder(plan string) map[string]int {
	places := map[string]int{}
	count := 0
	for line := range strings.Lines(plan) {
		word, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case word == "" || word[0] == '%' || word[0] == '#':
		case word[0] == '@':
			for name, place := range places {
				if !strings.Contains(name, "@") {
					if _, there := places[name+word]; !there {
						places[name+word] = place
					}
				}
			}
		default:
			count++
			places[filepath.Base(strings.TrimPrefix(word, "+"))] = count
		}
	}
	return places
}
