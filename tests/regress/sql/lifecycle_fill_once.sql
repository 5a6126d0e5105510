-- An expression of a table without a key is computed once a row when the table is filled, though the row's hash reads it too.
create sequence calls;
create function counted(x int) returns int language plpgsql immutable as $$ begin perform nextval('public.calls'); return x + 1; end $$;
create table item (id int, v int);
insert into item select i, i % 3 from generate_series(1, 20) i;
select pgtrickle.create_stream_table('once', 'select counted(id) as c, v, null::text as nothing from item', refresh_mode => 'DIFFERENTIAL');
select last_value as calls from calls;
select test.check('once');
select setval('calls', 1, false);
select pgtrickle.create_stream_table('once_full', 'select counted(id) as c from item', refresh_mode => 'FULL');
select last_value as calls from calls;
select test.check('once_full');
select pgtrickle.create_stream_table('by_expression', 'select counted(v) as c, count(*) as n from item group by counted(v)', refresh_mode => 'DIFFERENTIAL');
select test.check('by_expression');
insert into item values (21, null), (21, null), (null, 5);
delete from item where id < 4;
select test.refresh('once'), test.refresh('by_expression');
