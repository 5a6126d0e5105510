"""Cycles of stream tables in the scheduler: they reach the least fixpoint, one stopped table stops all, a cycle without a fixpoint goes to ERROR; dumps.

Usage: cycles.py FOLDER STAGE
"""

import random
import subprocess
import sys
import time

from support import Failure, cluster, eventually, program, run_test

TABLES = """
alter system set pg_trickle.allow_circular = on; select pg_reload_conf();
create table edges (a int, b int); create index on edges (a);
create table starts (n int primary key);
insert into starts values (0);
insert into edges values (0, 1), (1, 2), (2, 0);
select pgtrickle.create_stream_table('near', 'select n from starts', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('far', 'select distinct e.b as n from near join edges e on e.a = near.n', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('counted', 'select count(*) as n from near', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('other', 'select count(*) as n from edges', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
"""
ALTER = "select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from far')"
WRONG = """
with recursive wanted (n) as (select n from starts union select e.b from wanted join edges e on e.a = wanted.n)
select (select count(*) from ((table wanted except all select n from near) union all (select n from near except all table wanted)) d)
     + (select count(*) from counted where n <> (select count(*) from wanted))
     + (select count(*) from other where n <> (select count(*) from edges))
"""


def value(server, sql, database="app"):
    return server.execute(sql, database).strip()


def demand(what, wanted, found):
    if wanted != found:
        raise Failure(f"{what}: wanted {wanted!r}, found {found!r}")


def wait_until_right(server):
    eventually("the least fixpoint", lambda: value(server, WRONG) == "0", 30)


def changes(server, rounds):
    """Rows come and go; the cycle follows."""
    for _ in range(rounds):
        statements = [f"insert into edges values ({random.randrange(30)}, {random.randrange(30)})" for _ in range(random.randrange(4))]
        if random.random() < 0.5:
            statements.append(f"delete from edges where a = {random.randrange(30)}")
        if random.random() < 0.2:
            statements.append(f"insert into starts values ({random.randrange(30)}) on conflict do nothing")
        if random.random() < 0.2:
            statements.append("delete from starts where n <> 0")
        server.execute("; ".join(["begin", *statements, "commit"]), "app")
        if random.random() < 0.3:
            wait_until_right(server)
    wait_until_right(server)


def stops(server):
    """One paused table stops all; what waited is applied when it goes on, and others go on meanwhile."""
    server.execute("select pgtrickle.alter_stream_table('far', status => 'PAUSED')", "app")
    before = value(server, "select count(*) from near")
    server.execute("insert into starts values (777); delete from edges where a = 0", "app")
    eventually("another table goes on", lambda: value(server, "select (select n from other) = (select count(*) from edges)") == "t", 20)
    time.sleep(0.5)
    demand("the other table of the cycle", before, value(server, "select count(*) from near"))
    server.execute("select pgtrickle.resume_stream_table('far')", "app")
    wait_until_right(server)


def no_fixpoint(server):
    """Rows without end: the refresh fails, the tables stay as they were, and the status says so."""
    server.execute("alter system set pg_trickle.max_fixpoint_iterations = 20; select pg_reload_conf()", "app")
    server.execute("insert into edges select g, g + 1 from generate_series(1000, 1060) g; insert into starts values (1000)", "app")
    eventually("the status", lambda: value(server, "select status from pgtrickle.pgt_scc_status()") == "ERROR", 30)
    demand("the error", "54000", value(server, "select string_agg(distinct last_error_sqlstate, ',') from pgtrickle.pgt_stream_tables where scc_id is not null"))
    demand("rows beyond the fixpoint", "0", value(server, "select count(*) from near where n > 999"))
    log = (server.folder / "log").read_text()
    for event in ("scc_converge", "scc_timeout"):
        if f'"event": "{event}"' not in log:
            raise Failure(f"no {event} in the log")
    server.execute("alter system reset pg_trickle.max_fixpoint_iterations; select pg_reload_conf()", "app")
    server.execute("select pgtrickle.resume_stream_table(format('%I.%I', pgt_schema, pgt_name)) from pgtrickle.pgt_stream_tables where status = 'ERROR'", "app")
    wait_until_right(server)


def dump(server):
    """A dump is restored, and the cycle goes on."""
    server.execute("create database restored")
    dumped = subprocess.run([program("pg_dump"), "app"], env=server.environment("app"), stdout=subprocess.PIPE, check=True).stdout
    subprocess.run([program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "restored"], env=server.environment("restored"), input=dumped, check=True)
    members = "select scc_id, members from pgtrickle.pgt_scc_status()"
    demand("the cycle", value(server, members), value(server, members, "restored"))
    server.execute("select pgtrickle.restore_stream_tables(); delete from starts where n > 500; delete from edges where a < 5", "restored")
    eventually("the least fixpoint", lambda: value(server, WRONG, "restored") == "0", 30)


def main():
    folder, stage = sys.argv[1:]

    def test():
        random.seed(4)
        with cluster(folder, stage, ["pg_trickle.log_format=json"]) as server:
            server.execute(TABLES, "app")
            server.execute(ALTER, "app")
            wait_until_right(server)
            changes(server, 40)
            stops(server)
            server.execute("alter system set pg_trickle.parallel_refresh_mode = 'on'; select pg_reload_conf()", "app")
            changes(server, 20)
            no_fixpoint(server)
            dump(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
