-- Windows below other operators: a state stores their rows.
create table a (id int primary key, k int, n int, x text);
create table b (id int primary key, k int, x text);
create table w (k int, n int);
call test.fill('{a,b,w}', 15);
-- A condition on the rank needs no state: it stands above nothing else.
call test.create('firsts', 'select * from (select id, k, n, row_number() over (partition by k order by n desc nulls last, id) as rn from a) q where rn = 1');
call test.create('second', 'select k, n from (select k, n, row_number() over (partition by k order by n, id) as rn from a) q where rn = 2');
call test.create('joined', 'select q.id, q.r, b.x from (select id, k, rank() over (partition by k order by n) as r from a) q join b on b.k = q.r');
call test.create('counted', 'select r, count(*) as c, sum(n) as s from (select n, dense_rank() over (partition by k order by n) as r from a) q group by r');
call test.create('distinct_ranks', 'select distinct rank() over (partition by k order by n) as r from a');
call test.create('united', 'select k, rank() over (order by k) as r from a union all select k, n from w');
call test.create('unlike', 'select k, rank() over (order by k) as r from a except select k, n from w');
call test.create('nested', 'select id, s, sum(s) over (order by id) as running from (select id, sum(n) over (partition by k) as s from a) q');
call test.create('semi', 'with ranked as (select k, n, row_number() over (partition by k order by n, id) as rn from a) select l.k, l.n, r.n as next from ranked l left join ranked r on l.k = r.k and r.rn = l.rn + 1');
call test.create('of_bag', 'select c, count(*) as n from (select count(*) over (partition by k) as c from w) q group by c');
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p where p.property ~ '^state \d+$' order by pgt_name, 2;
call test.rounds('{firsts,second,joined,counted,distinct_ranks,united,unlike,nested,semi,of_bag}', '{a,b,w}', 30);
-- Where ties leave the order open, what is deleted is what was stored.
create table tied (id int, k int);
insert into tied select i, i % 3 from generate_series(1, 30) i;
select pgtrickle.create_stream_table('open_order', 'select r % 4 as q, count(*) as c, min(id) as least from (select id, row_number() over (partition by k) as r from tied) q group by r % 4', refresh_mode => 'DIFFERENTIAL');
delete from tied where id % 5 = 0;
update tied set k = 1 where id % 4 = 0;
insert into tied select i, 0 from generate_series(31, 40) i;
select pgtrickle.refresh_stream_table('open_order') is not null as done;
select sum(c) = (select count(*) from tied) as complete from open_order;
-- A state has columns of the types that tables can have.
select test.error($$select pgtrickle.create_stream_table('no', 'select a.id, q.l is null as first from (select id, lag((k, n)) over (order by id) as l from a) q join a using (id)', refresh_mode => 'DIFFERENTIAL')$$);
select pgtrickle.create_stream_table('stands_alone', 'select id, lag((k, n)) over (order by id) is null as first from a', refresh_mode => 'DIFFERENTIAL');
-- A recursive term looks at one step.
create table edges (src int, dst int);
select test.error($$select pgtrickle.create_stream_table('no', 'with recursive r as (select src, dst, 1::bigint as n from edges union select r.src, e.dst, rank() over (order by e.dst) from r join edges e on e.src = r.dst) select * from r', refresh_mode => 'DIFFERENTIAL')$$);
