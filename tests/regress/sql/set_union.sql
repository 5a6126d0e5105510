-- UNION ALL adds multiplicities, UNION keeps one copy while any branch has it.
create table a (k int, x text);
create table b (id int primary key, k int, x text);
call test.fill('{a,b}');
call test.create('everything', 'select k, x from a union all select k, x from b');
call test.create('each_once', 'select k, x from a union select k, x from b');
call test.create('three', 'select k from a union all select k from b where x = ''a'' union all select 7');
call test.create('mixed', 'select k from a union (select k from b union all select k from a)');
call test.create('types', 'select k::bigint as v from a union all select k * 1.5 from b');
-- A table with itself counts twice.
call test.create('twice', 'select k, x from a union all select k, x from a');
call test.create('twice_grouped', 'select k, count(*) as n from (select k from a union all select k from a where x = ''a'') u group by k');
call test.rounds('{everything,each_once,three,mixed,types,twice,twice_grouped}', '{a,b}', 25);
delete from a;
delete from b;
select test.refresh('everything'), test.refresh('each_once'), test.refresh('twice');
