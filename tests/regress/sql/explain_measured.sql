-- What a refresh of the pending changes does, stage by stage; it is rolled back.
create table a (id int primary key, k int, n int);
insert into a select g, g % 3, g from generate_series(1, 60) as g;
call test.create('t', 'select k, count(distinct n) as c from a group by k');
create function measured(name text, format text default 'text') returns table (property text, value text) language sql as $$
    select property, regexp_replace(split_part(value, E'\n', 1), '\d+\.\d+ ms', '(time) ms')
    from pgtrickle.explain_st(name, true, format) where property like 'measured%' and property not like '% plan'
$$;
select * from measured('t');
insert into a values (100, 1, 100), (101, 2, 101);
update a set n = null where id = 5;
select * from measured('t');
select property, value ~ 'actual time' as measured, value ~ 'Merge on|CTE' as changes from pgtrickle.explain_st('t', with_analyze => true) where property ~ '^measured.* plan$';
select jsonb_typeof(value::jsonb) from pgtrickle.explain_st('t', true, 'json') where property = 'measured t plan';
select value ~ '<Plan>' from pgtrickle.explain_st('t', true, 'xml') where property = 'measured t plan';
select count(*) from pgtrickle.pgt_refresh_history where action <> 'FULL';
select test.refresh('t');
select * from measured('t');
-- What cannot be measured, and what fails.
select test.error($$ select * from pgtrickle.explain_st('t', true, 'pdf') $$);
select test.error($$ select * from pgtrickle.explain_st('t', false, 'pdf') $$);
select test.error($$ select * from pgtrickle.explain_st('nix', true) $$);
select pgtrickle.create_stream_table('f', 'select k, n from a', refresh_mode => 'FULL');
select * from measured('f');
select pgtrickle.alter_stream_table('t', status => 'SUSPENDED');
select * from measured('t');
select pgtrickle.resume_stream_table('t');
call test.create('q', 'select id, 1 / n as x from a');
insert into a values (200, 1, 0);
select test.error($$ select * from pgtrickle.explain_st('q', true) $$);
delete from a where id = 200;
select test.refresh('q');
