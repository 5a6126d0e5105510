-- Stream tables that read each other in a cycle hold the least fixpoint of their queries: what one recursive query would give.
create table edges (id int primary key, a int, b int);
create table starts (id int primary key, n int);
insert into edges values (1, 1, 2), (2, 2, 3), (3, 3, 1), (4, 4, 5), (5, null, 6), (6, 6, null);
insert into starts values (1, 1), (2, null);

-- Off by default.
call test.create('near', 'select n from starts');
call test.create('far', 'select distinct e.b as n from near join edges e on e.a = near.n');
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from far') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from near') $$);
set pg_trickle.allow_circular = on;
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from near') $$);
select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from far');
reset pg_trickle.allow_circular;
select scc_id = (select min(pgt_id) from pgtrickle.pgt_stream_tables) as scc, member_count, members, last_iterations, last_converged_at > now() - interval '1 minute' as at, status
from pgtrickle.pgt_scc_status();
select name, scc_id is not null as in_cycle from pgtrickle.pgt_status();
select pgt_name, scc_id is not null as in_cycle, last_fixpoint_iterations from pgtrickle.pg_stat_stream_tables order by 1;
select tree_line from pgtrickle.dependency_tree();
select * from pgtrickle.diamond_groups();

-- What a recursive query gives.
create view wanted as
    with recursive near (n) as (select n from starts union select e.b from near join edges e on e.a = near.n) select n from near;
create function wrong() returns bigint language sql as $$
    select count(*) from ((select n from near except all table wanted) union all (table wanted except all select n from near)) as d
$$;
select n from near order by 1;
select wrong(), test.check('near'), test.check('far');

-- Insertions go on from what is stored; deletions do not leave rows that are the reason for each other.
insert into edges values (7, 3, 4);
select pgtrickle.refresh_stream_table('far');
select wrong(), test.check('near'), test.check('far'), last_iterations from pgtrickle.pgt_scc_status();
select action, reason from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
delete from starts where n = 1;
select pgtrickle.refresh_stream_table('near');
select wrong(), test.check('near'), test.check('far'), last_iterations from pgtrickle.pgt_scc_status();
select n from near order by 1;
select action, reason from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
-- Nothing to do.
select max(refresh_id) as before from pgtrickle.pgt_refresh_history \gset
select pgtrickle.refresh_stream_table('near');
select max(refresh_id) = :before as nothing from pgtrickle.pgt_refresh_history;
insert into starts values (1, 2);
update edges set b = 6 where id = 2;
select pgtrickle.refresh_stream_table('near');
select wrong();
truncate edges;
select pgtrickle.refresh_stream_table('near');
select wrong(), count(*) from near;
-- In one transaction with what has changed, rolled back in part.
begin;
insert into edges values (1, 1, 2), (2, 2, 3), (3, 3, 1);
select pgtrickle.refresh_stream_table('near');
select wrong();
savepoint s;
insert into edges values (4, 3, 7), (5, 7, 8);
select pgtrickle.refresh_stream_table('far');
select wrong(), (select count(*) from near);
rollback to s;
insert into edges values (4, 3, 9);
select pgtrickle.refresh_stream_table('far');
select wrong(), (select count(*) from near);
commit;
begin isolation level repeatable read;
insert into edges values (5, 9, 10);
delete from edges where id = 1;
select pgtrickle.refresh_stream_table('near');
select wrong();
commit;
select wrong();
select pgtrickle.refresh_stream_table('near', 'FULL');
select wrong();

-- Readers of the cycle.
call test.create('counted', 'select count(*) as n, sum(n) as s from near');
insert into starts values (3, 1);
insert into edges values (1, 1, 2);
select pgtrickle.refresh_stream_table('near');
select test.refresh('counted');
delete from starts where n = 2;
select pgtrickle.refresh_stream_table('near');
select test.refresh('counted'), wrong();

-- Random changes.
create procedure rounds(count int) language plpgsql as $$
begin
    perform setseed(0.3);
    for round in 1..count loop
        insert into edges select g + (select coalesce(max(id), 0) from edges), random() * 8, random() * 8 from generate_series(1, (random() * 3)::int) g;
        if random() < 0.5 then delete from edges where id in (select id from edges order by random() limit 3); end if;
        if random() < 0.3 then update edges set b = 1 + random() * 8 where id in (select id from edges order by random() limit 1); end if;
        if random() < 0.3 then insert into starts select coalesce(max(id), 0) + 1, random() * 8 from starts; end if;
        if random() < 0.3 then delete from starts where id in (select id from starts order by random() limit 1); end if;
        if random() < 0.7 then commit; end if;
        perform pgtrickle.refresh_stream_table(case when random() < 0.5 then 'near' else 'far' end);
        perform pgtrickle.refresh_stream_table('counted');
        if wrong() > 0 or test.check('far') <> 'equal' or test.check('counted') <> 'equal' then raise exception 'round %', round; end if;
    end loop;
end $$;
call rounds(60);

-- What a table in a cycle cannot be.
select test.error($$ select pgtrickle.alter_stream_table('near', refresh_mode => 'IMMEDIATE') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', refresh_mode => 'FULL') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', fuse => 'on', fuse_ceiling => 5) $$);
select test.error($$ select pgtrickle.verify_stream_table('near') $$);
set pg_trickle.allow_circular = on;
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select n from starts where n not in (select n from far where n is not null)') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select max(n) as n from far') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select s.n from starts s left join far f on f.n = s.n') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select n from starts except select n from far') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select (row_number() over (order by n))::int as n from far') $$);
select test.error($$ select pgtrickle.alter_stream_table('near', query => 'select n from far order by n limit 2') $$);
select wrong();

