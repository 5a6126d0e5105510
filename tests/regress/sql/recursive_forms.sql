-- Recursion joined, grouped and filtered; two recursive expressions; an expression used twice.
create table part (id int primary key, whole int, amount int);
insert into part values (1, null, 1), (2, 1, 2), (3, 1, 4), (4, 2, 3), (5, 3, 1);
create table price (id int primary key, cost numeric(8, 2));
insert into price select i, i * 1.5 from generate_series(1, 5) i;
call test.create('bill', $$
    with recursive b as (
        select id, amount from part where whole is null
        union all
        select p.id, p.amount * b.amount from part p join b on p.whole = b.id
    )
    select b.id, b.amount, b.amount * price.cost as cost from b join price using (id)
$$);
call test.create('bounded', $$
    with recursive b as (
        select id, 1 as level from part where whole is null
        union all
        select p.id, level + 1 from part p join b on p.whole = b.id where level < 2
    )
    select level, count(*) as n from b group by level
$$);
call test.create('numbers', 'with recursive n as (select 1 as i union all select i + 1 from n where i < 5) select i, part.amount from n left join part on part.id = i');
call test.create('twice', $$
    with recursive b as (select id, whole from part where whole is null union select p.id, p.whole from part p join b on p.whole = b.id)
    select x.id as x, y.id as y from b x join b y on x.whole = y.id
$$);
insert into part values (6, 4, 2), (7, null, 1);
update price set cost = cost + 1 where id in (2, 6);
insert into price values (6, 9), (7, 10);
select test.refresh('bill'), test.refresh('bounded'), test.refresh('numbers'), test.refresh('twice');
delete from part where id = 2;
delete from price where id = 3;
select test.refresh('bill'), test.refresh('bounded'), test.refresh('numbers'), test.refresh('twice');
update part set whole = 3 where id = 4;
update part set amount = 10 where id = 1;
select test.refresh('bill'), test.refresh('bounded'), test.refresh('numbers'), test.refresh('twice');
