#!/usr/bin/env python3
"""Lets other tools migrate databases, and keeps what they leave: the fixtures of TestAdoptReal.

usage: make.py FOLDER [--tools FOLDER] [--only TOOL]

    python3 test/foreign/make.py internal/migrations/testdata/foreign

FOLDER gets TOOL/STORY/ENGINE/ with dump.sql and migrations/. It needs Go, node, ruby with ActiveRecord (Debian's ruby-activerecord,
ruby-pg and ruby-sqlite3), sqlite3, and PostgreSQL. What does not install is told and left as it is."""
import argparse
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "scoreboard"))

import servers

USERS = "CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL);\n"
POSTS = "CREATE TABLE posts (id integer PRIMARY KEY, user_id integer NOT NULL REFERENCES users (id));\n"
TITLE = "ALTER TABLE posts ADD COLUMN title text;\n"
TAGS = "CREATE TABLE tags (id integer PRIMARY KEY);\n"
BROKEN = "CREATE TABLE broken (id integer PRIMARY KEY);\nINSERT INTO nowhere VALUES (1);\n"
ROWS = "INSERT INTO users VALUES (1, 'ada');\nINSERT INTO posts (id, user_id) VALUES (1, 1);\n"


class Failed(Exception):
    pass


def run(args, cwd=None, wrong=False, **env):
    """Runs a program; wrong says that it must fail."""
    r = subprocess.run(args, cwd=cwd, env=dict(os.environ, NO_COLOR="1", **env), stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300)
    if (r.returncode != 0) != wrong:
        raise Failed(f"{' '.join(args)}: exit {r.returncode}\n{r.stdout[-1500:]}\n{r.stderr[-1500:]}")
    return r.stdout


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", newline="") as f:
        f.write(text)


class Job:
    """One tool, one story, one engine: a folder to work in and a database."""

    def __init__(self, work, db, engine, tools):
        self.work, self.db, self.engine, self.tools = work, db, engine, tools
        self.sqlite = engine == "sqlite"
        self.migrations = work + "/migrations"
        os.makedirs(self.migrations)

    def write(self, name, text):
        write(self.migrations, name, text)

    def keep(self, into):
        shutil.rmtree(into, ignore_errors=True)
        os.makedirs(into)
        if self.sqlite:
            db = sqlite3.connect(self.db.path)
            text = "\n".join(db.iterdump()) + "\n"
            db.close()
        else:
            text = run([self.db.server.bin + "/pg_dump", "--inserts", "--no-owner", "--no-privileges", "--no-comments", self.db.url])
            text = "\n".join(line for line in text.splitlines() if line and not line.startswith(("--", "\\restrict", "\\unrestrict"))) + "\n"
        write(into, "dump.sql", text)
        shutil.copytree(self.migrations, into + "/migrations", ignore=shutil.ignore_patterns("*snapshot.json"))


class Goose:
    version = "github.com/pressly/goose/v3/cmd/goose@v3.24.1"
    tags = "no_clickhouse no_libsql no_mssql no_mysql no_vertica no_ydb no_duckdb"
    stories = ("clean", "late", "down", "program")

    def goose(self, j, *args):
        driver, url = ("sqlite3", j.db.path) if j.sqlite else ("postgres", j.db.url)
        run([j.tools + "/goose", "-dir", j.migrations, *args[:-1], driver, url, args[-1]])

    def file(self, j, name, up, down):
        j.write(name, f"-- +goose Up\n{up}\n-- +goose Down\n{down}\n")

    def first(self, j):
        self.file(j, "00001_users.sql", USERS, "DROP TABLE users;")
        self.file(j, "00003_posts.sql", POSTS, "DROP TABLE posts;")
        self.goose(j, "up")

    def clean(self, j):
        self.first(j)
        self.file(j, "00004_title.sql", TITLE, "ALTER TABLE posts DROP COLUMN title;")

    def late(self, j):
        self.first(j)
        self.file(j, "00002_tags.sql", TAGS, "DROP TABLE tags;")

    def down(self, j):
        self.clean(j)
        self.goose(j, "up")
        self.goose(j, "down")

    def program(self, j):
        """A migration in Go, which the tool's own program ran: here its row alone."""
        self.first(j)
        j.write("00004_fill.go", 'package migrations\n\nimport "github.com/pressly/goose/v3"\n\nfunc init() { goose.AddMigrationContext(nil, nil) }\n')
        j.db.run("INSERT INTO goose_db_version (version_id, is_applied) VALUES (4, " + ("1" if j.sqlite else "true") + ");")


