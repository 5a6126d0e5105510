-- Statements grow with the number of subqueries, full joins and set operations, not by a factor for each.
create table t (id int primary key, k int, v int);
create table u (id int primary key, k int, v int);
insert into t select i, i % 4, i from generate_series(1, 8) i;
insert into u select i, i % 5, i % 3 from generate_series(1, 9) i;
create function made(name text, query text) returns setof text language sql as $$
    select pgtrickle.create_stream_table(name || '_' || lower(left(mode, 2)), query, refresh_mode => mode)::text
    from unnest(array['DIFFERENTIAL', 'IMMEDIATE']) mode
$$;
set client_min_messages = error;
select made('scalars', 'select id, ' || string_agg(format('(select max(u.v) from u where u.k = t.k + %s) as c%s', i, i), ', ') || ' from t')
from generate_series(0, 13) i;
-- of which all read the same values, and so share one state of them
select count(*) from pgtrickle.explain_st('scalars_di') where property ~ '^state \d+$' and value ~ 'distinct rows';
select made('alternatives', 'select id from t where ' || string_agg(format('exists (select from u where u.k = t.k + %s and u.v > t.v - 3)', i), ' or '))
from generate_series(0, 7) i;
select made('full_joins', 'select ' || string_agg(format('t%s.v as v%s', i, i), ', ' order by i) || ' from t t0 ' ||
    string_agg(format('full join u t%s on t%s.id = t%s.k', i, i, i - 1), ' ' order by i) filter (where i > 0))
from generate_series(0, 6) i;
select made('sets', $$((select k from u) intersect (select t.k from t left join u on t.id = u.id where t.k <> all (select u.v from u where u.id <> 3)))
    except all (select v from t where id > 4)$$);
reset client_min_messages;
create function check_all() returns setof text language plpgsql as $$
declare name text;
begin
    foreach name in array array['scalars', 'alternatives', 'full_joins', 'sets'] loop
        return next test.refresh(name || '_di');
        return next test.check(name || '_im');
    end loop;
end $$;
insert into t values (9, null, 3), (10, 1, null);
update u set k = k + 1 where id in (2, 5);
select check_all();
delete from u where id < 4;
update t set v = v - 2, k = k + 1 where id > 6;
select check_all();
begin;
update u set v = null where id = 6;
delete from t where id = 1;
rollback;
insert into u values (1, 1, 1), (2, null, 2);
delete from t where k = 2;
update u set id = id + 10 where id in (4, 5);
select check_all();
