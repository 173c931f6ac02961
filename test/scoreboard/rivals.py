"""Other tools that apply migrations, put through the same scenarios. Each is used as its manual says, with its defaults."""
import glob
import json
import os
import shutil
import subprocess

from tools import Result, Tool, last_line

GOOSE = "github.com/pressly/goose/v3/cmd/goose@v3.24.1"
MIGRATE = "github.com/golang-migrate/migrate/v4/cmd/migrate@v4.18.1"
TERN = "github.com/jackc/tern/v2@v2.3.2"
DRIZZLE = ["drizzle-kit@0.31", "drizzle-orm@0.45", "pg@8", "better-sqlite3@12"]


def install(work, keep):
    """Installs what installs, into keep if that is a folder; it says what did not."""
    into = keep or work + "/tools"
    os.makedirs(into, exist_ok=True)
    out = []
    for name, module, tags, make in (("goose", GOOSE, "no_clickhouse no_libsql no_mssql no_mysql no_vertica no_ydb no_duckdb", Goose),
                                     ("migrate", MIGRATE, "postgres sqlite", GolangMigrate), ("tern", TERN, "", Tern)):
        binary = f"{into}/{name}"
        if not os.path.exists(binary):
            done("go", ["go", "install", "-tags", tags, module], into, GOBIN=into)
        add(out, name, os.path.exists(binary), lambda make=make, binary=binary: make(work, binary))
    node = into + "/drizzle"
    if not os.path.exists(node + "/node_modules/drizzle-kit/bin.cjs"):
        os.makedirs(node, exist_ok=True)
        done("npm", ["npm", "install", "--no-audit", "--no-fund", *DRIZZLE], node)
    add(out, "drizzle", os.path.exists(node + "/node_modules/drizzle-kit/bin.cjs"), lambda: Drizzle(work, node))
    return out


def done(program, args, cwd, **env):
    if shutil.which(program):
        subprocess.run(args, cwd=cwd, env=dict(os.environ, **env), stdin=subprocess.DEVNULL, capture_output=True)


def add(out, name, there, make):
    if there:
        out.append(make())
    else:
        print(f"{name}: did not install", flush=True)


class Rival(Tool):
    engines = ("sqlite", "postgres")
    more = ()  # scenarios of theirs besides those that all tools run
    timeout = 60

    def __init__(self, directory, binary):
        super().__init__(directory)
        self.bin = binary

    def migrate(self, folder, db, *flags):
        return self.wait(self.start(folder, db))

    def file(self, folder, name, text):
        os.makedirs(folder + "/migrations", exist_ok=True)
        with open(f"{folder}/migrations/{name}", "w") as f:
            f.write(text)


class Goose(Rival):
    name = "goose"

    def write(self, folder, number, name, sql, tx=True):
        self.file(folder, f"{number:0>5}_{name}.sql", ("" if tx else "-- +goose NO TRANSACTION\n") + "-- +goose Up\n" + self.marked(sql))

    def marked(self, sql):
        return f"-- +goose StatementBegin\n{sql}-- +goose StatementEnd\n" if "$$" in sql else sql

    def start(self, folder, db):
        driver, url = ("postgres", db.url) if "postgres:" in db.url else ("sqlite3", db.path)
        return self.popen([self.bin, "-dir", "migrations", driver, url, "up"], folder)


class GolangMigrate(Rival):
    name = "migrate"

    def write(self, folder, number, name, sql, tx=True):
        self.file(folder, f"{number:0>4}_{name}.up.sql", sql)

    def start(self, folder, db):
        url = db.url if "postgres:" in db.url else "sqlite://" + db.path
        return self.popen([self.bin, "-path", "migrations", "-database", url, "up"], folder)


class Tern(Rival):
    name = "tern"
    engines = ("postgres",)

    def write(self, folder, number, name, sql, tx=True):
        self.file(folder, f"{number:0>3}_{name}.sql", ("" if tx else "---- tern: disable-tx ----\n") + sql)

    def start(self, folder, db):
        return self.popen([self.bin, "migrate", "--conn-string", db.url, "-m", "migrations"], folder)