-- Rows that grow without end.
select pgtrickle.alter_stream_table('far', query => 'select distinct e.b as n from near join edges e on e.a = near.n');
set pg_trickle.max_fixpoint_iterations = 10;
select test.error($$ select pgtrickle.alter_stream_table('far', query => 'select n + 1 as n from near') $$);
reset pg_trickle.max_fixpoint_iterations;
select wrong();
select pgtrickle.alter_stream_table('far', query => 'select n + 1 as n from near where n < 20');
select count(*), test.check('near'), test.check('far') from near;

-- Three of them, one through a view; and out of the cycle.
select pgtrickle.alter_stream_table('far', query => 'select distinct e.b as n from near join edges e on e.a = near.n');
create view through as select n from far where n is not null;
call test.create('third', 'select n from through');
select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from third');
select member_count, members from pgtrickle.pgt_scc_status();
create or replace view wanted as
    with recursive near (n) as (select n from starts union select e.b from near join edges e on e.a = near.n where e.b is not null) select n from near;
select wrong();
delete from starts;
select pgtrickle.refresh_stream_table('third');
select wrong(), count(*) from near;
insert into starts values (1, 1);
select pgtrickle.alter_stream_table('near', query => 'select n from starts');
select * from pgtrickle.pgt_scc_status();
select test.check('near'), test.refresh('far'), test.refresh('third');
select test.error($$ select pgtrickle.drop_stream_table('near') $$);
select pgtrickle.alter_stream_table('near', query => 'select n from starts union select n from third');
reset pg_trickle.allow_circular;
-- A status of one stops all.
select pgtrickle.alter_stream_table('third', status => 'SUSPENDED');
select test.error($$ select pgtrickle.refresh_stream_table('near') $$);
select status from pgtrickle.pgt_scc_status();
select pgtrickle.resume_stream_table('third');
select pgtrickle.refresh_stream_table('near');
select wrong();
-- A source that loses its key: the tables are set up again.
alter table edges drop constraint edges_pkey;
insert into edges values (1, 1, 5), (1, 1, 5), (2, 5, 6);
select pgtrickle.refresh_stream_table('near');
select wrong(), test.check('far'), test.check('third');
delete from edges where ctid in (select min(ctid) from edges where id = 1 and b = 5);
select pgtrickle.refresh_stream_table('near');
select wrong(), test.check('far'), test.check('third');
select test.error($$ select pgtrickle.drop_stream_table('near') $$);
select pgtrickle.drop_stream_table('near', cascade => true);
select count(*) from pgtrickle.pgt_stream_tables;
-- A view that is replaced makes a cycle, too: refused by the refresh that follows, unless it is allowed.
create view v as select 1 as n;
call test.create('p', 'select n from v');
call test.create('q', 'select distinct n + 1 as n from p where n < 4');
create or replace view v as select 1 as n union select n from q;
select test.error($$ select pgtrickle.refresh_stream_table('p') $$);
set pg_trickle.allow_circular = on;
select pgtrickle.refresh_stream_table('p');
select members from pgtrickle.pgt_scc_status();
reset pg_trickle.allow_circular;
select pgtrickle.refresh_stream_table('q');
select n, test.check('p'), test.check('q') from p order by 1;
-- What the others hold by then is no reason for rows.
create or replace view v as select 1 as n union select 7;
select pgtrickle.refresh_stream_table('p');
select pgtrickle.alter_stream_table('q', query => 'select distinct n from p');
select string_agg(n::text, ' ' order by n) from q;
create or replace view v as select 1 as n union select n from q;
set pg_trickle.allow_circular = on;
select pgtrickle.refresh_stream_table('p');
reset pg_trickle.allow_circular;
select string_agg(n::text, ' ' order by n) from q;
-- Owners differ.
create role cycle_owner;
grant usage, create on schema public to cycle_owner;
grant select, trigger on p to cycle_owner;
set role cycle_owner;
select pgtrickle.create_stream_table('r', 'select n from p', refresh_mode => 'DIFFERENTIAL');
reset role;
set pg_trickle.allow_circular = on;
select test.error($$ select pgtrickle.alter_stream_table('p', query => 'select 1 as n union select n from r') $$);
reset pg_trickle.allow_circular;
select pgtrickle.drop_stream_table('r');
-- One of the tables of a cycle cannot be given away; all of them can.
select test.error($$ alter table q owner to cycle_owner $$);
select test.error($$ alter table p owner to cycle_owner $$);
create role cycle_giver;
grant set on parameter pg_trickle.allow_circular to cycle_giver;
grant usage, create on schema public to cycle_giver;
grant select, trigger on all tables in schema public to cycle_giver, cycle_owner;
set role cycle_giver;
select pgtrickle.create_stream_table('x', 'select 1 as n', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('y', 'select n from x', refresh_mode => 'DIFFERENTIAL');
set pg_trickle.allow_circular = on;
select pgtrickle.alter_stream_table('x', query => 'select 1 as n union select n from y');
reset pg_trickle.allow_circular;
reset role;
select members from pgtrickle.pgt_scc_status() where 'public.x' = any (members);
select test.error($$ alter table x owner to cycle_owner $$);
reassign owned by cycle_giver to cycle_owner;
select relname, relowner::regrole from pg_class where relname in ('x', 'y') order by 1;
select pgtrickle.refresh_stream_table('x');
select string_agg(n::text, ' ' order by n) from y;
drop owned by cycle_giver;
drop role cycle_giver;
set client_min_messages = warning;
drop owned by cycle_owner cascade;
drop view v cascade;
reset client_min_messages;
select count(*) from pgtrickle.pgt_stream_tables;
drop owned by cycle_owner;
drop role cycle_owner;
