-- UNION and EXCEPT of many parts: one operator, not one over the other, whose statement would grow by a factor for each part.
create table a (k int, x text, n numeric(10, 2));
create table b (id int primary key, k int, x text, n numeric);
call test.fill('{a,b}');
create function parts(op text, n int) returns text language sql as $$
    select string_agg(format('(select k, x from %s where k is distinct from %s)', case when i % 3 = 0 then 'b' else 'a' end, i), ' ' || op || ' ' order by i)
    from generate_series(1, n) i
$$;
create function fewer(op text, n int) returns text language sql as $$
    select 'select k, x from a ' || string_agg(format('%s select k, x from b where k = %s', op, i), ' ' order by i) from generate_series(1, n) i
$$;
select pgtrickle.create_stream_table('united', parts('union', 60), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('united_now', parts('union', 12), refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('fewer', fewer('except', 20), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('fewer_all', fewer('except all', 20), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('of_distinct',
    'select distinct k, x from a union select distinct k, x from b union (select k, x from a where k = 1 union select distinct k, x from b)', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('mixed',
    'select k, x from a except select k, x from b where k = 1 union all select k, x from a union select k, x from b except all select k, x from a where k = 2', refresh_mode => 'DIFFERENTIAL');
call test.rounds('{united,united_now,fewer,fewer_all,of_distinct,mixed}', '{a,b}', 15);

-- What one level takes for equal, the next may tell apart: then each level stays.
create table c (id int primary key, w char(3), t text);
insert into c values (1, 'x', 'x'), (2, 'x', 'x ');
select pgtrickle.create_stream_table('padded', 'select w from c union select w from c union select t from c', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('scaled', 'select n from a union select n from b union select n * 1.5 from b', refresh_mode => 'DIFFERENTIAL');
call test.rounds('{padded}', '{c}', 10, 'equality');
call test.rounds('{scaled}', '{a,b}', 10, 'equality');
