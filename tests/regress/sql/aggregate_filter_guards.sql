-- What an aggregate is taken of is not computed for rows that its FILTER excludes: wherever it is computed, stored, or asked for errors.
create table t (id int primary key, v int, w int);
create table u (id int primary key, x int);
create domain there as int not null;
insert into t select i, i % 7, i % 3 from generate_series(1, 60) as i;
insert into u select i, i from generate_series(0, 6) as i;
create procedure every_way(refresh_mode text) language plpgsql as $$
begin
    call test.create('plain', 'select id % 2 as g, max(10 / v) filter (where w > 0 and v <> 0) as a, sum(10 / v) filter (where w > 0 and v <> 0) as b from t group by 1', refresh_mode);
    call test.create('without_keys', 'select sum(10 / v) filter (where v <> 0) as a, array_agg(10 / v order by id) filter (where v <> 0) as b from t', refresh_mode);
    call test.create('distinct_values', 'select id % 2 as g, count(distinct 10 / v) filter (where w > 0 and v <> 0) as a, sum(10 / v) filter (where v <> 0) as b from t group by 1', refresh_mode);
    call test.create('joined', 'select u.x, array_agg(10 / v order by t.id) filter (where w > 0 and v <> 0) as a from t join u on u.id = t.w group by 1', refresh_mode);
    call test.create('outer_joined', 'select u.x, max(10 / v) filter (where w > 0 and v <> 0) as a, min(1 / v) filter (where v <> 0) as b from u left join t on u.id = t.w group by 1', refresh_mode);
    call test.create('percentiles', 'select w, percentile_disc(0.5) within group (order by 10 / v) filter (where v <> 0) as a from t group by w', refresh_mode);
    call test.create('sets', 'select w, count(distinct 10 / v) filter (where v <> 0) as a, avg(10 / v) filter (where v <> 0) as b from t group by rollup (w)', refresh_mode);
    call test.create('domains', 'select w, sum(nullif(v, 0)::there) filter (where v <> 0) as a, count(nullif(v, 0)::there) filter (where v <> 0) as b from t group by w', refresh_mode);
    call test.create('listed', 'select w, json_arrayagg(10 / v order by id) filter (where v <> 0) as a from t group by w', refresh_mode);
end $$;
create view all_of_them as select pgt_name from pgtrickle.pgt_stream_tables order by pgt_id;
create procedure changes() language plpgsql as $$
begin
    insert into t values (101, 0, null), (102, 0, 0), (103, null, 1), (104, 3, 4);
    update t set w = null where v = 0;
    update t set v = 0 where id % 11 = 0;
    delete from t where id % 5 = 0;
end $$;
call every_way('DIFFERENTIAL');
call changes();
select pgt_name, test.refresh(pgt_name) from all_of_them;
call test.rounds('{plain,without_keys,distinct_values,joined,outer_joined,percentiles,sets,domains,listed}', '{t}', 5);
select count(pgtrickle.drop_stream_table(pgt_name)) from all_of_them;
truncate t;
insert into t select i, i % 7, i % 3 from generate_series(1, 60) as i;
call every_way('IMMEDIATE');
call changes();
select pgt_name, test.check(pgt_name) from all_of_them;
select count(pgtrickle.drop_stream_table(pgt_name)) from all_of_them;
-- A row whose error no aggregate would meet is not left out.
select pgtrickle.create_stream_table('kept', 'select w, count(*) as n, sum(10 / v) filter (where v <> 0) as a from t group by w', row_errors => 'quarantine');
select pgtrickle.create_stream_table('partly', 'select w, count(*) as n, sum(10 / v) filter (where id < 50) as a from t group by w', row_errors => 'quarantine');
select test.check('kept'), (select count(*) from pgtrickle.quarantined_rows('kept'));
select n, a from partly order by w;
select row_values from pgtrickle.quarantined_rows('partly') order by row_values::text;
insert into t values (201, 0, 1);
update t set v = 0 where id = 49;
select test.refresh('kept');
select pgtrickle.refresh_stream_table('partly');
select n, a from partly order by w;
