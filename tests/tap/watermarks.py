"""Gates and watermarks in the scheduler: tables wait, say so once, and go on; no refresh ever reads loads whose watermarks do not agree.

Usage: watermarks.py FOLDER STAGE
"""

import random
import subprocess
import sys
import threading
import time

from failures import Listener
from support import Failure, cluster, eventually, program, run_test, wait_until_equal

TABLES = """
create table orders (id int primary key, load int not null);
create table customers (id int primary key, load int not null);
create table others (id int primary key);
insert into orders values (1, 0); insert into customers values (1, 0);
select pgtrickle.create_stream_table('joined', 'select o.load as o, c.load as c from orders o join customers c using (id)', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('of_orders', 'select id, load from orders', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('of_customers', 'select id, load from customers', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('meet', 'select o.load as o, c.load as c from of_orders o join of_customers c using (id)', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('free', 'select id from others', schedule => '0s', refresh_mode => 'DIFFERENTIAL');
"""


def value(server, sql):
    return server.execute(sql, "app").strip()


def demand(what, wanted, found):
    if wanted != found:
        raise Failure(f"{what}: wanted {wanted!r}, found {found!r}")


def skips(server, table):
    return value(server, "select string_agg(reason, '|' order by refresh_id) from pgtrickle.pgt_refresh_history h"
                 f" join pgtrickle.pgt_stream_tables t using (pgt_id) where h.action = 'SKIP' and h.status = 'SKIPPED' and pgt_name = '{table}'")


def gate(server):
    """A gated source: its readers wait and say so once, others go on; the open gate lets through what has become pending."""
    server.execute("select pgtrickle.gate_source('orders')", "app")
    for n in range(1, 4):
        server.execute(f"update orders set load = {n}; insert into others values ({n})", "app")
        eventually("others go on", lambda n=n: value(server, "select count(*) from free") == str(n), 20)
    time.sleep(0.5)
    demand("rows that are held back", "0 0", value(server, "select concat_ws(' ', (select o from joined), (select load from of_orders))"))
    demand("the history", "source public.orders is gated", skips(server, "joined"))
    demand("the status", "ACTIVE source public.orders is gated", value(server, "select concat_ws(' ', status, waits_for) from pgtrickle.pgt_status() where name = 'public.joined'"))
    server.execute("select pgtrickle.refresh_stream_table('of_orders')", "app")
    demand("a manual refresh", "3", value(server, "select load from of_orders"))
    # A restart: the gate is as it was.
    server.halt()
    server.resume()
    server.execute("insert into others values (4)", "app")
    eventually("others go on", lambda: value(server, "select count(*) from free") == "4", 20)
    demand("rows that are held back", "0", value(server, "select o from joined"))
    server.execute("select pgtrickle.ungate_source('orders')", "app")
    wait_until_equal(server)


def alignment(server, listener):
    """A group of two: the table waits for the second, and the alert says for how long it has waited."""
    server.execute("alter system set pg_trickle.watermark_holdback_timeout = 1; select pg_reload_conf()", "app")
    server.execute("select pgtrickle.create_watermark_group('loads', array['orders', 'customers'], 0)", "app")
    server.execute("begin; update orders set load = 10; select pgtrickle.advance_watermark('orders', '2026-01-01 00:00:10+00'); commit", "app")
    listener.wait_for("watermark_stuck", "joined")
    demand("rows that are held back", "3 0", value(server, "select concat_ws(' ', o, c) from joined"))
    demand("the history", "source public.orders is gated|source public.orders is gated|watermark group \"loads\" is not aligned: 1 of its 2 sources have a watermark",
           skips(server, "joined"))
    server.execute("begin; update customers set load = 10; select pgtrickle.advance_watermark('customers', '2026-01-01 00:00:10+00'); commit", "app")
    wait_until_equal(server)
    listener.wait_for("watermark_resumed", "joined")
    # One that was rolled back is none.
    server.execute("begin; update orders set load = 11; select pgtrickle.advance_watermark('orders', '2026-01-01 00:00:11+00'); rollback", "app")
    server.execute("update orders set load = 10 where id = 1", "app")
    wait_until_equal(server)
    server.execute("alter system reset pg_trickle.watermark_holdback_timeout; select pg_reload_conf()", "app")


def load(server, table, loads, turn, errors):
    """Loads of one table, each with its watermark in one transaction; no loader begins the next one before the other has done as many."""
    for n in loads:
        try:
            server.execute(
                f"begin; update {table} set load = {n}; savepoint s; select pgtrickle.advance_watermark('{table}', timestamptz '2026-01-01 00:00+00' + {n} * interval '1 second'); commit",
                "app")
        except RuntimeError as error:
            errors.append(str(error))
        time.sleep(random.random() * 0.02)
        turn.wait()


def race(server, loads):
    """Two loaders: what a reader sees is always of the same load of both tables, also where two stream tables meet."""
    errors, seen, turn = [], set(), threading.Barrier(2)
    loaders = [threading.Thread(target=load, args=(server, table, loads, turn, errors)) for table in ("orders", "customers")]
    for one in loaders:
        one.start()
    while any(one.is_alive() for one in loaders):
        seen.update(server.execute("select o, c from joined union all select o, c from meet", "app").splitlines())
    for one in loaders:
        one.join()
    if errors:
        raise Failure(errors[0])
    mixed = [line for line in seen if len(set(line.split("|"))) != 1]
    if mixed or len(seen) < len(loads) // 10:
        raise Failure(f"loads that do not belong together: {mixed} of {len(seen)}")
    wait_until_equal(server)
    demand("the last load", f"{loads[-1]} {loads[-1]}", value(server, "select concat_ws(' ', o, c) from meet"))


def dump(server):
    """Gates, watermarks and groups are dumped and restored, by the names of their sources."""
    server.execute('alter table customers rename to "Cust ""omers"; select pgtrickle.gate_source(\'others\')', "app")
    server.execute("create database restored")
    dumped = subprocess.run([program("pg_dump"), "app"], env=server.environment("app"), stdout=subprocess.PIPE, check=True).stdout
    subprocess.run([program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", "restored"], env=server.environment("restored"), input=dumped, check=True)
    for sql in ("select source_table, schema_name, gated, gated_by from pgtrickle.source_gates()",
                "select source_table, schema_name, watermark from pgtrickle.watermarks()",
                "select group_name, sources from pgtrickle.watermark_groups()",
                "select * from pgtrickle.watermark_status()",
                "select name, waits_for from pgtrickle.pgt_status() order by 1"):
        demand(sql, server.execute(sql, "app"), server.execute(sql, "restored"))
    demand("the next number", "t", server.execute(
        "select pgtrickle.create_watermark_group('more', array['orders', 'others']) > (select group_id from pgtrickle.pgt_watermark_groups where group_name = 'loads')",
        "restored").strip())


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage) as server:
            server.execute(TABLES, "app")
            gate(server)
            alignment(server, Listener(server))
            race(server, range(11, 111))
            server.execute("alter system set pg_trickle.parallel_refresh_mode = 'on'; select pg_reload_conf()", "app")
            race(server, range(111, 161))
            dump(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
