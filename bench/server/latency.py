"""Measures the scheduler from outside and prints a page of tables for bench/RESULTS.md.

Usage: latency.py --stage STAGE [--rounds N] [--tables N] [--seconds N] [--quick]

STAGE is the folder with the extension, as the build leaves it. A private server is started in a folder below /tmp.
From commit to fresh: the time from the acknowledgement of a client's commit until a statement of the same client sees
the change in the stream table. So it contains one or more questions; what one takes is measured, too.
"""

import argparse
import os
import pathlib
import random
import statistics
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from libpq import Connection  # noqa: E402

SETTINGS = ["pg_trickle.enabled=on", "pg_trickle.default_schedule_seconds=0", "shared_buffers=1GB",
            "max_locks_per_transaction=1024"]
CHAIN = 10
PACED = 100

SCHEMA = f"""
create extension pg_trickle;
create table item (id bigserial primary key, grp int not null, amount bigint not null);
insert into item (grp, amount) select i % 1000, i from generate_series(1, 100000) i;
create table link (id bigserial primary key, grp int not null, amount bigint not null);
insert into link (grp, amount) select i % 1000, i from generate_series(1, 100000) i;
vacuum analyze;
select pgtrickle.create_stream_table('single', 'select grp, sum(amount) as total, count(*) as n from item group by grp');
create table event (id bigserial primary key, grp int not null, amount bigint not null);
insert into event (grp, amount) select i % 1000, i from generate_series(1, 100000) i;
select pgtrickle.create_stream_table('paced', 'select grp, sum(amount) as total from event group by grp', schedule => '1s');
select pgtrickle.create_stream_table('chain_1', 'select grp, sum(amount) as total from link group by grp');
""" + "".join(
    f"select pgtrickle.create_stream_table('chain_{i}', 'select grp, sum(total) as total from chain_{i - 1} group by grp');\n"
    for i in range(2, CHAIN + 1))


def waited_for_processors(pids):
    """Seconds that processes could have run and did not, because others did."""
    return sum(int(pathlib.Path(f"/proc/{pid}/schedstat").read_text().split()[1]) for pid in pids) / 1e9


def commit_to_fresh(connection, source, result, rounds):
    """Seconds of each round, and those of them in which no process waited for a processor, as far as can be seen: waits of several
    processes at once count more than once. The first rounds, in which everything is planned, are left out."""
    pids = connection.run("select string_agg(pid::text, ' ') from pg_stat_activity where pid = pg_backend_pid()"
                          " or backend_type = 'pg_trickle scheduler' and datname = current_database()").split() + [os.getpid()]
    times, busy = [], []
    question = f"select total from {result} where grp = 7"
    for number in range(rounds + 20):
        before = connection.ask(question)
        connection.ask(f"insert into {source} (grp, amount) values (7, 1)")
        waited = waited_for_processors(pids)
        start = time.perf_counter()
        while connection.ask(question) == before:
            if time.perf_counter() - start > 10:
                raise RuntimeError(f"{result} was not refreshed within 10 s")
        if number >= 20:
            times.append(time.perf_counter() - start)
            busy.append(times[-1] - (waited_for_processors(pids) - waited))
        time.sleep(0.002)
    return times, busy


def paced(connection, rounds):
    """Seconds from commit to fresh with the schedule of a second, for commits up to a second apart."""
    chosen = random.Random(1)
    times = []
    question = "select total from paced where grp = 7"
    for _ in range(rounds):
        time.sleep(chosen.random())
        before = connection.ask(question)
        connection.ask("insert into event (grp, amount) values (7, 1)")
        start = time.perf_counter()
        while connection.ask(question) == before:
            time.sleep(0.0005)
        times.append(time.perf_counter() - start)
    return times


