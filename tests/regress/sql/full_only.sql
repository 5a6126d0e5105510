-- What is not maintained incrementally yet: AUTO takes FULL and says why, FULL works, DIFFERENTIAL refuses with advice.
create table a (id int primary key, k int, n int, j jsonb);
create table b (id int primary key, k int, x text);
call test.fill('{a,b}');
create table queries (name text, query text);
insert into queries values
    ('limit_without_order', 'select count(*) as c from (select id from a limit 3) as t'),
    ('constant', 'select 1 as one, ''x'' as x'),
    ('values_list', 'values (1, ''a''), (2, ''b'')'),
    ('catalog', 'select count(*) > 0 as some from pg_class');
create table outcomes (name text, differential text, automatic text);
-- Notices carry the reason; here only that they come.
set client_min_messages = error;
do $$
declare
    q record;
    refusal text;
begin
    for q in select * from queries loop
        select string_agg(line, E'\n') into refusal
        from test.error(format('select pgtrickle.create_stream_table(%L, %L, refresh_mode => ''DIFFERENTIAL'')', q.name || '_d', q.query)) as line;
        perform pgtrickle.create_stream_table(q.name, q.query);
        insert into outcomes values (q.name, refusal, (select refresh_mode from pgtrickle.pgt_stream_tables where pgt_name = q.name));
    end loop;
end
$$;
reset client_min_messages;
select name, automatic, differential from outcomes;
insert into a values (100, 1, 2, '[1, 2]'), (101, 3, 9, '{"a": 5}');
delete from b where id < 4;
update b set k = 1 where id = 6;
update a set n = n + 1 where k = 1;
select pgt_name, test.refresh(pgt_name) from pgtrickle.pgt_stream_tables order by pgt_id;
-- The reason is on record.
select pgt_name, (select downgrade_reason from pgtrickle.explain_refresh_mode(pgt_name)) is not null as says_why
from pgtrickle.pgt_stream_tables where refresh_mode = 'FULL' order by pgt_id;
