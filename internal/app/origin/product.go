package origin

// This file names the database product that a text was written for, where that is none whose dialect
// the program reads, by words that only this product's grammar has.

import (
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/lazyregexp"
)

// product is a database whose SQL is not read.
type product struct {
	name    string
	folders []string           // names of folders that hold its files; nil where the word has other meanings
	marks   *lazyregexp.Regexp // in code
}

var products = []product{
	{"ClickHouse", []string{"clickhouse"}, lazyregexp.New(`(?i)\bMergeTree\b|MergeTree\(|\b(?:Nullable|LowCardinality)\(|\bMATERIALIZE (?:PROJECTION|INDEX|COLUMN)\b|\bON CLUSTER\b|\bADD PROJECTION\b|\bENGINE *= *(?:Null|Log|Kafka|Distributed)\b`)},
	{"MySQL", []string{"mysql", "mariadb"}, lazyregexp.New("(?i)" +
		"\\bAUTO_INCREMENT\\b|\\bENGINE *= *(?:InnoDB|MyISAM|Memory|Aria)\\b|\\bUNSIGNED\\b|\\bMODIFY (?:COLUMN )?[`\\w]|\\bCHANGE (?:COLUMN )?[`\\w]+ +[`\\w]+ +\\w|\\bDROP (?:FOREIGN|PRIMARY) KEY\\b" +
		"|\\bON UPDATE CURRENT_TIMESTAMP\\b|\\b(?:CHARSET|CHARACTER SET) *=? *\\w|\\bLOCK TABLES\\b|\\bFOREIGN_KEY_CHECKS\\b|\\bPREPARE \\w+ FROM @|\\bSET @\\w|\\bIDENTIFIED (?:WITH|BY)\\b|\\b(?:TINY|MEDIUM|LONG)(?:TEXT|BLOB)\\b" +
		"|\\bINSERT IGNORE\\b|\\b(?:FROM_)?UNIX_?TIME(?:STAMP)?\\(|^USE [`\\w]+ *;|\\bDELIMITER\\b|^ALTER TABLE `|\\bADD (?:UNIQUE )?(?:KEY|INDEX) `|\\bUNIQUE KEY `|`\\) ?,? *KEY `|\\bRENAME (?:INDEX|KEY)\\b|\\bDATETIME\\(\\d\\)")},
	{"SQL Server", []string{"mssql", "sqlserver"}, lazyregexp.New(`(?im)^\s*GO\s*;?\s*$|\[dbo\]|\bdbo\.|\bNVARCHAR\b|\bIDENTITY ?\(1|\bsp_rename\b|\b(?:OBJECT|DB)_ID\(|\bUNIQUEIDENTIFIER\b|\bNONCLUSTERED\b`)},
	{"Oracle", nil, lazyregexp.New(`(?im)\bN?VARCHAR2\b|\bNUMBER ?\(|\bSYSDATE\b|\bNOCACHE\b|^/\s*$`)},
	{"YDB", []string{"ydb"}, lazyregexp.New(`\b(?:Utf8|Uint(?:8|16|32|64))\b`)},
	{"DuckDB", []string{"duckdb"}, lazyregexp.New(`(?i)\bread_(?:csv|parquet)(?:_auto)?\(`)},
	{"StarRocks", []string{"starrocks"}, lazyregexp.New(`(?i)\bDISTRIBUTED BY HASH\b`)},
	{"Vertica", []string{"vertica"}, lazyregexp.New(`(?i)\bSEGMENTED BY\b`)},
	{"Spanner", []string{"spanner"}, lazyregexp.New(`(?i)\bINTERLEAVE IN PARENT\b`)},
	{"Cassandra", nil, lazyregexp.New(`(?i)\bKEYSPACE\b|\bWITH CLUSTERING ORDER\b`)},
	{"Snowflake", nil, lazyregexp.New(`(?i)\bVARIANT\b|\bTIMESTAMP_[NLT]TZ\b|\bCREATE (?:OR REPLACE )?(?:STAGE|WAREHOUSE|TRANSIENT)\b`)},
	{"BigQuery", nil, lazyregexp.New(`(?i)\bSTRUCT<|\bARRAY<|\bOPTIONS ?\(|\bPARTITION BY DATE\(`)},
}

// Other is the product whose marks a text has, by its name; "" where it has none. It is meant for text
// that no grammar of the program's takes: some of the marks stand in names and types of others too.
func Other(text string) string {
	code := Code(text)
	for _, p := range products {
		if p.marks.MatchString(code) {
			return p.name
		}
	}
	return ""
}

// Named is the product that configurations of other tools call by a name in lower case, or "".
func Named(name string) string {
	for _, p := range products {
		for _, word := range p.folders {
			if name == word {
				return p.name
			}
		}
	}
	return ""
}

// FolderOther is the product that the name of a folder, in lower case, speaks of; "" for none.
func FolderOther(folder string) string {
	for _, p := range products {
		for _, word := range p.folders {
			if folder == word || strings.HasPrefix(folder, word+"-") || strings.HasPrefix(folder, word+"_") ||
				strings.HasSuffix(folder, "_"+word) || strings.HasSuffix(folder, "-"+word) || strings.HasSuffix(folder, "."+word) {
				return p.name
			}
		}
	}
	return ""
}

// Folders are the folders of a path in lower case, the nearest first.
func Folders(path string) []string {
	var out []string
	for dir := filepath.ToSlash(filepath.Dir(path)); dir != "." && dir != "/" && dir != ""; dir = filepath.ToSlash(filepath.Dir(dir)) {
		out = append(out, strings.ToLower(filepath.Base(dir)))
	}
	return out
}
