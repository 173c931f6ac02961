// Command schemadiff compares a desired schema, written as plain DDL, with a live
// database, and plans, explains and applies the way from one to the other. All it does
// is in internal/cli, so that it can be tested; what programs import is the package at
// the root of the module.
package main

import "github.com/schemadiff/schemadiff/internal/cli"

func main() { cli.Main() }
