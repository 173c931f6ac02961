package schema

// An act is one effect of one statement, in words that serve every dialect. The parsers list the
// acts of each statement, and the linter reads nothing else: no rule looks into SQL text.

// Verb is the effect of an act.
type Verb string

// The verbs. The Kind of the Act names the kind of object that is created, dropped or renamed.
const (
	Creates          Verb = "create"
	Drops            Verb = "drop"
	Renames          Verb = "rename"
	Moves            Verb = "set schema" // To is the schema
	AddsColumn       Verb = "add column"
	DropsColumn      Verb = "drop column"
	RenamesColumn    Verb = "rename column"
	RenamesAttribute Verb = "rename attribute" // of a composite type
	DefinesColumn    Verb = "define column"    // of a CREATE TABLE
	SetsType         Verb = "set type"
	SetsNotNull      Verb = "set not null"
	DropsNotNull     Verb = "drop not null"
	SetsDefault      Verb = "set default"
	DropsDefault     Verb = "drop default"
	AddsConstraint   Verb = "add constraint"
	Defines          Verb = "define constraint" // of a CREATE TABLE
	DropsConstraint  Verb = "drop constraint"
	Validates        Verb = "validate constraint"
	Attaches         Verb = "attach partition"
	Detaches         Verb = "detach partition"
	EnablesRLS       Verb = "enable row level security"
	DisablesRLS      Verb = "disable row level security"
	EnablesTrigger   Verb = "enable trigger"  // Name is the trigger, "ALL" or "USER"
	DisablesTrigger  Verb = "disable trigger" // likewise
	Rewrites         Verb = "rewrite"
	Alters           Verb = "alter"
	Truncates        Verb = "truncate"
	Inserts          Verb = "insert"
	Updates          Verb = "update"
	Deletes          Verb = "delete"
	Selects          Verb = "select"
	Begins           Verb = "begin"
	Commits          Verb = "commit"
	RollsBack        Verb = "rollback"
	Sets             Verb = "set"
	Vacuums          Verb = "vacuum"
	Reindexes        Verb = "reindex"
	Refreshes        Verb = "refresh"
	AddsValue        Verb = "add value"
	RenamesValue     Verb = "rename value"
	Comments         Verb = "comment"
	Restarts         Verb = "restart"          // the numbers of a sequence or identity column; To is the next one, "" where it is not known
	Unpublishes      Verb = "stop replication" // of tables by a publication, or by a subscription
	Configures       Verb = "configure"        // a setting for sessions to come: Kind is whose, "system", "database" or "role"
	Pragmas          Verb = "pragma"
)

// What Alters says in To of REPLICA IDENTITY.
const (
	IdentityNothing = "replica identity nothing"
	IdentityFull    = "replica identity full"
)

// Act is one effect of a statement. An ALTER TABLE has as many as it has commands; a CREATE
// TABLE creates a table and defines its columns and constraints.
type Act struct {
	Verb Verb
	Kind Kind   // of what is made, dropped or renamed, and of a constraint
	On   Key    // the relation it is about; its schema is "" where the name has none and means nothing yet
	Name string // of the column, constraint, index, … or setting
	To   string // what it is renamed to, and the value of a setting; "" where the setting gets its default
	Pos  Pos
	At   int // byte offset of Pos in the source

	Type, Was  string // the type given, and the one that the column had; canonical, "" if unknown
	OfDefault  string // of a type given: the type that the column's default has by itself; "" where there is none, or it is not known
	Spelled    string // the type as its author spelled it, in lower case
	Columns    []string
	References Key
	Referenced []string
	Source     string            // of rows that a query takes from one table, all of them: its name; "" for others
	Strings    []string          // string constants in it, of statements that handle rows
	Rows       [][]string        // of an INSERT whose rows stand in the text: their values as literals, "" for one that is none; nil for others and for very many rows
	NotNulls   []string          // columns that a CHECK keeps from being NULL
	Unknown    string            // of a default: the function that counts as volatile because nothing is known of it
	Spelling   map[string]string // the names in the statement as it spells them, by the form they have here; nil where all are alike
	Users      []string          // of a column that is dropped: what uses it then, such as "view v"

	Known bool // what it is about was there when the statement began

	Concurrently, Cascade, IfExists, NotValid                 bool
	IfNotExists                                               bool // or OR REPLACE: there may be one already
	Where                                                     bool // rows are chosen
	Temp, Unlogged, Only, Unique, Primary                     bool
	UsingIndex, Using                                         bool // USING INDEX; USING expression of a type
	Computed                                                  bool // of a type: its USING is more than the column, cast to the type
	NotNull, Default, NullDefault, Volatile                   bool // of a column
	Collated                                                  bool // of a type: it has a COLLATE
	Local                                                     bool // of a setting: it ends with the transaction
	Stored, Identity, Serial, Checked                         bool // of a column; Checked: it brings a CHECK
	Partition, Inherits, Like, Query, Full, Star, Unqualified bool
	Empty                                                     bool // WITH NO DATA: no row is read or written
	NotNullNow                                                bool // of a key: its columns are NOT NULL already
	Proven                                                    bool // a validated CHECK says so already
	Replaces                                                  bool // of rows: those in conflict are deleted, as INSERT OR REPLACE does
	OnConflict                                                bool // of an INSERT: it says what becomes of rows in conflict with others
	Pinned                                                    bool // of a function: it sets its own search_path
	Definer                                                   bool // of a function: SECURITY DEFINER
	Constrained                                               bool // of a new column: its domain has constraints
	Locks                                                     bool // LOCK TABLE; To is the mode
	Always                                                    bool // of a policy: it lets all rows pass
	Permissive                                                bool // of a policy
}

