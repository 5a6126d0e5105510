-- Every statement that changes rows is captured.
create table a (id int primary key, k int, x text, g int generated always as (k * 2) stored);
create table b (id int, x text);
call test.create('copied', 'select * from a');
call test.create('counted', 'select k, count(*) as n, max(g) as g from a group by k');
insert into a (id, k, x) select i, i % 3, 'x' || i from generate_series(1, 10) i;
select test.refresh('copied'), test.refresh('counted');
copy a (id, k, x) from stdin;
20	1	copied
21	\N	copied
\.
select test.refresh('copied'), test.refresh('counted');
insert into a (id, k, x) values (1, 7, 'conflict'), (30, 7, 'new') on conflict (id) do update set k = excluded.k, x = a.x || '!';
insert into a (id, k, x) values (2, 0, 'ignored') on conflict do nothing;
select test.refresh('copied'), test.refresh('counted');
insert into b values (3, 'merged'), (99, 'inserted'), (4, null);
merge into a using b on a.id = b.id
    when matched and b.x is null then delete
    when matched then update set x = b.x
    when not matched then insert (id, k, x) values (b.id, 1, b.x)
    when not matched by source and a.id = 5 then delete;
select test.refresh('copied'), test.refresh('counted');
update a set k = b.id from b where a.id = b.id;
delete from a using b where a.id = b.id and b.x = 'inserted';
with gone as (delete from a where id = 6 returning *), changed as (update a set k = 0 where id = 7 returning *)
insert into a (id, k, x) select id + 500, k, x from gone union all select id + 600, k, x from changed;
select test.refresh('copied'), test.refresh('counted');
-- Triggers that change or suppress rows, updatable views, cascading foreign keys.
create function shout() returns trigger language plpgsql as $$ begin new.x := upper(new.x); return case when new.k = 13 then null else new end; end $$;
create trigger shout before insert or update on a for each row execute function shout();
create view v as select id, k, x from a where k < 5 with check option;
insert into v values (700, 1, 'quiet'), (701, 1, 'soft');
insert into a (id, k, x) values (702, 13, 'suppressed');
update v set x = 'loud' where id = 700;
delete from v where id = 701;
create table child (id int primary key, a_id int references a on delete cascade on update cascade);
insert into child values (1, 1), (2, 2), (3, 2);
call test.create('children', 'select * from child');
update a set id = 1001 where id = 1;
delete from a where id = 2;
select test.refresh('copied'), test.refresh('counted'), test.refresh('children');
select id, a_id from children;
-- Statements that change nothing leave nothing.
update a set k = k where false;
delete from a where id = -1;
select test.refresh('copied');
