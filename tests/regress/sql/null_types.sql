-- A NULL that stands for a column has the type of the column, also where a circuit of changes or a state has only the part with the NULL.
create type mood as enum ('sad', 'happy');
create table o (id int primary key, k int, t text, q numeric);
create table p (a int, b text, ok boolean, m mood, x bytea, primary key (a, b));
insert into o values (1, 1, 'a', 1.0), (2, 2, 'b', 2.5), (3, null, 'a', null), (4, 1, null, 1.00);
insert into p values (1, 'a', true, 'sad', '\x01'), (2, 'a', false, null, null), (1, 'b', null, 'happy', '\x02'), (3, 'c', true, 'sad', '\x01');
-- Groups of some columns, beside groups of all, in a window of a correlated subquery that computes with a value of the row around it.
call test.create('sets', 'select o.id from o where exists (select from (select p.a, count(distinct p.ok) filter (where p.a < o.q + 1) as c, rank() over (order by p.a) as r from p where p.b = o.t group by rollup (p.a)) as s where s.a = 1)');
call test.create('sets_joined', 'select o.id, s.m from o left join lateral (select p.m, rank() over (order by p.m) as r from p where p.b = o.t and p.a < o.q + 1 group by cube (p.m, p.ok)) as s on s.m is distinct from ''happy''');
call test.create('written', 'select o.id, s.a, s.b from o left join lateral (select null as a, count(*) over (order by p.b) as b from p where p.b = o.t and p.a < o.q + 1 union all select p.a, null from p where p.a = o.k) as s on s.a is distinct from 2');
call test.rounds('{sets,sets_joined,written}', '{o,p}', 12);
-- States at any place: also of rows of which the query does not read all columns.
create procedure make_cuts(query text) language plpgsql as $$
declare
    verdict text;
    seen text[] := '{}';
begin
    for cuts in 1..3 loop
        for seed in 0..3 loop
            perform set_config('pgt_test.cuts', cuts || ':' || seed, false);
            perform pgtrickle.create_stream_table('cut', query, refresh_mode => 'DIFFERENTIAL');
            commit;
            call test.rounds('{cut}', '{o,p}', 3, 'text', verdict);
            perform pgtrickle.drop_stream_table('cut');
            seen := seen || verdict;
        end loop;
    end loop;
    raise notice '%: %', query, (select string_agg(distinct one, '; ') from unnest(seen) as one);
end
$$;
call make_cuts('select greatest(p.x, p.x) as x, o.id, p.m, p.ok from o right join p on o.id = p.a');
call make_cuts('select greatest(p.x, p.x) as x, o.id, o.q, p.m from o full join p on o.id = p.a and o.t = p.b');
call make_cuts('select k, null as m, id from o union select a, m, null from p');
