#!/usr/bin/env python3
"""Runs what goes wrong with migrations against schemadiff, and says what happened.

usage: scoreboard.py BIN [--rivals] [--tools FOLDER] [--trials N] [--quick] [--only B3,B4]

It needs Python 3 and PostgreSQL's server and psql; pgbouncer if it is installed. With --rivals, other tools that install are put through
the same. The last line is "scoreboard: N of M right"; the exit status is 1 if schemadiff is wrong once."""
import argparse
import os
import random
import shutil
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import scenarios
import servers
import tools


def arguments():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("bin", help="the schemadiff to try")
    a.add_argument("--rivals", action="store_true", help="try other tools too")
    a.add_argument("--tools", default="", help="keep the other tools in this folder, for the next time")
    a.add_argument("--trials", type=int, default=5, help="how often replicas start at once (default 5)")
    a.add_argument("--quick", action="store_true", help="kill at every ninth point in B12, fewer actions in B2")
    a.add_argument("--only", default="", help="the scenarios to run, such as B3,B4")
    return a.parse_args()


def verdict(tool, s, engine, trials, every=1):
    """Runs one scenario; returns whether it is right and what happened."""
    start = time.time()
    try:
        text = s.do(scenarios.Context(tool, engine, trials, every))
        right = True
    except tools.Wrong as e:
        text, right = str(e), False
    except (RuntimeError, OSError, ValueError, IndexError) as e:
        text, right = f"{type(e).__name__}: {e}", False
    return right, " ".join(text.split()), time.time() - start


def engines(work, only):
    """Everything to run on, by the names that scenarios use."""
    out = {f"sqlite {mode}": servers.SQLite(work, mode) for mode in ("delete", "wal")}
    if servers.binaries() and shutil.which("psql"):
        out["postgres"] = servers.Postgres()
        if shutil.which("pgbouncer") and (not only or "B15" in only):
            out["pgbouncer"] = servers.Pooler(out["postgres"])
    return out


def main():
    a = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers are stopped then too
    random.seed(7)
    only = {x for x in a.only.split(",") if x}
    work = tempfile.mkdtemp(prefix="scoreboard-")
    us = tools.Schemadiff(work, os.path.abspath(a.bin))
    others, on = [], {}
    try:
        if a.rivals:
            import rivals
            others = rivals.install(work, os.path.abspath(a.tools) if a.tools else "")
        on = engines(work, only)
        right, all_ = 0, 0
        print(f"{'':4} {'engine':14} {'':5}  what happened")
        for s in scenarios.LIST:
            if only and s.name not in only:
                continue
            print(f"\n{s.name:4} {s.title}")
            for name in s.engines:
                if name not in on:
                    print(f"     {name:14} skipped: not installed", flush=True)
                    continue
                all_ += 1
                ok, text, took = verdict(us, s, on[name], a.trials, 9 if a.quick else 1)
                right += ok
                print(f"     {on[name].name:14} {'right' if ok else 'WRONG':5}  {text} ({took:.1f} s)", flush=True)
                for r in others:
                    if on[name].kind in r.engines and (s.rivals or s.name in r.more):
                        ok, text, took = verdict(r, s, on[name], min(a.trials, 3))
                        if text != "n/a":
                            print(f"       {r.name:12} {'right' if ok else 'WRONG':5}  {text}", flush=True)
        print(f"\nscoreboard: {right} of {all_} right")
        return 0 if right == all_ else 1
    finally:
        for name in ("pgbouncer", "postgres"):
            if name in on:
                on[name].stop()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