// Statement is one statement of a file with its acts.
type Statement struct {
	Pos        Pos
	Start, End int // byte offsets in the source, without the semicolon
	SQL        string
	Acts       []Act
	Opaque     string   // its command where only running it shows what it does, such as "DO"; "" for others
	Runs       bool     // it runs code of the server, DO or CALL, which can change settings of the session too
	NewValues  []string // values that its constants hold, of the values added to enums before it in the source
	NotSchema  string   // what it does to the server or its files, such as "COPY"; "" for others
	Whole      bool     // of an opaque one: the statements nested in it are all that it runs, if they run
	Nested     bool     // it stands in a DO block: whether it runs is not known, and it has no place for edits
	Failed     bool     // it could not be folded: what it names is not there
	Concerns   []Key    // objects whose access it can change, as it names them; without a name all of a schema
	Opens      string   // what it gives to others, in words; "" for nothing
	OpensAlone bool     // it gives that whatever else there is, so that no schemas need be compared
	OpensTo    []string // the roles that get it, where it is the membership in others
	Unread     string   // its command where the clauses of it could not be read, such as "UPDATE"; "" for others
	Remarks    []Remark // forms in it that are seldom meant
}

// MostRows is how many rows of one INSERT an Act has.
const MostRows = 1000

// NullLiteral is NULL in Act.Rows.
const NullLiteral = "NULL"

// OpensAll is the text of Statement.Opens where all privileges are granted to PUBLIC.
const OpensAll = "PUBLIC can gain all privileges: GRANT"

// RemarkKind is the subject of a remark.
type RemarkKind string

// The kinds of remarks.
const (
	EqualsNull        RemarkKind = "= NULL"                 // a comparison that is never true
	CommaJoin         RemarkKind = "comma join"             // two sources without a condition between them
	LimitWithoutOrder RemarkKind = "LIMIT without ORDER BY" // any rows
	ViewStar          RemarkKind = "SELECT * in a view"
	UpdatesAll        RemarkKind = "UPDATE in a trigger" // of every row, each time that it fires
	DeletesAll        RemarkKind = "DELETE in a trigger"
	Volatile          RemarkKind = "volatile" // a function of the clock where SQLite refuses its value
	BrokenBody        RemarkKind = "body"     // of a function or DO block: a mistake of syntax; Text is its line in the body and the parser's message
)

// Remark is a form at a place of a statement.
type Remark struct {
	Kind   RemarkKind
	Pos    Pos
	At     int
	End    int
	Text   string // the operator, or the source that is joined
	Object string // the view, trigger or function that it is stored in; "" for the statement itself
}

// Comment is a comment of a source.
type Comment struct {
	Pos        Pos
	Start, End int
	Text       string // without its marks
}

// Analyzed is a source read for the linter.
type Analyzed struct {
	Statements []Statement
	Comments   []Comment
	Long       []Name  // names that the server cuts
	Quoted     []Name  // strings in double quotes, which SQLite takes for names first
	To         *Schema // what the statements lead to, as far as they could be folded
}

// Name is a name at a place of a source.
type Name struct {
	Pos  Pos
	At   int
	Text string
}
