package value_test

// Spellings of JSON paths (datatype-json.html, functions-json.html) and of XML
// (datatype-xml.html).

import "testing"

var documentTable = table{
	values: []spelled{
		{"jsonpath", "$", texts{"$", "lax $", " $ "}},
		{"jsonpath", "strict $", texts{"strict $", "strict  $"}},
		{"jsonpath", `$."a"`, texts{"$.a", `$."a"`, "lax $.a", `lax $."a"`}},
		{"jsonpath", `$."a"."b"`, texts{"$.a.b", `$."a"."b"`}},
		{"jsonpath", `$."track"."segments"`, texts{"$.track.segments", `$."track"."segments"`}},
		{"jsonpath", `$."a"[*]`, texts{"$.a[*]", `$."a"[*]`}},
		{"jsonpath", `$."a"[0]`, texts{"$.a[0]"}},
		{"jsonpath", `$."a"[last]`, texts{"$.a[last]"}},
		{"jsonpath", `$."a"[0 to 3]`, texts{"$.a[0 to 3]", "$.a[0  to  3]", "$.a[ 0 to 3 ]"}},
		{"jsonpath", `$."a"[0 to last]`, texts{"$.a[0 to last]"}},
		{"jsonpath", "$[*]", texts{"$[*]"}},
		{"jsonpath", "$.*", texts{"$.*"}},
		{"jsonpath", `$."a".*`, texts{"$.a.*", `$."a".*`}},
		{"jsonpath", `$[*]."a_1"`, texts{"$[*].a_1", `$[*]."a_1"`}},
		{"jsonpath", `strict $."a"`, texts{"strict $.a", `strict $."a"`}},
		{"jsonpath", `$.""`, texts{`$.""`}},
		{"jsonpath", `$."a"[0][1]`, texts{"$.a[0][1]"}},
		{"jsonpath", `$."A"`, texts{"$.A"}},
		{"jsonpath", `$."track"."segments"[*]."location"`, texts{"$.track.segments[*].location", `$."track"."segments"[*]."location"`}},
		{"xml", "<foo>bar</foo>", texts{"<foo>bar</foo>"}},
		{"xml", "abc<foo>bar</foo><bar>foo</bar>", texts{"abc<foo>bar</foo><bar>foo</bar>"}},
		{"xml", "<a/>", texts{"<a/>"}},
		{"xml", "<a />", texts{"<a />"}},
		{"xml", "<a></a>", texts{"<a></a>"}},
		{"xml", "text", texts{"text"}},
		{"xml", "", texts{""}},
		{"xml", "  ", texts{"  "}},
		{"xml", `<a b="c"/>`, texts{`<a b="c"/>`}},
		{"xml", "<a b='c'/>", texts{"<a b='c'/>"}},
		{"xml", "&lt;&amp;", texts{"&lt;&amp;"}},
		{"xml", "<a><b>1</b><c/></a>", texts{"<a><b>1</b><c/></a>"}},
		{"xml", "&#65;", texts{"&#65;"}},
		{"xml[]", `{<a/>,"<b c='d'/>"}`, texts{`{<a/>,"<b c='d'/>"}`, "{<a/>,<b c='d'/>}"}},
	},
	errors: []refused{
		{"jsonpath", texts{"$.a/* c */", "$.1a", "", ".a", "$.", "$[", "$.a[", "$.a]", "$..a", "@", "$.a ?", "last", "$.a[*", "$.a[x]", "lax", "$.a b",
			"?($)"}},
		{"xml", texts{"<a", "<a>", "</a>", "<a></b>", "<a><b></a></b>", "&foo;", "&", "<", "<a b/>", "<a b=c/>", "<a b='1' b='2'/>", "<1/>", "a]]>b",
			"<a b='<'/>", `<a/><?xml version="1.0"?>`, "< a/>"}},
		{"xml[]", texts{"{<a>}"}},
	},
	undecided: []undecided{
		{"jsonpath", "has filters, methods, arithmetic, variables or unusual keys", texts{"$.track.segments[*].HR ? (@ > 130)", "$.a.size()", "$.a.type()",
			"$.**", "$.**{2}", "$ + 1", "1", `"a"`, "true", "$.a == 1", "$var", "$.a[0,1]", "$.a[-1]", "$.a[last-1]", `$."a b"`, `$."a\u0062"`, "$ .a", "$. a"}},
		{"xml", "has a prolog, a namespace, a comment, or letters that are not ASCII", texts{"<!-- c -->",
			`<?xml version="1.0"?><book><title>Manual</title></book>`, `<?xml version="1.0" encoding="utf8"?><a/>`, "<![CDATA[x]]>", `<a:b xmlns:a="u"/>`,
			"<a:b/>", "<?pi x?>", "<é/>", "<!DOCTYPE a><a/>"}},
	},
}

func TestDocuments(t *testing.T) { documentTable.check(t) }
