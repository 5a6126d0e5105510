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
select missing_rows, surplus_rows from pgtrickle.verify_stream_table('by_other');
select missing_rows, surplus_rows from pgtrickle.verify_stream_table('bag');
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
    select substring(value from ' ON (s\."?__pgt_row_id.*?) WHEN') from pgtrickle.explain_st(name) where property ~ 'sql' and value ~ 'MERGE'
$$;
select condition('by_other');
select condition('by_key');
select condition('groups');
select condition('windows');
select condition('by_result');
reset all;
-- What cannot be.
create function refused(by text) returns setof text language sql volatile as $$
    select test.error(format('select pgtrickle.create_stream_table(''x'', ''select id, region, day, point(1, 2) as p from s'', partition_by => %L)', by))
$$;
select b, refused(b) from unnest(array['missing', 'Region', '', ' ', 'id,', 'id, id', 'LIST:id, day', 'LIST:', 'HASH:id', 'HASH:id:0', 'HASH:id:5000', 'HASH:id:x', 'id:4', '"id', 'TREE:id', 'LIST:p', 'id day', '__pgt_row_id']) as b;
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
