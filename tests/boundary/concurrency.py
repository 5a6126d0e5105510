"""Concurrent writers of a source, and consumers that apply its changes: in the end each has exactly the rows of the source.

Usage: concurrency.py SERVER [SECONDS]
"""

import contextlib
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))

from postgres import Server  # noqa: E402

DATABASE = "boundary_concurrency"

SOURCE = """
create table t (id serial primary key, n bigint) with (fillfactor = 50);
insert into t (n) select i from generate_series(1, 50) i;
create function churn() returns void language plpgsql as $$
begin
    case floor(random() * 4)
        when 0 then insert into t (n) select random() * 100 from generate_series(1, (random() * 12)::integer);
        when 1 then update t set n = n + 1 where id in (select id from t order by random() limit 3 for update skip locked);
        when 2 then delete from t where id in (select id from t order by random() limit 4 for update skip locked);
        else
            begin
                insert into t (n) values (1000000);
                update t set n = n + 5 where id in (select id from t order by random() limit 2 for update skip locked);
                raise exception 'undone' using errcode = 'TEST0';
            exception when sqlstate 'TEST0' then null;
            end;
    end case;
end
$$;
select probe.join('t', 'first');
select probe.join('t', 'slow');
"""

WRITER = """
\\set fate random(1, 10)
begin;
select churn();
\\sleep :fate ms
select churn();
\\if :fate > 8
rollback;
\\else
commit;
\\endif
"""

# The start takes long, so that other consumers apply and delete changes in between.
JOINER = """
\\set number random(1, 1000000000)
begin;
select probe.join('t', 'joined ' || :number);
\\sleep 200 ms
commit;
\\sleep 100 ms
select probe.advance('t', 'joined ' || :number);
delete from probe.consumer where name = 'joined ' || :number and random() < 0.8;
"""


def consumer(name: str, pause: int) -> str:
    # Now and then it changes the source itself and applies that, in the same transaction.
    return f"""
\\set chance random(1, 3)
begin;
\\if :chance = 1
select churn();
select probe.advance('t', '{name}');
select churn();
\\endif
select probe.advance('t', '{name}');
commit;
\\sleep {pause} ms
"""


def run_all(server: Server, seconds: float) -> bool:
    """Whether all sessions end well."""
    load = [(WRITER, 4), (JOINER, 1), (consumer("first", 1), 1), (consumer("slow", 40), 1)]
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory()))
        running = []
        for number, (script, clients) in enumerate(load):
            file = folder / f"{number}.sql"
            file.write_text(script, encoding="utf-8")
            command = ["pgbench", "-n", "-T", str(seconds), "-c", str(clients), "-f", str(file), "--max-tries=1"]
            running.append(subprocess.Popen(command, env=server.environment(DATABASE), stdout=subprocess.PIPE,
                                            stderr=subprocess.STDOUT, text=True))
        outputs = [process.communicate()[0] for process in running]
    failed = [output for process, output in zip(running, outputs) if process.returncode != 0]
    print(*failed, sep="\n")
    return not failed


# Each consumer, brought up to date, next to what it should have.
VERDICT = """
select count(probe.advance('t', name)) from probe.consumer;
select name, rows, total, wanted.* from probe.consumer, (select count(*), sum(n) from t) as wanted
    where (rows, total) is distinct from (wanted.count, wanted.sum);
"""

# The intended race must have happened; and when all have applied everything, the buffer becomes empty.
EFFORT = """
select count(*) > 1 and (select count(*) from t) <> 50 as some from probe.consumer
    where probe.advance('t', name) is not null \\gset
select probe.advance('t', 'first') \\gset ignored_
select :'some', not probe.has_changes('t', '0:0:');
"""


def main() -> int:
    server = Server(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    server.execute(f"drop database if exists {DATABASE} with (force); create database {DATABASE} template template0;")
    server.execute((HERE / "probe.sql").read_text(encoding="utf-8") + SOURCE, DATABASE)
    ended_well = run_all(server, seconds)
    advanced, *wrong = server.execute(VERDICT, DATABASE).splitlines()
    effort = server.execute(EFFORT, DATABASE).strip()
    print(f"{advanced} consumers", *wrong, f"effort: {effort}", sep="\n")
    if wrong or not ended_well or effort != "t|t":
        return 1
    server.execute(f"drop database {DATABASE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
