"""Measures the extension inside a server and prints a page of tables for bench/RESULTS.md.

Usage: server_bench.py --stage STAGE [--rows N] [--rounds N] [--quick] [--only SCENARIO...]

STAGE is the folder with the extension, as the build leaves it. A private server is started in a folder below /tmp.
All times are the server's own: saved plans in a warm session, a commit after each refresh, synchronous_commit off.
"""

import argparse
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

import capture  # noqa: E402
import fixed_costs  # noqa: E402
import upkeep  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from private_server import private_server  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = [
    "shared_buffers=2GB", "work_mem=64MB", "maintenance_work_mem=512MB", "max_wal_size=8GB", "checkpoint_timeout=1h",
    "full_page_writes=on", "random_page_cost=1.1", "effective_cache_size=8GB", "max_connections=40",
]


def set_up(server, rows):
    server.execute("create database bench")
    server.execute(f"create extension pg_trickle;\n\\set rows {rows}\n{(HERE / 'schema.sql').read_text(encoding='utf-8')}", "bench")
    server.execute("vacuum analyze", "bench")


def create_subjects(session, name, scenario):
    """The stream table, the table that is kept by hand, and the materialized view."""
    query = scenario.query.replace("'", "''")
    session.ask(f"select pgtrickle.create_stream_table('st_{name}', '{query}', refresh_mode => 'DIFFERENTIAL')")
    session.ask(f"create table ht_{name} as {scenario.query}")
    session.ask(f"alter table ht_{name} add primary key ({scenario.key})")
    session.ask(f"create materialized view mv_{name} as {scenario.query}")
    session.ask(f"vacuum analyze st_{name}, ht_{name}")
    session.ask(f"""
        create procedure hand_{name}(changes int) language plpgsql as $$
        declare
            merged bigint;
            started timestamptz := clock_timestamp();
        begin
            {scenario.delta.format(table=f'ht_{name}')};
            get diagnostics merged = row_count;
            if changes > 1000 then
                truncate {scenario.buffer};
            else
                delete from {scenario.buffer};
            end if;
            call keep_books(started, merged);
        end
        $$""")


def plan_for(session, scenario, changes):
    """Gives the hand-written statement a buffer of the size that it will meet, for the plan that it keeps."""
    session.ask(f"select {scenario.change}({changes}, 77)")
    session.ask(f"analyze {scenario.buffer}")


def run_changes(server, name, scenario, changes, rounds):
    session = Session(server, "bench")
    session.ask("set synchronous_commit = off")
    plan_for(session, scenario, changes)
    session.ask(f"select pgtrickle.refresh_stream_table('st_{name}')")
    session.ask(f"call hand_{name}({changes})")
    session.ask(f"call measure('{name}', '{scenario.change}', {changes}, {rounds})")
    session.ask(f"vacuum st_{name}, ht_{name}, fact, node, {scenario.buffer}")
    session.close()


def refresh_by_server(session, name):
    """Milliseconds of REFRESH MATERIALIZED VIEW, and of a full refresh of the stream table when little has changed."""
    def timed(statement):
        session.ask("create temporary table if not exists clock as select clock_timestamp() as t")
        session.ask(f"begin; update clock set t = clock_timestamp(); {statement}; commit")
        return float(session.ask("select extract(epoch from clock_timestamp() - t) * 1000 from clock")[0])

    plain = [timed(f"refresh materialized view mv_{name}") for _ in range(3)]
    full = [timed(f"select pgtrickle.refresh_stream_table('st_{name}', 'FULL')") for _ in range(3)]
    return statistics.median(plain), statistics.median(full)


def check(session, name, scenario):
    for table in (f"st_{name}", f"ht_{name}"):
        columns = ", ".join(session.ask(f"select attname from pg_attribute where attrelid = 'ht_{name}'::regclass and attnum > 0 order by attnum"))
        both = (f"(select {columns} from {table}", f"select {columns} from ({scenario.query}) as q)")
        differing = session.ask(f"select count(*) from ({' except all '.join(both)} union all "
                                f"(select {columns} from ({scenario.query}) as q except all select {columns} from {table})) as d")
        if differing != ["0"]:
            sys.exit(f"{table} differs from its query in {differing[0]} rows")


def spread(values):
    return f"{statistics.median(values):.3g} ({min(values):.3g}–{max(values):.3g})"


def row(session, name, scenario, changes, plain, full):
    samples = {}
    for line in session.ask(f"select subject, ms from sample where scenario = '{name}' and changes = {changes}"):
        subject, ms = line.split("|")
        samples.setdefault(subject, []).append(float(ms))
    ours, by_hand = (statistics.median(samples[subject]) for subject in ("extension", "by hand"))
    return (f"| {scenario.title} | {changes:,} | {spread(samples['extension'])} | {spread(samples['by hand'])} | {ours / by_hand:.2f} | "
            f"{plain:.0f} | {plain / ours:,.1f} | {full:.0f} |")


def drop_subjects(session, name):
    session.ask(f"select pgtrickle.drop_stream_table('st_{name}')")
    session.ask(f"drop table ht_{name} cascade")
    session.ask(f"drop materialized view mv_{name}")


def run_scenario(server, name, scenario, rounds):
    session = Session(server, "bench")
    create_subjects(session, name, scenario)
    for changes in scenario.changes:
        run_changes(server, name, scenario, changes, rounds if changes < 10_000 else max(3, rounds // 3))
    check(session, name, scenario)
    plain, full = refresh_by_server(session, name)
    lines = [row(session, name, scenario, changes, plain, full) for changes in scenario.changes]
    drop_subjects(session, name)
    session.close()
    print("\n".join(lines), flush=True)


def refreshes(server, names, rounds, rows):
    print(f"\n## Server: refresh, {rows:,} rows\n\nMilliseconds, median (least–most).\n")
    print("| query | changed rows | extension | by hand | extension / by hand | REFRESH | REFRESH / extension | FULL, little changed |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in names:
        run_scenario(server, name, SCENARIOS[name], rounds)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="few rows, few rounds: only to see that it runs")
    parser.add_argument("--only", nargs="*", choices=[*SCENARIOS, "capture", "fixed", "upkeep"], help="only these parts")
    options = parser.parse_args()
    if options.quick:
        options.rows, options.rounds = 50_000, 3
    wanted = options.only or [*SCENARIOS, "capture", "fixed", "upkeep"]
    with private_server(options.stage, SETTINGS) as server:
        set_up(server, options.rows)
        refreshes(server, [name for name in SCENARIOS if name in wanted], options.rounds, options.rows)
        if "fixed" in wanted:
            fixed_costs.run(server, options.rounds)
        if "capture" in wanted:
            capture.run(server, options.rounds, options.quick)
        if "upkeep" in wanted:
            upkeep.run(server, options.rounds, options.rows, options.quick)
    return 0


if __name__ == "__main__":
    sys.exit(main())
