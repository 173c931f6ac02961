package value_test

// Spellings of intervals in the forms of ISO 8601, and in arrays.

import "testing"

var isoTable = table{
	values: []spelled{
		{"interval", "1 year 2 mons", texts{"P1Y2M"}},
		{"interval", "3 days 04:05:06", texts{"P3DT4H5M6S"}},
		{"interval", "1 year 2 mons 3 days 04:05:06", texts{"P1Y2M3DT4H5M6S", "P0001-02-03T04:05:06", "P1-2-3T4:5:6"}},
		{"interval", "-1 years -2 mons +3 days -04:05:06", texts{"P-1Y-2M3DT-4H-5M-6S"}},
		{"interval", "00:00:00", texts{"P0Y", "PT0S"}},
		{"interval", "00:00:01", texts{"PT1S"}},
		{"interval", "00:01:00", texts{"PT1M"}},
		{"interval", "01:00:00", texts{"PT1H"}},
		{"interval", "1 day", texts{"P1D"}},
		{"interval", "24:00:00", texts{"PT24H"}},
		{"interval", "7 days", texts{"P1W", "P7D"}},
		{"interval", "1 mon", texts{"P1M"}},
		{"interval", "1 year", texts{"P1Y"}},
		{"interval", "00:00:01.5", texts{"PT1.5S"}},
		{"interval", "00:00:30", texts{"PT0.5M"}},
		{"interval", "1 day 12:00:00", texts{"P1.5D"}},
		{"interval", "10 days 12:00:00", texts{"P1.5W"}},
		{"interval", "1 mon 15 days", texts{"P1.5M"}},
		{"interval", "1 year 6 mons", texts{"P1.5Y"}},
		{"interval", "6 mons", texts{"P0.5Y"}},
		{"interval", "-1 days", texts{"P-1D"}},
		{"interval", "999999999 days", texts{"P999999999D"}},
		{"interval year", "1 year", texts{"P1Y"}},
		{"interval month", "1 year 2 mons", texts{"P1Y2M"}},
		{"interval year to month", "1 year 2 mons", texts{"P1Y2M3D"}},
		{"interval[]", `{"1 year 2 mons","3 days 04:05:06",NULL}`, texts{`{1-2,"3 4:05:06",NULL}`, `{"1 year 2 mons","3 days 04:05:06",null}`}},
		{"interval[]", `{"1 day"}`, texts{"{1 day}", "{P1D}", `{"1 day"}`}},
	},
	errors: []refused{
		{"interval", texts{"P", "P1X", "PT1D", "P1Y P1Y", "p1d", "P1Y2M3D4H"}},
		{"interval[]", texts{"{1 foo}"}},
	},
	undecided: []undecided{
		{"interval", "is read by some versions only", texts{"PT", "P1"}},
		{"interval[]", "is rounded in one version and cut off in another", texts{"{1.3 year}"}},
	},
}

func TestIntervalsOfISO(t *testing.T) { isoTable.check(t) }
