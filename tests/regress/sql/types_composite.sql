-- Values of composite types. `x IS NULL` asks whether all fields are NULL, `x IS NOT NULL` whether none is; what is meant by count(x), GROUP BY and
-- outer joins is whether the value itself is NULL.
create type pair as (a int, b text);
create domain known_pair as pair;
create table t (id int primary key, k pair, d known_pair, g int, v int);
create table u (id int primary key, k pair);
insert into t values (1, '(1,x)', '(1,x)', 1, 1), (2, null, null, 1, 2), (3, '(2,)', '(2,)', 2, null), (4, '(,)', '(,)', 2, 4);
insert into u values (1, '(1,x)'), (2, '(,)'), (3, null), (4, '(2,)');
call test.create('counts', 'select count(k) as k, count(d) as d, count(*) as rows from t');
call test.create('counts_by', 'select g, count(t) as whole, count(k) filter (where v > 1) as some from t group by g');
call test.create('counts_outer', 'select t.g, count(u.k) as n from t left join u on t.k = u.k group by t.g');
call test.create('sums', 'select k, sum(v) as s, count(*) as n from t group by k');
call test.create('sums_domain', 'select d, sum(v) as s from t group by d');
call test.create('distincts', 'select distinct k from t');
call test.create('largest', 'select k, max(v) as m from t group by k');
call test.create('excepts', 'select k from t except all select k from u');
call test.create('unions', 'select k from t union select k from u');
call test.create('intersects', 'select k from t intersect all select k from u');
call test.create('lefts', 'select t.id, u.id as other, u.k from t left join u on t.k = u.k');
call test.create('fulls', 'select t.id, u.id as other from t full join u on t.k = u.k');
call test.create('grouped_below', 'select q.n, t.id from t join (select k, count(*) as n from u group by k) q on q.k = t.k');
call test.create('is_null', 'select id, k is null as n, k is not null as nn, k is distinct from null as d from t');
call test.create('anonymous', 'select count(*) as n, min(v) as low from t group by (g, v)', 'AUTO');
call test.create('anonymous_count', 'select count((g, v)) as n, count(distinct (g, v)) as d from t');
call test.create('compared', 'select q.id from (select id, row(g, v) as r from t) q where q.r = row(2, null::int)', 'AUTO');
call test.create('compared_twice', 'select count(*) as n from (select row(g, v) as r from t) q join (select row(g, v) as r from t) p on q.r = p.r', 'AUTO');
-- A row of NULLs comes beside one, a NULL beside a row of NULLs, and they go.
insert into t values (5, '(,)', '(,)', 3, 20), (6, null, null, 3, 30), (7, '(2,)', '(2,)', 1, 40);
insert into u values (5, '(,)'), (6, null);
select name, test.refresh(name) from unnest('{counts,counts_by,counts_outer,sums,sums_domain,distincts,largest,excepts,unions,intersects,lefts,fulls,grouped_below,is_null,anonymous,anonymous_count,compared,compared_twice}'::text[]) name;
delete from t where id = 4;
delete from u where id = 2;
update t set k = null where id = 7;
update u set k = row(null, null) where id = 3;
select name, test.refresh(name) from unnest('{counts,counts_by,counts_outer,sums,sums_domain,distincts,largest,excepts,unions,intersects,lefts,fulls,grouped_below,is_null,anonymous,anonymous_count,compared,compared_twice}'::text[]) name;
delete from t where k is not distinct from null;
update t set k = row(null, null);
select name, test.refresh(name) from unnest('{counts,counts_by,counts_outer,sums,sums_domain,distincts,largest,excepts,unions,intersects,lefts,fulls,grouped_below,is_null,anonymous,anonymous_count,compared,compared_twice}'::text[]) name;
