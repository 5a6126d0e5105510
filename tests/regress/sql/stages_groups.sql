-- Aggregates below other operators whose groups a change does not restrict: stages of their own keep them.
create table item (id int primary key, owner int, amount int);
insert into item select i, i % 7, i % 5 from generate_series(1, 40) i;
create table owner (id int primary key, name text);
insert into owner select i, 'owner ' || i from generate_series(0, 9) i;
call test.create('above', 'select i.id, i.amount from item i, (select avg(amount) as mean from item) a where i.amount > a.mean');
call test.create('greatest', 'select o.name, m.m from owner o join (select max(amount) as m, count(*) as n from item) m on m.n > o.id');
call test.create('spread', 'select n, count(*) as owners, max(owner) as last from (select owner, count(*) as n from item group by owner) c group by n');
call test.create('by_count', 'select o.name, c.owner from owner o join (select owner, count(*) as n from item group by owner) c on c.n = o.id');
call test.create('rare', 'select n, string_agg(owner::text, '','' order by owner) as owners from (select owner, count(distinct amount) as n from item group by owner) c group by n');
call test.create('total', 'select o.id, t.total from owner o left join (select sum(amount) as total from item where amount > 1) t on t.total > o.id');
select pgt_name, p.property, p.value from pgtrickle.pgt_stream_tables, pgtrickle.explain_st(pgt_name) p where p.property ~ '^state \d+$' order by pgt_name, 2;
call test.rounds(array['above', 'greatest', 'spread', 'by_count', 'rare', 'total'], array['item', 'owner'], 30);
truncate item;
select test.refresh('above'), test.refresh('greatest'), test.refresh('spread'), test.refresh('by_count'), test.refresh('rare'), test.refresh('total');
insert into item values (1, 1, 1), (2, 1, 7), (3, 2, 3);
select test.refresh('above'), test.refresh('greatest'), test.refresh('spread'), test.refresh('by_count'), test.refresh('rare'), test.refresh('total');
call test.rounds(array['above', 'greatest', 'spread', 'by_count', 'rare', 'total'], array['item', 'owner'], 10);
-- A chain: what a table with stages changes is captured as any other change.
call test.create('chained', 'select owners, count(*) as n from spread group by owners');
insert into item values (100, 3, 3), (101, 3, 4), (102, 4, 1);
select test.refresh('spread'), test.refresh('chained');
-- With mode FULL there are no states.
select pgtrickle.alter_stream_table('spread', refresh_mode => 'FULL');
select count(*) from pg_class where relnamespace = 'pgtrickle_state'::regnamespace and relkind = 'r';
select pgtrickle.alter_stream_table('spread', refresh_mode => 'DIFFERENTIAL');
delete from item where id = 100;
select test.refresh('spread');
