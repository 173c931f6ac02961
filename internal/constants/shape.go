package constants

// Ranges, geometric values, network addresses, JSON, XML and text search, in every form of brackets,
// quotes and separators that the input functions take.

import (
	"fmt"
	"strconv"
	"strings"
)

// rangeOf writes two texts, in order if that is wanted, as a range.
func (r *source) rangeOf(lower, upper string) string {
	quote := func(s string) string {
		if r.chance(3) || strings.ContainsAny(s, `,"()[]\`) {
			return `"` + s + `"`
		}
		return s
	}
	lower, upper = quote(lower), quote(upper)
	if r.chance(12) {
		lower = ""
	}
	if r.chance(12) {
		upper = ""
	}
	if r.chance(15) {
		return r.pick("empty", "EMPTY", " Empty ")
	}
	return r.pick("[", "(") + lower + "," + upper + r.pick("]", ")")
}

// subrange writes a range of a subtype whose bounds are in order nearly always.
func (r *source) subrange(name string) string {
	a := r.between(-20, 40)
	b := a + r.between(0, 9)
	switch name {
	case "int4", "int8":
		return r.rangeOf(r.pick("", " ")+strconv.Itoa(a), strconv.Itoa(b)+r.pick("", " "))
	case "num":
		return r.rangeOf(fmt.Sprintf("%d.%s", a, r.pick("0", "00", "25", "5")), strconv.Itoa(b+1)+r.pick("", ".0", ".50"))
	case "date":
		y := r.between(1990, 2030)
		return r.rangeOf(fmt.Sprintf(r.pick("%d-1-5", "%d0105", "Jan 5 %d"), y), r.pick(fmt.Sprintf("%d-02-28", y+r.between(0, 3)), "infinity"))
	}
	y := r.between(1990, 2030)
	return r.rangeOf(fmt.Sprintf(r.pick("%d-1-5", "%d-01-05 10:00", "%d-01-05 10:00:00+02", "%d-01-05T00:00:00Z"), y), fmt.Sprintf(r.pick("%d-03-01", "%d-02-05 00:00", "%d-12-31 24:00"), y+r.between(0, 3)))
}

func (r *source) coordinate() string {
	if r.chance(25) {
		return r.pick("Infinity", "-Infinity", "1e300", "-0")
	}
	return r.pick("", "-") + strconv.Itoa(r.between(0, 99)) + r.pick("", ".5", ".25", "e2", ".123456789")
}

func (r *source) point() string {
	text := r.coordinate() + r.pick(",", ", ", " , ") + r.coordinate()
	return "(" + text + ")"
}

func (r *source) shape() (typ, text string) {
	two := r.point() + r.pick(",", " , ") + r.point()
	bare := r.coordinate() + "," + r.coordinate() + "," + r.coordinate() + "," + r.coordinate()
	many := r.some(1, 5, ",", r.point)
	switch typ = r.pick("point", "line", "lseg", "box", "path", "polygon", "circle"); typ {
	case "point":
		return typ, r.spaced(r.pick(r.point(), r.coordinate()+","+r.coordinate()))
	case "line":
		return typ, r.pick("{"+r.coordinate()+","+r.coordinate()+", "+r.coordinate()+"}", "["+two+"]", "("+two+")", two, bare)
	case "lseg":
		return typ, r.spaced(r.pick("["+two+"]", "("+two+")", two, bare))
	case "box":
		return typ, r.spaced(r.pick("("+two+")", two, bare, "("+bare+")"))
	case "path":
		return typ, r.spaced(r.pick("["+many+"]", "("+many+")", many, bare, "("+bare+")"))
	case "polygon":
		return typ, r.spaced(r.pick("("+many+")", many, bare, "("+bare+")"))
	}
	radius := strconv.Itoa(r.between(0, 50)) + r.pick("", ".5")
	return "circle", r.spaced(r.pick("<"+r.point()+","+radius+">", "("+r.point()+","+radius+")", r.point()+","+radius, r.coordinate()+","+r.coordinate()+","+radius))
}

func (r *source) ipv6() string {
	words := make([]string, 8)
	for i := range words {
		words[i] = r.pick("0", "0", "0", r.from("0123456789abcdefABCDEF", 1, 4), "ffff")
	}
	switch r.IntN(6) {
	case 0:
		return r.pick("::", "::1", "::ffff:1.2.3.4", "::1.2.3.4", "fe80::1", "2001:db8::", "1::8", "::ffff:0:0", "64:ff9b::192.0.2.33")
	case 1:
		cut := r.between(0, 5)
		return strings.Join(words[:cut], ":") + "::" + strings.Join(words[cut+r.between(1, 3):], ":")
	}
	return strings.Join(words, ":")
}

func (r *source) network() (typ, text string) {
	v4 := fmt.Sprintf("%d.%d.%d.%d", r.IntN(256), r.IntN(256), r.IntN(256), r.IntN(256))
	switch r.IntN(10) {
	case 0, 1, 2:
		return "inet", v4 + r.pick("", "/32", "/24", "/8", "/0")
	case 3:
		return "inet", r.ipv6() + r.pick("", "/128", "/64", "/48")
	case 4:
		return "cidr", r.pick(fmt.Sprintf("%d.%d", r.IntN(256), r.IntN(256)), fmt.Sprintf("%d", r.IntN(256)), "10.1.2.0/24", "192.168/16", "10/8", "224", v4, v4+"/32")
	case 5:
		return "cidr", r.pick(r.ipv6(), "2001:db8::/32", "::/0", "fe80::/10")
	case 6, 7:
		d := func(n int) string { return r.from("0123456789abcdefABCDEF", n, n) }
		return "macaddr", r.spaced(r.pick(
			strings.Join([]string{d(2), d(2), d(2), d(2), d(2), d(2)}, r.pick(":", "-")), d(6)+r.pick(":", "-")+d(6), d(4)+"."+d(4)+"."+d(4), d(4)+"-"+d(4)+"-"+d(4), d(12), "8:0:2b:1:2:3"))
	}
	d := func(n int) string { return r.from("0123456789abcdefABCDEF", n, n) }
	return "macaddr8", r.spaced(r.pick(
		strings.Join([]string{d(2), d(2), d(2), d(2), d(2), d(2), d(2), d(2)}, r.pick(":", "-", ".")), strings.Join([]string{d(2), d(2), d(2), d(2), d(2), d(2)}, r.pick(":", "-")),
		d(6)+r.pick(":", "-")+d(10), d(16), d(12), d(4)+"."+d(4)+"."+d(4)+"."+d(4)))
}

// document is a JSON value.
func (r *source) document(depth int) string {
	gap := func() string { return r.pick("", "", " ", "\n") }
	str := func() string {
		return `"` + r.some(0, 4, "", func() string {
			return r.pick("a", "b", "Z", "é", `\n`, `\"`, `\\`, `\u0041`, `\u00e9`, `\ud83d\ude00`, `\/`, " ", "ß", `\u0001`, "'")
		}) + `"`
	}
	switch n := r.IntN(9); {
	case n < 2 && depth < 3:
		return "{" + r.some(0, 4, ",", func() string { return gap() + str() + gap() + ":" + gap() + r.document(depth+1) + gap() }) + "}"
	case n < 4 && depth < 3:
		return "[" + r.some(0, 3, ",", func() string { return gap() + r.document(depth+1) + gap() }) + "]"
	case n < 6:
		return r.pick("", "-") + r.pick("0", "1", "12", "1.50", "0.1", "1e3", "1.5E-2", "2e+2", "100.000")
	case n == 6:
		return r.pick("true", "false", "null")
	}
	return str()
}

