-- Changes of which some take each other away: the groups that they touch are those that are replaced, no more and no less, however the
-- rows of the groups are looked for.
create table a (id int primary key, g int, j int);
create table b (id int, k int);
create table c (j int);
insert into a values (4, 1, 1), (2, 1, 5), (3, 2, 6);
insert into b values (1, 1), (2, 4), (3, null);
insert into c values (1), (2), (1), (7);
create function in_modes(name text, query text) returns setof text language sql as $$
    select pgtrickle.create_stream_table(name || '_' || lower(left(mode, 2)), query, refresh_mode => mode)::text
    from unnest(array['DIFFERENTIAL', 'IMMEDIATE', 'ON COMMIT']) mode
$$;
set client_min_messages = error;
-- grouping sets over an outer join, an aggregate that is recomputed beside one with a subquery in FILTER
select in_modes('sets', $$
    select a.g, grouping(a.g) as s, count(*) filter (where a.id in (select k from b)) as n, array_agg(a.id order by a.id) as ids
    from a right join c using (j) group by cube (a.g)$$);
-- the same of windows: partitions in the place of groups
select in_modes('windows', $$
    select a.g, c.j, count(*) filter (where a.id in (select k from b)) over (partition by a.g) as n,
           rank() over (partition by a.g order by c.j) as place
    from a right join c using (j)$$);
-- two subqueries over the same table, an outer join on each side
select in_modes('both', $$
    select a.g, array_agg(c.j order by c.j) filter (where a.id in (select k from b) or c.j not in (select k from b)) as js
    from c full join a using (j) left join b on b.id = a.g group by a.g$$);
reset client_min_messages;
create function check_all() returns setof text language plpgsql as $$
declare name text;
begin
    foreach name in array array['sets', 'windows', 'both'] loop
        return next test.refresh(name || '_di');
        return next test.check(name || '_im');
        return next test.check(name || '_on');
    end loop;
end $$;
delete from b where id in (1, 2);
select check_all();
insert into b values (4, 4), (5, 2), (6, 2);
select check_all();
delete from b where k is null;
select check_all();
update a set g = null where id = 2;
insert into b values (7, null), (8, 3);
delete from c where j = 7;
select check_all();
truncate b;
select check_all();
insert into b select * from (values (1, 1), (2, null)) v;
update a set j = 7;
select check_all();
