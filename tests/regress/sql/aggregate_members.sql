-- Aggregates that are computed from the rows of their groups, where these are joined: the rows of large groups are kept in a state.
create table fact (id int primary key, dim int, x int, t text, n numeric, d date);
create table dim (id int primary key, category text, region int not null);
create table post (id int primary key, tags text[], title text);
call test.fill('{fact,dim,post}');
call test.create('lists', $$
    select d.category, string_agg(f.t, ',' order by f.t, f.id) as s, array_agg(distinct f.x order by f.x) as xs, jsonb_agg(f.n order by f.id) as ns,
           jsonb_object_agg(f.id, f.t) as o, count(*) as rows
    from fact f join dim d on d.id = f.dim group by d.category
$$);
call test.create('ranks', $$
    select d.category, d.region, percentile_cont(0.5) within group (order by f.x) as median, percentile_disc(0.9) within group (order by f.n) as high,
           mode() within group (order by f.t) as most, rank(2) within group (order by f.x) as r
    from fact f left join dim d on d.id = f.dim group by d.category, d.region
$$, compare_by => 'equality');
call test.create('extremes', $$
    select d.category, min(f.x) as lo, max(f.x) as hi, max(f.t) filter (where f.x > 1) as t, min(f.d) as first, count(*) as rows, sum(f.x) as total
    from fact f join dim d on d.id = f.dim group by d.category
$$);
call test.create('by_region', 'select d.region, max(f.x) as hi, sum(f.n) as s from fact f join dim d on d.id = f.dim group by d.region');
call test.create('by_both', 'select d.category, d.region, max(f.x) as hi, min(f.t) as lo from fact f join dim d on d.id = f.dim group by d.category, d.region');
call test.create('overall', 'select max(f.x) as hi, min(f.t) as lo, count(d.id) as n from fact f full join dim d on d.id = f.dim');
call test.create('under_having', $$
    select d.category, max(f.x) as hi, count(*) as n from fact f join dim d on d.id = f.dim group by d.category having max(f.x) > 2
$$);
call test.create('list_under_having', $$
    select d.category, array_agg(f.id order by f.id) as ids from fact f join dim d on d.id = f.dim group by d.category having count(*) > 2
$$);
call test.create('by_tag', 'select tag, string_agg(p.title, '','' order by p.title, p.id) as titles, max(p.id) as last from post p, unnest(p.tags) tag group by tag');
call test.create('within', 'select d.category, max(f.x) as hi from fact f join dim d on f.x between d.region and d.region + 1 group by d.category');
call test.create('below', $$
    select p.id, g.hi from post p join (select d.category, max(f.x) as hi from fact f join dim d on d.id = f.dim group by d.category) g on g.category = p.title
$$);
call test.create('with_distinct', 'select d.category, count(distinct f.x) as xs, max(f.t) as t from fact f join dim d on d.id = f.dim group by d.category');
-- The rows of one row of a table, and rows of one table, are found where they are; sets of keys would repeat the rows.
call test.create('of_dim', 'select d.id, d.category, array_agg(f.x order by f.id) as xs from fact f join dim d on d.id = f.dim group by d.id, d.category');
call test.create('of_key', 'select f.dim, max(d.region) as r, max(f.x) as hi from fact f join dim d on d.id = f.dim group by f.dim');
call test.create('of_table', 'select dim, array_agg(x order by id) as xs, max(x) as hi from fact group by dim');
call test.create('of_sets', 'select d.category, d.region, max(f.x) as hi from fact f join dim d on d.id = f.dim group by rollup (d.category, d.region)');
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p
where p.property ~ '^state \d+$' order by 1, 2;
-- The group, and of extremes the value, are indexed.
select t.pgt_name, string_agg(regexp_replace(pg_get_indexdef(i.indexrelid), '^.* USING ', ''), '; ' order by i.indexrelid) as indexes
from pgtrickle.pgt_stream_tables t, pg_class c, pg_index i
where c.relnamespace = 'pgtrickle_state'::regnamespace and c.relname ~ ('_' || t.pgt_id || '_1$') and i.indrelid = c.oid
group by t.pgt_name order by t.pgt_name;
select array_agg(pgt_name order by pgt_id) as names from pgtrickle.pgt_stream_tables where pgt_name <> 'ranks' \gset
call test.rounds(:'names', '{fact,dim,post}', 25);
call test.rounds('{ranks}', '{fact,dim}', 15, 'equality');
-- The extremum leaves, comes back, leaves twice; the group vanishes and comes again; a group changes its name; NULL as a group.
truncate fact, dim;
insert into dim values (1, 'a', 1), (2, 'b', 1), (3, null, 2), (4, 'a', 2);
insert into fact select i, 1 + i % 4, i, 't' || i, i, '2024-01-01' from generate_series(1, 40) i;
create procedure refreshed() language plpgsql as $$
declare
    name text;
    said text;
