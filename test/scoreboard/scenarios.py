"""What goes wrong with migrations, one function each. A function returns what happened, or raises Wrong with it."""
import glob
import random
import shutil
import signal
import time

from tools import Wrong, need

ACCOUNT = "CREATE TABLE acct (id integer PRIMARY KEY, bal integer NOT NULL);\nINSERT INTO acct (id, bal) VALUES (1, 100);\n"
BUMP = "UPDATE acct SET bal = bal + 1;\n"
BALANCE = "SELECT bal FROM acct WHERE id = 1"

LIST = []


class Scenario:
    def __init__(self, name, title, do, engines, rivals):
        self.name, self.title, self.do, self.engines, self.rivals = name, title, do, engines, rivals


def scenario(name, title, *engines, rivals=False):
    def add(do):
        LIST.append(Scenario(name, title, do, engines, rivals))
        return do
    return add


class Context:
    """What a scenario works with: one tool on one engine."""

    def __init__(self, tool, engine, trials, every=1, replicas=8):
        self.tool, self.engine, self.trials, self.every, self.replicas = tool, engine, trials, every, replicas
        self.sqlite = engine.kind == "sqlite"
        self.ours = tool.name == "schemadiff"

    def applied(self, folder, db, *flags):
        r = self.tool.migrate(folder, db, *flags)
        need(r.code == 0, f"migrate: {r.first()}")
        return r

    def all_at_once(self, folder, db, n=0, kills=0):
        """Starts n copies, kills some, and returns the exits of those that were not killed."""
        running = [self.tool.start(folder, db) for _ in range(n or self.replicas)]
        dead = set()
        for _ in range(kills):
            time.sleep(random.uniform(0.01, 0.15))
            i = random.randrange(len(running))
            if running[i].poll() is None:
                running[i].kill()
                dead.add(i)
        ends = [self.tool.wait(p) for p in running]
        return [r for i, r in enumerate(ends) if i not in dead]


def failures(ends):
    bad = [r for r in ends if r.code != 0]
    return f"{len(bad)} of {len(ends)} fail, {bad[0].first()}" if bad else ""


# B1, B2: tables that others refer to are rebuilt.

def referring(action, dialect, age):
    default = "DEFAULT 1 " if action == "SET DEFAULT" else ""
    sql = f"""CREATE TABLE users (id integer PRIMARY KEY, age {age}, boss integer REFERENCES users (id) ON DELETE {action});
CREATE TABLE posts (id integer PRIMARY KEY, uid integer {default}REFERENCES users (id) ON DELETE {action} ON UPDATE {action});
CREATE TABLE seen (n integer);
CREATE VIEW titles AS SELECT posts.id, users.id AS author FROM posts JOIN users ON users.id = posts.uid;
"""
    if dialect == "sqlite":
        sql += "CREATE TRIGGER gone AFTER DELETE ON posts BEGIN INSERT INTO seen VALUES (old.id); END;\n"
    return sql


def rebuilt(c, action):
    """Changes the type of a column of a table that is referred to; with SQLite the file also runs in the sqlite3 shell."""
    tool, dialect = c.tool, c.engine.kind
    folder, db = tool.folder(), c.engine.new()
    before, after = ("text", "integer") if c.sqlite else ("integer", "bigint")
    tool.schema(folder, referring(action, dialect, before))
    r = tool.generate(folder, "init", dialect)
    need(r.code == 0, f"generate: {r}")
    c.applied(folder, db)
    db.run("INSERT INTO users VALUES (1, '40', NULL), (2, '50', 1); INSERT INTO posts VALUES (1, 1), (2, 1), (3, 2);")
    rows = ["SELECT id, age, boss FROM users ORDER BY id", "SELECT id, uid FROM posts ORDER BY id"]
    if c.ours:
        rows += ["SELECT id, author FROM titles ORDER BY id", "SELECT n FROM seen"]
    was = [db.rows(q) for q in rows]
    tool.schema(folder, referring(action, dialect, after))
    r = tool.generate(folder, "retype", dialect, "--allow", "all")
    need(r.code == 0, f"generate: {r}")
    file, = glob.glob(folder + "/migrations/*_retype.sql")
    if c.sqlite:
        need("DROP TABLE " in open(file).read(), "the file holds no rebuild")
        copy = db.path + ".shell"
        shutil.copy(db.path, copy)
    c.applied(folder, db)
    now = [db.rows(q) for q in rows]
    need(now == was, f"ON DELETE {action}: posts {len(was[1])} -> {len(now[1])}, exit 0; rows {was} -> {now}")
    if not c.ours:
        return
    if c.sqlite and shutil.which("sqlite3"):
        r = tool.run(["sqlite3", "-bail", copy, ".read " + file], folder)
        shell = type(db)(copy, "delete")
        need(r.code == 0 and [shell.rows(q) for q in rows] == was, f"in the sqlite3 shell, ON DELETE {action}: {r}")
    r = tool.command(folder, "status", "--db", db.url, "--exit-code")
    need(r.code == 0, f"status: {r}")


