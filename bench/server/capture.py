"""What capture adds to a write: per row, for statements of one row and of many, and to the throughput of many writers."""

import re
import statistics
import subprocess
import tempfile

from session import Session

TABLES = """
create table {name} (id int primary key, dim int not null, amount int not null, note text);
"""

# One pass: so many statements of so many rows each, with plans that are kept; microseconds per row are noted.
PASS = """
create procedure write_{name}(statements int, rows int) language plpgsql as $$
declare
    started timestamptz;
begin
    started := clock_timestamp();
    for number in 0..statements - 1 loop
        insert into {name} select i, i % 100, i, 'note' from generate_series(number * rows, number * rows + rows - 1) i;
    end loop;
    insert into sample values ('INSERT', rows, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / statements / rows);
    started := clock_timestamp();
    for number in 0..statements - 1 loop
        update {name} set amount = amount + 1 where id between number * rows and number * rows + rows - 1;
    end loop;
    insert into sample values ('UPDATE', rows, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / statements / rows);
    started := clock_timestamp();
    for number in 0..statements - 1 loop
        delete from {name} where id between number * rows and number * rows + rows - 1;
    end loop;
    insert into sample values ('DELETE', rows, '{name}', extract(epoch from clock_timestamp() - started) * 1e6 / statements / rows);
end
$$
"""


def per_row(session, rounds, quick):
    statements = {1: 2000 if quick else 20_000, 10_000: 1 if quick else 5}
    for round_number in range(rounds):
        for rows, count in statements.items():
            for target in ("plain", "captured")[::1 if round_number % 2 else -1]:
                session.ask(f"call write_{target}({count}, {rows})")
                session.ask(f"vacuum {target}")
        session.ask("select pgtrickle.refresh_stream_table('st_captured')")
    print("\n## Server: capture\n\nMicroseconds per row, medians.\n\n| statement | rows | without | with | added | ratio |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for rows in statements:
        for what in ("INSERT", "UPDATE", "DELETE"):
            values = {target: [float(us) for us in session.ask(
                f"select ms from sample where scenario = '{what}' and changes = {rows} and subject = '{target}'")] for target in ("plain", "captured")}
            added = [b - a for a, b in zip(values["plain"], values["captured"])]
            without, traced = (statistics.median(values[target]) for target in ("plain", "captured"))
            print(f"| {what} | {rows:,} | {without:.2f} | {traced:.2f} | {statistics.median(added):.2f} | {traced / without:.2f} |", flush=True)


def throughput(server, table, durable, seconds):
    """Transactions per second of 16 writers, each inserting a row."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"insert into {table} select nextval('writes'), 1, 1, 'x';\n")
        script.flush()
        environment = {**server.environment("bench"), "PGOPTIONS": f"-c synchronous_commit={'on' if durable else 'off'}"}
        ran = subprocess.run(["pgbench", "-n", "-c", "16", "-j", "2", "-T", str(seconds), "-f", script.name], env=environment, check=True,
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return float(re.search(r"tps = ([\d.]+)", ran.stdout)[1])


def writers(server, session, rounds, seconds):
    session.ask("create sequence writes")
    print("\n| 16 writers, a row and a commit each | without, tps | with, tps | ratio |\n| --- | ---: | ---: | ---: |")
    for durable in (True, False):
        pairs = [[throughput(server, table, durable, seconds) for table in ("plain", "captured")] for _ in range(rounds)]
        ratio = statistics.median(captured / plain for plain, captured in pairs)
        plain, captured = (statistics.median(column) for column in zip(*pairs))
        print(f"| synchronous_commit {'on' if durable else 'off'} | {plain:,.0f} | {captured:,.0f} | {ratio:.2f} |", flush=True)


def run(server, rounds, quick):
    session = Session(server, "bench")
    for name in ("plain", "captured"):
        session.ask(TABLES.format(name=name))
        session.ask(PASS.format(name=name))
    session.ask("select pgtrickle.create_stream_table('st_captured', 'select dim, count(*) as n, sum(amount) as total from captured group by dim', "
                "refresh_mode => 'DIFFERENTIAL')")
    per_row(session, max(3, rounds // 3), quick)
    writers(server, session, 1 if quick else 3, 1 if quick else 4)
    session.close()
