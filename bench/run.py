"""Runs the benchmarks of the library and writes their part of bench/RESULTS.md: all above the results inside a server, which stay.

Usage: run.py --programs FOLDER [--compiler CXX] [--quick] [--output FILE]

All figures are CPU time of one thread, so that other work on the machine disturbs them less; what counts are the ratios of
figures of one run.
"""

import argparse
import datetime
import json
import pathlib
import platform
import resource
import statistics
import subprocess
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent
ROOT = BENCH.parent
QUERIES = ["filter + map", "join", "grouped sum", "grouped max", "distinct", "transitive closure"]
ROWS = [100_000, 1_000_000]
CHANGES = [1, 100, 10_000]
NONE = "–"


def run_steps(program, quick):
    """{(query, subject, rows, changes): seconds}"""
    command = [program, "--benchmark_format=json", f"--benchmark_min_time={'0.02s' if quick else '0.2s'}",
               f"--benchmark_repetitions={1 if quick else 3}"]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    samples = {}
    for one in report["benchmarks"]:
        if one.get("run_type") == "aggregate":
            continue
        _, query, subject, rows, changes, *_ = one["run_name"].split("/")
        scale = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}[one["time_unit"]]
        samples.setdefault((query, subject, int(rows), int(changes)), []).append(one["cpu_time"] * scale)
    return {key: statistics.median(times) for key, times in samples.items()}


def run_memory(program):
    """{(query, subject): bytes}"""
    lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    result = {}
    for line in lines:
        name, number = line.rsplit(" ", 1)
        _, query, subject = name.split("/")
        result[query, subject] = float(number)
    return result


def run_recursion(program):
    """{query: {what: milliseconds}}"""
    lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    result = {}
    for line in lines:
        name, number = line.rsplit(" ", 1)
        _, query, what = name.split("/")
        result.setdefault(query, {})[what] = float(number)
    return result


def run_workers(program):
    """{query: {(subject, what): milliseconds that the calling thread computes}}"""
    lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    result = {}
    for line in lines:
        name, _clock, _processors, caller = line.rsplit(" ", 3)
        _, query, subject, what = name.split("/")
        result.setdefault(query, {})[subject, what] = float(caller)
    return result


def run_load(program):
    """{query: (milliseconds of the engine, of a sort)}"""
    lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    result = {}
    for line in lines:
        name, engine, sort, _ratio = line.rsplit(" ", 3)
        result[name.split("/")[1]] = (float(engine), float(sort))
    return result


def run_spill(program):
    """{(query, memory): {what: (megabytes in use, megabytes on disk, microseconds of a change)}}"""
    lines = subprocess.run([program], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    result = {}
    for line in lines:
        name, *figures = line.rsplit(" ", 3)
        _, query, memory, what = name.split("/")
        result.setdefault((query, memory), {})[what] = tuple(map(float, figures))
    return result


def cpu_of(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run_compiles(compilers, quick):
    """{(file, compiler, option): seconds}"""
    result = {}
    with tempfile.TemporaryDirectory() as scratch:
        for source in sorted((BENCH / "compile").glob("*.cpp")):
            for compiler in compilers:
                for option in ["-O0", "-O2"]:
                    command = [compiler, "-std=c++23", option, f"-I{ROOT / 'include'}", "-c", source, "-o", f"{scratch}/a.o"]
                    result[source.stem, compiler, option] = min(cpu_of(command) for _ in range(1 if quick else 3))
    return result


def duration(seconds):
    if seconds is None:
        return NONE
    for unit, scale in [("ns", 1e-9), ("µs", 1e-6), ("ms", 1e-3)]:
        if seconds < 1000 * scale:
            return f"{seconds / scale:.3g} {unit}"
    return f"{seconds:.3g} s"


def ratio(a, b):
    return NONE if a is None or not b else f"{a / b:.2f}"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows]) + "\n"


def step_table(steps, quoted):
    rows = []
    for query in QUERIES:
        for n in ROWS:
            full = steps.get((query, "recompute", n, 1))
            for changes in CHANGES:
                pieces, whole, hand = (steps.get((query, subject, n, changes)) for subject in ["piecewise", "engine", "by hand"])
                other = quoted.get(f"{query}/{n}/{changes}")
                other = None if other is None else other * 1e-6
                rows.append([query, f"{n:,}", f"{changes:,}", duration(pieces), duration(whole), duration(hand),
                             ratio(pieces, hand), ratio(whole, hand), duration(full),
                             NONE if full is None else f"{full / pieces:,.0f}", duration(other), ratio(other, whole)])
    return table(["query", "rows of state", "changes", "engine, piecewise", "engine, consolidated", "by hand",
                  "piecewise / by hand", "consolidated / by hand", "recompute", "recompute / piecewise", "Feldera",
                  "Feldera / consolidated"], rows)


def flatness_table(steps):
    rows = []
    for query in QUERIES:
        for changes in CHANGES:
            cells = [ratio(steps.get((query, subject, ROWS[1], changes)), steps.get((query, subject, ROWS[0], changes)))
                     for subject in ["piecewise", "by hand"]]
            rows.append([query, f"{changes:,}", *cells])
    return table(["query", "changes", "engine", "by hand"], rows)


def memory_table(memory):
    return table(["query", "engine", "by hand", "engine / by hand"],
                 [[query, f"{memory[query, 'engine']:.0f}", f"{memory[query, 'by hand']:.0f}",
                   ratio(memory[query, "engine"], memory[query, "by hand"])]
                  for query in QUERIES if (query, "engine") in memory])