@scenario("B1", "type of a column of users changes, posts refer to it ON DELETE CASCADE", "sqlite delete", "postgres")
def cascade(c):
    rebuilt(c, "CASCADE")
    return "posts 3 -> 3, users 2 -> 2" + ("" if not c.ours else "; the same in the sqlite3 shell" if c.sqlite and shutil.which("sqlite3") else "")


@scenario("B2", "the same with the other actions", "sqlite delete", "postgres")
def other_actions(c):
    actions = ["NO ACTION", "RESTRICT", "SET NULL", "SET DEFAULT"]
    if c.every > 1 and not c.sqlite:
        actions = actions[2:3]  # PostgreSQL changes the type in place
    for action in actions:
        rebuilt(c, action)
    return f"{', '.join(actions)}: all rows are kept"


# B3, B4: what is in the folder is not what was applied.

@scenario("B3", "a migration with an older number comes after later ones were applied", "sqlite delete", "postgres", rivals=True)
def late(c):
    tool, said = c.tool, ""
    if tool.name == "tern":
        raise Wrong("n/a")  # its numbers have no gaps that could be filled later
    for first, second, third in (("1", "2", "3"), ("20240101000000", "20240102000000", "20240103000000")):
        folder, db = tool.folder(), c.engine.new()
        tool.write(folder, first, "a", "CREATE TABLE a (id integer);\n")
        tool.write(folder, third, "c", "CREATE TABLE c (id integer);\n")
        c.applied(folder, db)
        tool.write(folder, second, "b", "CREATE TABLE b (id integer);\n")
        r = tool.migrate(folder, db)
        need(r.code != 0 or "b" in db.tables(), "skipped in silence, exit 0")
        if not c.ours:
            return f"exit {r.code}: " + ("refused" if r.code else "applied out of order, and nothing said")
        need(r.code == 3 and "b" not in db.tables(), f"not refused: {r}")
        r = tool.migrate(folder, db, "--out-of-order", "apply")
        need(r.code == 0 and "b" in db.tables(), f"--out-of-order apply: {r}")
        said = "refused, exit 3; applied with --out-of-order apply"
    return said


@scenario("B4", "an applied file is edited", "sqlite delete", "postgres", rivals=True)
def edited(c):
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    tool.write(folder, "1", "a", "CREATE TABLE a (id integer);\n")
    c.applied(folder, db)
    if c.ours:
        tool.write(folder, "1", "a", "-- a comment\n\nCREATE TABLE a (id integer);\n")
        r = tool.migrate(folder, db)
        need(r.code == 0 and "warning" in r.err, f"only a comment was edited: {r}")
    tool.write(folder, "1", "a", "CREATE TABLE a (id integer, more integer);\n")
    r = tool.migrate(folder, db)
    need(r.code != 0, "not noticed, exit 0")
    if c.ours:
        need(r.code == 3 and "+CREATE TABLE a (id integer, more integer);" in r.err, f"no refusal with the difference: {r}")
    return "refused, exit 3, with the difference; a comment alone is a warning" if c.ours else f"refused, {r}"


# B5 to B9: many replicas start at once.

def counted(c, first_deploy, kills=0, more=()):
    tool = c.tool
    for trial in range(c.trials):
        folder, db = tool.folder(), c.engine.new()
        tool.write(folder, "1", "account", ACCOUNT)
        if not first_deploy:
            c.applied(folder, db)
        tool.write(folder, "2", "bump", BUMP)
        for n, sql in enumerate(more):
            tool.write(folder, str(3 + n), f"more{n}", sql)
        ends = c.all_at_once(folder, db, kills=kills)
        if kills:  # whoever lives has done it, or the next start does
            c.applied(folder, db)
        bal = db.value(BALANCE)
        text = failures(ends)
        need(bal == "101" and not text, f"trial {trial + 1}: counter 100 -> {bal}{', ' + text if text else ', all exit 0'}")
    return f"{c.trials} x {c.replicas} replicas: counter 100 -> 101, all exit 0"


