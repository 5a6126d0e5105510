"""The scheduler looks at what users wrote with the rights of the owners, whatever settings a database gives it.

Usage: rights.py FOLDER STAGE
"""

import sys

from support import Failure, cluster, eventually, run_test

TABLES = r"""
create role mallory login;
create schema mallory authorization mallory;
create table public.t (id int primary key, v text, g int);
insert into public.t values (1, E'a\\b', 1), (2, 'NULL', 2);
grant select, trigger on public.t to mallory;
set session authorization mallory;
create table mallory.seen (who text, of_session text);
create function mallory.evil(v int) returns boolean language plpgsql as $$
begin
    insert into mallory.seen values (current_user, session_user);
    if (select rolsuper from pg_roles where rolname = current_user) then
        execute 'alter role mallory superuser';
    end if;
    return true;
end $$;
create domain mallory.d as int check (mallory.evil(value));
create function mallory.spoils(int) returns int language plpgsql as $$
begin
    perform set_config('search_path', 'mallory', false), set_config('standard_conforming_strings', 'off', false);
    execute 'select pg_advisory_lock(4711); prepare left_behind as select 1';
    perform set_config('role', 'mallory', false);
    return $1;
exception when others then return $1;
end $$;
select pgtrickle.create_stream_table('mallory.literals', $$select id, '{1}'::mallory.d[] as x from public.t$$, '1s');
select pgtrickle.create_stream_table('mallory.spoiled', 'select id, mallory.spoils(id) as x from public.t', '1s', 'FULL');
select pgtrickle.create_stream_table('mallory.strings', $$select id, v = E'a\\b' as is_there, v = any('{x,NULL}'::text[]) as found from public.t$$, '1s');
select pgtrickle.create_stream_table('mallory.grouped', 'select g, count(*) as n from public.t group by g', '1s');
reset session authorization;
"""

SETTINGS = r"""
create schema hostile;
create domain hostile.text as pg_catalog.text check (value is null);
create domain hostile.regclass as pg_catalog.int4;
create function hostile.lower(pg_catalog.text) returns pg_catalog.text language sql immutable as 'select null::pg_catalog.text';
create table hostile.pg_class (oid int);
alter database app set search_path = hostile, mallory, pg_catalog, public;
alter database app set standard_conforming_strings = off;
alter database app set array_nulls = off;
alter database app set transform_null_equals = on;
alter database app set quote_all_identifiers = on;
alter database app set DateStyle = 'SQL, DMY';
alter database app set session_replication_role = replica;
alter database app set row_security = off;
alter role postgres set bytea_output = 'escape';
"""


def number(server, sql):
    return int(server.execute(sql, "app").strip())


def is_right(server):
    """Not by running the queries: as a superuser that would call what mallory made."""
    eventually("the stream tables are right", lambda: number(
        server, r"""select (select count(*) from mallory.strings s join public.t using (id)
                            where is_there = (v = E'a\\b') and found is not distinct from (case when v = 'x' then true end))
                         + (select count(*) from mallory.literals join public.t using (id))
                         + (select sum(n) from mallory.grouped) - 3 * (select count(*) from public.t)""") == 0)


def stays_with_the_owner(server):
    if number(server, "select count(*) from mallory.seen where who <> 'mallory'"):
        raise Failure("a literal ran code with other rights than its author's")
    if number(server, "select count(*) from mallory.seen where of_session <> 'mallory'") == 0:
        raise Failure("the scheduler has not looked at the literal: this proves nothing")
    if server.execute("select rolsuper from pg_roles where rolname = 'mallory'", "app").strip() != "f":
        raise Failure("mallory is a superuser")


def change(server, id):
    server.execute(rf"set search_path = public; set standard_conforming_strings = on; set session_replication_role = origin;"
                   rf" insert into public.t values ({id}, E'a\\b', {id % 3})", "app")
    eventually(f"row {id} is in all tables",
               lambda: number(server, f"select count(*) from (select id from mallory.literals union all select id from mallory.spoiled union all"
                                      f" select id from mallory.strings) all_of_them where id = {id}") == 3)


def leaves_nothing(server):
    """No user can keep anything in the scheduler's session."""
    eventually("advisory locks of users end with the refresh", lambda: number(server, "select count(*) from pg_locks where locktype = 'advisory'") == 0, 10)


def ends_with_the_rights(server):
    """A source that may not be read any more is not read, and the table says why."""
    server.execute("revoke select on public.t from mallory", "app")
    server.execute("set session_replication_role = origin; insert into public.t values (100, 'secret', 1)", "app")
    eventually("the refreshes fail", lambda: number(
        server, "select count(*) from pgtrickle.pgt_stream_tables where last_error_message like '%permission denied for table%'") == 4)
    if number(server, "select count(*) from mallory.strings where id = 100") or number(server, "select count(*) from mallory.literals where id = 100"):
        raise Failure("a row came after the right to read it had gone")
    server.execute("grant select on public.t to mallory", "app")
    server.execute("select pgtrickle.resume_stream_table(format('%I.%I', pgt_schema, pgt_name)) from pgtrickle.pgt_stream_tables"
                   " where status <> 'ACTIVE'", "app")
    eventually("the row is there with the right", lambda: number(server, "select count(*) from mallory.strings where id = 100") == 1)


def main():
    def test():
        with cluster(sys.argv[1], sys.argv[2]) as server:
            server.execute(TABLES, "app")
            change(server, 3)
            leaves_nothing(server)
            stays_with_the_owner(server)
            server.execute(SETTINGS, "app")
            server.halt()
            server.resume()
            change(server, 4)
            change(server, 5)
            stays_with_the_owner(server)
            server.execute("alter database app reset all; alter role postgres reset all", "app")
            is_right(server)
            ends_with_the_rights(server)
            is_right(server)

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