class Drizzle(Rival):
    """drizzle-orm's migrator, which drizzle-kit migrate runs too, and drizzle-kit generate."""

    name = "drizzle"
    more = ("B1", "B2")

    def write(self, folder, number, name, sql, tx=True):
        """As drizzle-kit generate --custom does: a file, and a line with the time in the journal."""
        tag = f"{number:0>4}_{name}"
        self.file(folder, tag + ".sql", "--> statement-breakpoint\n".join(s + ";\n" for s in sql.strip().split(";\n") if s.strip()) if "$$" not in sql else sql)
        os.makedirs(folder + "/migrations/meta", exist_ok=True)
        path = folder + "/migrations/meta/_journal.json"
        journal = {"version": "7", "dialect": "postgresql", "entries": []}
        if os.path.exists(path):
            with open(path) as f:
                journal = json.load(f)
        entries = [e for e in journal["entries"] if e["tag"] != tag] + [{"version": "7", "when": 1700000000000 + int(number), "tag": tag, "breakpoints": True}]
        journal["entries"] = [dict(e, idx=i) for i, e in enumerate(sorted(entries, key=lambda e: e["tag"]))]
        with open(path, "w") as f:
            json.dump(journal, f)

    def start(self, folder, db):
        if "postgres:" in db.url:
            text = f"""const {{ Pool }} = require('pg'); const {{ drizzle }} = require('drizzle-orm/node-postgres'); const {{ migrate }} = require('drizzle-orm/node-postgres/migrator');
const pool = new Pool({{ connectionString: {json.dumps(db.url)}, max: 1 }});
migrate(drizzle(pool), {{ migrationsFolder: {json.dumps(folder + '/migrations')} }}).then(() => pool.end(), (e) => {{ console.error(String(e.cause || e)); process.exit(1); }});"""
        else:
            text = f"""const db = require('better-sqlite3')({json.dumps(db.path)}); const {{ drizzle }} = require('drizzle-orm/better-sqlite3'); const {{ migrate }} = require('drizzle-orm/better-sqlite3/migrator');
migrate(drizzle(db), {{ migrationsFolder: {json.dumps(folder + '/migrations')} }});"""
        return self.popen(["node", "-e", text], self.bin)

    def kit(self, folder, *args):
        """drizzle-kit resolves modules from its folder: the project is a folder in there."""
        r = self.run(["node", self.bin + "/node_modules/drizzle-kit/bin.cjs", *args], folder)
        return r

    def folder(self):
        folder = super().folder()
        os.symlink(self.bin + "/node_modules", folder + "/node_modules")
        return folder

    # What rebuilt in scenarios.py asks of a tool that generates.

    def schema(self, folder, sql):
        """The two tables of B1 and B2 in drizzle's own language."""
        action = sql.split("ON DELETE ")[1].split(")")[0].split(" ON UPDATE")[0].strip().lower()
        default = ".default(1)" if action == "set default" else ""
        age = sql.split("age ")[1].split(",")[0]
        lite = "CREATE TRIGGER" in sql
        module, table = ("sqlite-core", "sqliteTable") if lite else ("pg-core", "pgTable")
        with open(folder + "/schema.js", "w") as f:
            f.write(f"""const {{ {table}: table, integer, text{'' if lite else ', bigint'} }} = require('drizzle-orm/{module}');
const users = table('users', {{ id: integer('id').primaryKey(), age: {'bigint' if age == 'bigint' else age}('age'{", { mode: 'number' }" if age == 'bigint' else ''}),
  boss: integer('boss').references(() => users.id, {{ onDelete: '{action}' }}) }});
const posts = table('posts', {{ id: integer('id').primaryKey(), uid: integer('uid'){default}.references(() => users.id, {{ onDelete: '{action}' }}) }});
module.exports = {{ users, posts }};
""")

    def generate(self, folder, name, dialect, *flags):
        r = self.kit(folder, "generate", "--name", name, "--dialect", {"postgres": "postgresql"}.get(dialect, dialect), "--schema", "./schema.js", "--out", "migrations")
        if r.code == 0 and not glob.glob(f"{folder}/migrations/*_{name}.sql"):
            return Result(1, r.out, last_line(r.err or r.out))
        return r
