-- The columns that a subquery reads of the row around it are all of its columns: a join compares some expressions of one side with the whole row
-- of the other. Changes restrict both sides.
create table t1 (id int primary key, k int);
create table t6 (p int, h char(4), k int);
insert into t1 values (1, 3), (11, 2), (6, 3), (17, null), (2, 1), (3, 2);
insert into t6 values (1, 'b', 0), (1, 'b', 2), (null, 'a', 1), (null, '', 2), (1, 'b', 0), (null, 'b', 1), (null, '', null), (1, 'a', 3), (null, 'c', 3);
call test.create('limited', $$
    select r1.id as c0, r1.k as c1, count(*) as c2
    from t1 as r1
    join lateral (select 3 as o0, r3.k as o1
                  from t6 as r3
                  where r3.k = r1.k + 1 and r3.p is null
                    and r3.k = all (select r1.id from t6 as r4 left join lateral string_to_table('A', null) as r5(e) on true where r4.k = r1.k and r4.h = null::char(4))
                  order by 1, 2 limit 1) as r2 (l0, l1) on true
    where r2.l1 = r2.l1 and r1.k <> r2.l1
    group by r1.id, r1.k
    having count(*) > 0 and exists (select r6.id from t1 as r6)
$$);
call test.create('all_of', $$
    select r1.id, r2.l1
    from t1 as r1
    join lateral (select r3.k as l1 from t6 as r3 where r3.k = r1.k + 1 and r3.k <> all (select r1.id from t6 as r4 where r4.k = r1.k)
                  order by 1 limit 1) as r2 on true
$$);
call test.rounds('{limited, all_of}', '{t1, t6}', 6);
