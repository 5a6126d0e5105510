-- Outer joins over outer joins, on either side, and subqueries in their conditions: each lowers its sides once.
set client_min_messages = error;
create table a (id int primary key, k int, v int);
create table b (id int primary key, k int, v int);
create table c (k int, v int);
call test.fill('{a,b,c}');
create function table_no(i int) returns text language sql as $$ select (array['a', 'b', 'c'])[i % 3 + 1] $$;

-- ((t1 join t2) join t3) ..., t1 join (t2 join (t3 ...))
create function chain(n int, variadic kinds text[]) returns text language plpgsql as $$
declare
    joins text := 'a t0';
begin
    for i in 1 .. n loop
        joins := format('(%s %s join %s t%s on t%s.k = t%s.v)', joins, kinds[i % cardinality(kinds) + 1], table_no(i), i, i - 1, i);
    end loop;
    return format('select t0.v as first, t%s.k as last, t%s.v as middle from %s', n, n / 2, joins);
end $$;
create function nested(n int, variadic kinds text[]) returns text language plpgsql as $$
declare
    joins text := format('%s t%s', table_no(n), n);
begin
    for i in reverse n - 1 .. 0 loop
        joins := format('(%s t%s %s join %s on t%s.k = t%s.v)', table_no(i), i, kinds[i % cardinality(kinds) + 1], joins, i, i + 1);
    end loop;
    return format('select t0.v as first, t%s.k as last, t%s.v as middle from %s', n, n / 2, joins);
end $$;
select pgtrickle.create_stream_table('rights', chain(8, 'right'), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('lefts', nested(8, 'left'), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('all_kinds', chain(6, 'right', 'full', 'left', ''), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('nested_kinds', nested(6, 'left', '', 'full', 'right'), refresh_mode => 'IMMEDIATE');

-- conditions without an equality, over subqueries
select pgtrickle.create_stream_table('conditions', $$
    select t1.v, t3.k from a t1 join b t2 on t1.k = t2.id and (t1.id, t2.k) not in (select id, k from b)
    right join b t3 on t2.v = t3.v or ((t2.k is not null or t3.v in (select t4.v from b t4 where t2.k is not null)) and t3.k is not null)
    except all select t7.v, t7.id from c t5 right join a t6 on t5.k = t6.id right join a t7 on t6.k = t7.id where t5.v is null $$,
    refresh_mode => 'DIFFERENTIAL');

-- below a recursion, whose iterate has no name outside of it
select pgtrickle.create_stream_table('reached', $$
    with recursive r(id) as (
        select id from b where k = 0 union select coalesce(t2.id, t1.id) from r join a t1 on t1.k = r.id left join b t2 on t2.k = t1.id)
    select * from r $$, refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('reached_bag', $$
    with recursive r(id) as (
        select id from b where k = 0 union all
        select coalesce(t2.id, t1.id) from r join a t1 on t1.k = r.id left join b t2 on t2.k = t1.id
        where t1.id > r.id and coalesce(t2.id, t1.id) > r.id)
    select * from r $$, refresh_mode => 'DIFFERENTIAL');
call test.rounds('{rights,lefts,all_kinds,nested_kinds,conditions,reached,reached_bag}', '{a,b,c}', 6);
