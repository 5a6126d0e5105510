-- Mode ON COMMIT: creation, refusals, alteration in every direction, DDL in transactions that have written, partitions and foreign keys.
create table a (id int primary key, k int, v int);
create table b (id int primary key, k int);
insert into a values (1, 1, 10), (2, 2, 20);
insert into b values (1, 1);
create view verdicts as
    select pgt_name as name, refresh_mode, schedule, test.check(format('%I.%I', pgt_schema, pgt_name)) as verdict
    from pgtrickle.pgt_stream_tables order by 1;
select pgtrickle.create_stream_table('one', 'select k, sum(v) as s from a group by k', schedule => null, refresh_mode => 'on commit');
select pgtrickle.create_stream_table('two', 'select a.id, b.id as b from a join b using (k)', refresh_mode => 'ON COMMIT', initialize => false);
insert into a values (3, 3, 30);
select pgtrickle.refresh_stream_table('two');
insert into a values (4, 1, 40);
select * from verdicts;
select need, cdc_mode, columns_used from pgtrickle.pgt_dependencies where source_relid = 'a'::regclass order by pgt_id;
select relname from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace;
select property, value from pgtrickle.explain_st('one') where property in ('refresh_mode', 'dvm_supported', 'upkeep_lock', 'sources');
select test.error($$select pgtrickle.create_stream_table('no', 'select id, random() from a', refresh_mode => 'ON COMMIT')$$);
select test.error($$select pgtrickle.create_stream_table('no', 'select * from a', refresh_mode => 'COMMIT')$$);
select test.error($$select pgtrickle.alter_stream_table('one', status => 'PAUSED')$$);
select test.error($$select pgtrickle.alter_stream_table('one', status => 'SUSPENDED')$$);

-- From each mode to each other, between the changes of transactions and within them.
create procedure switch(target text, number int) language plpgsql as $$
begin
    insert into public.a values (number, number % 3, number);
    perform pgtrickle.alter_stream_table('public.one', refresh_mode => target);
    insert into public.a values (number + 1, number % 3, number);
    commit;
    update public.a set v = v + 1 where id = 1;
    perform pgtrickle.refresh_stream_table('public.one') where target in ('DIFFERENTIAL', 'FULL', 'AUTO');
    commit;
    if test.check('public.one') <> 'equal' then raise warning '%: %', target, test.check('public.one'); end if;
end
$$;
create procedure switch_all() language plpgsql as $$
declare
    source text;
    target text;
    number int := 100;
begin
    foreach source in array '{DIFFERENTIAL,FULL,AUTO,IMMEDIATE,ON COMMIT}'::text[] loop
        foreach target in array '{DIFFERENTIAL,FULL,AUTO,IMMEDIATE,ON COMMIT}'::text[] loop
            call switch(source, number);
            call switch(target, number + 2);
            number := number + 4;
        end loop;
    end loop;
end
$$;
call switch_all();
select * from verdicts;

-- Alterations that are rolled back.
begin;
insert into a values (500, 1, 1);
savepoint one;
select pgtrickle.alter_stream_table('one', refresh_mode => 'IMMEDIATE');
insert into a values (501, 1, 1);
rollback to one;
insert into a values (502, 1, 1);
commit;
select * from verdicts;
begin;
insert into a values (510, 1, 1);
select pgtrickle.create_stream_table('three', 'select k, count(*) as n from a group by k', refresh_mode => 'ON COMMIT');
insert into a values (511, 1, 1);
select pgtrickle.drop_stream_table('one');
insert into a values (512, 1, 1);
rollback;
select * from verdicts;
begin;
insert into a values (510, 1, 1);
select pgtrickle.create_stream_table('three', 'select k, count(*) as n from a group by k', refresh_mode => 'ON COMMIT');
insert into a values (511, 1, 1);
select pgtrickle.drop_stream_table('two');
commit;
select * from verdicts;

-- Commands that alter the source of rows that are not applied yet.
begin;
insert into a values (600, 1, 1);
alter table a add column extra text default 'old';
insert into a values (601, 1, 1, 'new');
commit;
begin;
update a set extra = repeat(md5(id::text), 300);
alter table a alter column k set not null;
alter table a add column late int;
savepoint one;
alter table a alter column late type bigint;
update a set v = v + 1, late = 3;
rollback to one;
update a set v = v + 1 where id < 10;
alter table a drop column extra;
insert into a values (602, 1, 1);
commit;
select * from verdicts;
begin isolation level repeatable read;
insert into a values (603, 1, 1);
create index on a (v);
alter table a rename column late to later;
insert into a values (604, 1, 1);
commit;
select * from verdicts;
drop table a cascade;
select * from verdicts;

-- Partitions, and rows that foreign keys delete.
create table p (id int, k int, v int) partition by range (k);
create table p1 partition of p for values from (0) to (10);
create table p2 (v int, k int, id int);
alter table p attach partition p2 for values from (10) to (20);
create table parent (id int primary key);
create table child (id int primary key, parent int references parent on delete cascade);
call test.create('parts', 'select k / 10 as part, count(*) as n, sum(v) as s from p group by 1', 'ON COMMIT');
call test.create('family', 'select parent.id, count(child.id) as n from parent left join child on child.parent = parent.id group by 1', 'ON COMMIT');
begin;
insert into p select i, i % 20, i from generate_series(1, 100) as i;
update p set k = 19 - k;
delete from p1 where id < 20;
insert into p2 values (5, 15, 1000);
copy p from stdin;
1	1	1
2	12	2
\.
commit;
begin;
insert into p values (2000, 5, 5), (2001, 15, 5);
alter table p detach partition p2;
insert into p values (2002, 5, 5);
truncate p1;
insert into p values (2003, 5, 5);
commit;
select * from verdicts;
begin;
insert into p values (2004, 5, 5);
alter table p attach partition p2 for values from (10) to (20);
drop table p1;
commit;
begin;
insert into parent select generate_series(1, 10);
insert into child select i, i % 10 + 1 from generate_series(1, 30) as i;
delete from parent where id % 2 = 0;
merge into child using (values (1, 3), (100, 5)) as new (id, parent) on child.id = new.id
    when matched then update set parent = new.parent when not matched then insert values (new.id, new.parent);
with gone as (delete from child where id < 5 returning *) insert into child select id + 1000, parent from gone;
insert into child values (100, 7) on conflict (id) do update set parent = excluded.parent;
commit;
select * from verdicts;
select * from family order by id;
