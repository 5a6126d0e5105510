"""What modes IMMEDIATE and ON COMMIT add to a write, beside triggers by hand and pg_ivm where it is installed."""

import pathlib
import re
import statistics
import subprocess
import tempfile

from session import Session

QUERY = "select dim, count(*) as n, sum(amount) as total from {name} group by dim"

TABLE = """
create table {name} (id int primary key, dim int not null, amount int not null);
insert into {name} select i, i % 1000, i from generate_series(1, {rows}) i;
analyze {name};
"""

# Upkeep by hand: one statement for each statement, for tables of which rows are only inserted and updated.
BY_HAND = """
create table ht_{name} (dim int primary key, n bigint not null, total bigint not null);
insert into ht_{name} select dim, count(*), sum(amount) from {name} group by dim;
create function upkeep_{name}() returns trigger language plpgsql as $body$
begin
    if tg_op = 'INSERT' then
        insert into ht_{name} select dim, count(*), sum(amount) from added group by dim
        on conflict (dim) do update set n = ht_{name}.n + excluded.n, total = ht_{name}.total + excluded.total;
    else
        insert into ht_{name} select dim, sum(w), sum(w * amount) from (select 1 as w, * from added union all select -1, * from gone) d group by dim
        on conflict (dim) do update set n = ht_{name}.n + excluded.n, total = ht_{name}.total + excluded.total;
    end if;
    return null;
end
$body$;
create trigger inserted after insert on {name} referencing new table as added for each statement execute function upkeep_{name}();
create trigger updated after update on {name} referencing new table as added old table as gone for each statement execute function upkeep_{name}();
"""

# One pass, each part in a transaction of its own; microseconds are noted, by statement, of many rows and of 100 statements by transaction.
PASS = """
create procedure write_{name}(base int, statements int) language plpgsql as $body$
declare
    started timestamptz;
begin
    started := clock_timestamp();
    for i in base..base + statements - 1 loop
        insert into {name} values (i, i % 1000, i);
    end loop;
    commit;
    insert into sample values ('INSERT, 1 row', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / statements);
    started := clock_timestamp();
    for i in base..base + statements - 1 loop
        update {name} set amount = amount + 1 where id = i;
    end loop;
    commit;
    insert into sample values ('UPDATE, 1 row', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / statements);
    started := clock_timestamp();
    for i in base..base + statements - 1 loop
        update {name} set amount = 0 where id = -1;
    end loop;
    commit;
    insert into sample values ('UPDATE, no row', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / statements);
    commit;
    started := clock_timestamp();
    for i in base + 100000..base + 100099 loop
        insert into {name} values (i, i % 1000, i);
    end loop;
    commit;
    insert into sample values ('100 times 1 row in a transaction', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1e6);
    commit;
    started := clock_timestamp();
    insert into {name} select i, i % 1000, i from generate_series(base + 110000, base + 110099) as i;
    commit;
    insert into sample values ('100 rows in a statement', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1e6);
    commit;
    started := clock_timestamp();
    insert into {name} select i, i % 1000, i from generate_series(base + 120000, base + 129999) as i;
    commit;
    insert into sample values ('10,000 rows in a statement', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1e6);
end
$body$;
"""


def create_subjects(session, rows):
    """The tables that are written, each with its way of upkeep."""
    subjects = ["plain", "by_hand", "at_once", "on_commit"]
    if session.ask("select count(*) from pg_available_extensions where name = 'pg_ivm'")[0].strip() == "1":
        session.ask("create extension pg_ivm")
        subjects.append("ivm")
    for name in subjects:
        session.ask(TABLE.format(name=name, rows=rows))
        session.ask(PASS.format(name=name))
    session.ask(BY_HAND.format(name="by_hand"))
    for name, mode in (("at_once", "IMMEDIATE"), ("on_commit", "ON COMMIT")):
        session.ask(f"select pgtrickle.create_stream_table('st_{name}', '{QUERY.format(name=name)}', refresh_mode => '{mode}')")
    if "ivm" in subjects:
        session.ask(f"select pgivm.create_immv('st_ivm', '{QUERY.format(name='ivm')}')")
    return subjects


def by_statement(session, subjects, rounds, quick):
    statements = 200 if quick else 5000
    for round_number in range(rounds + 1):
        for name in subjects[:: 1 if round_number % 2 else -1]:
            session.ask(f"call write_{name}({10_000_000 + round_number * 1_000_000}, {statements})")
        if round_number == 0:
            session.ask("truncate sample")  # it has filled caches
    print("\n## Server: upkeep within the transaction\n\nA grouped sum; microseconds, medians; what is added to the table without upkeep.\n")
    print("| statement | without | " + " | ".join(f"{name}, added" for name in subjects[1:]) + " |\n| --- " + "| ---: " * len(subjects) + "|")
    for what in session.ask("select scenario from sample group by 1 order by min(ctid)"):
        values = {name: statistics.median(float(us) for us in session.ask(
            f"select ms from sample where scenario = '{what}' and subject = '{name}'")) for name in subjects}
        added = " | ".join(f"{values[name] - values['plain']:.1f}" for name in subjects[1:])
        print(f"| {what} | {values['plain']:.1f} | {added} |", flush=True)


def throughput(server, table, seconds):
    """Transactions per second of 16 writers, each of groups of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "write.sql")
        script.write_text(f"insert into {table} select nextval('writes'), :client_id * 60 + (random() * 59)::int, 1;\n")
        environment = {**server.environment("bench"), "PGOPTIONS": "-c synchronous_commit=off"}
        ran = subprocess.run(["pgbench", "-n", "-c", "16", "-j", "2", "-T", str(seconds), "-f", str(script)], env=environment, check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return float(re.search(r"tps = ([\d.]+)", ran.stdout)[1])


def writers(server, session, subjects, rounds, seconds):
    session.ask("create sequence writes start 100000000")
    print("\n| 16 writers, a row and a commit each | tps | ratio to without |\n| --- | ---: | ---: |")
    measured = [{name: throughput(server, name, seconds) for name in subjects} for _ in range(rounds)]
    for name in subjects:
        ratio = statistics.median(one[name] / one["plain"] for one in measured)
        print(f"| {name} | {statistics.median(one[name] for one in measured):,.0f} | {ratio:.2f} |", flush=True)


def first_statement(server, session, subjects, rounds):
    print("\n| first INSERT of a session, one row | ms, median |\n| --- | ---: |")
    for name in subjects:
        taken = []
        for number in range(rounds):
            other = Session(server, "bench")
            other.ask("do $$ begin perform 1; end $$")
            taken.append(float(other.ask(
                "do $$ declare started timestamptz := clock_timestamp(); begin "
                f"insert into {name} values ({90_000_000 + number}, 1, 1); commit; "
                f"insert into sample values ('first', 1, '{name}', extract(epoch from clock_timestamp() - started) * 1000); end $$; "
                f"select ms from sample where scenario = 'first' and subject = '{name}' order by ctid desc limit 1")[-1]))
            other.close()
        print(f"| {name} | {statistics.median(taken):.2f} |", flush=True)


def run(server, rounds, rows, quick):
    session = Session(server, "bench")
    subjects = create_subjects(session, rows)
    by_statement(session, subjects, max(3, rounds // 3), quick)
    first_statement(server, session, subjects, max(3, rounds // 3))
    writers(server, session, subjects, 1 if quick else 3, 1 if quick else 4)
    session.close()
