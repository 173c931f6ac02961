"""Databases to try things on: SQLite files, a PostgreSQL of our own, and pgbouncer before it. All end with the script."""
import glob
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def as_user():
    """Servers refuse to run as root: then they run as postgres."""
    if os.getuid() != 0:
        return None, None
    user = pwd.getpwnam("postgres")

    def demote():
        os.setgid(user.pw_gid)
        os.setgroups([])
        os.setuid(user.pw_uid)

    return user, demote


def binaries():
    """The folder of initdb and postgres, "" where PostgreSQL is not installed."""
    newest_first = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=lambda p: -float(p.split("/")[4]))
    for d in [os.environ.get("PGBIN", "")] + newest_first + os.environ.get("PATH", "").split(":"):
        if d and os.access(d + "/initdb", os.X_OK) and os.access(d + "/postgres", os.X_OK):
            return d
    return ""


class File:
    """A SQLite database."""

    def __init__(self, path, mode):
        self.path, self.url = path, "sqlite:" + path
        self.run("PRAGMA journal_mode=" + mode)

    def run(self, sql):
        db = sqlite3.connect(self.path, timeout=30)
        try:
            db.executescript(sql)
        finally:
            db.close()

    def rows(self, sql):
        db = sqlite3.connect(self.path, timeout=30)
        try:
            return ["|".join("" if v is None else str(v) for v in row) for row in db.execute(sql)]
        finally:
            db.close()

    def value(self, sql):
        return self.rows(sql)[0]

    def tables(self):
        return self.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")


class SQLite:
    """Makes SQLite databases in one journal mode."""

    kind = "sqlite"

    def __init__(self, directory, mode):
        self.name, self.mode, self.dir, self.n = f"sqlite {mode}", mode, directory, 0

    def new(self):
        self.n += 1
        return File(f"{self.dir}/{self.mode}{self.n}.db", self.mode)


class Database:
    """A database of a PostgreSQL server."""

    def __init__(self, server, name):
        self.server, self.name, self.url = server, name, server.url(name)

    def run(self, sql):
        r = subprocess.run(["psql", "-qXAt", "-v", "ON_ERROR_STOP=1", self.server.url(self.name)], input=sql, capture_output=True, text=True)
        if r.returncode:
            raise RuntimeError(r.stderr.strip()[-300:])
        return r.stdout.splitlines()

    def rows(self, sql):
        return self.run(sql + ";")

    def value(self, sql):
        return self.rows(sql)[0]

    def tables(self):
        return self.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")


class Postgres:
    """A server on loopback that is thrown away."""

    kind = "postgres"

    def __init__(self):
        self.bin, self.n, self.port = binaries(), 0, free_port()
        self.dir = tempfile.mkdtemp(prefix="scoreboard-pg-")
        self.user, demote = as_user()
        if self.user:
            os.chown(self.dir, self.user.pw_uid, self.user.pw_gid)
        quiet = dict(cwd=self.dir, preexec_fn=demote, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
        subprocess.run([self.bin + "/initdb", "-D", self.dir + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"], check=True, **quiet)
        settings = ["listen_addresses=127.0.0.1", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100"]
        self.proc = subprocess.Popen([self.bin + "/postgres", "-D", self.dir + "/data", "-p", str(self.port), "-k", self.dir]
                                     + [x for s in settings for x in ("-c", s)], **quiet)
        self.ready()
        version = Database(self, "postgres").value("SHOW server_version_num")
        self.name = f"postgres {int(version) // 10000}"

    def ready(self):
        for _ in range(150):
            if subprocess.run(["psql", "-qXAt", "-c", "SELECT 1", self.url("postgres")], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        self.stop()
        raise RuntimeError("PostgreSQL does not come up")

    def url(self, name):
        return f"postgres://postgres@127.0.0.1:{self.port}/{name}?sslmode=disable"

    def new(self):
        self.n += 1
        name = f"t{self.n}"
        Database(self, "postgres").run(f"CREATE DATABASE {name}")
        return Database(self, name)

    def stop(self):
        self.proc.terminate()  # a smart shutdown waits for clients
        try:
            self.proc.wait(3)
        except subprocess.TimeoutExpired:
            self.proc.send_signal(2)
            try:
                self.proc.wait(10)
            except subprocess.TimeoutExpired:
                self.proc.kill()
                self.proc.wait()
        shutil.rmtree(self.dir, ignore_errors=True)


class Pooler:
    """pgbouncer in transaction mode before a server: databases with two addresses."""

    kind = "postgres"

    def __init__(self, server):
        self.server, self.port = server, free_port()
        self.name = "pgbouncer"
        user, demote = as_user()
        self.dir = tempfile.mkdtemp(prefix="scoreboard-pool-")
        with open(self.dir + "/pgbouncer.ini", "w") as f:
            f.write(f"[databases]\n* = host=127.0.0.1 port={server.port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {self.port}\n"
                    "auth_type = any\npool_mode = transaction\ndefault_pool_size = 20\nunix_socket_dir =\nignore_startup_parameters = extra_float_digits\n"
                    f"logfile = {self.dir}/log\npidfile = {self.dir}/pid\n")
        if user:
            shutil.chown(self.dir, user.pw_uid, user.pw_gid)
            shutil.chown(self.dir + "/pgbouncer.ini", user.pw_uid, user.pw_gid)
        self.proc = subprocess.Popen(["pgbouncer", "-q", self.dir + "/pgbouncer.ini"], preexec_fn=demote, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            with socket.socket() as s:
                if s.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("pgbouncer does not come up: " + open(self.dir + "/log").read()[-300:])

    def new(self):
        db = self.server.new()
        db.url = db.url.replace(f":{self.server.port}/", f":{self.port}/")
        return db

    def stop(self):
        self.proc.kill()
        self.proc.wait()
        shutil.rmtree(self.dir, ignore_errors=True)
