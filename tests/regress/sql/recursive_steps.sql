-- What the step of a recursion may read: chains of joins, subqueries, groups and first rows of other relations, LATERAL.
create table node (id int primary key, parent int, kind int);
create table item (id int primary key, node int, amount int, note text);
create table label (kind int, name text);
create table rule (id int primary key, kind int, node int);
call test.fill('{node,item,label,rule}', 9);
create function mode_of(stream text) returns text language sql as $$
    select refresh_mode || coalesce(': ' || downgrade_reason, '') from pgtrickle.pgt_stream_tables where pgt_name = stream
$$;

-- Joins of more than two relations.
call test.create('chain', $$
    with recursive t as (
        select id, kind, 0 as depth from node where parent is null
        union all
        select n.id, r.kind, t.depth + 1 from t join node n on n.parent = t.id join item i on i.node = n.id join label l on l.kind = n.kind
            join rule r on r.node = i.amount where t.depth < 3
    )
    select * from t
$$);
call test.create('chain_set', $$
    with recursive t as (
        select id, kind from node where parent is null
        union
        select n.id, r.kind from t, node n, item i, label l, rule r where n.parent = t.id and i.node = n.id and l.kind = n.kind and r.node = i.amount
    )
    select * from t
$$);
call test.create('star', $$
    with recursive t as (
        select id, kind from node where id < 5
        union
        select n.id, a.kind from t join node n on n.parent = t.id join rule a on a.node = t.id left join rule b on b.node = t.kind left join label c on c.kind = t.id
    )
    select * from t
$$);
call test.create('more_than_five', $$
    with recursive t as (
        select id, kind from node where id < 5
        union
        select n.id, a.kind from t join node n on n.parent = t.id join rule a on a.node = n.kind join rule b on b.node = a.kind join label c on c.kind = b.kind
            join item d on d.node = c.kind join item e on e.node = d.amount join node f on f.id = e.node
    )
    select * from t
$$);

-- Subqueries in its conditions and in its select list.
call test.create('existing', $$
    with recursive t as (
        select id, 0 as depth from node where parent is null
        union all
        select n.id, depth + 1 from t join node n on n.parent = t.id
            where exists (select from item i where i.node = n.id and i.amount > 0) and not exists (select from rule r where r.node = t.id and r.kind = n.kind) and depth < 4
    )
    select * from t
$$);
call test.create('existing_set', $$
    with recursive t as (
        select id from node where parent is null
        union
        select n.id from t join node n on n.parent = t.id
            where exists (select from item i where i.node = n.id and i.amount > 0) and not exists (select from rule r where r.node = t.id and r.kind > n.kind)
    )
    select * from t
$$);
call test.create('included', $$
    with recursive t as (
        select id, kind from node where id < 4
        union
        select n.id, n.kind from t join node n on n.parent = t.id where n.kind in (select kind from label) or n.id not in (select node from item where amount = t.kind)
    )
    select * from t
$$);
call test.create('counted', $$
    with recursive t as (
        select id, kind, 0::bigint as n from node where id < 5
        union all
        select n.id, n.kind, t.n + 1 + (select count(*) from item i where i.node = t.id) from t join node n on n.parent = t.id where t.n < 9
    )
    select * from t
$$);
call test.create('compared', $$
    with recursive t as (
        select id, kind from node where id < 5
        union
        select n.id, n.kind from t join node n on n.parent = t.id where n.kind <= (select max(amount) from item i where i.node = t.kind) and n.kind < (select count(*) from label)
    )
    select * from t
$$);

-- Groups, distinct rows, windows, first rows and set operations of other relations.
call test.create('grouped', $$
    with recursive t as (
        select id, 0::bigint as total from node where parent is null
        union all
        select n.id, t.total + g.s from t join node n on n.parent = t.id join (select node, sum(amount) as s, count(*) as c from item group by node) g on g.node = n.id where t.total < 8 and g.c < 4 and g.s > 0
    )
    select * from t
$$);
call test.create('first_rows', $$
    with recursive t as (
        select id, kind from node where parent is null
        union
        select n.id, l.amount from t join node n on n.parent = t.id
            join (select distinct on (node) node, amount from item order by node, amount desc nulls last, id) l on l.node = n.id
            join (select id, rank() over (partition by kind order by id) as place from rule) w on w.id = n.kind and w.place < 3
            join (select kind from label union select amount from item except select id from rule) s on s.kind = n.kind
    )
    select * from t
$$);
call test.create('lateral_first', $$
    with recursive t as (
        select id, kind from node where parent is null
        union
        select n.id, x.amount from t cross join lateral (select i.node, i.amount from item i where i.node = t.id order by i.amount, i.id limit 2) x join node n on n.parent = x.node
    )
    select * from t
$$);
call test.create('lateral_count', $$
    with recursive t as (
        select id, 0::bigint as n from node where parent is null
        union all
        select n.id, t.n + 1 + x.c from t join node n on n.parent = t.id left join lateral (select count(*) as c, max(note) as m from item i where i.node = n.id and i.amount > 1) x on true where t.n < 6
    )
    select * from t
$$);

-- WITH inside, views, a recursion over another one.
call test.create('with_inside', $$
    with recursive t as (
        with rich as (select node, count(*) as c from item where amount > 1 group by node)
        select n.id from node n join rich on rich.node = n.id
        union
        select n.id from t join node n on n.parent = t.id where n.id in (select node from rich)
    )
    select * from t
$$);
call test.create('two', $$
    with recursive a as (
        select id from node where parent is null union select n.id from a join node n on n.parent = a.id
    ), b as (
        select node, id from rule where node in (select id from a)
        union
        select r.node, r.id from b join rule r on r.kind = b.node join a on a.id = r.node
    )
    select b.id, b.node, a.id as reached from b left join a on a.id = b.id
$$);
select name, mode_of(name) from unnest('{chain,chain_set,star,more_than_five,existing,existing_set,included,counted,compared,grouped,first_rows,lateral_first,lateral_count,with_inside,two}'::text[]) as name;
call test.rounds('{chain,chain_set,star,more_than_five}', '{node,item,label,rule}', 25);
call test.rounds('{existing,existing_set,included,counted,compared}', '{node,item,label,rule}', 25);
call test.rounds('{grouped,first_rows,lateral_first,lateral_count}', '{node,item,label,rule}', 25);
call test.rounds('{with_inside,two}', '{node,item,label,rule}', 25);