def question_alone(connection, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        connection.ask("select total from single where grp = 7")
        times.append(time.perf_counter() - start)
    return times


def row(what, times):
    ordered = sorted(times)
    values = [statistics.median(ordered), ordered[int(len(ordered) * 0.95)], ordered[int(len(ordered) * 0.99)], ordered[-1]]
    return f"| {what} | " + " | ".join(f"{value * 1000:.2f}" for value in values) + " |"


def cpu_seconds(server):
    """Of all processes of the scheduler so far."""
    pids = server.execute("select pid from pg_stat_activity where backend_type like 'pg_trickle%'").split()
    ticks = 0
    for pid in pids:
        fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def many_tables(server, tables, seconds):
    """CPU of the scheduler while nothing happens, and how late tables are of which ten change each second."""
    server.execute("create database many")
    server.execute("create extension pg_trickle; alter database many set pg_trickle.default_schedule_seconds = 1", "many")
    step = 100
    for start in range(0, tables, step):
        server.execute("".join(
            f"create table s{i} (id bigserial primary key, v bigint); insert into s{i} (v) values (1);"
            f"select pgtrickle.create_stream_table('t{i}', 'select count(*) as n, sum(v) as total from s{i}', schedule => '1s');\n"
            for i in range(start, min(start + step, tables))), "many")
    time.sleep(3)
    before = cpu_seconds(server)
    time.sleep(seconds)
    idle = cpu_seconds(server) - before
    writer = Connection(server.environment("many"))
    before, number = cpu_seconds(server), 0
    for _ in range(seconds):
        second = time.perf_counter()
        for _ in range(10):
            number = (number + 7919) % tables
            writer.run(f"insert into s{number} (v) values (1)")
        time.sleep(max(0.0, second + 1 - time.perf_counter()))
    busy = cpu_seconds(server) - before
    time.sleep(3)
    refreshed = writer.run("select count(*) from pgtrickle.pgt_refresh_history where initiated_by = 'SCHEDULER'")
    failed = writer.run("select count(*) from pgtrickle.pgt_refresh_history where status <> 'COMPLETED'")
    wrong = sum(writer.run(f"select (select n from t{i}) <> (select count(*) from s{i})") != "f" for i in range(tables))
    writer.close()
    return idle, busy, refreshed, failed, wrong


def refreshes_themselves(connection, table):
    """What the history says that they took, in milliseconds: the median."""
    return connection.run("select round(percentile_cont(0.5) within group (order by extract(epoch from end_time - start_time) * 1000)::numeric, 2)"
                          f" from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id)"
                          f" where pgt_name = '{table}' and initiated_by = 'SCHEDULER'")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rounds", type=int, default=2000)
    parser.add_argument("--tables", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    options.paced = PACED
    if options.quick:
        options.rounds, options.tables, options.seconds, options.paced = 200, 100, 5, 20
    with private_server(options.stage, SETTINGS) as server:
        server.execute("create database bench")
        server.execute(SCHEMA, "bench")
        connection = Connection(server.environment("bench"))
        time.sleep(1)
        print("| from commit to fresh, ms | median | 95 % | 99 % | longest |\n| --- | ---: | ---: | ---: | ---: |")
        single, single_busy = commit_to_fresh(connection, "item", "single", options.rounds)
        chain, chain_busy = commit_to_fresh(connection, "link", f"chain_{CHAIN}", options.rounds // 2)
        print(row("one aggregate", single))
        print(row(f"a chain of {CHAIN}", chain))
        print(row("schedule of a second, commits up to a second apart", paced(connection, options.paced)))
        print(row("a question alone", question_alone(connection, options.rounds)), flush=True)
        print("\nLess the time that client, backend and scheduler waited for a processor, the longest round of one aggregate took "
              f"{max(single_busy) * 1000:.2f} ms, of the chain {max(chain_busy) * 1000:.2f} ms.")
        print(f"\nOf that the refresh itself takes {refreshes_themselves(connection, 'single')} ms in the median, as the history has it.")
        connection.close()
        idle, busy, refreshed, failed, wrong = many_tables(server, options.tables, options.seconds)
        print(f"\n{options.tables} stream tables, {options.seconds} s: CPU of the scheduler {idle:.2f} s while nothing happens, {busy:.2f} s while ten change"
              f" each second; {refreshed} refreshes, {failed} failed, {wrong} tables not up to date in the end.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
