"""schemadiff as a scenario sees it: a folder of migrations, and a command that applies it."""
import os
import subprocess
import sys
import tempfile


class Wrong(Exception):
    """What a scenario found is not right."""


def need(right, text):
    if not right:
        raise Wrong(text)


def last_line(text):
    lines = [x.strip() for x in text.strip().splitlines() if x.strip()]
    return lines[-1][:150] if lines else ""


class Result:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __str__(self):
        return f"exit {self.code}: {last_line(self.err or self.out)}"

    def first(self):
        lines = (self.err or self.out).strip().splitlines()
        return f"exit {self.code}: {lines[0][:200] if lines else ''}"


class Tool:
    """Runs a program with nothing but what it needs in its environment."""

    timeout = 120

    def __init__(self, directory):
        self.dir, self.n = directory, 0

    def environ(self, **more):
        return dict({"PATH": os.environ["PATH"], "HOME": self.dir, "NO_COLOR": "1"}, **more)

    def folder(self):
        return tempfile.mkdtemp(prefix="p-", dir=self.dir)

    def popen(self, args, cwd, **env):
        return subprocess.Popen(args, cwd=cwd, env=self.environ(**env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait(self, p):
        try:
            out, err = p.communicate(timeout=self.timeout)
        except subprocess.TimeoutExpired:
            p.kill()
            p.communicate()
            raise Wrong(f"it hangs for more than {self.timeout} s")
        return Result(p.returncode, out, err)

    def run(self, args, cwd, **env):
        return self.wait(self.popen(args, cwd, **env))


class Schemadiff(Tool):
    name = "schemadiff"
    engines = ("sqlite", "postgres")

    def __init__(self, directory, binary):
        super().__init__(directory)
        self.bin = binary

    def write(self, folder, number, name, sql, tx=True):
        os.makedirs(folder + "/migrations", exist_ok=True)
        path = f"{folder}/migrations/{number:0>4}_{name}.sql"
        with open(path, "w") as f:
            f.write(sql)
        return path

    def start(self, folder, db, *flags, **env):
        return self.popen([self.bin, "migrate", "--db", db.url, *flags], folder, **env)

    def migrate(self, folder, db, *flags, **env):
        return self.wait(self.start(folder, db, *flags, **env))

    def command(self, folder, *args):
        return self.run([self.bin, *args], folder)

    def schema(self, folder, sql):
        os.makedirs(folder + "/schema", exist_ok=True)
        with open(folder + "/schema/schema.sql", "w") as f:
            f.write(sql)

    def generate(self, folder, name, dialect, *flags):
        return self.command(folder, "generate", name, "--schema", "schema", "--dialect", dialect, *flags)
