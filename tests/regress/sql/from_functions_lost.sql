-- A set below a call that the planner computes beforehand gives no rows of its own.
create table t (id int primary key, a int[]);
insert into t values (1, '{1,2}'), (2, '{}'), (3, null);
call test.create('nulls', 'select id, unnest(a) + null::int as u from t');
call test.create('nulls_beside', 'select id, unnest(a) + null::int as u, unnest(a) as v from t');
call test.create('nulls_inside', 'select id, abs(unnest(a) + null::int) as u, generate_series(1, 2) as n from t');
call test.create('functions', 'select id, mod(null, unnest(a)) as u, repeat(''x'', unnest(a)) as v from t');
call test.create('groups', 'select unnest(a) * null::int as u, count(*) from t group by 1');
call test.create('distinct_rows', 'select distinct id, unnest(a) - null::int as u from t');
call test.create('below', 'select q.u, count(*) from (select id, unnest(a) + null::int as u from t) q group by q.u');
insert into t values (4, '{3,4,5}');
update t set a = '{7}' where id in (1, 2);
select name, test.refresh(name) from unnest('{nulls,nulls_beside,nulls_inside,functions,groups,distinct_rows,below}'::text[]) name;
delete from t where id in (1, 3);
update t set a = null where id = 4;
select name, test.refresh(name) from unnest('{nulls,nulls_beside,nulls_inside,functions,groups,distinct_rows,below}'::text[]) name;