@scenario("B5", "replicas start at once, first deploy", "sqlite delete", "sqlite wal", "postgres", rivals=True)
def first_deploy(c):
    return counted(c, True)


@scenario("B6", "replicas start at once, second deploy with an UPDATE", "postgres", rivals=True)
def second_deploy(c):
    return counted(c, False)


@scenario("B7", "the same with SQLite", "sqlite delete", "sqlite wal", rivals=True)
def second_deploy_sqlite(c):
    return counted(c, False)


@scenario("B8", "several files, replicas without any flag, some are killed", "sqlite wal", "postgres", rivals=True)
def several_files(c):
    text = counted(c, False, more=["CREATE TABLE b (id integer);\n", "INSERT INTO b VALUES (1);\n"])
    if c.ours:
        counted(c, False, kills=4, more=["CREATE TABLE b (id integer);\n", "INSERT INTO b VALUES (1);\n"])
        text += "; 4 kills: the same, after one more start"
    return text


@scenario("B9", "replicas with nothing but DDL", "sqlite delete", "sqlite wal", "postgres", rivals=True)
def plain(c):
    for trial in range(c.trials):
        folder, db = c.tool.folder(), c.engine.new()
        for n in range(1, 5):
            c.tool.write(folder, str(n), f"t{n}", f"CREATE TABLE t{n} (id integer PRIMARY KEY, name text);\nCREATE INDEX t{n}_name ON t{n} (name);\n")
        ends = c.all_at_once(folder, db)
        text = failures(ends)
        need(not text and set(db.tables()) >= {"t1", "t2", "t3", "t4"}, f"trial {trial + 1}: {text or db.tables()}")
    return f"{c.trials} x {c.replicas} replicas: 4 files applied, all exit 0"


INVALID = "SELECT count(*) FROM pg_index WHERE NOT indisvalid"


@scenario("B10", "3 replicas, CREATE INDEX CONCURRENTLY on a table with 200,000 rows", "postgres", rivals=True)
def concurrently(c):
    tool = c.tool
    for trial in range(min(c.trials, 3)):
        folder, db = tool.folder(), c.engine.new()
        tool.write(folder, "1", "big", "CREATE TABLE big (id integer, v integer);\nINSERT INTO big SELECT i, i % 100 FROM generate_series(1, 200000) i;\n")
        c.applied(folder, db)
        tool.write(folder, "2", "index", "CREATE INDEX CONCURRENTLY big_v ON big (v);\n", tx=False)
        ends = c.all_at_once(folder, db, 3)
        invalid, there = db.value(INVALID), db.value("SELECT count(*) FROM pg_class WHERE relname = 'big_v'")
        text = failures(ends)
        need(not text and invalid == "0" and there == "1", f"{text or 'all exit 0'}; {there} index, {invalid} invalid")
    return "all exit 0, one valid index, no deadlock"


# B11, B12: the client is killed.

def killed_in(c, folder, db, query):
    """Kills migrate when the server runs query."""
    p = c.tool.start(folder, db)
    for _ in range(300):
        if p.poll() is not None:
            raise Wrong(f"it ended before it was killed: {c.tool.wait(p)}")
        if query is None:
            time.sleep(0.4)
            break
        if int(db.value(f"SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND query LIKE '{query}'")):
            break
        time.sleep(0.02)
    p.send_signal(signal.SIGKILL)
    p.communicate()


@scenario("B11", "kill -9 in the middle of a long statement", "sqlite wal", "postgres", rivals=True)
def killed_in_statement(c):
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    tool.write(folder, "1", "account", ACCOUNT)
    c.applied(folder, db)
    if c.sqlite:
        tool.write(folder, "2", "slow", BUMP + "CREATE TABLE n (x integer);\nWITH RECURSIVE r (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r WHERE x < 1500000) INSERT INTO n SELECT x FROM r;\n")
        killed_in(c, folder, db, None)
    else:
        tool.write(folder, "2", "slow", "UPDATE acct SET bal = bal + 1 + (pg_sleep(2) IS NULL)::integer;\n")
        killed_in(c, folder, db, "UPDATE acct%")
    r = tool.migrate(folder, db)
    bal = db.value(BALANCE)
    need(r.code == 0 and bal == "101", f"the next migrate: counter {bal}, {r}")
    if not c.sqlite:
        killed_in_build(c)
    return "the next migrate ends it: counter 100 -> 101" + ("" if c.sqlite else "; an index that was being built is there once, and valid")


