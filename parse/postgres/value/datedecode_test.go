package value_test

// Spellings of dates (datatype-datetime.html, table "Date Input", and datetime-input-rules.html).

import "testing"

var dateTable = table{
	values: []spelled{
		{"date", "1999-01-08", texts{"1999-01-08", "January 8, 1999", "1/8/1999", "1999-Jan-08", "Jan-08-1999", "08-Jan-1999", "19990108", "990108",
			"1999.008", "J2451187", "January 8, 99 AD", "08-Jan-99", "Jan-08-99", "Friday January 8 1999", "8 Jan 1999", "jan 8 1999", "JANUARY 8 1999",
			"1999-1-8", "1/8/99", "1.8.1999", "1999/01/08", "1999-01-08 04:05:06", "1999-01-08 12:00 PM", "1999 Jan 08", "Fri Jan 08 1999", " 1999-01-08 ",
			"1999-01-08T04:05:06Z", "Julian 2451187", "JD 2451187", "January 8 1999 AD"}},
		{"date", "1999-01-18", texts{"1/18/1999"}},
		{"date", "2003-01-02", texts{"01/02/03"}},
		{"date", "2001-02-03", texts{"02/03/2001", "2001-02-03", "Feb 3 2001"}},
		{"date", "1970-01-01", texts{"epoch", "1970-01-01", "EPOCH", "1/1/70", "Jan 1 70", "J2440588"}},
		{"date", "infinity", texts{"infinity", "Infinity", "INFINITY"}},
		{"date", "-infinity", texts{"-infinity"}},
		{"date", "2000-02-29", texts{"2000-02-29", "2000-060", "2000.060", "Feb 29 2000", "29-Feb-2000"}},
		{"date", "2024-02-29", texts{"2024-02-29", "2024.060"}},
		{"date", "2023-03-01", texts{"2023.060", "2023-03-01"}},
		{"date", "2024-12-31", texts{"2024.366", "2024-12-31"}},
		{"date", "2023-12-31", texts{"2023.365", "2023-12-31"}},
		{"date", "0044-03-15 BC", texts{"0044-03-15 BC", "March 15, 0044 BC", "Mar-15-0044 BC"}},
		{"date", "0001-01-01", texts{"0001-01-01", "0001-01-01 AD", "J1721426"}},
		{"date", "0001-12-31 BC", texts{"0001-12-31 BC", "J1721425"}},
		{"date", "0001-02-29 BC", texts{"0001-02-29 BC"}},
		{"date", "4712-01-01 BC", texts{"4712-01-01 BC"}},
		{"date", "5874896-12-31", texts{"5874896-12-31"}},
		{"date", "12345-06-07", texts{"12345-06-07"}},
		{"date", "2069-01-01", texts{"1/1/69", "Jan 1 69"}},
		{"date", "2000-01-01", texts{"1/1/00", "J2451545", "2000-01-01"}},
		{"date", "10000-01-01", texts{"10000-01-01"}},
		{"date", "99999-12-31", texts{"99999-12-31"}},
		{"date", "1582-10-15", texts{"1582-10-15"}},
		{"date", "1582-10-04", texts{"1582-10-04"}},
		{"date", "1582-10-10", texts{"1582-10-10"}},
		{"date", "2010-09-09", texts{"Sept 9 2010", "Sep 9 2010", "2010-09-09", "9-Sep-2010", "September 9, 2010", "Thurs Sep 9 2010", "Thu Sep 9 2010",
			"Thur Sep 9 2010", "Sat Sep 9 2010"}},
		{"date", "2010-09-08", texts{"Weds Sep 8 2010", "Wed Sept 8 2010"}},
		{"date", "2010-09-07", texts{"Tues Sep 7 2010", "Tue Sep 7 2010"}},
		{"date", "2010-05-05", texts{"May 5 2010", "5 may 2010", "5-May-2010", "2010-May-5", "2010 May 5", "May-5-2010", "20100505", "2010-125", "2010.125",
			"on May 5 2010"}},
		{"date", "2024-01-01", texts{"2023.366"}},
		{"date", "2001-01-01", texts{"1-1-1"}},
		{"date[]", "{1999-01-08,1999-01-08,NULL}", texts{`{1999-01-08,"January 8, 1999",null}`, "{19990108,1999-01-08,NULL}"}},
		{"date[]", "{infinity,-infinity}", texts{"{infinity,-infinity}", `{ infinity , "-infinity" }`}},
		{"date[]", `{"0044-03-15 BC"}`, texts{`{"0044-03-15 BC"}`, "{Mar-15-0044 BC}"}},
		{"date[]", "{}", texts{"{}", " { } "}},
	},
	errors: []refused{
		{"date", texts{"99-Jan-08", "5874898-01-01", "69-01-01", "70-01-01", "2023-02-29", "2/29/2023", "2023-04-31", "13/13/2020", "2020-13-01",
			"2020-00-10", "2020-01-00", "2020-01-32", "0000-01-01", "2020.367", "2020.000", "5874898-12-31", "4714-11-23 BC", "18/1/1999", "1999-Foo-08", "",
			"   ", "hello", "2020", "2020-01", "Jan 2020", "08:00", "99-01-08", "1999-01-08 BC AD", "1999-01-08 1999-01-08", "1999-01-08 25:00",
			"1999-01-08 04:05 PM PM", "infinity infinity", "--1999-01-08", "0 BC", "0000-01-01 BC", "1999-01-08 24:00:01", "1999-01-08 13:00 AM", "1999-08-Jan",
			"１９９９-01-08", "allballs", "J", "J-1", "x", "noon"}},
		{"date[]", texts{"{1999-02-30}"}},
	},
	undecided: []undecided{
		{"date", "lies at the limits of the calendar", texts{"4713-01-01 BC", "J0", "J1", "5874897-12-31", "4714-11-24 BC", "4714-12-31 BC"}},
		{"date", "depends on the clock", texts{"today ", "now", "tomorrow", "yesterday", "TODAY", "now "}},
		{"date", "depends on the rules and the abbreviations of zones", texts{"1999-01-08 America/New_York", "1999-01-08 PST", "1999-01-08 EST5EDT"}},
		{"date", "is read by accident", texts{"1999-01-08;", "1999_01_08"}},
		{"date[]", "depends on the clock", texts{"{today}"}},
	},
}

func TestDates(t *testing.T) { dateTable.check(t) }
