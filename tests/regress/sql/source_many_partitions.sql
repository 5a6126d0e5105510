-- A thousand partitions: what is created, refreshed and dropped is bounded by what there is to do.
set statement_timeout = '60s';
create table p (id int primary key, v int) partition by range (id);
do $$ begin for i in 0..999 loop execute format('create table p%s partition of p for values from (%s) to (%s)', i, i * 10, i * 10 + 10); end loop; end $$;
insert into p select i, i % 7 from generate_series(0, 9999, 5) as i;
call test.create('sums', 'select v, count(*) as n from p group by v');
call test.create('ranked', 'select id, rank() over (order by v, id) as r from p', refresh_mode => 'FULL');
select capture_method, columns_captured, cardinality(trigger_tables) as tables from pgtrickle.pgt_sources;
select count(*), bool_and(enabled) as enabled from pgtrickle.trigger_inventory();
insert into p values (1, 1), (9991, 2);
insert into p500 values (5001, 3);
update p set v = v + 1 where id in (0, 5001);
select test.refresh('sums'), test.refresh('ranked');
-- One changed row costs far less than a creation does.
do $$
declare
    before timestamptz := clock_timestamp();
begin
    for i in 1..5 loop
        update p set v = v + 1 where id = 5001;
        perform pgtrickle.refresh_stream_table('sums');
    end loop;
    if clock_timestamp() - before > interval '5 s' then raise 'five refreshes took %', clock_timestamp() - before; end if;
end $$;
select test.check('sums');
create table p1000 partition of p for values from (10000) to (10010);
insert into p values (10001, 1);
select test.refresh('sums');
drop table p3;
select test.refresh('sums');
select cardinality(trigger_tables) as tables from pgtrickle.pgt_sources;
select pgtrickle.drop_stream_table('ranked'), pgtrickle.drop_stream_table('sums');
select count(*) as triggers from pg_trigger where tgfoid in ('pgtrickle.capture'::regproc, 'pgtrickle.mark'::regproc);
