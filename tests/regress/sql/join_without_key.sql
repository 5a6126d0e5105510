-- Outer joins on nothing, on one side, or on what looks at more than equality; the rows have no key, and many are equal.
set client_min_messages = error;
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create table a (k int, n numeric, c text collate ignore_case, j json);
create table b (k int, t text, j json);
create table pick (id int primary key, v int);
insert into a values (1, 1.0, 'x', '1'), (1, 1.0, 'x', '1'), (1, 1.00, 'X', '1'), (null, null, null, null);
insert into b values (1, '1.0', null), (1, '1.0', null), (2, '1.00', '{"a": 1}');
insert into pick values (1, 1), (2, null);

-- On nothing: as soon as one side has a row, all of the other have a partner.
call test.create('left_true', 'select a.k, a.c, b.j from a left join b on true');
call test.create('left_equal', 'select a.n, b.k from a left join b on 1 = 1');
call test.create('left_false', 'select a.n, b.k from a left join b on 1 = 0');
call test.create('right_true', 'select a.n, b.k, b.j from a right join b on true');
call test.create('full_true', 'select a.n, a.j as aj, b.j as bj from a full join b on true');
call test.create('full_equal', 'select a.c, b.j from a full join b on 1 = 1');
call test.create('full_false', 'select a.c, b.j from a full join b on 1 = 0');
-- The joined rows are equal, have different images, and a column without equality: each once.
call test.create('full_filtered', $$
    select a.c, b.j, x.j as xj from (a cross join pick) full join (b join b x on b.k = x.k) on 1 = 1 where pick.v = a.k or a.j is not null
$$);

-- On one side.
call test.create('left_left', 'select a.k, a.n, b.t from a left join b on a.k > 0');
call test.create('left_right', 'select a.k, a.c, b.t from a left join b on b.k > 1');
call test.create('left_each', 'select a.k, a.c, b.j from a left join b on a.k = 1 and b.k = 1');
call test.create('right_each', 'select a.k, a.j, b.t from a right join b on a.k = 1 and b.k = 1');
call test.create('left_null', 'select a.k, b.t from a left join b on a.k is null');

-- On both, by what equality does not distinguish.
call test.create('left_looks', 'select a.k, a.n, b.k as bk from a left join b on a.n::text = b.t');
call test.create('left_like', 'select a.n, a.c, b.k as bk from a left join b on a.k >= b.k and a.n::text = b.t');
call test.create('right_looks', 'select a.n, b.t from b right join a on a.n::text like b.t || ''%''');

-- Over what is there always, or once.
call test.create('left_count', 'select a.k, a.j, q.n, q.s from a left join (select count(*) as n, sum(k) as s from b) q on true');
call test.create('left_matched_count', 'select a.k, a.c, q.n from a left join (select count(*) as n from b) q on a.k = q.n');
call test.create('full_max', 'select a.k, a.c, q.m from a full join (select max(k) as m from b) q on true');
call test.create('count_left', 'select q.n, a.j, b.j as bj from (select count(*) as n from pick) q left join a on a.k = q.n left join b on true');
call test.create('left_constant', 'select a.c, q.one, q.x from a left join (select 1 as one, ''x'' as x) q on true');
call test.create('constant_left', 'select q.one, a.n from (select 1 as one) q left join a on q.one = a.k');
call test.create('constant_full', 'select q.one, a.c, a.j from (select 1 as one) q full join a on q.one = a.k');
call test.create('values_left', 'select v.i, b.j from (values (1), (2), (2)) v (i) left join b on b.k > 1');
call test.create('cross_left', 'select a.c, pick.v, b.k from a cross join pick left join b on true');
call test.create('left_cross', 'select a.k, b.j, pick.id from a left join (b cross join pick) on true');
call test.create('counted', 'select count(*) as n, count(b.k) as m, sum(a.k) as s from a left join b on true');

select '{' || string_agg(pgt_name, ',' order by pgt_id) || '}' as "all" from pgtrickle.pgt_stream_tables \gset
-- Everything goes, and comes again.
delete from b;
call test.rounds(:'all', '{pick}', 1);
insert into b values (2, '1.0', null);
delete from a;
call test.rounds(:'all', '{pick}', 1);
call test.fill('{a,b}', 4);
call test.rounds(:'all', '{a,b,pick}', 15);

-- The server itself supports a FULL JOIN only with an equality.
select test.error($$select pgtrickle.create_stream_table('refused', 'select a.k from a full join b on a.k > b.k', refresh_mode => 'DIFFERENTIAL')$$);
