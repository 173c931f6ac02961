package litemodel

import "github.com/schemadiff/schemadiff/schema"

// This file names the table of objects that have names of their own and come and go with
// a table, for code that serves every dialect.

// AttachedTo is the table of the index.
func (i *Index) AttachedTo() schema.Key { return i.Table }

// AttachedTo is the table or view of the trigger.
func (t *Trigger) AttachedTo() schema.Key { return t.Table }
