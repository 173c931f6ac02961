package value

// Names of types: "timestamp(3) with time zone[]" is cut into the name "timestamp with time zone",
// the modifier 3 and the mark of an array, and the name is looked up in the one list of types that
// this package reads. The names are those of format_type (format_type.c).

import (
	"strconv"
	"strings"
)

// typeInfo is a type that constants can be read for.
type typeInfo struct {
	typeRow
	mods  []int
	array bool
}

// typeRow is a line of the list of types.
type typeRow struct {
	read      reader
	maxMods   int
	semicolon bool   // between the elements of an array
	element   reader // of an array, where it is another
	written   bool   // a value is printed as it was written
}

// types lists what can be read, by the name without modifiers.
var types = map[string]typeRow{
	"boolean":                     {read: plain(booleanText)},
	"smallint":                    {read: integerReader(16)},
	"integer":                     {read: integerReader(32)},
	"bigint":                      {read: integerReader(64)},
	"oid":                         {read: plain(oidText)},
	"xid8":                        {read: plain(xid8Text)},
	"pg_lsn":                      {read: plain(lsnText)},
	"pg_snapshot":                 {read: plain(snapshotText)},
	"txid_snapshot":               {read: plain(snapshotText)},
	"int2vector":                  {read: plain(int2vectorText)},
	"oidvector":                   {read: plain(oidvectorText)},
	"numeric":                     {read: numericText, maxMods: 2},
	"real":                        {read: plain(realText)},
	"double precision":            {read: plain(doubleText)},
	"text":                        {read: plain(unchanged), written: true},
	"character varying":           {read: varcharText, maxMods: 1, written: true},
	"character":                   {read: charText, maxMods: 1},
	"bpchar":                      {read: plain(unchanged), written: true},
	"name":                        {read: plain(nameText)},
	`"char"`:                      {read: plain(byteCharText)},
	"bytea":                       {read: plain(byteaText)},
	"bit":                         {read: bitText, maxMods: 1},
	`"bit"`:                       {read: plain(bitsText)},
	"bit varying":                 {read: varbitText, maxMods: 1},
	"date":                        {read: plain(dateText)},
	"time without time zone":      {read: timeText, maxMods: 1},
	"time with time zone":         {read: zonedTimeText, maxMods: 1},
	"timestamp without time zone": {read: stampReader(""), maxMods: 1},
	"timestamp with time zone":    {read: stampReader("+00"), maxMods: 1},
	"interval":                    {read: intervalReader(""), maxMods: 1},
	"interval year":               {read: intervalReader("year"), element: elementReader("year")},
	"interval month":              {read: intervalReader("month"), element: elementReader("month")},
	"interval day":                {read: intervalReader("day"), element: elementReader("day")},
	"interval hour":               {read: intervalReader("hour"), element: elementReader("hour")},
	"interval minute":             {read: intervalReader("minute"), element: elementReader("minute")},
	"interval second":             {read: intervalReader("second"), maxMods: 1, element: elementReader("second")},
	"interval year to month":      {read: intervalReader("year to month"), element: elementReader("year to month")},
	"interval day to hour":        {read: intervalReader("day to hour"), element: elementReader("day to hour")},
	"interval day to minute":      {read: intervalReader("day to minute"), element: elementReader("day to minute")},
	"interval day to second":      {read: intervalReader("day to second"), maxMods: 1, element: elementReader("day to second")},
	"interval hour to minute":     {read: intervalReader("hour to minute"), element: elementReader("hour to minute")},
	"interval hour to second":     {read: intervalReader("hour to second"), maxMods: 1, element: elementReader("hour to second")},
	"interval minute to second":   {read: intervalReader("minute to second"), maxMods: 1, element: elementReader("minute to second")},
	"inet":                        {read: plain(inetText)},
	"cidr":                        {read: plain(cidrText)},
	"macaddr":                     {read: plain(macText)},
	"macaddr8":                    {read: plain(mac8Text)},
	"point":                       {read: plain(pointText)},
	"line":                        {read: plain(lineText)},
	"lseg":                        {read: plain(lsegText)},
	"box":                         {read: plain(boxText), semicolon: true},
	"path":                        {read: plain(pathText)},
	"polygon":                     {read: plain(polygonText)},
	"circle":                      {read: plain(circleText)},
	"json":                        {read: plain(jsonText), written: true},
	"jsonb":                       {read: plain(jsonbText)},
	"int4range":                   {read: rangeReader(int4Bounds)},
	"int4multirange":              {read: multirangeReader(int4Bounds)},
	"int8range":                   {read: rangeReader(int8Bounds)},
	"int8multirange":              {read: multirangeReader(int8Bounds)},
	"numrange":                    {read: rangeReader(numericBounds)},
	"nummultirange":               {read: multirangeReader(numericBounds)},
	"daterange":                   {read: rangeReader(dateBounds)},
	"datemultirange":              {read: multirangeReader(dateBounds)},
	"tsrange":                     {read: rangeReader(stampBounds)},
	"tsmultirange":                {read: multirangeReader(stampBounds)},
	"tstzrange":                   {read: rangeReader(zonedBounds)},
	"tstzmultirange":              {read: multirangeReader(zonedBounds)},
	"jsonpath":                    {read: plain(jsonpathText)},
	"xml":                         {read: plain(xmlText), written: true},
	"tsvector":                    {read: plain(tsvectorText)},
	"tsquery":                     {read: plain(tsqueryText)},
	"uuid":                        {read: plain(uuidText)},
}

// parseType reads a type's name; it is not ok for a type that is not listed.
func parseType(typ string) (typeInfo, bool) {
	var t typeInfo
	name := typ
	for strings.HasSuffix(name, "[]") {
		name, t.array = strings.TrimSuffix(name, "[]"), true
	}
	if open := strings.IndexByte(name, '('); open >= 0 {
		length := strings.IndexByte(name[open:], ')')
		if length < 0 {
			return t, false
		}
		for digits := range strings.SplitSeq(name[open+1:open+length], ",") {
			n, err := strconv.Atoi(strings.TrimSpace(digits))
			if err != nil || n > 1<<24 || n < -1000 {
				return t, false
			}
			t.mods = append(t.mods, n)
		}
		name = strings.TrimSpace(name[:open]) + name[open+length+1:]
	}
	row, ok := types[name]
	if t.array && row.element != nil {
		row.read = row.element
	}
	t.typeRow = row
	return t, ok && len(t.mods) <= row.maxMods
}

// IsRespelled reports whether constants of a type can have another canonical text than the one
// that they are written as.
func IsRespelled(typ string) bool {
	t, ok := parseType(typ)
	return ok && (t.array || !t.written || len(t.mods) > 0)
}
