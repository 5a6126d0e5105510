-- WITH TIES, and ties that a query leaves open: any answer is right that PostgreSQL may give, and refreshes keep to one of them.
create table a (id int primary key, k int, n int, x text, p numeric);
call test.fill('{a}', 20);
call test.create('ties', 'select id, k from a order by k fetch first 3 rows with ties');
call test.create('ties_of_two', 'select id, k, n from a order by k desc nulls last, n fetch first 2 rows with ties');
call test.create('ties_after', 'select id, k from a order by k, id offset 4 fetch first 3 rows with ties');
call test.create('no_ties', 'select id, k from a order by k fetch first 0 rows with ties');
call test.create('ties_of_all', 'select id, k from a order by k fetch first 100 rows with ties');
call test.create('ties_of_groups', 'select k, count(*) as c from a group by k order by count(*) desc fetch first 2 rows with ties');
call test.create('ties_of_copies', 'select x from a order by x fetch first 4 rows with ties');
call test.create('ties_of_numbers', 'select id, p from a order by p fetch first 5 rows with ties');
call test.create('ties_inside', 'select k, count(*) as c from (select k, n from a order by n fetch first 4 rows with ties) as t group by k');
call test.rounds('{ties,ties_of_two,ties_after,no_ties,ties_of_all,ties_of_groups,ties_of_copies,ties_of_numbers,ties_inside}', '{a}', 20);

-- What a query leaves open: as many rows as it gives, each a row of the table, none before a row that is left out.
create table bag (k int, n numeric, x text, j json);
create function test.is_some_answer(stored text, source text, columns text, by text, kept int) returns text language plpgsql as $$
declare
    strange bigint;
    total bigint;
    due bigint;
    out_of_order bigint;
begin
    execute format('select count(*) from (select (%1$s)::text from %2$s except all select (%1$s)::text from %3$s) as d', columns, stored, source) into strange;
    execute format('select count(*) from %s', stored) into total;
    execute format('select least(count(*), %s) from %s', kept, source) into due;
    execute format('select count(*) from %1$s as s where (%3$s) > all (select %3$s from (select (%4$s)::text, %3$s from %2$s except all select (%4$s)::text, %3$s from %1$s) as l (row, %3$s))
                    and exists (select from (select (%4$s)::text, %3$s from %2$s except all select (%4$s)::text, %3$s from %1$s) as l)', stored, source, by, columns) into out_of_order;
    return format('%s strange, %s missing, %s out of order', strange, due - total, out_of_order);
end
$$;
insert into bag select i % 3, (i % 4)::text::numeric, chr(97 + i % 5), '{"a": 1}' from generate_series(1, 30) as i;
insert into bag select 1, 1.00, 'a', '{"a":  1}' from generate_series(1, 3);
insert into bag select 1, 1.0, 'a', '{"a": 1}' from generate_series(1, 3);
select pgtrickle.create_stream_table('open', 'select k, n, x, j from bag order by k limit 14', refresh_mode => 'DIFFERENTIAL');
select test.is_some_answer('open', 'bag', 'k, n, x, j', 'k', 14);
create procedure test.rounds_of_bag(rounds int) language plpgsql as $$
declare
    answer text;
begin
    perform setseed(0.5);
    for round in 1..rounds loop
        delete from bag where ctid in (select ctid from bag order by random() limit (random() * 6)::int);
        insert into bag select (random() * 2)::int, (random() * 2)::int::text::numeric(10, 2), chr(97 + (random() * 3)::int), '{"a": 1}' from generate_series(1, (random() * 6)::int);
        insert into bag select (random() * 2)::int, (random() * 2)::int, chr(97 + (random() * 3)::int), '{"a":  1}' from generate_series(1, (random() * 3)::int);
        update bag set n = n + 0.0 where ctid in (select ctid from bag order by random() limit 2);
        perform pgtrickle.refresh_stream_table('open');
        answer := test.is_some_answer('open', 'bag', 'k, n, x, j', 'k', 14);
        if answer <> '0 strange, 0 missing, 0 out of order' then
            raise exception 'round %: %', round, answer;
        end if;
        commit;
    end loop;
end
$$;
call test.rounds_of_bag(25);
-- Nothing was recomputed on the way.
select distinct action from pgtrickle.pgt_refresh_history where action <> 'NO_DATA' and initiated_by <> 'INITIAL' and pgt_id = (select pgt_id from pgtrickle.pgt_stream_tables where pgt_name = 'open');
-- Untouched rows stay: a change behind the limit changes nothing.
insert into bag values (9, 9, 'z', '{}');
select pgtrickle.refresh_stream_table('open');
select rows_inserted, rows_deleted from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
