"""Refreshes in workers: at the same time, with the owner's rights, beside short ones; and whatever happens to a worker, nothing is lost.

Usage: parallel.py FOLDER STAGE
"""

import os
import signal
import sys
import time

from support import Failure, cluster, eventually, run_test, wait_until_equal, wait_until_up

# Refreshes sleep instead of computing: so they overlap on a machine with any number of processors.
TABLES = """
create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(0.8); return v; end $$;
create function for_whom(v int) returns text language plpgsql immutable as $$ begin perform pg_sleep(0.1); return current_user || v; end $$;
create function worker_of(name text) returns int language plpgsql as $$
declare found int;
begin
    for i in 1 .. 4000 loop
        select worker_pid into found from pgtrickle.parallel_job_status() where status = 'RUNNING' and unit_key = name;
        exit when found is not null;
        perform pg_sleep(0.005);
    end loop;
    return found;
end $$;
create table one (id int primary key, v int);
create table other (id int primary key, v int);
create table quick (id int primary key, v int);
create table mine (id int primary key, v int);
insert into one values (1, 1);
insert into other values (1, 1);
insert into quick values (1, 1);
create role app_owner;
grant all on schema public to app_owner;
grant select on mine to app_owner;
alter table mine owner to app_owner;
select pgtrickle.create_stream_table('slow_one', 'select id, slowly(v) as v from one', schedule => '1s');
select pgtrickle.create_stream_table('slow_other', 'select id, slowly(v) as v from other', schedule => '1s');
select pgtrickle.create_stream_table('short', 'select sum(v) as v from quick', schedule => '0s');
set role app_owner;
select pgtrickle.create_stream_table('owned', 'select id, for_whom(v) as w from mine', schedule => '1s');
"""
SETTINGS = ["pg_trickle.parallel_refresh_mode=on", "max_worker_processes=16", "synchronous_commit=on"]
WORKERS = "select pid from pg_stat_activity where backend_type = 'pg_trickle worker' and datname = 'app'"


def value(server, sql):
    return server.execute(sql, "app").strip()


def is_up_to_date(server, table, number):
    return value(server, f"select v from {table} where id = 1") == str(number)


def change(server, number, then=""):
    """Changes the sources of both slow tables in one transaction; the result of a statement after it."""
    return value(server, f"begin; update one set v = {number} where id = 1; update other set v = {number} where id = 1; commit; {then}")


def change_and_catch(server, number):
    """The worker that refreshes a slow table after a change."""
    worker = change(server, number, "select worker_of('public.slow_one')")
    if not worker:
        raise Failure("no worker refreshes slow_one")
    return int(worker)


def wait_for_both(server, number):
    eventually(f"both tables have {number}", lambda: is_up_to_date(server, "slow_one", number) and is_up_to_date(server, "slow_other", number), 30)


def at_the_same_time(server):
    change(server, 10)
    wait_for_both(server, 10)
    change(server, 11)  # the first time includes the start of the workers
    wait_for_both(server, 11)
    together = value(server, """
        select count(*) filter (where a.worker_pid <> b.worker_pid) > 0
        from pgtrickle.parallel_job_status() a
        join pgtrickle.parallel_job_status() b on a.unit_key = 'public.slow_one' and b.unit_key = 'public.slow_other'
            and a.started_at < b.finished_at and b.started_at < a.finished_at and a.status = 'SUCCEEDED' and b.status = 'SUCCEEDED'""")
    if together != "t":
        raise Failure("two refreshes did not overlap:\n" + value(server, "select * from pgtrickle.parallel_job_status()"))
    print(value(server, "select unit_key, duration_ms, worker_pid from pgtrickle.parallel_job_status() order by job_id"))


def goes_to_the_same_worker(server):
    change(server, 12)
    wait_for_both(server, 12)
    counts = value(server, """
        select string_agg(n::text, ' ') from (select count(distinct worker_pid) as n
        from (select *, row_number() over (partition by unit_key order by job_id desc) as latest from pgtrickle.parallel_job_status()
              where unit_key like '%slow_%') j where latest <= 2 group by unit_key) c""")
    if counts != "1 1":
        raise Failure("tables changed their workers:\n" + value(server, "select * from pgtrickle.parallel_job_status()"))


def does_not_delay_short_ones(server):
    """While long refreshes run, a change of another table is there at once."""
    change(server, 20, "select pg_sleep(0.05); update quick set v = 20")
    eventually("the short table is refreshed", lambda: value(server, "select v from short") == "20", 20, 0.005)
    wait_for_both(server, 20)
    ends = "select max(end_time) from pgtrickle.pgt_refresh_history join pgtrickle.pgt_stream_tables using (pgt_id) where pgt_name = "
    if value(server, f"select ({ends} 'short') < ({ends} 'slow_one')") != "t":
        raise Failure("a short refresh waited for a long one")


