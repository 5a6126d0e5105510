-- From any query to any other, in any mode, with changes before and after, some of it rolled back.
create table a (id int primary key, g int, v int, t text);
create table b (id int primary key, g int, w numeric);
insert into a select i, i % 5, i % 7, 'n' || i % 3 from generate_series(1, 40) i;
insert into a select 100 + i, null, null, null from generate_series(1, 3) i;
insert into b select i, i % 6, i / 2.0 from generate_series(1, 20) i;
create table queries (id serial primary key, query text, shape int);
insert into queries (query) values
    ('select id, g, v from a'),
    ('select id, g as grp, v from a'),
    ('select g, v from a'),
    ('select v as g, g as v from a where v > 2'),
    ('select g, count(*) as n, sum(v) as s from a group by g'),
    ('select g, count(*) as n, sum(v) as s, max(t) as m from a group by g'),
    ('select g, count(*) as number, sum(v) as s from a group by g'),
    ('select g::text as g, count(*)::numeric as n from a group by g having count(*) > 2'),
    ('select distinct g, t from a'),
    ('select a.id, a.g, b.w from a join b on a.g = b.g'),
    ('select a.id, a.g, b.w as v from a left join b on a.id = b.id'),
    ('select coalesce(a.g, b.g) as g, a.v, b.w from a full join b using (id)'),
    ('select g, v from a where v > (select avg(w) from b)'),
    ('select g, n from (select g, count(*) as n from a group by g) q where n > (select count(*) / 10 from b)'),
    ('select id, g, rank() over (partition by g order by v) as r from a'),
    ('select g from a union select g from b'),
    ('select g from a except all select g from b'),
    ('select count(*) as n, count(distinct g) as g from a'),
    ('select id, v from a order by v, id limit 5'),
    ('select id, g from a where exists (select from b where b.g = a.g and b.w > a.v)'),
    ('with recursive r as (select id, g from a where id < 4 union select a.id, a.g from a join r on a.g = r.g) select * from r');
-- Queries that differ in names only.
update queries set shape = case when id in (1, 2) then 1 when id in (5, 7) then 5 else id end;
create function change() returns void language plpgsql as $$
begin
    insert into a select coalesce(max(id), 0) + 1, test.below(6), nullif(test.below(8), 7), test.one_of('x', 'y', null) from a;
    insert into b select coalesce(max(id), 0) + 1, test.below(6), test.below(20) / 4.0 from b;
    update a set v = v + 1, g = nullif(test.below(6), 5) where id % 7 = test.below(7);
    update b set g = g + 1 where id % 9 = test.below(9);
    delete from a where id % 23 = test.below(23);
    delete from b where id % 19 = test.below(19);
end $$;
create table steps (number int, verdict text);
-- Where only names change, the table is as old as it was; and the transaction's own changes reach a table that stays in mode ON COMMIT when it commits.
create table latest (shape int, mode text);
insert into latest values (null, null);
create procedure step(number int) language plpgsql as $$
declare
    chosen bigint := 1 + test.below(21);
    new_query text := (select q.query from queries q where q.id = chosen);
    new_shape int := (select q.shape from queries q where q.id = chosen);
    is_new bool;
    new_mode text := test.one_of('DIFFERENTIAL', 'DIFFERENTIAL', 'FULL', 'IMMEDIATE', 'ON COMMIT', 'AUTO');
    kind text := replace(new_mode, 'AUTO', 'DIFFERENTIAL');
begin
    perform change();
    begin
        perform pgtrickle.alter_stream_table('t', query => new_query, refresh_mode => new_mode);
        is_new := not exists (select from latest l where l.mode = kind and (l.shape = new_shape or kind = 'ON COMMIT'));
        update latest l set shape = new_shape, mode = kind;
        if is_new and test.check('t') <> 'equal' then raise data_corrupted using message = format('step %s: %s %s: %s', number, new_mode, new_query, test.check('t')); end if;
        perform change();
        if test.below(4) = 0 then raise exception 'undone'; end if;
    exception when raise_exception then null;
    end;
    commit;
    perform change();
    commit;
    perform pgtrickle.refresh_stream_table('t');
    insert into steps values (number, test.check('t'));
    if test.check('t') <> 'equal' then raise data_corrupted using message = format('step %s: %s %s: %s', number, new_mode, new_query, test.check('t')); end if;
    commit;
end $$;
select setseed(0.5);
set client_min_messages = error;
select pgtrickle.create_stream_table('t', 'select id, g, v from a');
\o /dev/null
select format('call step(%s)', i) from generate_series(1, 60) i \gexec
\o
select verdict, count(*) from steps group by verdict;
reset client_min_messages;
select count(*) from pg_class where relnamespace = 'pgtrickle_definitions'::regnamespace;
