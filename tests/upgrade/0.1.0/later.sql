-- Changes of what before.sql has made.
insert into orders values (40, 'r1', 40), (41, 'r7', 41);
update orders set amount = amount + 1 where region = 'r0';
delete from orders where id = 31;
insert into regions values ('r7', 'Region 7');
insert into events values (161, 'k1');
delete from lines where ctid = (select min(ctid) from lines);
delete from edges where a = 3;
insert into readings values (11, '2026-02-01');
insert into mine values (3);
begin;
insert into written values (30, 7, 5), (31, 9, 5);
delete from written where id = 3;
commit;
