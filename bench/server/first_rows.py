"""First rows in a server: what a refresh after one changed row takes, next to the query.

Usage: first_rows.py --stage STAGE [--rows N] [--groups N] [--rounds N] [--only QUERY ...]

A table of N rows in groups, and the ten first rows of it by an indexed column, of the sums of its groups, or of each of its groups. Three kinds of changes: "behind", a row that is none of
the first ones before and after; "among", one of the first rows changes its place; "lost", one of the first rows goes, so that another takes its place. Each is a transaction of its own,
and so is each refresh. Times are those inside the server, with kept plans; on a machine that does other work, the processor time of the session is printed beside.
"""

import argparse
import dataclasses
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from processor_time import Measured  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=2GB", "work_mem=64MB", "max_wal_size=8GB", "checkpoint_timeout=1h", "random_page_cost=1.1", "effective_cache_size=8GB",
            "max_parallel_workers_per_gather=0"]


@dataclasses.dataclass
class Subject:
    title: str
    query: str
    changes: dict  # statements by the kind of the change; {number} is a number of the round


NUMBERED = "select id, part, amount, row_number() over (partition by part order by amount desc, id) as place from facts"
FIRST_SUM = "(select min(id) from facts where part = (select part from st_sums order by total desc, part limit 1))"

SUBJECTS = {
    "all": Subject(
        "10 of all rows, by an index", "select id, amount from facts order by amount desc, id limit 10",
        {"behind": "update facts set amount = amount + 1 where id = (select id from facts where id > {number} * 1009 and amount < 500000 order by id limit 1)",
         "among": "update facts set amount = amount + 1 where id = (select id from facts order by amount desc, id offset 5 limit 1)",
         "lost": "update facts set amount = {number} where id = (select id from facts order by amount desc, id limit 1)"}),
    "sums": Subject(
        "10 of the sums of all groups", "select part, sum(amount) as total from facts group by part order by total desc, part limit 10",
        {"behind": "update facts set amount = amount + 1 where id = (select min(id) from facts where part = 1 + {number} and part not in (select part from st_sums))",
         "among": f"update facts set amount = amount + 1 where id = {FIRST_SUM}",
         "lost": f"update facts set amount = amount - 5000000 where id = {FIRST_SUM}"}),
    "each": Subject(
        "3 of each group", f"select id, part, amount, place from ({NUMBERED}) as q where place <= 3",
        {"behind": "update facts set amount = amount + 1 where id = (select id from facts where part = {number} order by amount, id limit 1)",
         "among": "update facts set amount = amount + 1 where id = (select id from st_each where part = {number} and place = 1)",
         "lost": "update facts set amount = -1 - {number} where id = (select id from st_each where part = {number} and place = 1)"}),
}


def set_up(session, rows, groups):
    session.ask("set client_min_messages = error")
    session.ask("set synchronous_commit = off")
    session.ask("create extension pg_trickle")
    session.ask("create table facts (id int primary key, part int not null, amount bigint not null)")
    session.ask(f"insert into facts select i, abs(hashint4(i)::bigint) % {groups}, abs(hashint4(i + 7)::bigint) % 1000000 from generate_series(1, {rows}) i")
    session.ask("create index on facts (amount, id)")
    session.ask("create index on facts (part, amount)")
    session.ask("create table sample (number int, ms double precision)")
    session.ask("""
        create procedure refresh_measured(name text, number int) language plpgsql as $$
        declare
            started timestamptz := clock_timestamp();
        begin
            perform pgtrickle.refresh_stream_table(name);
            commit;
            insert into sample values (number, extract(epoch from clock_timestamp() - started) * 1000);
        end
        $$""")


def differs(session, subject, name):
    columns = ", ".join(session.ask(f"select attname from pg_attribute where attrelid = '{name}'::regclass and attnum > 0 and attname not like '\\_\\_pgt%' order by attnum"))
    return session.ask(f"select count(*) from (({subject.query}) except all select {columns} from {name}) as d") != ["0"]


def measure(session, subject, name, kind, rounds):
    session.ask("truncate sample")
    measured = Measured(session)
    processor = []
    for number in range(rounds + 5):
        session.ask(subject.changes[kind].format(number=number))
        processor.append(measured.milliseconds(f"call refresh_measured('{name}', {number})"))
    if differs(session, subject, name):
        raise SystemExit(f"{subject.title}: rows are wrong after {kind}")
    times = [float(ms) for ms in session.ask("select ms from sample where number >= 5")]
    return times, processor[5:]


def spread(values):
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{statistics.quantiles(values, n=20)[-1]:.2f})"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--groups", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--only", nargs="*", choices=list(SUBJECTS), default=list(SUBJECTS))
    options = parser.parse_args()
    with private_server(options.stage, SETTINGS) as server:
        server.execute("create database bench")
        session = Session(server, "bench")
        set_up(session, options.rows, options.groups)
        print("Milliseconds, median (least–95 %).\n\n| query | changed row | refresh | processor time | the query |\n| --- | --- | ---: | ---: | ---: |")
        for name in options.only:
            subject = SUBJECTS[name]
            quoted = subject.query.replace("'", "''")
            session.ask(f"select pgtrickle.create_stream_table('st_{name}', '{quoted}', refresh_mode => 'DIFFERENTIAL')")
            session.ask("vacuum analyze")
            query = statistics.median([Measured(session).milliseconds(subject.query) for _ in range(3)])
            for kind in subject.changes:
                times, processor = measure(session, subject, f"st_{name}", kind, options.rounds)
                print(f"| {subject.title} | {kind} | {spread(times)} | {spread(processor)} | {query:.1f} |", flush=True)
            session.ask(f"select pgtrickle.drop_stream_table('st_{name}')")
        session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
