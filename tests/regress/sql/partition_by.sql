-- partition_by: stream tables that are partitioned tables.
create table s (id int primary key, region text, day date, at timestamp, amount numeric(10, 2));
create table keyless (region text, day date, amount int);
create table regions (region text primary key, name text);
call test.fill(array['s', 'keyless'], 30);
insert into regions values ('a', 'A'), ('b', 'B'), ('', 'none');
create view partitions as
    select c.relname as of, p.relname as partition, pg_get_expr(p.relpartbound, p.oid) as rows, p.relreplident as identity,
           exists(select from pg_trigger where tgrelid = p.oid and tgname = 'pgtrickle_guard') as guarded
    from pg_inherits join pg_class as c on c.oid = inhparent join pg_class as p on p.oid = inhrelid
    where c.relkind = 'p' order by 1, 2;
create procedure make(name text, query text, by text, mode text default 'DIFFERENTIAL') language plpgsql as $$
begin
    perform pgtrickle.create_stream_table(name, query, partition_by => by, refresh_mode => mode);
    if test.check(name) <> 'equal' then raise exception '% is %', name, test.check(name); end if;
end $$;
call make('by_key', 'select id, region, amount from s', 'id');
call make('by_other', 'select id, region, day, amount from s', 'day');
call make('by_list', 'select id, region, day from s', 'LIST:region');
call make('by_hash', 'select id, region, day from s', 'hash : region, day : 3');
call make('by_two', 'select id, region, day as "The Day" from s', 'range: region, "The Day"');
call make('groups', 'select region, day, sum(amount) as total, count(*) as n from s group by region, day', 'day');
call make('hidden_group', 'select day, max(amount) as top from s group by day, region', 'day');
call make('by_result', 'select region, max(day) as latest from s group by region', 'latest');
call make('distinct_days', 'select distinct day from s', 'day');
call make('bag', 'select region, day, amount from keyless', 'day');
call make('bag_list', 'select region, amount from keyless', 'LIST:amount');
call make('bag_hash', 'select region, amount from keyless', 'HASH:amount:2');
call make('joined', 'select s.id, s.day, r.name from s left join regions r using (region)', 'name');
call make('windows', 'select id, region, day, row_number() over (partition by region order by id) as r from s', 'day');
call make('window_bag', 'select region, day, sum(amount) over (partition by region) as t from keyless', 'region');
call make('top', 'select id, day from s order by id desc limit 7', 'day');
call make('recursive', 'with recursive x as (select id, day from s where id < 4 union select s.id, s.day from s join x on s.id = x.id + 4) select id, day from x', 'day');
call make('united', 'select region, day from s union all select region, day from keyless', 'LIST:region');
call make('differing', 'select region from s except select region from keyless where amount > 1', 'region');
call make('full_bag', 'select region, amount, day from keyless', 'day', 'FULL');
select distinct of, rows, identity, guarded from partitions order by 1, 2;
select pgt_name, st_partition_key from pgtrickle.pgt_stream_tables order by 1;
-- Partitions for some of the rows, made by users; the values meet all of them.
create table moved as select * from s;
truncate s, keyless;
select test.refresh(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_name;
create table by_other_1 partition of by_other for values from ('2024-02-28') to ('2024-02-29');
create table by_other_2 partition of by_other for values from ('2024-02-29') to ('2024-03-01');
create table by_key_1 partition of by_key for values from (1) to (20);
create table by_list_a partition of by_list for values in ('a', 'A');
create table by_list_null partition of by_list for values in (null);
create table groups_1 partition of groups for values from ('2024-02-29') to ('2024-03-02');
create table by_result_1 partition of by_result for values from ('2024-02-29') to ('2024-03-02');
create table bag_1 partition of bag for values from ('2024-02-29') to ('2024-03-02');
create table bag_list_1 partition of bag_list for values in (1, null);
create table bag_list_2 partition of bag_list for values in (2, 3);
create table windows_1 partition of windows for values from ('2024-02-29') to ('2024-03-02');
create table window_bag_1 partition of window_bag for values from ('a') to ('b');
create table joined_1 partition of joined for values from ('A') to ('B');
create table full_bag_1 partition of full_bag for values from ('2024-02-29') to ('2024-03-02');
create table recursive_1 partition of recursive for values from ('2024-02-29') to ('2024-03-02');
create table top_1 partition of top for values from ('2024-02-29') to ('2024-03-02');
create table united_1 partition of united for values in ('a', 'b');
select count(*) as partitions, bool_and(guarded) as all_guarded, string_agg(distinct identity::text, '') as identity from partitions;
call test.rounds(array['by_key', 'by_other', 'by_list', 'by_hash', 'by_two', 'groups', 'hidden_group', 'by_result', 'distinct_days'], array['s'], 15);
call test.rounds(array['bag', 'bag_list', 'bag_hash', 'window_bag', 'full_bag'], array['keyless'], 15);
call test.rounds(array['joined', 'windows', 'top', 'recursive', 'united', 'differing'], array['s', 'keyless', 'regions'], 15);
select count(distinct tableoid) > 1 as in_several from by_other;
select count(distinct tableoid) > 1 as in_several from bag_list;
-- A row that moves to another partition.
truncate s;
insert into s values (1, 'a', '2024-02-28', null, 1), (2, 'b', '2024-02-29', null, 2), (3, null, null, null, 3);
select test.refresh('by_other');
select tableoid::regclass, id, day from by_other order by id;
update s set day = '2024-02-29' where id = 1;
update s set day = '2024-02-28' where id = 3;
update s set day = '2030-01-01' where id = 2;
select test.refresh('by_other');
select tableoid::regclass, id, day from by_other order by id;
-- All ways of a refresh.
select pgtrickle.refresh_stream_table('by_other', 'FULL');
select test.check('by_other');
select count(*) from pgtrickle.verify_stream_table('by_other');
select count(*) from pgtrickle.verify_stream_table('bag');
-- Rows that were lost, or came to another partition, behind its back.
create procedure tamper(statement text) language plpgsql as $$
begin
    set local session_replication_role = replica;
    execute statement;
    set local session_replication_role = origin;
end $$;
call tamper('delete from by_other where id = 1');
call tamper('update by_other set day = date ''2024-02-29'' where id = 3');
call tamper('insert into by_other select 40, region, day, amount, 40 from by_other where id = 2');
select relation, difference, contents from pgtrickle.verify_stream_table('by_other') order by 2, 3::text;
select count(*) from pgtrickle.verify_stream_table('by_other', repair => true);
select test.check('by_other');
select tableoid::regclass, id, day from by_other order by id;
select relation, missing_rows, surplus_rows, is_last from pgtrickle.audit_piece('by_other', 1000);
insert into keyless values ('a', '2024-02-29', 1), ('a', '2024-02-29', 1), ('b', '2024-02-28', 2), (null, null, null);
select test.refresh('bag'), test.refresh('bag_list'), test.refresh('bag_hash');
call tamper('delete from bag_list where amount = 2');
call tamper('insert into bag_hash select * from bag_hash where amount = 2');
select count(*) from pgtrickle.verify_stream_table('bag_list', repair => true);
select count(*) from pgtrickle.verify_stream_table('bag_hash', repair => true);
select test.check('bag_list'), test.check('bag_hash');
select test.refresh(pgt_name) ~ ', equal$' as equal, count(*) from pgtrickle.pgt_stream_tables group by 1;
-- One row, several times in a transaction; a key that another row gets; identical rows in the same and in other partitions.
begin;
update s set day = '2024-02-29' where id = 3;
update s set day = '2024-02-28', id = 30 where id = 3;
update s set day = '2030-01-01' where id = 30;
delete from s where id = 1;
insert into s values (1, 'c', '2024-02-28', null, 9);
update s set id = 3 where id = 2;
insert into s values (2, 'z', '2033-01-01', null, 9);
update keyless set day = '2024-02-28' where region = 'a' and ctid = (select min(ctid) from keyless where region = 'a');
update keyless set amount = 3 where region = 'a';
insert into keyless select * from keyless where region is null;
commit;
select test.refresh('by_other'), test.refresh('by_key'), test.refresh('by_hash'), test.refresh('by_two'), test.refresh('by_list'), test.refresh('groups'), test.refresh('windows');
select test.refresh('bag'), test.refresh('bag_list'), test.refresh('bag_hash'), test.refresh('united');
select tableoid::regclass, id, day from by_other order by id;
select tableoid::regclass, region, day, amount from bag order by region, day, amount;
delete from s where id > 3;
truncate keyless;
select test.refresh('bag');
-- Stream tables over it: it tells its key, and its changes.
call test.create('over', 'select day, count(*) as n from by_other group by day');
call test.create('over_groups', 'select g.day, g.total, r.name from groups g join regions r using (region)');
select test.refresh('groups');
select test.refresh('over_groups');
update s set day = day + 1, amount = amount * 2;
insert into s values (4, 'b', '2024-02-29', null, 7);
select test.refresh('by_other'), test.refresh('groups');
select test.refresh('over'), test.refresh('over_groups');
create table by_other_3 partition of by_other for values from ('2031-01-01') to ('2032-01-01');
insert into s values (5, 'b', '2031-02-01', null, 7);
select test.refresh('by_other');
select test.refresh('over');
-- The statements look into the partitions that changes concern.
set enable_seqscan = off;
set enable_hashjoin = off;
set enable_mergejoin = off;
create function condition(name text) returns setof text language sql volatile as $$
    select substring(split_part(value, ' WHEN MATCHED', 1) from '.* ON (s[.].*)') from pgtrickle.explain_st(name) where property = 'delta_query'
$$;
select condition('by_other');
select condition('by_key');
select condition('groups');
select condition('windows');
select condition('by_result');
select condition('joined');
select substring(value from ' WHERE s[.]ctid = .*? RETURNING') from pgtrickle.explain_st('bag') where property = 'delta_query';
reset all;
-- So they do: of these partitions some are read, whatever the plan is: those from the first to the last day of the change, and the default one, where NULL is.
create table log (id int primary key, day date, note text);
select pgtrickle.create_stream_table('by_month', 'select id, day, note from log', partition_by => 'day');
do $$ begin
    for m in 1..12 loop
        execute format('create table by_month_%s partition of by_month for values from (%L) to (%L)', m, make_date(2026, m, 1), make_date(2026, m, 1) + interval '1 month');
    end loop;
end $$;
insert into log select g, date '2026-01-01' + g % 365, 'note' from generate_series(1, 3000) as g;
select test.refresh('by_month');
analyze by_month;
create view read_partitions as select relname from pg_stat_user_tables where relname like 'by\_month\_%' and coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0;
update log set note = 'other' where day = '2026-03-05' and id < 400;
insert into log values (4000, '2026-02-03', 'new');
select pg_stat_force_next_flush();
select pg_stat_reset() is null as reset;
begin;
set local enable_nestloop = off;
select pgtrickle.refresh_stream_table('by_month');
commit;
select pg_stat_force_next_flush();
select relname from read_partitions order by 1;
select test.check('by_month');
-- What cannot be.
create function refused(by text) returns setof text language sql volatile as $$
    select test.error(format('select pgtrickle.create_stream_table(''x'', ''select id, region, day, point(1, 2) as p from s'', partition_by => %L)', by))
$$;
select b, refused(b) from unnest(array['missing', '"Region"', '', ' ', 'id,', 'id, id', 'LIST:id, day', 'LIST:', 'HASH:id', 'HASH:id:0', 'HASH:id:5000', 'HASH:id:x', 'id:4', '"id', 'TREE:id', 'LIST:p', 'id day', '__pgt_row_id']) as b;
select test.error($$ select pgtrickle.alter_stream_table('by_other', partition_by => 'id') $$);
select test.error($$ select pgtrickle.alter_stream_table('over', partition_by => 'day') $$);
select pgtrickle.alter_stream_table('by_other', partition_by => 'RANGE:day');
select pgtrickle.alter_stream_table('by_hash', partition_by => 'HASH:region,day:3');
select test.error($$ select pgtrickle.alter_stream_table('by_hash', partition_by => 'HASH:region,day:4') $$);
select test.error($$ select pgtrickle.create_or_replace_stream_table('by_other', 'select id, region, day, amount from s') $$);
select pgtrickle.create_or_replace_stream_table('by_other', 'select id, region, day, amount from s', partition_by => 'day', refresh_mode => 'DIFFERENTIAL');
-- Another query keeps the columns of the key.
select test.error($$ select pgtrickle.alter_stream_table('by_list', query => 'select id, day from s') $$);
select test.error($$ select pgtrickle.alter_stream_table('by_list', query => 'select id, region::varchar as region, day from s') $$);
select pgtrickle.alter_stream_table('by_list', query => 'select id, region as place, amount from s');
select test.check('by_list');
update s set region = 'A';
select test.refresh('by_list');
select st_partition_key from pgtrickle.pgt_stream_tables where pgt_name = 'by_list';
select distinct tableoid::regclass from by_list;
select test.error($$ select pgtrickle.alter_stream_table('full_bag', query => 'select region, amount from keyless') $$);
-- Storage options concern the partitions.
select pgtrickle.alter_stream_table('by_list', storage_parameters => '{"fillfactor": 77}', compression => 'pglz', indexes => array['(amount)']);
select relname, reloptions from pg_class where oid in (select inhrelid from pg_inherits where inhparent = 'by_list'::regclass) order by 1;
select test.refresh('by_list');
select pgtrickle.drop_stream_table('by_list');
select count(*) from pg_class where relname like 'by\_list%';