SLOW = """CREATE TABLE big (id integer);
INSERT INTO big SELECT generate_series(1, 200);
CREATE FUNCTION slow(i integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM pg_sleep(0.005); RETURN i; END $$;
"""


def killed_in_build(c):
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    tool.write(folder, "1", "big", SLOW)
    c.applied(folder, db)
    tool.write(folder, "2", "index", "CREATE INDEX CONCURRENTLY big_slow ON big (slow(id));\n", tx=False)
    killed_in(c, folder, db, "CREATE INDEX%")
    r = tool.migrate(folder, db)
    state = db.rows("SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relname LIKE 'big%'")
    need(r.code == 0 and state == ["big_slow|t"], f"index build: the next migrate: {r}; {state}")


MIXED = ["CREATE TABLE z (id integer PRIMARY KEY, kind mood);\nINSERT INTO z VALUES (1, 'ok');\n",
         "CREATE INDEX CONCURRENTLY z_kind ON z (kind);\n",
         "UPDATE acct SET bal = bal + 1;\n",
         "ALTER TYPE mood ADD VALUE 'good';\n",
         "UPDATE z SET kind = 'good';\n",
         "CREATE INDEX CONCURRENTLY z_both ON z (id, kind);\n",
         "UPDATE acct SET bal = bal + 10;\n",
         "DROP INDEX CONCURRENTLY z_kind;\n"]


@scenario("B12", "a file of several transactions is killed at every point", "sqlite delete", "postgres", rivals=True)
def killed_everywhere(c):
    if not c.ours:
        return killed_between(c)
    tool = c.tool
    folder = tool.folder()
    if c.sqlite:
        tool.write(folder, "1", "account", ACCOUNT)
        tool.write(folder, "2", "mixed", "BEGIN;\nCREATE TABLE z (id integer);\nINSERT INTO z VALUES (1);\nUPDATE acct SET bal = bal + 11;\nCREATE INDEX z_id ON z (id);\nCOMMIT;\n")
        end, state = ["1|111"], "SELECT z.id, (SELECT bal FROM acct) FROM z"
    else:
        tool.write(folder, "1", "account", ACCOUNT + "CREATE TYPE mood AS ENUM ('ok');\n")
        tool.write(folder, "2", "mixed", "".join(MIXED))
        end = ["1|good|111|z_both|0"]
        state = ("SELECT id, kind, (SELECT bal FROM acct), (SELECT string_agg(indexrelid::regclass::text, ',') FROM pg_index WHERE indrelid = 'z'::regclass AND NOT indisprimary), "
                 "(SELECT count(*) FROM pg_index WHERE NOT indisvalid) FROM z")
    db = c.engine.new()
    r = tool.migrate(folder, db, SCHEMADIFF_FAILPOINT="0:list")
    need(r.code == 0 and db.rows(state) == end, f"not killed: {r}; {db.rows(state)}")
    points = [x for x in r.err.splitlines() if x.startswith("failpoint ")]
    need(points, "the program has no points to be killed at: build it with -tags failpoint")
    tried = range(1 + random.randrange(c.every), len(points) + 1, c.every)
    for k in tried:
        db = c.engine.new()
        r = tool.migrate(folder, db, SCHEMADIFF_FAILPOINT=f"{k}:kill")
        need(r.code == -signal.SIGKILL, f"{points[k - 1]}: not killed but {r}")
        r = tool.migrate(folder, db)
        need(r.code == 0, f"{points[k - 1]}: the next migrate: {r.first()}")
        need(db.rows(state) == end, f"{points[k - 1]}: the next migrate ends in {db.rows(state)}, not in {end}")
        need(not c.ours or tool.command(folder, "status", "--db", db.url, "--exit-code").code == 0, f"{points[k - 1]}: status is not content")
    return f"killed at {len(tried)} of {len(points)} points, each time one more migrate ends it"