def recursion_table(recursion):
    def row(query, times):
        figures = [times[what] / 1000 for what in ["load", "1", "many rows", "many rows, longest", "by hand"]]
        load, _, many, _, hand = figures
        return [query, f"{times['many']:.0f}", *map(duration, figures), ratio(many, load), ratio(many, hand)]

    head = ["query", "many", "load", "1 replaced", "many replaced", "longest", "by hand, from nothing", "many replaced / load",
            "many replaced / by hand"]
    return table(head, [row(query, times) for query, times in recursion.items()])


def workers_table(workers):
    rows = []
    for query, times in workers.items():
        for what in ["load", "many", "one"]:
            alone = times["engine", what]
            parallel = [times[subject, what] for subject in ["1 worker", "2 workers", "4 workers"]]
            rows.append([query, what, duration(alone / 1000), *(duration(one / 1000) for one in parallel), *(ratio(alone, one) for one in parallel)])
    return table(["query", "step", "engine", "1 worker", "2 workers", "4 workers", "engine / 1", "engine / 2", "engine / 4"], rows)


def load_table(load):
    return table(["query", "engine", "sort", "engine / sort"],
                 [[query, duration(engine / 1000), duration(sort / 1000), ratio(engine, sort)] for query, (engine, sort) in load.items()])


def spill_table(spill):
    rows = []
    for (query, memory), figures in spill.items():
        in_use, on_disk, _ = figures["load"]
        rows.append([query, memory, f"{in_use:.0f} MB", f"{on_disk:.0f} MB", *(duration(figures[what][2] * 1e-6) for what in ["load", "any", "few"])])
    return table(["query", "memory", "in use after the load", "on disk", "a row of the load", "a change of any row", "of one group in fifty"], rows)


def compile_table(compiles):
    return table(["translation unit", "compiler", "-O0", "-O2"],
                 [[name, compiler, f"{compiles[name, compiler, '-O0']:.1f} s", f"{compiles[name, compiler, '-O2']:.1f} s"]
                  for name, compiler in sorted({key[:2] for key in compiles})])


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def report(steps, memory, load, spill, recursion, workers, compiles, quoted, quick):
    doubt = "\n**The library was measured by a quick run** (`--quick`): short samples, on a busy machine; single cells may be far off.\n" if quick else ""
    return f"""# Measured
{doubt}

Written by `scripts/bench` on {datetime.date.today()}; {processor()}, {platform.system()}. CPU time of one thread, medians; compare
ratios, not times. What is compared, and how, is in [README.md](README.md).

## One step

{step_table(steps, quoted.get("figures", {}))}
{quoted.get("note", "")}

## From {ROWS[0]:,} to {ROWS[1]:,} rows of state

The time of a step with the large state, in units of that with the small one. The work is the same; what grows is the share of
memory accesses that miss the caches, for the engine as for the code written by hand.

{flatness_table(steps)}
## Memory

Bytes for each row of input at {ROWS[1]:,} rows. The closure has five and a half pairs for each row of input.

{memory_table(memory)}
## Load

The first step, of 1,000,000 rows in random order, beside `std::sort` of the same rows.

{load_table(load)}
## States on disk

1,000,000 rows with all memory, a quarter of it, and a twentieth, beside 32 MB for RocksDB: a load in random order by steps of 10,000 rows, and steps of 100 changes.

{spill_table(spill)}
## Recursion that loses rows

The first step, the median of steps that replace one row or many of the input, the longest of these, and an algorithm for just this query that
starts from nothing: union-find, Dijkstra's, and the rules repeated over what is new.

{recursion_table(recursion)}
## Several workers

`parallel_engine` beside `engine`, 1,000,000 rows: the first step, a step of 100,000 changes, and a step of a single change; the processor time of the calling thread, equal to the duration if
each worker has a processor, since workers have equal parts.

{workers_table(workers)}
## Compile time

CPU seconds of one compiler run. `include` includes `<dbsp/dbsp.hpp>` and nothing else; `ten_operators` builds and runs a circuit
of ten operators, `run_time` one that is built at run time, with every operator that such a circuit may hold; `dynamic_table` one whose
engine is compiled in the library `dbsp::runtime`.

{compile_table(compiles)}"""


def server_part(results):
    """The results inside a server, which other programs measure."""
    text = results.read_text(encoding="utf-8") if results.exists() else ""
    start = text.find("\n## Server")
    return text[start:] if start >= 0 else ""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--compilers", nargs="+", default=["g++-16", "clang++-21"])
    parser.add_argument("--quick", action="store_true", help="see whether it works; the figures are worth nothing")
    parser.add_argument("--output", type=pathlib.Path, default=BENCH / "RESULTS.md")
    options = parser.parse_args()

    quoted_file = BENCH / "quoted.json"
    quoted = json.loads(quoted_file.read_text(encoding="utf-8")) if quoted_file.exists() else {}
    print("steps ...", flush=True)
    steps = run_steps(options.programs / "dbsp_step", options.quick)
    print("memory ...", flush=True)
    memory = run_memory(options.programs / "dbsp_memory")
    print("load ...", flush=True)
    load = run_load(options.programs / "dbsp_load")
    print("states on disk ...", flush=True)
    spill = run_spill(options.programs / "dbsp_spill")
    print("recursion ...", flush=True)
    recursion = run_recursion(options.programs / "dbsp_recursion")
    print("workers ...", flush=True)
    workers = run_workers(options.programs / "dbsp_workers")
    print("compile time ...", flush=True)
    compiles = run_compiles(options.compilers, options.quick)
    kept = server_part(options.output)
    options.output.write_text(report(steps, memory, load, spill, recursion, workers, compiles, quoted, options.quick) + kept, encoding="utf-8")
    print(f"written: {options.output}")


if __name__ == "__main__":
    main()
