-- Fields of the rows that set-returning functions in the select list give.
create table t (id int primary key, j jsonb, a int[]);
insert into t select i, jsonb_build_object('a', i, 'b', i % 3), array[i, i + 1, null] from generate_series(1, 8) as i;
insert into t values (100, '{}', '{}'), (101, null, null);
create function pairs(n int, out number int, out name text) returns setof record language sql immutable as
    'select i, ''x'' || i from generate_series(1, n % 4) as i';
call test.create('members', 'select id, (jsonb_each(j)).key, (jsonb_each(j)).value from t');
call test.create('star', 'select id, (jsonb_each_text(j)).* from t');
call test.create('counted', 'select key, count(*) as n from (select (jsonb_each(j)).key from t) as m group by key');
call test.create('in_step', 'select id, (pairs(id)).name, unnest(a) as e, (pairs(id)).number + 1 as next from t');
call test.create('distinct_fields', 'select distinct (pairs(id)).number as n from t');
call test.create('filtered', 'select id, key from (select id, (jsonb_each(j)).* from t where id > 2) as m where value <> ''1''');
create function checked() returns table (name text, outcome text) language sql as $$
    select pgt_name, test.refresh(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id $$;
update t set j = j || '{"c": null}' where id % 2 = 0;
delete from t where id = 3;
insert into t values (9, '{"a": 9}', '{1}'), (10, '{"a": 9}', null);
select * from checked();
update t set id = id + 1000, a = a || 7 where id > 5;
select * from checked();
delete from t;
select * from checked();
