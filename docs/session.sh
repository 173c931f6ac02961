#!/usr/bin/env bash
# Puts the real output of examples/blog/run into the README, but for the line about what is built or used.
set -euo pipefail
cd "$(dirname "$0")/.."
session=$(mktemp)
trap 'rm -f "$session"' EXIT
./examples/blog/run 2>&1 </dev/null | grep -v -e '^using ' -e '^building ' >"$session"
awk -v session="$session" '
  /^<!-- end of session -->/ { inside = 0 }
  !inside { print }
  /^<!-- session:/ {
    inside = 1
    print "```console"
    while ((getline line < session) > 0) print line
    print "```"
  }' README.md >README.md.new
mv README.md.new README.md