class GolangMigrate:
    version = "github.com/golang-migrate/migrate/v4/cmd/migrate@v4.18.1"
    tags = "postgres sqlite"
    stories = ("clean", "late", "dirty")

    def up(self, j, wrong=False):
        run([j.tools + "/migrate", "-path", j.migrations, "-database", "sqlite://" + j.db.path if j.sqlite else j.db.url, "up"], wrong=wrong)

    def file(self, j, name, up, down):
        j.write(name + ".up.sql", up)
        j.write(name + ".down.sql", down)

    def first(self, j):
        self.file(j, "000001_users", USERS, "DROP TABLE users;\n")
        self.file(j, "000003_posts", POSTS, "DROP TABLE posts;\n")
        self.up(j)

    def clean(self, j):
        self.first(j)
        self.file(j, "000004_title", TITLE, "ALTER TABLE posts DROP COLUMN title;\n")

    def late(self, j):
        self.first(j)
        self.file(j, "000002_tags", TAGS, "DROP TABLE tags;\n")
        self.file(j, "000004_title", TITLE, "ALTER TABLE posts DROP COLUMN title;\n")
        self.up(j)

    def dirty(self, j):
        self.first(j)
        self.file(j, "000004_broken", BROKEN, "DROP TABLE broken;\n")
        self.up(j, wrong=True)


class Tern:
    version = "github.com/jackc/tern/v2@v2.3.2"
    tags = ""
    stories = ("clean", "down")
    engines = ("postgres",)

    def tern(self, j, *args):
        run([j.tools + "/tern", "migrate", "--conn-string", j.db.url, "-m", j.migrations, *args])

    def file(self, j, name, up, down):
        j.write(name, f"{up}\n---- create above / drop below ----\n\n{down}\n")

    def clean(self, j):
        self.file(j, "001_users.sql", USERS, "DROP TABLE users;")
        self.file(j, "002_posts.sql", POSTS, "DROP TABLE posts;")
        self.tern(j)
        self.file(j, "003_title.sql", TITLE, "ALTER TABLE posts DROP COLUMN title;")

    def down(self, j):
        self.clean(j)
        self.tern(j)
        self.tern(j, "--destination", "-1")


class Dbmate:
    packages = ["dbmate@2"]
    stories = ("clean", "late")

    def up(self, j):
        url = "sqlite:" + j.db.path if j.sqlite else j.db.url
        run([j.tools + "/dbmate/node_modules/.bin/dbmate", "--no-dump-schema", "-d", j.migrations, "-u", url, "up"], cwd=j.work)

    def file(self, j, name, up, down):
        j.write(name, f"-- migrate:up\n{up}\n-- migrate:down\n{down}\n")

    def clean(self, j):
        self.file(j, "20240101000000_users.sql", USERS, "DROP TABLE users;")
        self.file(j, "20240103000000_posts.sql", POSTS, "DROP TABLE posts;")
        self.up(j)
        self.file(j, "20240104000000_title.sql", TITLE, "ALTER TABLE posts DROP COLUMN title;")

    def late(self, j):
        self.clean(j)
        self.file(j, "20240102000000_tags.sql", TAGS, "DROP TABLE tags;")


