"""What stream tables add to a write, in modes DIFFERENTIAL, IMMEDIATE and ON COMMIT, beside triggers by hand and pg_ivm where it is installed.

Copies of one table are written by turns, each under another subject. Times are the server's own, of whole statements with saved plans.
"""

import pathlib
import re
import statistics
import subprocess
import tempfile

from session import Session

GROUPS = 1000
QUERIES = {
    "sum": "select dim, count(*) as n, sum(amount) as total from {name} group by dim",
    "join": "select d.name, count(*) as n, sum(f.amount) as total from {name} as f join upkeep_dim as d on d.id = f.dim group by d.name",
}
TITLES = {"sum": "Grouped sum", "join": "Join with aggregate"}
MODES = {"differential": "DIFFERENTIAL", "immediate": "IMMEDIATE", "on_commit": "ON COMMIT"}

TABLE = """
create table {name} (id int primary key, dim int not null, amount int not null, note text);
insert into {name} select i, i % {groups}, i % 100 from generate_series(1, {rows}) i;
vacuum analyze {name};
"""

# Upkeep by hand: one statement for each statement; a group stays when it has no row any more.
CHANGES = {
    "sum": "select dim as key, sum(w) as n, sum(w * amount) as total from ({rows}) as d group by dim",
    "join": "select g.name as key, sum(w) as n, sum(w * amount) as total from ({rows}) as d join upkeep_dim as g on g.id = d.dim group by g.name",
}
OPERATIONS = {
    "insert": ("referencing new table as added", "select 1 as w, * from added"),
    "update": ("referencing new table as added old table as gone", "select 1 as w, * from added union all select -1, * from gone"),
    "delete": ("referencing old table as gone", "select -1 as w, * from gone"),
}
BY_HAND = """
create function upkeep_{name}_{operation}() returns trigger language plpgsql as $body$
begin
    insert into ht_{name} {changes} on conflict (key) do update set n = ht_{name}.n + excluded.n, total = ht_{name}.total + excluded.total;
    return null;
end
$body$;
create trigger {operation} after {operation} on {name} {referencing} for each statement execute function upkeep_{name}_{operation}();
"""

# What is measured: the statements, and by how many the time is divided. `base` is new in each round.
LOOP = "for i in base..base + statements - 1 loop {statement}; end loop"
PARTS = {
    "INSERT of 1 row": (LOOP.format(statement="insert into {name} values (i, i % {groups}, 1)"), "statements"),
    "UPDATE of 1 row": (LOOP.format(statement="update {name} set amount = amount + 1 where id = i"), "statements"),
    "DELETE of 1 row": (LOOP.format(statement="delete from {name} where id = i"), "statements"),
    "UPDATE of a column that is not read": (LOOP.format(statement="update {name} set note = 'x' where id = 1 + i % 1000"), "statements"),
    "UPDATE of no row": (LOOP.format(statement="update {name} set amount = 0 where id = -1"), "statements"),
    "INSERT of 1 row, and COMMIT": (LOOP.format(statement="insert into {name} values (i + 20000, i % {groups}, 1); commit"), "statements"),
    "100 times INSERT of 1 row in a transaction": ("for i in base + 40000..base + 40099 loop insert into {name} values (i, i % {groups}, 1); end loop", "1"),
    "INSERT of 100 rows": ("insert into {name} select i, i % {groups}, 1 from generate_series(base + 50000, base + 50099) as i", "1"),
    "UPDATE of 100 rows": ("update {name} set amount = amount + 1 where id between base + 50000 and base + 50099", "1"),
    "INSERT of 10,000 rows": ("insert into {name} select i, i % {groups}, 1 from generate_series(base + 60000, base + 69999) as i", "1"),
}
PASS = """
create procedure write_{name}(base int, statements int) language plpgsql as $body$
declare
    started timestamptz;
begin
{parts}
end
$body$;
"""
PART = """
    started := clock_timestamp();
    {statements};
    commit;
    insert into sample values ('{title}', {number}, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / {by});
    commit;
"""


def create_pass(session, name):
    parts = "".join(PART.format(statements=text.format(name=name, groups=GROUPS), number=number, title=title, name=name, by=by)
                    for number, (title, (text, by)) in enumerate(PARTS.items()))
    session.ask(PASS.format(name=name, parts=parts))


def keep_by_hand(session, name, query):
    session.ask(f"create table ht_{name} (key, n, total) as {QUERIES[query].format(name=name)}")
    session.ask(f"alter table ht_{name} add primary key (key)")
    for operation, (referencing, rows) in OPERATIONS.items():
        session.ask(BY_HAND.format(name=name, operation=operation, referencing=referencing, changes=CHANGES[query].format(rows=rows)))


