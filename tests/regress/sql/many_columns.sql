-- Queries with as many columns as a table can have, and more.
set client_min_messages = error;
create table narrow (id int primary key, v int);
insert into narrow values (1, 1), (2, 2);
create function columns_of(n int) returns text language sql as $$ select string_agg(format('v + %s as c%s', i, i), ', ' order by i) from generate_series(1, n) as i $$;
create procedure wide(name text, n int, mode text) language plpgsql as $$ begin
    perform pgtrickle.create_stream_table(name, format('select id, %s from narrow', columns_of(n - 1)), refresh_mode => mode);
end $$;
-- More than a query of the server may have; more than a table: what is refused leaves nothing.
select test.error($$ call wide('wide', 1700, 'DIFFERENTIAL') $$);
select test.error($$ call wide('wide', 1600, 'DIFFERENTIAL') $$);
select test.error($$ call wide('wide', 1600, 'AUTO') $$);
select test.error($$ call wide('wide', 1600, 'FULL') $$);
select test.error($$ call wide('wide', 1600, 'IMMEDIATE') $$);
select to_regclass('wide') is null as is_none, count(*) from pgtrickle.pgt_stream_tables;
-- Other limits of the server have the same code.
select test.error($$ select pgtrickle.create_stream_table('cubes', format('select %s, count(*) as n from (select %s from narrow) q group by cube (%1$s)',
    (select string_agg('d' || i, ', ') from generate_series(1, 13) as i), (select string_agg('v + ' || i || ' as d' || i, ', ') from generate_series(1, 13) as i))) $$);
select test.error($$ select pgtrickle.create_stream_table('indexed', format('select id, %s from narrow', columns_of(40)),
    indexes => format('{"(%s)"}', (select string_agg('c' || i, ', ') from generate_series(1, 40) as i))::text[]) $$);
-- Fewer are maintained.
call wide('wide', 1597, 'DIFFERENTIAL');
insert into narrow values (3, 3);
update narrow set v = 5 where id = 1;
select pgtrickle.refresh_stream_table('wide');
select count(*), sum(c1596) from wide;
select test.error($$ select pgtrickle.alter_stream_table('wide', query => format('select id, %s from narrow', columns_of(1599))) $$);
select count(*), sum(c1596) from wide;
delete from narrow where id = 2;
select pgtrickle.refresh_stream_table('wide');
select count(*), sum(c1596) from wide;