class Drizzle:
    """drizzle-kit writes the list and the files, and its migrate applies them."""

    packages = ["drizzle-kit@0.31.11", "drizzle-orm@0.45.4", "pg@8", "better-sqlite3@12"]
    folder = "drizzle"
    pause = 0
    stories = ("clean", "skipped", "edited", "unnumbered", "twice")

    def kit(self, j, *args, **more):
        node = f"{j.tools}/{self.folder}/node_modules"
        if not os.path.exists(j.work + "/node_modules"):
            os.symlink(node, j.work + "/node_modules")
        credentials = f"url: '{j.db.path}'" if j.sqlite else f"url: '{j.db.url}'"
        prefix = more.get("prefix", "index")
        migrations = f"migrations: {{ prefix: '{prefix}' }}, " if self.folder == "drizzle" else ""
        write(j.work, "drizzle.config.js", f"module.exports = {{ dialect: '{'sqlite' if j.sqlite else 'postgresql'}', schema: './schema.js', out: './migrations', "
                                           f"{migrations}dbCredentials: {{ {credentials} }} }};\n")
        self.schema(j, "users")
        run(["node", node + "/drizzle-kit/bin.cjs", *args], cwd=j.work)

    def schema(self, j, *tables):
        module, table = ("sqlite-core", "sqliteTable") if j.sqlite else ("pg-core", "pgTable")
        write(j.work, "schema.js", f"""const {{ {table}: table, integer, text }} = require('drizzle-orm/{module}');
exports.users = table('users', {{ id: integer().primaryKey(), name: text().notNull() }});
""")

    def add(self, j, name, sql, **more):
        self.kit(j, "generate", "--custom", "--name", name, **more)
        found = [os.path.join(d, f) for d, _, files in os.walk(j.migrations) for f in files if f.endswith(".sql") and name in d + "/" + f]
        with open(max(found), "w") as f:
            f.write(sql)

    def listed(self, j):
        with open(j.migrations + "/meta/_journal.json") as f:
            return f.read()

    def first(self, j, **more):
        self.kit(j, "generate", "--name", "users", **more)
        time.sleep(self.pause)
        self.add(j, "posts", POSTS, **more)
        self.kit(j, "migrate", **more)

    def clean(self, j):
        self.first(j)
        self.add(j, "title", TITLE)

    def unnumbered(self, j):
        self.first(j, prefix="none")
        self.add(j, "a_title", TITLE, prefix="none")

    def skipped(self, j):
        """A branch is merged whose migration was made before the last one that ran: drizzle says nothing and never runs it."""
        self.first(j)
        self.add(j, "tags", TAGS)
        text = self.listed(j)
        times = re.findall(r'"when": (\d+)', text)
        write(j.migrations, "meta/_journal.json", text.replace(times[2], str(int(times[1]) - 1)))
        self.kit(j, "migrate")

    def edited(self, j):
        self.first(j)
        name = next(n for n in os.listdir(j.migrations) if n.startswith("0001"))
        with open(f"{j.migrations}/{name}", "a") as f:
            f.write("-- a word more\n")

    def twice(self, j):
        """Two branches have each made number 1, and the merge kept both lines of the list."""
        self.first(j)
        self.add(j, "tags", TAGS)
        os.rename(j.migrations + "/0002_tags.sql", j.migrations + "/0001_tags.sql")
        write(j.migrations, "meta/_journal.json", self.listed(j).replace("0002_tags", "0001_tags"))
        self.kit(j, "migrate")


class Drizzle1(Drizzle):
    """The release candidate: a folder for each migration, names in the table, no list."""

    packages = ["drizzle-kit@1.0.0-rc.5-ab785fc", "drizzle-orm@1.0.0-rc.5-ab785fc", "pg@8", "better-sqlite3@12"]
    folder = "drizzle1"
    stories = ("clean", "late", "edited", "upgraded")

    def number(self, j):
        """The folders are named by the second: these are told apart, and the same each time."""
        for n, name in enumerate(sorted(os.listdir(j.migrations), key=lambda n: os.path.getmtime(f"{j.migrations}/{n}"))):
            os.rename(f"{j.migrations}/{name}", f"{j.migrations}/2024010{n + 1}000000_{name.split('_', 1)[1]}")

    def first(self, j, **more):
        self.kit(j, "generate", "--name", "users")
        self.add(j, "posts", POSTS)
        self.number(j)
        self.kit(j, "migrate")

    def late(self, j):
        self.first(j)
        self.add(j, "tags", TAGS)
        name = max(os.listdir(j.migrations))
        os.rename(f"{j.migrations}/{name}", j.migrations + "/20240101120000_tags")

    def edited(self, j):
        self.first(j)
        with open(j.migrations + "/20240102000000_posts/migration.sql", "a") as f:
            f.write("-- a word more\n")

    def upgraded(self, j):
        """The older one has migrated; drizzle-kit up made folders of the files, and the table is still as it was."""
        older = Drizzle()
        older.pause = 1.1  # the folders are named by the second
        older.clean(j)
        os.unlink(j.work + "/node_modules")
        self.kit(j, "up")


