-- Ten stream tables over four sources: a chain, a diamond, a tree, a bag of rows without a key.
create table customers (id int primary key, country text, name text);
create table orders (id int primary key, customer int, amount numeric(10, 2), day int);
create table events (customer int, kind text, weight int); -- no key, duplicates
create table parts (id int primary key, parent int, name text);
insert into customers select n, 'c' || n % 7, 'customer ' || n from generate_series(1, 200) n;
insert into orders select n, 1 + n % 200, n % 90 + 0.25, n % 30 from generate_series(1, 5000) n;
insert into events select 1 + n % 200, 'k' || n % 5, n % 3 from generate_series(1, 2000) n;
insert into parts select n, nullif(n / 3, 0), 'part ' || n from generate_series(1, 120) n;
create sequence numbers start 100000;

select pgtrickle.create_stream_table('order_facts',
    'select o.id, o.day, o.amount, c.country from orders o join customers c on c.id = o.customer', schedule => 'calculated');
select pgtrickle.create_stream_table('country_days',
    'select country, day, sum(amount) as amount, count(*) as orders, max(amount) as largest from order_facts group by country, day',
    schedule => 'calculated');
select pgtrickle.create_stream_table('countries',
    'select country, sum(amount) as amount, sum(orders) as orders, max(largest) as largest from country_days group by country',
    schedule => 'calculated');
select pgtrickle.create_stream_table('world', 'select sum(amount) as amount, sum(orders) as orders, max(largest) as largest from countries',
    schedule => '1s');
-- The diamond: both sides read orders, and meet.
select pgtrickle.create_stream_table('by_customer', 'select customer, count(*) as orders, sum(amount) as amount from orders group by customer',
    schedule => 'calculated');
select pgtrickle.create_stream_table('by_day', 'select customer, max(day) as last_day, min(day) as first_day from orders group by customer',
    schedule => 'calculated');
select pgtrickle.create_stream_table('customer_board',
    'select a.customer, a.orders, a.amount, b.first_day, b.last_day from by_customer a join by_day b on a.customer = b.customer',
    schedule => '1s');
select pgtrickle.create_stream_table('event_bag',
    'select e.kind, e.weight, c.country from events e left join customers c on c.id = e.customer', schedule => '1s');
select pgtrickle.create_stream_table('event_kinds', 'select distinct kind, country from event_bag', schedule => '1s');
select pgtrickle.create_stream_table('busiest',
    'select n, max(customer) as last from (select customer, count(*) as n from orders group by customer) c group by n',
    schedule => '1s');
select pgtrickle.create_stream_table('part_paths',
    'with recursive path as (select id, name as path from parts where parent is null union all'
    ' select p.id, path.path || ''/'' || p.name from parts p join path on p.parent = path.id) select id, path from path', schedule => '1s');