def runs_with_the_rights_of_the_owner(server):
    value(server, "insert into mine values (1, 5)")
    eventually("a table of another owner", lambda: value(server, "select w from owned") == "app_owner5", 20)


def survives_the_end_of_a_worker(server, number, command):
    change(server, number, f"select {command}(worker_of('public.slow_one'))")
    wait_for_both(server, number)
    if value(server, "select count(*) from pgtrickle.pgt_stream_tables where status <> 'ACTIVE'") != "0":
        raise Failure(f"{command} of a worker changed the status of its table")
    if command == "pg_terminate_backend" and "LOST" not in value(server, "select status from pgtrickle.parallel_job_status()"):
        raise Failure("nothing says that the worker was lost")


def survives_a_crash(server):
    os.kill(change_and_catch(server, 50), signal.SIGKILL)
    time.sleep(0.1)
    wait_until_up(server, "app")
    wait_for_both(server, 50)


def ends_when_idle(server):
    eventually("idle workers end", lambda: value(server, WORKERS) == "", 20, 0.1)
    state = value(server, "select active_workers, max_workers, per_db_cap, parallel_mode, idle_workers from pgtrickle.worker_pool_status()")
    if state != "0|4|4|on|0":
        raise Failure(f"the pool of a database without workers: {state}")


def keeps_groups_whole(server):
    value(server, """
        select pgtrickle.create_stream_table('left_side', 'select id, slowly(v) as v from one', schedule => '1s');
        select pgtrickle.create_stream_table('right_side', 'select id, v + 1 as v from one', schedule => '1s');
        select pgtrickle.create_stream_table('joined', 'select l.id, l.v + r.v as v from left_side l join right_side r using (id)', schedule => '1s')""")
    value(server, "update one set v = 60 where id = 1")
    eventually("the diamond", lambda: is_up_to_date(server, "joined", 121), 30)
    kinds = value(server, "select distinct unit_kind, member_count from pgtrickle.parallel_job_status() where unit_key in ('public.left_side', 'public.right_side', 'public.joined')")
    if kinds != "atomic_group|3":
        raise Failure(f"a diamond was refreshed as {kinds}")


def ends_with_the_database(server):
    """Neither a reload, nor DROP DATABASE, nor a shutdown waits for more than it has to."""
    server.execute("create database passing")
    server.execute("create extension pg_trickle; create function slowly(v int) returns int language plpgsql immutable as $$ begin perform pg_sleep(20); return v; end $$;"
                   "create table one (id int primary key, v int);"
                   "select pgtrickle.create_stream_table('slow_one', 'select id, slowly(v) as v from one', schedule => '1s'); insert into one values (1, 1)", "passing")
    eventually("its worker", lambda: server.execute("select pid from pg_stat_activity where backend_type = 'pg_trickle worker' and datname = 'passing'").strip() != "", 20)
    start = time.monotonic()
    server.execute("drop database passing")
    if (took := time.monotonic() - start) > 4:
        raise Failure(f"DROP DATABASE took {took:.1f} s")
    change_and_catch(server, 70)
    server.halt()
    server.resume()
    wait_until_up(server, "app")
    wait_for_both(server, 70)


def can_be_switched_off(server):
    server.execute("alter system set pg_trickle.parallel_refresh_mode = dry_run; select pg_reload_conf()", "app")
    change(server, 80)
    wait_for_both(server, 80)
    eventually("a dry run in the log", lambda: "would be refreshed in a worker" in (server.folder / "log").read_text(), 20)
    if value(server, "select parallel_mode from pgtrickle.worker_pool_status()") != "dry_run":
        raise Failure("the report has another mode")


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2], SETTINGS) as server:
            server.execute(TABLES, "app")
            for step in (at_the_same_time, goes_to_the_same_worker, does_not_delay_short_ones, runs_with_the_rights_of_the_owner):
                step(server)
            survives_the_end_of_a_worker(server, 30, "pg_terminate_backend")
            survives_the_end_of_a_worker(server, 31, "pg_cancel_backend")
            for step in (ends_when_idle, survives_a_crash, keeps_groups_whole, ends_with_the_database, can_be_switched_off):
                step(server)
            server.execute("select pgtrickle.drop_stream_table('owned')", "app")  # its query depends on who asks
            wait_until_equal(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
