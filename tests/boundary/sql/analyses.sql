-- What is analysed when a stream table is created, refreshed, altered and re-initialised: nothing of it twice.
set client_min_messages = warning;
create table customer (id integer primary key, name text not null, region text);
create table orders (id integer primary key, customer integer not null, amount numeric not null, note varchar(20));
create view big_orders as select id, customer, amount * 2 as double from orders where amount > 10;
insert into customer select i, 'c' || i, 'r' || i % 3 from generate_series(1, 10) i;
insert into orders select i, 1 + i % 10, i, 'n' from generate_series(1, 100) i;

-- Without statements on the catalog, which do not depend on the query.
create view analysed_twice as
    select times, left(statement, 500) as statement from probe.analyses()
    where times > 1 and statement !~ 'pgtrickle_catalog|pg_depend|pg_index|probe\.' order by statement;

\set query 'select c.region, count(*) as n, sum(o.double) as total, max(lower(c.name) || o.id) as last from customer c join big_orders o on o.customer = c.id group by c.region'
select probe.note_analyses();
select pgtrickle.create_stream_table('totals', :'query');
select * from analysed_twice;

select probe.note_analyses();
insert into orders values (101, 1, 50, 'x');
select pgtrickle.refresh_stream_table('totals');
select * from analysed_twice;

-- A refresh that finds everything prepared analyses nothing at all.
insert into orders values (102, 2, 50, 'x');
select probe.note_analyses();
select pgtrickle.refresh_stream_table('totals');
select statement from probe.analyses() where statement !~ 'probe\.|pgtrickle\.refresh_stream_table';

select probe.note_analyses();
select pgtrickle.alter_stream_table('totals', refresh_mode => 'FULL');
select * from analysed_twice;

select probe.note_analyses();
select pgtrickle.alter_stream_table('totals', refresh_mode => 'DIFFERENTIAL');
select * from analysed_twice;
