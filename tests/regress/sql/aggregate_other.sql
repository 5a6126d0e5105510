-- any_value, ranges, and aggregates over types without equality.
create table a (id int primary key, k int, r int4range, p point, j json);
call test.fill('{a}');
call test.create('ranges', 'select k, range_agg(r) as r, range_intersect_agg(r) as i from a group by k');
call test.create('points', 'select k, array_agg(p order by id) as p, json_agg(j order by id) as j, count(p) as n from a group by k');
call test.create('any_key', 'select id, any_value(k) as k from a group by id');
call test.rounds('{ranges,points,any_key}', '{a}', 16);
