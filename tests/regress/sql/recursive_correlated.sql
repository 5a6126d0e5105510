-- Recursions that read a row of the query around them: one recursion for all of these rows.
create table node (id int primary key, parent int, kind int);
create table start (id int primary key, root int, bound int);
create table loose (root int, amount numeric);
call test.fill('{node,start,loose}', 9);
call test.create('counted', $$
    select s.id, (with recursive t as (select n.id from node n where n.id = s.root union select n.id from t join node n on n.parent = t.id) select count(*) from t) as n
    from start s
$$);
call test.create('laterally', $$
    select s.id, x.id as reached, x.depth from start s cross join lateral (
        with recursive t as (
            select n.id, 0 as depth from node n where n.id = s.root
            union all
            select n.id, t.depth + 1 from t join node n on n.parent = t.id where t.depth < s.bound
        )
        select * from t) x
$$);
call test.create('padded', $$
    select s.id, x.id as reached from start s left join lateral (
        with recursive t as (
            select s.root as id, s.id as of
            union
            select n.id, t.of from t join node n on n.parent = t.id and n.kind is distinct from s.bound where exists (select from loose l where l.root = n.kind)
        )
        select id from t where id <> s.root) x on true
$$);
call test.create('existing', $$
    select s.id from start s where exists (
        with recursive t as (select n.id, n.parent from node n where n.id = s.root union select n.id, n.parent from t join node n on n.id = t.parent)
        select from t where t.parent is null)
$$);
call test.create('images', $$
    select l.root, (with recursive t(a, n) as (select l.amount, 1 union all select t.a, t.n + 1 from t join node on node.id = t.n where t.n < 3) select max(a::text || ' ' || n) from t) as m
    from loose l
$$);
select pgt_name, refresh_mode, downgrade_reason from pgtrickle.pgt_stream_tables order by pgt_name;
call test.rounds('{counted,laterally}', '{node,start,loose}', 25);
call test.rounds('{padded,existing}', '{node,start,loose}', 25);
call test.rounds('{images}', '{node,start,loose}', 25);
