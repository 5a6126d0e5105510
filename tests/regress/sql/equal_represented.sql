-- Equal values that look different: one of the rows that are there represents them, the same one whatever changes led to it. So a comparison finds no difference, and no refresh is recomputed.
create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
set client_min_messages = error;
create table t (id int primary key, k int, n numeric, f float8, s text collate nocase);
create table u (k int, n numeric, f float8, s text collate nocase);
insert into t values (1, 1, 1.0, '0', 'a'), (2, 1, 1.00, '-0', 'A'), (3, 2, 2, 'NaN', 'b'), (4, 2, null, null, null);
insert into u values (1, 1.000, 0, 'A'), (1, 2.0, '-0', 'B'), (2, 1, 1, 'a');
select pgtrickle.create_stream_table('by_distinct', 'select distinct n, f from t', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('by_union', 'select n, f from t union select n, f from u', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('by_intersect', 'select n, s from t intersect select n, s from u', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('by_except', 'select s, f from t except select s, f from u', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('by_except_all', 'select n from t except all select n from u', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('by_groups', 'select n, s, count(*) as c from t group by n, s', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('below', 'select q.n, q.f, u.k from (select n, f from t union select n, f from u) as q left join u on u.n = q.n', refresh_mode => 'DIFFERENTIAL') \g /dev/null
select pgtrickle.create_stream_table('twice', 'select n, count(*) as c from (select distinct n, f from t union all select n, f from u) as q group by n', refresh_mode => 'DIFFERENTIAL') \g /dev/null
reset client_min_messages;
create table others as select name from unnest('{by_distinct,by_union,by_intersect,by_except,by_except_all,by_groups,below,twice}'::text[]) as name;
create procedure changes(rounds int) language plpgsql as $$
declare
    one text;
    ways text[] := '{}';
    wrong text := '';
begin
    perform setseed(0.25);
    for round in 1..rounds loop
        insert into t select coalesce(max(id), 0) + 1, test.below(3), test.one_of('1', '1.0', '1.000', '2', '2.00', '0', '0.0')::numeric, test.one_of('0', '-0', '1')::float8, test.one_of('a', 'A', 'b', 'B') from t;
        insert into u select test.below(3), test.one_of('1', '1.00', '2.0', '0.00')::numeric, test.one_of('0', '-0', '1')::float8, test.one_of('a', 'A', 'b', 'B');
        if random() < 0.6 then delete from t where id % 7 = test.below(7); end if;
        if random() < 0.6 then delete from u where ctid in (select ctid from u order by random() limit 2); end if;
        if random() < 0.5 then update t set n = n + 0.00, f = -f where k = test.below(3); end if;
        if random() < 0.5 then update u set s = upper(s), f = -f where k = test.below(3); end if;
        for one in select name from others loop
            ways := ways || test.refresh(one, 'equality');
            wrong := wrong || coalesce((select string_agg(format('%s, round %s: %s; ', one, round, v), '') from pgtrickle.verify_stream_table(one) as v), '');
        end loop;
    end loop;
    raise notice 'wrong: "%", refreshes: %', wrong, (select string_agg(distinct way, ' and ' order by way) from unnest(ways) as way where way not like 'NO_DATA%');
end
$$;
call changes(30);
