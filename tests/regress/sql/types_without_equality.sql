-- json, xml, point and their like have no equality; they are carried along all the same.
create table a (id int primary key, k int, j json, p point, x xml);
create table b (k int, j json, l json[]);
call test.fill('{a}');
insert into b values (1, '{"a": 1}', '{"1"}'), (1, '{"a": 1}', '{"1"}'), (2, '{"a":1}', null), (null, null, null);
call test.create('carried', 'select id, j, p, x from a');
call test.create('computed', 'select id, json_build_object(''k'', k) as o, point(k, id) as q, j -> ''a'' as e from a');
call test.create('keyless', 'select * from b');
call test.create('joined', 'select a.p, b.j, b.l from a join b using (k)');
call test.create('outer_join', 'select a.id, a.j, b.j as bj from a left join b on a.k = b.k');
call test.create('added', 'select k, j::text as j, p::text as p from a union all select k, j::text, l::text from b');
call test.create('added_json', 'select j from a union all select j from b');
-- The value changes only in what its text looks like.
update b set j = '{"a":  1}' where ctid = (select min(ctid) from b);
update a set j = '{"a":1}' where j::text = '{"a": 1}';
select test.refresh('carried'), test.refresh('keyless'), test.refresh('joined'), test.refresh('outer_join');
delete from b where ctid = (select max(ctid) from b where k = 1);
select test.refresh('keyless'), test.refresh('joined'), test.refresh('added_json');
call test.rounds('{carried,computed,joined,outer_join,added,added_json}', '{a}', 16);
