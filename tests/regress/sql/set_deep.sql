-- Set operations over set operations: each lowers its parts once, so that the work does not double with each.
set client_min_messages = error;
create table a (id int primary key, k int, v int);
create table b (id int primary key, k int, v int);
create table c (k int, v int);
call test.fill('{a,b,c}');
create function table_no(i int) returns text language sql as $$ select (array['a', 'b', 'c'])[i % 3 + 1] $$;

-- set operations that are not one operator
create function parts(n int, variadic ops text[]) returns text language plpgsql as $$
declare
    chain text := 'select k from a';
begin
    for i in 1 .. n - 1 loop
        chain := format('(%s) %s select k from %s where v is distinct from %s', chain, ops[i % cardinality(ops) + 1], table_no(i), i);
    end loop;
    return chain;
end $$;
select pgtrickle.create_stream_table('common', parts(12, 'intersect'), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('common_all', parts(8, 'intersect all'), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('common_now', parts(7, 'intersect'), refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('mixed', parts(16, 'union', 'except', 'intersect', 'except all', 'union all', 'intersect all'), refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('mixed_now', parts(7, 'union all', 'intersect', 'except'), refresh_mode => 'IMMEDIATE');
call test.rounds('{common,common_all,common_now,mixed,mixed_now}', '{a,b,c}', 6);