def create_subjects(session, query, rows):
    """The tables that are written, by subject, each with its way of upkeep."""
    subjects = ["without", "by_hand", *MODES]
    if session.ask("select count(*) from pg_extension where extname = 'pg_ivm'")[0].strip() == "1":
        subjects.append("pg_ivm")
    tables = {subject: f"{subject}_{query}" for subject in subjects}
    for subject, name in tables.items():
        session.ask(TABLE.format(name=name, rows=rows, groups=GROUPS))
        create_pass(session, name)
        text = QUERIES[query].format(name=name)
        if subject == "by_hand":
            keep_by_hand(session, name, query)
        elif subject == "pg_ivm":
            session.ask(f"select pgivm.create_immv('st_{name}', '{text}')")
        elif subject in MODES:
            session.ask(f"select pgtrickle.create_stream_table('st_{name}', '{text}', refresh_mode => '{MODES[subject]}')")
    return tables


def by_statement(session, query, tables, rounds, quick):
    statements = 200 if quick else 2000
    for round_number in range(rounds + 1):
        for name in list(tables.values())[:: 1 if round_number % 2 else -1]:
            session.ask(f"call write_{name}({10_000_000 + round_number * 1_000_000}, {statements})")
        for mode in MODES:
            session.ask(f"select pgtrickle.refresh_stream_table('st_{tables[mode]}')" if mode == "differential" else "select 1")
        for name in tables.values():
            session.ask(f"vacuum {name}")
        if round_number == 0:
            session.ask("truncate sample")  # it has filled caches
    print(f"\n### {TITLES[query]}\n\nMicroseconds of the whole, medians; then what is added to the table without upkeep.\n")
    print("| statement | " + " | ".join(["without", *(f"{subject} adds" for subject in list(tables)[1:])]) + " |\n| --- " + "| ---: " * len(tables) + "|")
    for title in PARTS:
        values = {subject: statistics.median(float(us) for us in session.ask(
            f"select ms from sample where scenario = '{title}' and subject = '{name}'")) for subject, name in tables.items()}
        added = " | ".join(f"{values[subject] - values['without']:,.1f}" for subject in list(tables)[1:])
        print(f"| {title} | {values['without']:,.1f} | {added} |", flush=True)


def check(session, query, tables):
    """Ends with an error if a stream table differs from its query."""
    for subject in ("immediate", "on_commit"):
        text = QUERIES[query].format(name=tables[subject])
        columns = "dim, n, total" if query == "sum" else "name, n, total"
        stored = f"select {columns} from st_{tables[subject]}"
        differing = session.ask(f"select count(*) from (({stored} except all {text}) union all ({text} except all {stored})) as d")
        if differing != ["0"]:
            raise SystemExit(f"st_{tables[subject]} differs from its query in {differing[0]} rows")


def throughput(server, table, seconds):
    """Transactions per second of 16 writers, each of groups of its own."""
    with tempfile.TemporaryDirectory() as folder:
        script = pathlib.Path(folder, "write.sql")
        script.write_text(f"insert into {table} select nextval('writes'), :client_id * 60 + (random() * 59)::int, 1;\n")
        environment = {**server.environment("bench"), "PGOPTIONS": "-c synchronous_commit=off"}
        ran = subprocess.run(["pgbench", "-n", "-c", "16", "-j", "2", "-T", str(seconds), "-f", str(script)], env=environment, check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return float(re.search(r"tps = ([\d.]+)", ran.stdout)[1])


def writers(server, session, tables, rounds, seconds):
    session.ask("create sequence if not exists writes start 100000000")
    print("\n| 16 writers, a row and a commit each | tps | ratio to without |\n| --- | ---: | ---: |")
    measured = [{subject: throughput(server, name, seconds) for subject, name in tables.items()} for _ in range(rounds)]
    for subject in tables:
        ratio = statistics.median(one[subject] / one["without"] for one in measured)
        print(f"| {subject} | {statistics.median(one[subject] for one in measured):,.0f} | {ratio:.2f} |", flush=True)


def first_statement(server, tables, rounds):
    print("\n| first INSERT of a session, one row | ms, median |\n| --- | ---: |")
    for subject, name in tables.items():
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
        print(f"| {subject} | {statistics.median(taken):.2f} |", flush=True)


def run(server, rounds, rows, quick):
    session = Session(server, "bench")
    session.ask("set synchronous_commit = off")
    if session.ask("select count(*) from pg_available_extensions where name = 'pg_ivm'")[0].strip() == "1":
        session.ask("create extension pg_ivm")
    session.ask(f"create table upkeep_dim (id int primary key, name text not null); insert into upkeep_dim select i, 'name ' || i from generate_series(0, {GROUPS}) as i; "
                "analyze upkeep_dim")
    print("\n## Server: upkeep within the transaction")
    for query in QUERIES:
        tables = create_subjects(session, query, rows)
        by_statement(session, query, tables, max(3, rounds // 3), quick)
        first_statement(server, tables, max(3, rounds // 3))
        writers(server, session, tables, 1 if quick else 3, 1 if quick else 4)
        check(session, query, tables)
    session.close()
