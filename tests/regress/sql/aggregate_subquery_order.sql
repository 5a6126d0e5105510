-- Aggregates that depend on the order of their rows take over the ORDER BY of the only subquery that they read.
create table t (id int primary key, k int, x text, n numeric, d int);
insert into t select i, i % 3, case when i % 7 <> 0 then 'x' || i % 5 end, i / 4.0, (i * 37) % 11 from generate_series(1, 30) as i;
create function tried(name text, query text) returns text language plpgsql as $$
begin
    call test.create(name, query, 'AUTO');
    return (select refresh_mode || coalesce(': ' || downgrade_reason, '') from pgtrickle.pgt_stream_tables where pgt_name = name);
exception when others then
    return sqlstate || ' ' || sqlerrm;
end
$$;
create function second(int, int) returns int language sql immutable strict as 'select $2';
create aggregate last_of(int) (sfunc = second, stype = int);
set client_min_messages = error;
select tried('shown', 'select array_agg(id) as a from (select id from t order by id desc) s');
select tried('not_shown', 'select array_agg(x) as a, string_agg(x, '','') as s, count(*) as n from (select x from t order by d, id) s');
select tried('several', 'select array_agg(id) as a from (select id, k as key from t where k > 0 order by key desc nulls last, x collate "C" desc nulls first, 1) s where id <> 5');
select tried('grouped', 'select k, json_agg(x) filter (where d > 3) as j, array_agg(id) as ids from (select * from t order by d desc, id) s group by k');
select tried('expression', 'select k + 1 as k, array_length(array_agg(id), 1) + 1 as l, array_agg(id * 2) as a from (select id, k from t order by d * -1, id) s group by k having (array_agg(id))[1] > 0');
select tried('limited', 'select array_agg(id) as a from (select id from t order by d, id limit 5 offset 1) s');
select tried('first_of_each', 'select array_agg(id) as a from (select distinct on (k) id, k from t order by k, d desc, id) s');
select tried('distinct_rows', 'select array_agg(k) as a from (select distinct k from t order by k desc) s');
select tried('over_groups', 'select array_agg(k) as a, array_agg(n) as n from (select k, count(*) as n from t group by k order by sum(d) desc, k) s');
select tried('over_windows', 'select array_agg(id) as a from (select id, rank() over (order by d, id) as r from t order by r desc) s');
select tried('correlated', 'select o.id, (select array_agg(i.id) from (select id from t where t.k = o.k order by t.d, t.id) i) as a from t o');
select tried('own_aggregate', 'select k, last_of(d) as l from (select k, d from t order by id) s group by k');
select tried('nothing', 'select array_agg(id) as a from (select id from t where id < 0 order by d) s');
select tried('of_rows', 'select json_agg(s) as j from (select id, x from t order by d, id) s');
select tried('scaled', 'select array_agg(n) as a from (select n from t order by n desc, id) s');
-- Where it is not clear which order that is.
select tried('joined', 'select array_agg(s.id) as a from (select id from t order by d) s join t using (id)');
select tried('below', 'select array_agg(id) as a from (select id from (select id from t order by d, id) r) s');
select tried('of_union', 'select array_agg(id) as a from (select id from t union all select d from t order by 1) s');
select tried('windowed', 'select id, last_value(id) over (partition by k) as l from (select id, k from t order by d, id) s');
-- Sets of an ORDER BY make rows.
select tried('sets', 'select id from t where id < 4 order by id, generate_series(1, 3) desc');
select tried('sets_shown', 'select id, generate_series(1, k) as g from t order by generate_series(1, k), unnest(array[1, 2, 3])');
select tried('sets_below', 'select count(*) as n from (select id from t order by generate_series(1, k)) q');
select tried('sets_of_groups', 'select k, count(*) as n from t group by k order by generate_series(1, k)');
select tried('sets_limited', 'select id from t order by generate_series(1, 3), id limit 2');
reset client_min_messages;
create function checked() returns table (name text, outcome text) language sql as $$
    select pgt_name, test.refresh(pgt_name) from pgtrickle.pgt_stream_tables where refresh_mode = 'DIFFERENTIAL' order by pgt_id $$;
insert into t values (31, 1, null, 1.50, 3), (32, null, 'y', null, null), (33, null, 'y', 1.5, null);
delete from t where id in (3, 8);
update t set d = d + 5 where id % 4 = 0;
select * from checked();
begin;
update t set k = 2 where k = 1;
savepoint s;
delete from t;
rollback to s;
update t set x = upper(x), n = n + 0.00 where id % 5 = 0;
commit;
select * from checked();
delete from t;
select * from checked();
insert into t select i, i % 2, 'x', i, -i from generate_series(1, 9) as i;
select * from checked();
