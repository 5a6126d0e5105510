\set what random(1, 14)
\set customer random(1, 220)
\set id random(1, 6000)
\set amount random(1, 9000)
\set part random(2, 120)
\if :what <= 3
insert into orders values (nextval('numbers'), :customer, :amount / 100.0, :id % 30);
\elif :what <= 5
update orders set amount = amount + 1, day = (day + 1) % 30 where id = :id;
\elif :what = 6
delete from orders where id = :id;
\elif :what = 7
update orders set customer = :customer where id between :id and :id + 5;
\elif :what = 8
update customers set country = 'c' || :amount % 9 where id = :customer;
\elif :what = 9
insert into events select :customer, 'k' || :amount % 6, 1 from generate_series(1, 1 + :id % 3);
\elif :what = 10
delete from events where ctid = any (array(select ctid from events where customer = :customer limit 2));
\elif :what = 11
update parts set name = 'part ' || :amount where id = :part;
\elif :what = 12
update parts set parent = greatest(:part / 2, 1) where id = :part and id > 1;
\elif :what = 13
begin;
update orders set amount = 0 where id = :id;
savepoint s;
delete from orders where id = :id;
rollback to savepoint s;
insert into events values (:customer, null, null);
commit;
\else
begin;
insert into orders values (nextval('numbers'), :customer, 7, 1);
update events set weight = weight + 1 where customer = :customer;
rollback;
\endif
