"""Runs pg_ivm's own tests on stream tables in mode IMMEDIATE, and compares what its views and ours hold.

Usage: pg_ivm.py SERVER SOURCE NAME...

SERVER is the folder of a running server with the extension, SOURCE that of the source of pg_ivm. Each NAME is a file of its folder sql, whose
results are compared with expected, statement by statement; or one of specs, in which the results of check_mv() have to be "ok", but where
pg_ivm's are not, and the last one always. The calls of pg_ivm are those of a schema of wrappers (pgtrickle.create_pg_ivm_wrappers); what
pg_ivm refuses may succeed.
"""

import collections
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]

from postgres import Server  # noqa: E402
from statements import statements  # noqa: E402

SET_UP = "create extension pg_trickle; select pgtrickle.create_pg_ivm_wrappers(); grant all on schema public to public;"
EXTENSION = re.compile(r"^create extension pg_ivm;$", re.IGNORECASE | re.MULTILINE)
RULER = re.compile(r"^-+(?:\+-+)*$")
# What is about pg_ivm itself: its catalog, its triggers and notices, the text of plans and definitions, and its hidden columns. Sources whose
# row-level security applies to the owner of a stream table are refused.
OF_PG_IVM = re.compile(r"\bivm_rls2?\b|pg_ivm_immv|create_immv|refresh_immv|restore_immv|get_\w*immv|ivm_visible|\bpg_trigger\b|\bexplain\b|__ivm_|\\d", re.IGNORECASE)
HIDDEN = ("__ivm_", "__pgt_")


def table_in(text):
    """The rows of a table that psql has printed, without hidden columns, in order; None if there is none."""
    lines = text.strip("\n").split("\n")
    for at, line in enumerate(lines):
        if at and RULER.match(line):
            edges = [found.end() for found in re.finditer(r"-+", line)]
            cells = lambda row: [row[start:end].strip(" +|") for start, end in zip([0, *edges], edges)]  # noqa: E731
            kept = [i for i, name in enumerate(cells(lines[at - 1].ljust(len(line)))) if not name.startswith(HIDDEN)]
            rows = []
            for row in lines[at + 1:]:
                if row.startswith("("):
                    break
                values = cells(row.ljust(len(line)))
                rows.append(tuple(values[i] for i in kept))
            return sorted(rows)
    return None


def results(script, output):
    """The output of psql after each statement that it echoes."""
    found, at = [], 0
    plain = [one.text.strip() for one in statements(script) if one.is_plain]
    places = []
    for text in plain:
        begin = output.find(without_comments(text), at)
        if begin < 0:
            places.append(None)
            continue
        at = begin + len(without_comments(text))
        places.append((begin, at))
    for number, text in enumerate(plain):
        if places[number] is None:
            continue
        following = next((place[0] for place in places[number + 1:] if place), len(output))
        result = output[places[number][1]:following]
        found.append((number, without_comments(text), "\n".join(line for line in result.split("\n") if not re.match(r"--(?: |$)", line))))
    return found


def without_comments(text):
    """Comments before a statement are not part of it."""
    return re.sub(r"\A(?:\s*--[^\n]*\n)*\s*", "", text)


def verdict(statement, theirs, ours):
    """'equal', 'more' where only pg_ivm refuses, 'other' for what is not about rows; else what is wrong."""
    if OF_PG_IVM.search(statement) or not re.match(r"select\b", statement, re.IGNORECASE):
        return "other"
    expected, found = table_in(theirs), table_in(ours)
    if expected is None:
        return "more" if "ERROR:" in theirs and "ERROR:" not in ours else "other"
    if found is None:
        return "refused"
    return "equal" if expected == found else "different"