def killed_between(c):
    """For tools without points to kill at: the second statement of a file takes long."""
    if c.sqlite:
        raise Wrong("n/a")
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    tool.write(folder, "1", "big", SLOW)
    c.applied(folder, db)
    tool.write(folder, "2", "mixed", "CREATE TABLE z (id integer);\nCREATE INDEX CONCURRENTLY big_slow ON big (slow(id));\n", tx=False)
    killed_in(c, folder, db, "%CREATE INDEX%")
    time.sleep(3)
    r = tool.migrate(folder, db)
    need(r.code == 0, f"the next migrate: {r}")
    return "the next migrate ends it"


# B13, B14: statements with rules of their own.

@scenario("B13", "CONCURRENTLY, VACUUM, ADD VALUE and its use in the next file, in one run", "sqlite delete", "postgres", rivals=True)
def outside_of_transactions(c):
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    if c.sqlite:
        if not c.ours:
            raise Wrong("n/a")
        tool.write(folder, "1", "a", "CREATE TABLE a (id integer);\nVACUUM;\n")
        r = tool.migrate(folder, db)
        need(r.code != 0 and "VACUUM" in r.err and "a" not in db.tables(), f"VACUUM: {r}")
        return f"VACUUM is refused with the reason, exit {r.code}, nothing was run"
    tool.write(folder, "1", "a", "CREATE TYPE mood AS ENUM ('ok');\nCREATE TABLE a (id integer, kind mood);\n")
    c.applied(folder, db)
    tool.write(folder, "2", "value", "ALTER TYPE mood ADD VALUE 'good';\n")
    tool.write(folder, "3", "use", "INSERT INTO a VALUES (1, 'good');\n")
    tool.write(folder, "4", "index", "CREATE INDEX CONCURRENTLY a_id ON a (id);\n", tx=False)
    tool.write(folder, "5", "vacuum", "VACUUM a;\n", tx=False)
    c.applied(folder, db)
    got = db.value("SELECT kind, (SELECT count(*) FROM pg_index WHERE indisvalid AND indrelid = 'a'::regclass) FROM a")
    need(got == "good|1", f"ended in {got}")
    return "4 files in one run: value added and used, valid index, vacuumed"


@scenario("B14", "NOT NULL column without a default, the table has a row", "sqlite delete", "postgres")
def not_null(c):
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    tool.schema(folder, "CREATE TABLE a (id integer PRIMARY KEY);\n")
    r = tool.generate(folder, "init", c.engine.kind)
    need(r.code == 0, f"generate: {r}")
    c.applied(folder, db)
    db.run("INSERT INTO a VALUES (7);")
    tool.schema(folder, "CREATE TABLE a (id integer PRIMARY KEY, name text NOT NULL);\n")
    r = tool.generate(folder, "name", c.engine.kind)
    need(r.code == 3 and not glob.glob(folder + "/migrations/0002*"), f"generate wrote a file: {r}")
    apply = tool.command(folder, "apply", "--db", db.url, "--schema", "schema", "--yes")
    need(apply.code == 3, f"apply: {apply}")
    need(db.rows("SELECT * FROM a") == ["7"], f"the table holds {db.rows('SELECT * FROM a')}")
    # A file by hand must not get through either.
    tool.write(folder, "2", "name", "ALTER TABLE a ADD COLUMN name text NOT NULL;\n")
    r = tool.migrate(folder, db)
    need(r.code == 1 and db.rows("SELECT * FROM a") == ["7"], f"a file by hand: {r}")
    return "generate and apply refuse, exit 3; a file by hand is rolled back, exit 1; the row is there"


@scenario("B15", "replicas through pgbouncer in transaction mode", "pgbouncer")
def pooled(c):
    text = counted(c, True)
    counted(c, False)  # and the second deploy
    tool = c.tool
    folder, db = tool.folder(), c.engine.new()
    tool.write(folder, "1", "account", ACCOUNT)
    c.applied(folder, db)
    tool.write(folder, "2", "slow", "UPDATE acct SET bal = bal + 1 + (pg_sleep(1) IS NULL)::integer;\n")
    killed_in(c, folder, db, "UPDATE acct%")
    c.applied(folder, db)
    need(db.value(BALANCE) == "101", f"after a kill the counter is {db.value(BALANCE)}")
    left = db.value("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")
    need(left == "0", f"{left} locks are left on the server")
    return text + "; after kill -9 the next one ends it; no lock is left"
