-- Reachability in a graph with cycles: nodes with another path to them stay.
create table edge (src int, dst int);
insert into edge values (1, 2), (2, 3), (3, 4), (1, 3), (4, 2), (5, 6), (6, 5);
call test.create('reachable', $$
    with recursive r as (select 1 as node union select e.dst from edge e join r on e.src = r.node) select node from r
$$);
call test.create('closure', $$
    with recursive c as (select src, dst from edge union select c.src, e.dst from c join edge e on e.src = c.dst) select src, dst from c
$$);
delete from edge where src = 1 and dst = 2;
select test.refresh('reachable'), test.refresh('closure');
select node from reachable order by node;
delete from edge where src = 1 and dst = 3;
select test.refresh('reachable'), test.refresh('closure');
select node from reachable order by node;
insert into edge values (1, 5), (6, 2);
select test.refresh('reachable'), test.refresh('closure');
select node from reachable order by node;
-- A cycle that supported itself goes at once.
delete from edge where src = 1;
select test.refresh('reachable'), test.refresh('closure');
insert into edge values (1, 1), (1, 2), (2, 1), (1, 2);
select test.refresh('reachable'), test.refresh('closure');
delete from edge where src = 1 and dst = 2 and ctid = (select min(ctid) from edge where src = 1 and dst = 2);
select test.refresh('reachable'), test.refresh('closure');
update edge set dst = src;
select test.refresh('reachable'), test.refresh('closure');
call test.rounds('{reachable,closure}', '{edge}', 25);