class Prisma:
    """The schema engine as WebAssembly, which migrates through a driver's adapter: the binary is not looked for where a path says that it is there."""

    packages = ["prisma@6.19", "@prisma/client@6.19", "@prisma/adapter-pg@6.19", "@prisma/adapter-better-sqlite3@6.19", "better-sqlite3@12"]
    stories = ("clean", "edited", "failed", "resolved", "crlf")
    # The adapter does not know the type name, which the engine asks the catalog for: it gets text.
    pg = """import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
const plain = (r) => { for (const f of r?.fields ?? []) if (f.dataTypeID === 19) f.dataTypeID = 25; return r }
const query = pg.Client.prototype.query
pg.Client.prototype.query = function (...args) {
  const last = args.length - 1
  if (typeof args[last] === 'function') { const back = args[last]; args[last] = (err, r) => back(err, plain(r)); return query.apply(this, args) }
  const out = query.apply(this, args)
  return out?.then ? out.then(plain) : out
}
"""

    def prisma(self, j, *args, wrong=False):
        node = j.tools + "/prisma/node_modules"
        if not os.path.exists(j.work + "/node_modules"):
            os.symlink(node, j.work + "/node_modules")
        write(j.work, "none", "")
        os.chmod(j.work + "/none", 0o755)
        provider = "sqlite" if j.sqlite else "postgresql"
        url = "file:" + j.db.path if j.sqlite else j.db.url
        adapter = f"new PrismaBetterSQLite3({{ url: '{url}' }})" if j.sqlite else f"new PrismaPg({{ connectionString: '{url}' }})"
        write(j.work, "prisma.config.ts", ("import { PrismaBetterSQLite3 } from '@prisma/adapter-better-sqlite3'\n" if j.sqlite else self.pg)
              + "export default { engine: 'js', experimental: { adapter: true }, schema: './schema.prisma', migrations: { path: './migrations' },\n"
              + f"  async adapter() {{ return {adapter} }} }}\n")
        write(j.work, "schema.prisma", f'datasource db {{\n  provider = "{provider}"\n  url      = "{url}"\n}}\n')
        j.write("migration_lock.toml", f'provider = "{provider}"\n')
        run(["node", node + "/prisma/build/index.js", *args], cwd=j.work, wrong=wrong, PRISMA_QUERY_ENGINE_LIBRARY=j.work + "/none",
            PRISMA_SCHEMA_ENGINE_BINARY=j.work + "/none", CHECKPOINT_DISABLE="1", PRISMA_HIDE_UPDATE_MESSAGE="1")

    def file(self, j, name, sql):
        j.write(name + "/migration.sql", sql)

    def first(self, j):
        self.file(j, "20240101000000_users", USERS)
        self.file(j, "20240102000000_posts", POSTS)
        self.prisma(j, "migrate", "deploy")

    def clean(self, j):
        self.first(j)
        self.file(j, "20240103000000_title", TITLE)

    def edited(self, j):
        self.first(j)
        self.file(j, "20240102000000_posts", POSTS + "-- a word more\n")

    def crlf(self, j):
        self.first(j)
        self.file(j, "20240101000000_users", USERS.replace("\n", "\r\n"))

    def failed(self, j):
        self.first(j)
        self.file(j, "20240103000000_broken", BROKEN)
        self.prisma(j, "migrate", "deploy", wrong=True)

    def resolved(self, j):
        self.failed(j)
        self.prisma(j, "migrate", "resolve", "--rolled-back", "20240103000000_broken")
        j.db.run("DROP TABLE broken;")  # the adapter runs one statement after the other
        self.file(j, "20240103000000_broken", TITLE)
        self.prisma(j, "migrate", "deploy")


class Rails:
    stories = ("ruby",)
    debian = True

    def ruby(self, j):
        j.write("20240101000000_create_users.rb", "class CreateUsers < ActiveRecord::Migration[6.1]\n  def change\n    create_table(:users) { |t| t.string :name, null: false }\n  end\nend\n")
        j.write("20240102000000_create_posts.rb", "class CreatePosts < ActiveRecord::Migration[6.1]\n  def change\n    create_table(:posts) { |t| t.references :user }\n  end\nend\n")
        how = {"adapter": "sqlite3", "database": j.db.path} if j.sqlite else {"adapter": "postgresql", "url": j.db.url}
        pairs = ", ".join(f"{k}: '{v}'" for k, v in how.items())
        write(j.work, "run.rb", f"require 'active_record'\nActiveRecord::Base.establish_connection({pairs})\n"
                                f"ActiveRecord::MigrationContext.new('{j.migrations}', ActiveRecord::SchemaMigration).migrate\n")
        run(["ruby", "run.rb"], cwd=j.work)


