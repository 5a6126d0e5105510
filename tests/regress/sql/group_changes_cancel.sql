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

-- The same of outer joins whose partners are computed: rows of each side that the changes take back leave no trace.
create table l (id int primary key, k int);
create table n (id int primary key);
create table r (k int);
insert into l values (7, 3), (10, 1), (2, 0), (6, null);
insert into n values (0), (3), (2);
insert into r values (2), (0), (1), (2), (0), (1), (null), (null);
set client_min_messages = error;
select in_modes('partners', $$
    select r.k, l.id from r right join l on r.k = l.k or (l.id, r.k) not in (select n.id, n.id from n)$$);
select in_modes('without', $$
    select l.id from l where not exists (select from r where r.k = l.k or (l.id, r.k) not in (select n.id, n.id from n))$$);
reset client_min_messages;
create function check_joins() returns setof text language plpgsql as $$
declare name text;
begin
    foreach name in array array['partners', 'without'] loop
        return next test.refresh(name || '_di');
        return next test.check(name || '_im');
        return next test.check(name || '_on');
    end loop;
end $$;
merge into l using (values (0), (1), (2)) as s (k) on l.id = s.k
    when matched then update set k = s.k + 1 when not matched then insert values (s.k, s.k);
select check_joins();
delete from n where id in (2, 3);
insert into n values (1), (7);
update l set k = id where id < 7;
select check_joins();
insert into r values (7), (null);
delete from r where k = 2;
update n set id = id + 1 where id = 7;
select check_joins();
truncate n;
update l set k = 1;
select check_joins();
