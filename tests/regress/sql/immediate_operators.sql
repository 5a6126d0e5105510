-- IMMEDIATE maintains what DIFFERENTIAL maintains: windows, limits, grouping sets, subqueries, functions in FROM, recursion; compared
-- after every statement.
set client_min_messages = error;
create table a (id int primary key, k int, n int);
create table b (id int primary key, k int, n int);
insert into a select i, i % 5, i % 7 from generate_series(1, 40) as i;
insert into b select i, i % 5, i % 3 from generate_series(1, 30) as i;
call test.create('first_rows', 'select id, n from a order by n desc, id limit 5', 'IMMEDIATE');
call test.create('first_of_each', 'select distinct on (k) k, id, n from a order by k, n desc, id', 'IMMEDIATE');
call test.create('windows', 'select id, k, row_number() over (partition by k order by n, id) as place, sum(n) over (partition by k order by id) as s from a', 'IMMEDIATE');
call test.create('groups_of_windows', 'select k, max(place) as m from (select k, row_number() over (partition by k order by n, id) as place from a) as x group by k', 'IMMEDIATE');
call test.create('sets', 'select k, n, count(*) as c, sum(id) as s from a group by rollup (k, n)', 'IMMEDIATE');
call test.create('existing', 'select id from a where exists (select from b where b.k = a.k and b.n = a.n)', 'IMMEDIATE');
call test.create('not_among', 'select id from a where n not in (select n from b where n is not null and b.id > 20)', 'IMMEDIATE');
call test.create('latest', 'select a.id, l.id as of_b from a, lateral (select b.id from b where b.k = a.k order by b.n desc, b.id limit 2) as l', 'IMMEDIATE');
call test.create('counted', 'select id, (select count(*) from b where b.k = a.k) as c, n > (select avg(n) from b) as is_greater from a', 'IMMEDIATE');
call test.create('series', 'select id, g from a, generate_series(1, n) as g', 'IMMEDIATE');
call test.create('tree', 'with recursive r as (select id, k from a where id <= 2 union all select a.id, a.k from a join r on a.id = r.id * 3) select id, k from r', 'IMMEDIATE');
call test.create('grouped', 'select k, count(*) as c, sum(n) as s, min(n) as least from a group by k', 'IMMEDIATE');
call test.create('full_joined', 'select a.id, b.id as of_b from a full join b on a.n = b.n and a.k = b.k', 'IMMEDIATE');

-- The first stream table that differs from its query, and how.
create function different() returns text language sql as $$
    select min(pgt_name || ': ' || verdict) from (select pgt_name, test.check(pgt_name) as verdict from pgtrickle.pgt_stream_tables) as checked
    where verdict <> 'equal'
$$;
create procedure change(round int) language plpgsql as $$
begin
    case test.below(9)
        when 0 then insert into a select 1000 + round * 10 + i, test.below(5), test.below(7) from generate_series(1, 1 + test.below(4)) as i;
        when 1 then delete from a where random() < 0.1;
        when 2 then update a set n = test.below(7) where random() < 0.2;
        when 3 then insert into b select 1000 + round * 10 + i, test.below(5), test.below(3) from generate_series(1, 1 + test.below(3)) as i;
        when 4 then delete from b where random() < 0.1;
        when 5 then update b set k = test.below(5), n = null where random() < 0.1;
        when 6 then with gone as (delete from a where random() < 0.1 returning *) insert into b select id + 100000 * round, k, n from gone;
        when 7 then update a set k = null where random() < 0.05;
        else
            begin
                update a set n = n + 1;
                raise exception 'undone';
            exception when raise_exception then null;
            end;
    end case;
end
$$;
do $$
begin
    perform setseed(0.4);
    for round in 1 .. 60 loop
        call change(round);
        if different() is not null then
            raise exception 'round %: %', round, different();
        end if;
    end loop;
end
$$;
truncate a;
select different();
insert into a values (1, 1, 1), (2, 1, 1), (3, 2, null);
select different();