begin
    foreach name in array '{lists,extremes,by_region,by_both,overall,under_having,below,with_distinct,within}'::text[] loop
        said := test.refresh(name);
        if said not like '%, equal' then raise exception '%: %', name, said; end if;
    end loop;
end
$$;
call refreshed();
select category, lo, hi, t, rows, total from extremes order by category;
delete from fact where x = 40;
update fact set x = 1 where x = 39;
call refreshed();
select category, lo, hi, t, rows, total from extremes order by category;
delete from fact where x in (36, 38);
insert into fact values (100, 1, 40, 'z', 1.5, '2023-01-01'), (101, 3, 99, null, null, null);
call refreshed();
select category, lo, hi, t, rows, total from extremes order by category;
update dim set category = 'b' where id = 4;
delete from fact where dim = 3;
call refreshed();
select category, lo, hi, t, rows, total from extremes order by category;
update fact set x = null where x > 20;
call refreshed();
select category, lo, hi, t, rows, total from extremes order by category;
update fact set x = 5 where x is null;
insert into fact select i, 3, 5, 'again', 0, null from generate_series(200, 203) i;
delete from fact where id = 200;
call refreshed();
select category, lo, hi, t, rows, total from extremes order by category;
delete from fact;
call refreshed();
select count(*) from extremes;
select hi, lo, n from overall;
-- A full refresh makes the state again.
insert into fact select i, 1 + i % 4, i % 7, 't' || i, i, null from generate_series(1, 20) i;
select pgtrickle.refresh_stream_table('extremes', 'FULL') is not null as refreshed, test.check('extremes');
call test.rounds('{extremes,lists,by_both}', '{fact,dim}', 8);
-- In the transaction, and at its end.
call test.create('at_once', 'select d.category, max(f.x) as hi, min(f.x) as lo from fact f join dim d on d.id = f.dim group by d.category', 'IMMEDIATE');
call test.create('list_at_once', 'select d.category, array_agg(f.x order by f.x) as xs from fact f join dim d on d.id = f.dim group by d.category', 'IMMEDIATE');
insert into fact values (900, 1, 1000, 'top', 1, null);
select test.check('at_once'), test.check('list_at_once');
begin;
delete from fact where id = 900;
select test.check('at_once'), test.check('list_at_once');
savepoint s;
update dim set category = 'other';
delete from fact where x = (select max(x) from fact);
select test.check('at_once'), test.check('list_at_once');
rollback to s;
select test.check('at_once'), test.check('list_at_once');
rollback;
truncate dim;
select test.check('at_once'), test.check('list_at_once');
select count(*) from at_once;
call test.create('at_commit', 'select d.category, max(f.x) as hi, string_agg(f.t, '','' order by f.t, f.id) as ts from fact f join dim d on d.id = f.dim group by d.category', 'ON COMMIT');
begin;
insert into dim values (1, 'a', 1), (2, null, 1);
delete from fact where x = 1000;
insert into fact values (901, 2, 7, 'u', 1, null);
commit;
select test.check('at_commit'), test.check('at_once');