func (r *source) lexeme() string {
	return r.pick(r.from("abcde", 1, 3), r.from("abcde", 1, 3), "'"+r.from("ab c:&", 1, 4)+"'", "'it''s'", `a\ b`, "été", "a.b", `'x\\y'`, "x-y", "1")
}

func (r *source) tsquery(depth int) string {
	switch n := r.IntN(7); {
	case n < 3 && depth < 4:
		return r.tsquery(depth+1) + r.pick(" & ", " | ", "&", "|", " <-> ", " <2> ", " <0> ") + r.tsquery(depth+1)
	case n == 3 && depth < 4:
		return "!" + r.pick("", " ") + r.tsquery(depth+1)
	case n == 4 && depth < 4:
		return "(" + r.pick("", " ") + r.tsquery(depth+1) + r.pick("", " ") + ")"
	}
	return r.lexeme() + r.pick("", "", "", ":A", ":*", ":ab", ":*C", ":d")
}

var searchFamilies = map[string]family{
	"tsvector": func(r *source) (string, string) {
		return "tsvector", r.spaced(r.some(0, 5, r.pick(" ", "  "), func() string {
			return r.pick(r.lexeme(), r.lexeme(), "a<b", "x&y") + r.pick("", "", ":"+r.some(1, 4, ",", func() string { return strconv.Itoa(r.between(1, 30)) + r.pick("", "", "A", "b", "C", "D") }), ":99999")
		}))
	},
	"tsquery": func(r *source) (string, string) { return "tsquery", r.spaced(r.tsquery(0)) },
	"jsonpath": func(r *source) (string, string) {
		return "jsonpath", r.spaced(r.pick("", "", "strict ", "lax ") + "$" + r.some(0, 4, "", func() string {
			return r.pick(".a", ".bc", `."d"`, ".*", "[*]", "[0]", "[1 to 2]", "[last]", ".type", ".exists", ".e_1", ".true", ".double", ".strict", ".last")
		}))
	},
	"xml": func(r *source) (string, string) {
		return "xml", r.pick("", "x ", "&lt;") + r.some(0, 2, "", func() string {
			return r.pick("<a/>", "<b>text</b>", `<c d="e"/>`, "<f><g>1</g> </f>", "<h i='j' k='l'></h>", "a &amp; b")
		})
	},
}

var shapeFamilies = map[string]family{
	"range": func(r *source) (string, string) {
		name := r.pick("int4", "int4", "int8", "num", "date", "ts", "tstz")
		return name + "range", r.spaced(r.subrange(name))
	},
	"multirange": func(r *source) (string, string) {
		name := r.pick("int4", "int8", "num", "date", "ts", "tstz")
		return name + "multirange", r.spaced("{" + r.some(0, 4, r.pick(",", " , "), func() string { return strings.TrimSpace(r.subrange(name)) }) + "}")
	},
	"geometry": func(r *source) (string, string) { return r.shape() },
	"network":  func(r *source) (string, string) { return r.network() },
	"json":     func(r *source) (string, string) { return r.pick("json", "jsonb", "jsonb"), r.spaced(r.document(0)) },
}
