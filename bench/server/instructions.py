"""Instructions that statements add for stream tables, counted by callgrind in a single process: other work of the machine does not matter to them.

Usage: instructions.py --stage STAGE [--only PART...] [--rows N] [--worn N] [--keep FOLDER]

Needs valgrind. A table of --rows rows in 1,000 groups, a sum by group over it; each number is the difference of two runs, with more statements and with fewer. --worn: so many rows
are inserted before, each by a statement of its own. With --keep the
profiles stay in that folder, to be read with callgrind_annotate. "pages" are the size of the stream table after it was created, in blocks of 8 kB.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402

SETTINGS = ["shared_buffers=128MB", "synchronous_commit=off", "autovacuum=off", "max_worker_processes=0"]
MODES = ("without", "DIFFERENTIAL", "ON COMMIT", "IMMEDIATE")
FEW = 20

# A statement of each kind; {i} counts them, {s} is the name of the stream table.
INSERT = "insert into {t} select {i}, {i} * 37 % 1000, 1"
MANY = "insert into {t} select {i}::bigint * 1000000 + j, ({i} + j) * 37 % 1000, 1 from generate_series(1, {rows}) as j"
REFRESH = "select pgtrickle.refresh_stream_table('{s}')"
PARTS = {
    "no row": (["update {t} set amount = 0 where id = -1"], False, 200, ("DIFFERENTIAL", "ON COMMIT", "IMMEDIATE")),
    "one row, in a transaction": ([INSERT], True, 200, ("DIFFERENTIAL", "ON COMMIT", "IMMEDIATE")),
    "one row, COMMIT": ([INSERT], False, 200, ("DIFFERENTIAL", "ON COMMIT", "IMMEDIATE")),
    "100 rows, COMMIT": ([MANY.replace("{rows}", "100")], False, 40, ("ON COMMIT", "IMMEDIATE")),
    "10,000 rows, COMMIT": ([MANY.replace("{rows}", "10000")], False, 2, ("ON COMMIT", "IMMEDIATE")),
    "a refresh of one row": ([INSERT, REFRESH], False, 200, ("DIFFERENTIAL",)),
    "a refresh of 100 rows": ([MANY.replace("{rows}", "100"), REFRESH], False, 40, ("DIFFERENTIAL",)),
}


def name_of(mode):
    return mode.lower().replace(" ", "_")


class Process:
    """The server's program in single-user mode, under callgrind, on copies of one cluster."""

    def __init__(self, server, keep):
        self.data, self.keep = server.folder / "data", keep
        self.binary = pathlib.Path(subprocess.run([os.environ.get("PG_CONFIG", "/usr/lib/postgresql/18/bin/pg_config"), "--bindir"], check=True, text=True,
                                                  stdout=subprocess.PIPE).stdout.strip(), "postgres")

    def instructions(self, statements, title):
        """All that the process executes for these statements, with its start and its end."""
        with tempfile.TemporaryDirectory(prefix="pgt-instructions-") as folder:
            place = pathlib.Path(folder)
            shutil.copytree(self.data, place / "data", symlinks=True)
            (place / "data/postmaster.pid").unlink(missing_ok=True)
            (place / "statements").write_text("".join(f"{one};\n\n" for one in statements))
            command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={place}/profile", str(self.binary), "--single", "-j", "-D", str(place / "data"), "bench"]
            if os.geteuid() == 0:
                subprocess.run(["chown", "-R", "postgres:", folder], check=True)
                command = ["runuser", "-u", "postgres", "--", *command]
            with (place / "statements").open() as given:
                ran = subprocess.run(command, stdin=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd="/")
            if " ERROR:  " in ran.stdout or ran.returncode != 0:
                raise SystemExit(ran.stdout[-4000:])
            if self.keep:
                shutil.copy(place / "profile", self.keep / re.sub(r"\W+", "_", title))
            return int(re.search(r"Collected : (\d+)", ran.stdout)[1])


def statements(part, mode, count):
    texts, is_one_transaction, _, _ = PARTS[part]
    table, stream = f"t_{name_of(mode)}", f"s_{name_of(mode)}"
    shown = [text.format(t=table, s=stream, i=1_000_000 + i) for i in range(count) for text in texts if mode != "without" or text is not REFRESH]
    return ["begin", *shown, "commit"] if is_one_transaction else shown


def of_each(process, part, mode):
    more = PARTS[part][2]
    few = min(FEW, more // 2)
    runs = {count: process.instructions(statements(part, mode, count), f"{part} {mode} {count}") for count in (few, few + more)}
    return (runs[few + more] - runs[few]) / more


def first(process, mode):
    """The first statement of a session, beside one of a session that only begins."""
    return process.instructions(statements("one row, COMMIT", mode, 1), f"first {mode}") - process.instructions(["select 1"], "nothing")


def prepare(server, rows, worn):
    server.execute("create database bench")
    server.execute("create extension pg_trickle", "bench")
    for mode in MODES:
        name = name_of(mode)
        server.execute(f"create table t_{name} (id bigint primary key, grp int not null, amount bigint not null); insert into t_{name} select i, i % 1000, 1 from generate_series(1, {rows}) as i", "bench")
        server.execute(f"vacuum analyze t_{name}", "bench")
        if mode != "without":
            server.execute(f"select pgtrickle.create_stream_table('s_{name}', 'select grp, count(*) as n, sum(amount) as total from t_{name} group by grp', refresh_mode => '{mode}')", "bench")
    pages = server.execute("select pg_relation_size('s_immediate') / 8192", "bench").strip()
    for mode in MODES[1:]:
        name = name_of(mode)
        refresh = f"perform pgtrickle.refresh_stream_table('s_{name}');" if mode == "DIFFERENTIAL" else ""
        server.execute(f"do $$ begin for i in 1..{worn} loop insert into t_{name} values (500000 + i, i * 41 % 1000, 1); commit; {refresh} commit; end loop; end $$", "bench")
    server.execute("checkpoint", "bench")
    server.halt()
    return pages


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--only", nargs="+", choices=["first", *PARTS], default=["first", *PARTS])
    parser.add_argument("--rows", type=int, default=2000)
    parser.add_argument("--worn", type=int, default=0)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    with private_server(options.stage, SETTINGS) as server:
        pages = prepare(server, options.rows, options.worn)
        process = Process(server, options.keep)
        print(f"{pages} pages\n\n| statement | without | " + " | ".join(f"{mode} adds" for mode in MODES[1:]) + " |\n| --- " + "| ---: " * len(MODES) + "|")
        for part in options.only:
            modes = MODES[1:] if part == "first" else PARTS[part][3]
            counted = {mode: first(process, mode) if part == "first" else of_each(process, part, mode) for mode in ("without", *modes)}
            added = (f"{counted[mode] - counted['without']:,.0f}" if mode in counted else "" for mode in MODES[1:])
            print(f"| {part} | {counted['without']:,.0f} | " + " | ".join(added) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
