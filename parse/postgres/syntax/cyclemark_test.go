package syntax

import "testing"

func TestReadableMarks(t *testing.T) {
	for query, want := range map[string]string{
		"CYCLE id SET looped TO 'Y'::text DEFAULT 'it''s'::character varying(9) USING path SELECT 'Y'::text": "CYCLE id SET looped TO text 'Y' DEFAULT character varying(9) 'it''s' USING path SELECT 'Y'::text",
		"CYCLE id SET looped USING path SELECT 'Y'::text FROM w":                                             "CYCLE id SET looped USING path SELECT 'Y'::text FROM w",
		"CYCLE a, b SET looped TO 1 DEFAULT 0 USING path SELECT 1":                                           "CYCLE a, b SET looped TO 1 DEFAULT 0 USING path SELECT 1",
	} {
		if got := readableMarks(query); got != want {
			t.Errorf("%s\nis   %s\nwant %s", query, got, want)
		}
	}
}
