package folder_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/migrate/folder"
)

func three() []folder.File {
	return folder.Of("m", map[string]string{"0001_a.sql": "SELECT 1;\n", "0002_b.sql": "SELECT 2;\n", "0003_c.sql": "SELECT 3;\n"}).Files
}

// What was written is read again, and says that nothing is wrong.
func TestChain(t *testing.T) {
	lines := folder.Chain(three())
	again, err := folder.ParseSum(folder.SumText(lines))
	if err != nil || !slices.Equal(again, lines) {
		t.Errorf("read %v, %v; written %v", again, err, lines)
	}
	if faults := folder.Faults(lines, three()); len(faults) != 0 {
		t.Errorf("faults of a chain that was just written: %v", faults)
	}
	if appended := folder.Append(folder.Chain(three()[:2]), three()[2]); !slices.Equal(appended, lines) {
		t.Errorf("appended line by line it is %v, want %v", appended, lines)
	}
	if _, err := folder.ParseSum("0001_a.sql nonsense\n"); err == nil {
		t.Error("a line without a checksum was read")
	}
}

func TestFaults(t *testing.T) {
	lines, files := folder.Chain(three()), three()
	edited := three()
	edited[1].Text = "SELECT 22;\n"
	edited[1].Checksum = folder.Checksum(edited[1].Text)
	for _, c := range []struct {
		name  string
		lines []folder.Line
		files []folder.File
		want  []folder.FaultKind
	}{
		{"an edited file", lines, edited, []folder.FaultKind{folder.Edited}},
		{"a file that is gone", lines, files[:2], []folder.FaultKind{folder.Missing}},
		{"a file without a line", lines[:2], files, []folder.FaultKind{folder.Unlisted}},
		{"a line that was removed", slices.Concat(lines[:1], lines[2:]), files, []folder.FaultKind{folder.Broken, folder.Unlisted}},
		{"two lines of branches that were merged", slices.Concat(lines[:1], folder.Append(lines[:1], files[2])[1:], lines[1:2]), files,
			[]folder.FaultKind{folder.Broken, folder.Disorder}},
		{"a number before the last", folder.Append(folder.Append(lines[:1], files[2]), files[1]), files, []folder.FaultKind{folder.Disorder}},
	} {
		var got []folder.FaultKind
		for _, f := range folder.Faults(c.lines, c.files) {
			got = append(got, f.Kind)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Git gives lines other ends on another machine: neither a file nor the checksums change by that,
// whichever ends the bytes had that were hashed.
func TestEndsOfLinesAreNoEdit(t *testing.T) {
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	const text = "SELECT 1;\nSELECT 2;\n"
	for _, f := range folder.Of("m", map[string]string{"1_a.sql": text, "2_b.sql": crlf(text), "3_c.sql": "SELECT 1;\r\nSELECT 2;\n"}).Files {
		for _, sum := range []string{folder.Checksum(text), folder.Checksum(crlf(text)), folder.Sum(text), folder.Sum(crlf(text)), folder.Sum(f.Text)} {
			if !f.Has(sum) {
				t.Errorf("%s with the text %q has not the checksum %s", f.Name, f.Text, sum)
			}
		}
		for _, other := range []string{"", folder.Checksum("SELECT 1; SELECT 2;\n"), folder.Checksum(text + "\n")} {
			if f.Has(other) {
				t.Errorf("%s has the checksum of another text", f.Name)
			}
		}
	}
	lines, err := folder.ParseSum(crlf(folder.SumText(folder.Chain(three()))))
	if err != nil || !slices.Equal(lines, folder.Chain(three())) {
		t.Errorf("a file of checksums with other ends is read as %v, %v", lines, err)
	}
}

// Numbers are compared as numbers, part by part, whatever zeros they are written with.
func TestOrderOfNumbers(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"1", "0001", 0}, {"2", "10", -1}, {"20240101120000", "3", 1}, {"1.2", "1.10", -1}, {"1", "1.0", 0}, {"1.0.1", "1", 1},
		{"99999999999999999999998", "99999999999999999999999", -1},
	} {
		got, back := folder.Order(c.a, c.b), folder.Order(c.b, c.a)
		if sign(got) != c.want || sign(back) != -c.want {
			t.Errorf("Order(%s, %s) = %d and %d the other way, want %d", c.a, c.b, got, back, c.want)
		}
		if same := folder.Canonical(c.a) == folder.Canonical(c.b); same != (c.want == 0) {
			t.Errorf("%s and %s are one number: %t", c.a, c.b, same)
		}
	}
}

func sign(n int) int { return min(1, max(-1, n)) }

func TestFind(t *testing.T) {
	f := folder.Of("m", map[string]string{"0001_a.sql": "", "0010_b.sql": ""})
	for id, want := range map[string]string{"1": "0001_a", "0001": "0001_a", "10": "0010_b", "0010_b": "0010_b", "0010_b.sql": "0010_b", "2": "", "": "", "_b": ""} {
		got := ""
		if file := f.Find(id); file != nil {
			got = file.Name
		}
		if got != want {
			t.Errorf("%q finds %q, want %q", id, got, want)
		}
	}
}
