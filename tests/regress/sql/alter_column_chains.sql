-- Another type for a column that a chain of stream tables follows from, in each pair of modes.
create table a (id int primary key, k int, v int);
create procedure altered(below text, above text) language plpgsql as $$
begin
    insert into a select i, i % 3, i % 4 from generate_series(1, 20) as i;
    call test.create('low', 'select id, k, v from a where v > 0', below);
    call test.create('first_rows', 'select k, id, v from low order by k desc, id, v limit 5', above);
    call test.create('sums', 'select v, count(*) as n from low group by v', above);
    call test.create('both', 'select low.id, a.v from low join a on a.v = low.v and a.k = low.k', above);
    perform pgtrickle.alter_column_type('a', 'v', 'bigint');
    insert into a values (100, 1, 5000000000), (101, 2, 3);
    delete from a where id = 2;
end $$;
-- Once the transaction has ended.
create procedure refreshed() language plpgsql as $$
declare
    one text;
begin
    for one in select pgt_name from pgtrickle.pgt_stream_tables where refresh_mode not in ('IMMEDIATE', 'ON COMMIT') order by pgt_id loop
        perform pgtrickle.refresh_stream_table(one);
    end loop;
end $$;
create view verdicts as select string_agg(test.check(pgt_name), ' ' order by pgt_id) from pgtrickle.pgt_stream_tables;
create procedure undone() language plpgsql as $$
begin
    perform pgtrickle.drop_stream_table('low', true);
    delete from a;
    alter table a alter v type int;
end $$;
call altered('DIFFERENTIAL', 'DIFFERENTIAL'); call refreshed(); table verdicts; call undone();
call altered('DIFFERENTIAL', 'IMMEDIATE'); call refreshed(); table verdicts; call undone();
call altered('DIFFERENTIAL', 'ON COMMIT'); call refreshed(); table verdicts; call undone();
call altered('IMMEDIATE', 'DIFFERENTIAL'); call refreshed(); table verdicts; call undone();
call altered('IMMEDIATE', 'IMMEDIATE'); call refreshed(); table verdicts; call undone();
call altered('IMMEDIATE', 'ON COMMIT'); call refreshed(); table verdicts; call undone();
call altered('ON COMMIT', 'DIFFERENTIAL'); call refreshed(); table verdicts; call undone();
call altered('ON COMMIT', 'IMMEDIATE'); call refreshed(); table verdicts; call undone();
call altered('ON COMMIT', 'ON COMMIT'); call refreshed(); table verdicts; call undone();
call altered('FULL', 'DIFFERENTIAL'); call refreshed(); table verdicts; call undone();
call altered('FULL', 'IMMEDIATE'); call refreshed(); table verdicts; call undone();
call altered('FULL', 'ON COMMIT'); call refreshed(); table verdicts; call undone();
