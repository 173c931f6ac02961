package value_test

// Spellings of vectors and queries of text search (datatype-textsearch.html).

import "testing"

var textSearchTable = table{
	values: []spelled{
		{"tsvector", "'a' 'and' 'ate' 'cat' 'fat' 'mat' 'on' 'rat' 'sat'", texts{"a fat cat sat on a mat and ate a fat rat",
			"'a' 'and' 'ate' 'cat' 'fat' 'mat' 'on' 'rat' 'sat'", "a and ate cat fat mat on rat sat"}},
		{"tsvector", "'    ' 'contains' 'lexeme' 'spaces' 'the'", texts{"the lexeme '    ' contains spaces", "'    ' 'contains' 'lexeme' 'spaces' 'the'"}},
		{"tsvector", "'Joe''s' 'a' 'contains' 'lexeme' 'quote' 'the'", texts{"the lexeme 'Joe''s' contains a quote", "'Joe''s' a contains lexeme quote the"}},
		{"tsvector", "'a':1 'cat':3 'fat':2", texts{"a:1 fat:2 cat:3", "'a':1 'cat':3 'fat':2", "cat:3 a:1 fat:2"}},
		{"tsvector", "'a':1A 'cat':5 'fat':2B,4C", texts{"a:1A fat:2B,4C cat:5D", "'a':1A 'cat':5 'fat':2B,4C", "a:1a cat:5 fat:4c,2b"}},
		{"tsvector", "'a':1,2", texts{"a:1,1,2", "a:1,2", "a:2,1", "a:1 a:2"}},
		{"tsvector", "'a':1A", texts{"a:1A,1B", "a:1A", "a:1B a:1A"}},
		{"tsvector", "'a':16383", texts{"a:99999", "a:16383"}},
		{"tsvector", "", texts{"", "  "}},
		{"tsvector", "'a'", texts{"a", "'a'", "a a"}},
		{"tsvector", "'A'", texts{"A"}},
		{"tsvector", "'a b'", texts{`a\ b`, "'a b'"}},
		{"tsvector", `'a\\b'`, texts{`'a\\b'`, `a\\b`}},
		{"tsvector", "'é'", texts{"é", "'é'"}},
		{"tsvector", "'a-b'", texts{"a-b"}},
		{"tsvector", "'a':1", texts{"a:1d", "a:1D", "a:1"}},
		{"tsvector", "'a' 'b'", texts{"b a", "a b", "'a'b"}},
		{"tsquery", "'fat' & 'rat'", texts{"fat & rat", "'fat' & 'rat'", "fat&rat"}},
		{"tsquery", "'fat' & ( 'rat' | 'cat' )", texts{"fat & (rat | cat)", "'fat' & ( 'rat' | 'cat' )", "fat&(rat|cat)"}},
		{"tsquery", "'fat' & 'rat' & !'cat'", texts{"fat & rat & ! cat", "'fat' & 'rat' & !'cat'", "(fat & rat) & !cat", "fat & (rat & !cat)"}},
		{"tsquery", "'fat':AB & 'cat'", texts{"fat:ab & cat", "'fat':AB & 'cat'", "fat:BA & cat"}},
		{"tsquery", "'super':*", texts{"super:*", "'super':*"}},
		{"tsquery", "'super':*A", texts{"super:*a", "super:a*", "'super':*A"}},
		{"tsquery", "'fat' <-> 'rat'", texts{"fat <-> rat", "'fat' <-> 'rat'", "fat<1>rat"}},
		{"tsquery", "'fat' <2> 'rat'", texts{"fat <2> rat", "'fat' <2> 'rat'"}},
		{"tsquery", "'fat' <-> 'rat' <-> 'cat'", texts{"fat <-> rat <-> cat", "(fat <-> rat) <-> cat"}},
		{"tsquery", "'fat' <-> ( 'rat' <-> 'cat' )", texts{"fat <-> (rat <-> cat)"}},
		{"tsquery", "!!'a'", texts{"!!a", "!(!a)"}},
		{"tsquery", "!'a'", texts{"!a", "! a", "!(a)"}},
		{"tsquery", "!( 'a' & 'b' )", texts{"!(a & b)", "!(a&b)"}},
		{"tsquery", "'a' | 'b' & 'c'", texts{"a | b & c", "a | (b & c)"}},
		{"tsquery", "( 'a' | 'b' ) & 'c'", texts{"(a | b) & c", "(a|b)&c"}},
		{"tsquery", "'a'", texts{"a", "(a)", "((a))", "'a'", "a:"}},
		{"tsquery", "", texts{"", "  "}},
		{"tsquery", "'Joe''s'", texts{"'Joe''s'", `Joe\'s`}},
		{"tsquery", "'a':*ABCD", texts{"a:*ABCD", "a:abcd*"}},
		{"tsquery", "'a':D", texts{"a:d", "a:D"}},
		{"tsquery", "'a' <0> 'b'", texts{"a <0> b"}},
		{"tsquery", "'a b'", texts{"'a b'", `a\ b`}},
		{"tsquery", "'a' & 'b' | 'c' & 'd'", texts{"a & b | c & d", "(a & b) | (c & d)"}},
		{"tsquery", "'a' <-> 'b' & 'c'", texts{"a <-> b & c", "(a <-> b) & c"}},
		{"tsquery", "'a' <-> ( 'b' & 'c' )", texts{"a <-> (b & c)"}},
		{"tsquery", "'a' <-> !'b'", texts{"a <-> !b"}},
		{"tsquery", "( 'a' | 'b' ) <-> 'c'", texts{"(a | b) <-> c"}},
		{"tsquery", "'é'", texts{"é"}},
		{"tsvector[]", `{"'a' 'b'",'a':1}`, texts{`{"b a",a:1}`, `{"'a' 'b'",'a':1}`, `{"a b","a:1,1"}`}},
	},
	errors: []refused{
		{"tsvector", texts{"a:0", "a:", "a:x", "a:1E", "'a", "''", "a:1,", "a:-1", "a:1:2", `\`}},
		{"tsquery", texts{"a &", "& a", "a b", "a | | b", "(a", "a)", "()", "!", "a <- > b", "a <x> b", "a <16385> b", "'a", "''", "a:z", "a:1", "<-> a",
			"a & ()"}},
		{"tsvector[]", texts{"{a:0}"}},
	},
	undecided: []undecided{
		{"tsvector", "is read by accident", texts{"a:1 :2"}},
	},
}

func TestTextSearch(t *testing.T) { textSearchTable.check(t) }
