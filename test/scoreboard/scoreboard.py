#!/usr/bin/env python3
"""What goes wrong with migrations elsewhere, run against schemadiff on both engines.

usage: scoreboard.py BIN [--trials N] [--rivals]

Each scenario is one that lost rows, ran a migration twice or never, or needed repair by
hand with another tool. --rivals runs goose and tern too where they are on the PATH.
Starts a PostgreSQL of its own (and pgbouncer, where it is installed) and stops it.
"""
import argparse, glob, os, pwd, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, time

parser = argparse.ArgumentParser()
parser.add_argument("bin")
parser.add_argument("--trials", type=int, default=3)
parser.add_argument("--rivals", action="store_true")
ARGS = parser.parse_args()
BIN = os.path.abspath(ARGS.bin)
WORK = tempfile.mkdtemp(prefix="scoreboard-")
os.chmod(WORK, 0o755)


def free_port():
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
    s.close()
    return port


def demoted():
    """Servers refuse to run as root."""
    if os.getuid() != 0:
        return None
    user = pwd.getpwnam("postgres")
    return lambda: (os.setgid(user.pw_gid), os.setuid(user.pw_uid))


class Postgres:
    def __init__(self):
        programs = max(glob.glob("/usr/lib/postgresql/*/bin"))
        self.dir = WORK + "/pg"
        os.mkdir(self.dir)
        if os.getuid() == 0:
            shutil.chown(self.dir, "postgres", "postgres")
        self.port = free_port()
        run = dict(preexec_fn=demoted(), cwd=self.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        subprocess.run([programs + "/initdb", "-D", self.dir + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"], check=True, **run)
        self.server = subprocess.Popen([programs + "/postgres", "-D", self.dir + "/data", "-p", str(self.port), "-k", self.dir, "-c", "listen_addresses=127.0.0.1",
                                        "-c", "fsync=off", "-c", "max_connections=200"], **run)
        for _ in range(100):
            if self.sql("postgres", "select 1") == "1":
                return
            time.sleep(0.1)
        raise SystemExit("PostgreSQL does not start")

    def url(self, db, port=None):
        return f"postgres://postgres@127.0.0.1:{port or self.port}/{db}?sslmode=disable"

    def sql(self, db, sql):
        return subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", self.url(db), "-c", sql], capture_output=True, text=True).stdout.strip()

    def stop(self):
        self.server.send_signal(signal.SIGINT)
        self.server.wait(20)


class Project:
    """A folder of migrations and a database of one engine."""
    count = 0

    def __init__(self, engine, mode="DELETE"):
        Project.count += 1
        self.engine, self.dialect = engine, "postgres" if engine == "postgres" else "sqlite"
        self.dir = f"{WORK}/p{Project.count}"
        os.makedirs(self.dir + "/migrations")
        self.name = f"p{Project.count}"
        if engine == "postgres":
            pg.sql("postgres", f"create database {self.name}")
            self.db = pg.url(self.name)
        else:
            self.db = f"sqlite:{self.dir}/app.db"
            self.sql(f"PRAGMA journal_mode={mode}")

    def file(self, name, sql):
        with open(f"{self.dir}/migrations/{name}.sql", "w") as f:
            f.write(sql)

    def schema(self, sql):
        with open(f"{self.dir}/schema.sql", "w") as f:
            f.write(sql)

    def sql(self, sql):
        if self.engine == "postgres":
            return pg.sql(self.name, sql)
        c = sqlite3.connect(f"{self.dir}/app.db", timeout=30, isolation_level=None)
        try:
            rows = []
            for part in sql.split(";"):
                if part.strip():
                    rows = c.execute(part).fetchall()
            return "\n".join("|".join(str(v) for v in row) for row in rows)
        finally:
            c.close()

    def run(self, *args, env=None, db=True):
        args = [BIN, *args] + (["--db", self.db] if db else [])
        return subprocess.run(args, cwd=self.dir, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=180, env={**os.environ, **(env or {})})

    def generate(self, *args):
        r = self.run("generate", *args, "--schema", "schema.sql", "--dialect", self.dialect, "--allow", "all", db=False)
        if r.returncode:
            raise AssertionError("generate: " + r.stderr)
        return r.stdout.strip()

    def together(self, n, db=None):
        procs = [subprocess.Popen([BIN, "migrate", "--db", db or self.db, "--wait", "120s"], cwd=self.dir, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(n)]
        return [(p.communicate(timeout=180), p.returncode) for p in procs]


def want(condition, what):
    if not condition:
        raise AssertionError(what)


def done(r):
    want(r.returncode == 0, f"exit {r.returncode}: {r.stdout[-200:]}{r.stderr[-300:]}")
    return r


ACCT = "CREATE TABLE acct (id integer PRIMARY KEY, bal integer NOT NULL);\n"
BUMP = "UPDATE acct SET bal = bal + 1;\n"
SCENARIOS = []


def scenario(name, *engines):
    return lambda f: SCENARIOS.append((name, engines, f)) or f


@scenario("B1 B2 a type changes: rows of children stay", "sqlite", "postgres")
def children(p):
    for i, action in enumerate(["CASCADE", "NO ACTION", "RESTRICT", "SET NULL", "SET DEFAULT"]):
        q = Project(p.engine)
        text = "CREATE TABLE u (id integer PRIMARY KEY, age {});\nCREATE TABLE p (id integer PRIMARY KEY, uid integer DEFAULT 1 REFERENCES u (id) ON DELETE " + action + ");\n"
        q.schema(text.format("integer"))
        q.generate("init")
        done(q.run("migrate"))
        q.sql("INSERT INTO u VALUES (1, 7), (2, 8); INSERT INTO p VALUES (1, 1), (2, 1), (3, 2)")
        q.schema(text.format("text"))
        q.generate("retype")
        done(q.run("migrate"))
        got = q.sql("SELECT count(*), sum(uid) FROM p")
        want(got == "3|4", f"{action}: {got}")
    return "3 of 3 rows, five actions"


@scenario("B3 a branch is merged late", "sqlite", "postgres")
def late(p):
    p.file("10_a", ACCT)
    p.file("30_c", "CREATE TABLE c (id integer);")
    done(p.run("migrate"))
    p.file("20_b", "CREATE TABLE b (id integer);")
    r = p.run("migrate")
    want(r.returncode == 3 and "20_b" in r.stderr, "not refused")
    done(p.run("migrate", "--out-of-order", "apply"))
    return "refused by name, applied when asked to"


@scenario("B4 an applied file is edited", "sqlite", "postgres")
def edited(p):
    p.file("1_a", ACCT)
    done(p.run("migrate"))
    p.file("1_a", ACCT + "-- why\n")
    want("warning" in done(p.run("migrate")).stderr, "a comment is not told")
    p.file("1_a", ACCT.replace("bal", "balance"))
    r = p.run("migrate")
    want(r.returncode == 3 and "balance" in r.stderr, "not refused with the difference")
    return "refused with the difference"


@scenario("B5 first deployment, 8 at once", "sqlite", "sqlite-wal", "postgres")
def first(p):
    for _ in range(ARGS.trials):
        q = Project(p.engine, p.mode)
        q.file("1_a", ACCT + "INSERT INTO acct VALUES (1, 100);")
        codes = [code for _, code in q.together(8)]
        want(codes == [0] * 8 and q.sql("SELECT bal, count(*) FROM acct GROUP BY bal") == "100|1", f"{codes}")
    return f"{ARGS.trials} of {ARGS.trials} trials, all exit 0"


@scenario("B6 B7 B8 B9 a counter, 8 at once", "sqlite", "sqlite-wal", "postgres")
def counter(p):
    for _ in range(ARGS.trials):
        q = Project(p.engine, p.mode)
        q.file("1_a", ACCT + "INSERT INTO acct VALUES (1, 100);")
        done(q.run("migrate"))
        q.file("2_b", BUMP)
        codes = [code for _, code in q.together(8)]
        want(codes == [0] * 8 and q.sql("SELECT bal FROM acct") == "101", f"{codes} {q.sql('SELECT bal FROM acct')}")
    return f"101 in {ARGS.trials} of {ARGS.trials} trials"


@scenario("B10 an index CONCURRENTLY, 3 at once", "postgres")
def concurrently(p):
    p.file("1_a", ACCT + "INSERT INTO acct SELECT i, i FROM generate_series(1, 300000) i;")
    done(p.run("migrate"))
    p.file("2_b", "CREATE INDEX CONCURRENTLY acct_bal ON acct (bal);")
    codes = [code for _, code in p.together(3)]
    want(codes == [0, 0, 0] and p.sql("SELECT indisvalid FROM pg_index WHERE indexrelid = 'acct_bal'::regclass") == "t", f"{codes}")
    return "valid, no deadlock"


@scenario("B11 killed in a long statement", "postgres")
def killed(p):
    p.file("1_a", ACCT + "INSERT INTO acct VALUES (1, 100);")
    done(p.run("migrate"))
    p.file("2_b", "UPDATE acct SET bal = bal + 1 WHERE pg_sleep(2) IS NOT NULL;")
    proc = subprocess.Popen([BIN, "migrate", "--db", p.db], cwd=p.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(1)
    proc.kill()
    proc.wait()
    done(p.run("migrate"))
    want(p.sql("SELECT bal FROM acct") == "101", p.sql("SELECT bal FROM acct"))
    return "applied once, nothing to repair"


@scenario("B12 killed at every point", "sqlite", "postgres")
def points(p):
    def fresh():
        q = Project(p.engine)
        q.file("1_a", ACCT + "INSERT INTO acct VALUES (1, 100);")
        done(q.run("migrate"))
        index = "CREATE INDEX CONCURRENTLY i ON acct (bal);\n" if p.engine == "postgres" else "CREATE INDEX i ON acct (bal);\n"
        q.file("2_b", "CREATE TABLE z (id integer);\n" + index + BUMP)
        return q
    n = fresh().run("migrate", env={"SCHEMADIFF_FAILPOINT": "0:list"}).stderr.count("failpoint ")
    want(n > 3, "no points")
    for k in range(1, n + 1):
        q = fresh()
        q.run("migrate", env={"SCHEMADIFF_FAILPOINT": f"{k}:kill"})
        done(q.run("migrate"))
        want(q.sql("SELECT bal FROM acct") == "101", f"point {k}: {q.sql('SELECT bal FROM acct')}")
    return f"{n} of {n} points, one more run each"


@scenario("B13 what no transaction holds", "postgres")
def no_transaction(p):
    p.file("1_a", ACCT + "CREATE TYPE mood AS ENUM ('a');\nCREATE TABLE m (m mood);")
    p.file("2_b", "ALTER TYPE mood ADD VALUE 'b';")
    p.file("3_c", "INSERT INTO m VALUES ('b');")
    p.file("4_d", "CREATE INDEX CONCURRENTLY i ON acct (bal);")
    p.file("5_e", "VACUUM acct;")
    done(p.run("migrate"))
    want(p.sql("SELECT m FROM m") == "b", "the value is not there")
    return "all three, in one run"


@scenario("B13 VACUUM in a migration", "sqlite")
def vacuum(p):
    p.file("1_a", ACCT + "VACUUM;")
    r = p.run("migrate")
    want(r.returncode == 1 and "VACUUM" in r.stderr and p.sql("SELECT count(*) FROM sqlite_master WHERE name = 'acct'") == "0", r.stderr)
    return "refused, nothing done"


@scenario("B14 NOT NULL without a default, on rows", "sqlite", "postgres")
def not_null(p):
    p.schema(ACCT)
    p.generate("init")
    done(p.run("migrate"))
    p.sql("INSERT INTO acct VALUES (1, 100)")
    p.schema(ACCT.replace(")", ", name text NOT NULL)"))
    r = p.run("generate", "--schema", "schema.sql", "--dialect", p.dialect, db=False)
    want(r.returncode == 3 and "name" in r.stderr, f"generate: {r.returncode}")
    r = p.run("apply", "--schema", "schema.sql", "--yes", "--allow", "all")
    want(r.returncode != 0 and p.sql("SELECT count(*) FROM acct") == "1", f"apply: {r.returncode}")
    return "refused twice, the row is there"


@scenario("B15 through pgbouncer, 8 at once", "postgres")
def pooled(p):
    program = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
    if not os.path.exists(program):
        return None
    port = free_port()
    with open(WORK + "/users.txt", "w") as f:
        f.write('"postgres" ""\n')
    with open(WORK + "/pgbouncer.ini", "w") as f:
        f.write(f"[databases]\n* = host=127.0.0.1 port={pg.port}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\n"
                f"auth_file = {WORK}/users.txt\npool_mode = transaction\nserver_idle_timeout = 1\n")
    bouncer = subprocess.Popen([program, WORK + "/pgbouncer.ini"], preexec_fn=demoted(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        for _ in range(ARGS.trials):
            q = Project("postgres")
            q.file("1_a", ACCT + "INSERT INTO acct VALUES (1, 100);")
            done(q.run("migrate"))
            q.file("2_b", BUMP)
            codes = [code for _, code in q.together(8, pg.url(q.name, port))]
            want(codes == [0] * 8 and q.sql("SELECT bal FROM acct") == "101", f"{codes}")
    finally:
        bouncer.kill()
        bouncer.wait()
    return f"101 in {ARGS.trials} of {ARGS.trials} trials"


def rivals():
    """The counter of B6 to B9 and the edited file of B4 with goose and tern."""
    goose = shutil.which("goose") or os.path.expanduser("~/go/bin/goose")
    tern = shutil.which("tern") or os.path.expanduser("~/go/bin/tern")
    for name, program in (("goose", goose), ("tern", tern)):
        if not os.path.exists(program):
            print(f"{name:<46} skipped: not installed")
            continue
        wrong, failed = 0, 0
        for _ in range(ARGS.trials):
            p = Project("postgres")
            head = "-- +goose Up\n" if name == "goose" else ""
            p.file("001_a", head + ACCT + "INSERT INTO acct VALUES (1, 100);\n")
            command = [goose, "-dir", "migrations", "postgres", p.db, "up"] if name == "goose" else \
                [tern, "migrate", "-m", "migrations", "--host", "127.0.0.1", "--port", str(pg.port), "--user", "postgres", "--database", p.name]
            subprocess.run(command, cwd=p.dir, capture_output=True)
            p.file("002_b", head + BUMP)
            procs = [subprocess.Popen(command, cwd=p.dir, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for _ in range(8)]
            failed += sum(q.wait() != 0 for q in procs)
            wrong += p.sql("SELECT bal FROM acct") != "101"
        print(f"{name + ': a counter, 8 at once':<46} postgres    {wrong} of {ARGS.trials} trials not applied once, {failed} processes failed")


pg = Postgres()
wrong = total = 0
try:
    for name, engines, f in SCENARIOS:
        for engine in engines:
            total += 1
            kind, mode = ("sqlite", "WAL") if engine == "sqlite-wal" else (engine, "DELETE")
            p = Project(kind, mode)
            p.mode = mode
            try:
                said = f(p)
                if said is None:
                    total -= 1
                    said, verdict = "not installed", "skipped"
                else:
                    verdict = "right"
            except AssertionError as e:
                wrong += 1
                said, verdict = str(e), "WRONG"
            print(f"{name:<46} {engine:<11} {verdict:<8} {said}", flush=True)
    if ARGS.rivals:
        rivals()
finally:
    pg.stop()
    shutil.rmtree(WORK, ignore_errors=True)
print(f"scoreboard: {total - wrong} of {total} right")
sys.exit(1 if wrong else 0)
