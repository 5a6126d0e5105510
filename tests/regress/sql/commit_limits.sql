-- Mode ON COMMIT: the limits of mode IMMEDIATE hold for what a transaction has changed in all.
create table a (id int primary key, k int, n int);
insert into a select i, i % 5, i from generate_series(1, 40) as i;
set pg_trickle.ivm_topk_max_limit = 5;
select test.error($$select pgtrickle.create_stream_table('first', 'select id, n from a order by n desc, id limit 6', refresh_mode => 'ON COMMIT')$$);
select test.error($$select * from pgtrickle.estimate_stream_table('select id, n from a order by n desc, id limit 6', 'ON COMMIT')$$);
select pgtrickle.create_stream_table('first', 'select id, n from a order by n desc, id limit 5', refresh_mode => 'ON COMMIT');
select pgtrickle.create_stream_table('later', 'select id, n from a order by n desc, id limit 6', refresh_mode => 'DIFFERENTIAL');
select test.error($$select pgtrickle.alter_stream_table('later', refresh_mode => 'ON COMMIT')$$);
select test.error($$select pgtrickle.alter_stream_table('first', query => 'select id, n from a order by n desc, id limit 7')$$);
-- One that exists is maintained, whatever the setting is, and may go over to the other mode.
set pg_trickle.ivm_topk_max_limit = 1;
begin;
insert into a values (41, 1, 41);
delete from a where id = 39;
commit;
select test.check('first');
select pgtrickle.alter_stream_table('first', refresh_mode => 'IMMEDIATE');
select pgtrickle.alter_stream_table('first', refresh_mode => 'ON COMMIT');
update a set n = n + 100 where k = 3;
select test.check('first');
reset pg_trickle.ivm_topk_max_limit;

create table edges (src int, dst int, primary key (src, dst));
insert into edges select i, i + 1 from generate_series(1, 3) as i;
select pgtrickle.create_stream_table('reached', 'with recursive r as (select src, dst from edges union select r.src, e.dst from r join edges as e on e.src = r.dst) select src, dst from r', refresh_mode => 'ON COMMIT');
set pg_trickle.ivm_recursive_max_depth = 4;
-- Few steps by few statements, too many by their transaction: it fails as a whole.
begin;
insert into edges select i, i + 1 from generate_series(10, 13) as i;
insert into edges select i, i + 1 from generate_series(14, 17) as i;
commit;
select test.check('reached'), count(*) from edges;
-- What a savepoint has rolled back does not count.
begin;
insert into edges values (4, 5);
savepoint s;
insert into edges select i, i + 1 from generate_series(10, 20) as i;
rollback to s;
commit;
select test.check('reached'), count(*) from edges;
set pg_trickle.ivm_recursive_max_depth = 0;
insert into edges select i, i + 1 from generate_series(10, 20) as i;
select test.check('reached'), count(*) from edges;

-- Constraint triggers on a stream table fire when it is changed, and may write to a source: the stream table follows. They cannot wait for the end of
-- the transaction.
create table b (id int primary key, k int);
select pgtrickle.create_stream_table('counted', 'select k, count(*) as n from b group by k', refresh_mode => 'ON COMMIT');
select pgtrickle.create_stream_table('counted_at_once', 'select k, count(*) as n from b group by k', refresh_mode => 'IMMEDIATE');
create function public.fill() returns trigger language plpgsql as $$
begin
    if new.n < 3 then
        insert into public.b select max(id) + 1, new.k from public.b;
    end if;
    return null;
end
$$;
select test.error('create constraint trigger fill after insert or update on counted deferrable initially deferred for each row execute function public.fill()');
select test.error('create constraint trigger fill after insert or update on counted_at_once deferrable initially deferred for each row execute function public.fill()');
create constraint trigger fill after insert or update on counted deferrable for each row execute function public.fill();
begin;
insert into b values (1, 1);
insert into b values (2, 2);
savepoint s;
insert into b values (3, 3);
rollback to s;
select test.check('counted_at_once');
commit;
select name, test.check(name) from (values ('counted'), ('counted_at_once')) as t (name);
select k, n from counted order by k;
drop trigger fill on counted;
create constraint trigger fill after insert or update on counted_at_once for each row execute function public.fill();
insert into b values (20, 3);
select name, test.check(name) from (values ('counted'), ('counted_at_once')) as t (name);
select k, n from counted order by k;
-- One that refuses: nothing of the transaction remains.
create function public.refuse() returns trigger language plpgsql as $$ begin raise exception 'too many: %', new.n; end $$;
create constraint trigger refuse after insert or update on counted for each row when (new.n > 5) execute function public.refuse();
begin;
insert into b select i, 1 from generate_series(100, 110) as i;
commit;
select name, test.check(name) from (values ('counted'), ('counted_at_once')) as t (name);
select count(*) from b where id >= 100;