class Atlas:
    """The library of atlas hashes and executes; the table is the one that its program makes."""

    stories = ("clean", "edited", "late", "checkpoint", "partial")

    def atlas(self, j, *args, wrong=False):
        binary = j.tools + "/atlas-run"
        if not os.path.exists(binary):
            run(["go", "build", "-o", binary, "."], cwd=HERE + "/atlas")
        run([binary, *(("sqlite", j.db.path) if j.sqlite else ("postgres", j.db.url)), j.migrations, *args], wrong=wrong)

    def first(self, j):
        j.write("20240101000000_users.sql", USERS)
        j.write("20240103000000_posts.sql", POSTS)
        self.atlas(j)

    def clean(self, j):
        self.first(j)
        j.write("20240104000000_title.sql", TITLE)
        self.atlas(j, "hash")

    def edited(self, j):
        self.first(j)
        j.write("20240101000000_users.sql", USERS + "-- a word more\n")
        self.atlas(j, "hash")

    def late(self, j):
        self.first(j)
        j.write("20240102000000_tags.sql", TAGS)
        self.atlas(j, "hash")

    def checkpoint(self, j):
        j.write("20240101000000_users.sql", USERS)
        j.write("20240102000000_posts.sql", POSTS)
        j.write("20240103000000_checkpoint.sql", "-- atlas:checkpoint\n\n" + USERS + POSTS)
        j.write("20240104000000_title.sql", TITLE)
        self.atlas(j)

    def partial(self, j):
        self.first(j)
        j.write("20240104000000_broken.sql", BROKEN)
        self.atlas(j, wrong=True)


TOOLS = {"goose": Goose, "golang-migrate": GolangMigrate, "tern": Tern, "dbmate": Dbmate, "drizzle": Drizzle, "drizzle1": Drizzle1, "prisma": Prisma, "rails": Rails, "atlas": Atlas}


def install(tool, name, into):
    os.makedirs(into, exist_ok=True)
    if hasattr(tool, "version"):
        if not os.path.exists(f"{into}/{'migrate' if name == 'golang-migrate' else name}"):
            run(["go", "install", "-tags", tool.tags, tool.version], GOBIN=into)
    elif hasattr(tool, "packages"):
        folder = f"{into}/{name}"
        if not os.path.exists(folder + "/node_modules"):
            os.makedirs(folder, exist_ok=True)
            write(folder, "package.json", "{}")
            run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *tool.packages], folder)
            if any("better-sqlite3@" in p for p in tool.packages):
                run(["npm", "rebuild", "better-sqlite3"], folder)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("folder")
    p.add_argument("--tools", default="")
    p.add_argument("--only", default="")
    a = p.parse_args()
    work = tempfile.mkdtemp(prefix="foreign-")
    into = os.path.abspath(a.tools or work + "/tools")
    server, lite = servers.Postgres(), servers.SQLite(work, "delete")
    wrong = 0
    try:
        for name, make in TOOLS.items():
            if a.only and name != a.only:
                continue
            tool = make()
            try:
                install(tool, name, into)
            except (Failed, OSError) as e:
                print(f"{name}: did not install: {e}", flush=True)
                wrong += 1
                continue
            for story in tool.stories:
                for engine in getattr(tool, "engines", ("sqlite", "postgres")):
                    job = Job(tempfile.mkdtemp(dir=work), (lite if engine == "sqlite" else server).new(), engine, into)
                    try:
                        getattr(tool, story)(job)
                        if name != "rails":
                            job.db.run(ROWS)
                        job.keep(f"{a.folder}/{name}/{story}/{engine}")
                        print(f"{name} {story} {engine}", flush=True)
                    except (Failed, OSError, StopIteration, RuntimeError, sqlite3.Error) as e:
                        print(f"{name} {story} {engine}: {e}", flush=True)
                        wrong += 1
    finally:
        server.stop()
        shutil.rmtree(work, ignore_errors=True)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
