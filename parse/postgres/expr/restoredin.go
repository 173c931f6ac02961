package expr

// IN lists over varchar, as the server prints them. It keeps an array of varchar that is cast to text
// as a whole; read again, the text that it prints of that is another expression, with a cast for each
// element (transformTypeCast, parse_expr.c). Only IN makes the expression that is stored, so a text of
// the catalog is written with IN.

// StoredNames is an optional interface of Names: it reports whether expressions are texts that a
// server has printed of what it stores.
type StoredNames interface{ Stored() bool }

const varchar = "character varying"