def run_script(server, files, name):
    """The verdicts on the statements of a regression test."""
    script = without_star(without_emptied(EXTENSION.sub("select 1;", (files / "sql" / f"{name}.sql").read_text(encoding="utf-8"))))
    expected = [EXTENSION.sub("select 1;", path.read_text(encoding="utf-8")) for path in sorted((files / "expected").glob(f"{name}*.out"))
                if re.fullmatch(rf"{name}(_\d+)?", path.stem)]
    database = f"pg_ivm_{name}"
    server.execute(f"drop database if exists {database} with (force); create database {database}")
    server.execute(SET_UP, database)
    ran = subprocess.run(["psql", "-X", "-a", "-q", "-v", "ON_ERROR_ROLLBACK=on", "-f", "-"], env=server.environment(database), input=script,
                         text=True, errors="replace", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    ours = {number: (statement, text) for number, statement, text in results(script, ran.stdout)}
    best = None
    for one in expected:
        verdicts = [(verdict(statement, text, ours[number][1]) if number in ours else "missing", statement, text, ours.get(number, ("", ""))[1])
                    for number, statement, text in results(script, one)]
        faults = sum(what in ("different", "refused", "missing") for what, *_ in verdicts)
        if best is None or faults < best[0]:
            best = (faults, verdicts)
    server.execute(f"drop database {database} with (force)")
    return best[1]


def without_emptied(script):
    """A view that is emptied, so that it is not maintained, is something that stream tables in this mode cannot be."""
    emptied = re.compile(r"^SELECT pgivm\.refresh_immv\('mv', false\);.*?(?=^SELECT pgivm\.refresh_immv\('mv', true\);)", re.MULTILINE | re.DOTALL)
    return emptied.sub(lambda found: re.sub(r"^SELECT [^;]*;$", "", found[0], flags=re.MULTILINE), script)


def without_star(script):
    """A test that has the columns of its view in a variable of psql names them."""
    return script.replace("\\set tl '*'", "\\set tl 'r, si, sj, t'")


def with_columns(spec):
    """What compares a view with all its columns names them."""
    columns = re.search(r"CREATE VIEW v\(([^)]*)\)", spec)[1]
    return spec.replace("SELECT * FROM mv", f"SELECT {columns} FROM mv")


def tester():
    folder = subprocess.run(["pg_config", "--pkglibdir"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    return pathlib.Path(folder, "pgxs/src/test/isolation/isolationtester")


def run_spec(server, files, name):
    """The verdicts of check_mv()."""
    database = f"pg_ivm_{name}"
    server.execute(f"drop database if exists {database} with (force); create database {database}")
    server.execute(SET_UP, database)
    ran = subprocess.run([tester(), f"dbname={database}"], env=server.environment(database), input=with_columns((files / "specs" / f"{name}.spec").read_text()),
                         text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False)
    server.execute(f"drop database {database} with (force)")
    theirs, ours = checks((files / "expected" / f"{name}.out").read_text()), checks(ran.stdout)
    if ran.returncode != 0 or ours.keys() != theirs.keys():
        return [("missing", name, "", ran.stdout)]
    return [found for steps, here in ours.items() for found in of_permutation(steps, theirs[steps], here)]


def checks(output):
    """What check_mv() says in each permutation."""
    parts = re.split(r"^starting permutation: (.*)$", output, flags=re.MULTILINE)
    return {steps: re.findall(r"^(ok|ng) *$", text, re.MULTILINE) for steps, text in zip(parts[1::2], parts[2::2])}


def of_permutation(steps, theirs, here):
    """A transaction whose snapshot is older than a view that it creates sees the view's rows and not the source's: "ng" in pg_ivm, too.
    Errors of serialization leave out checks, but not the last one, after all have committed."""
    if not here or here[-1] != "ok" or here.count("ng") > theirs.count("ng"):
        return [("different", steps, " ".join(theirs), " ".join(here))]
    return [("equal", steps, "", "")] * here.count("ok")


def main():
    server, source, *names = Server(sys.argv[1]), *map(pathlib.Path, sys.argv[2:3]), *sys.argv[3:]
    files = source.resolve()
    wrong = 0
    for name in names:
        run = run_spec if (files / "specs" / f"{name}.spec").exists() else run_script
        verdicts = run(server, files, name)
        counts = collections.Counter(what for what, *_ in verdicts)
        print(f"{name}: " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())), flush=True)
        for what, statement, theirs, ours in verdicts:
            if what in ("different", "refused", "missing"):
                wrong += 1
                print(f"--- {what}: {statement}\n--- pg_ivm:\n{theirs.strip()}\n--- here:\n{ours.strip()}")
        if not counts["equal"]:
            wrong += 1
            print(f"{name}: nothing was compared")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
