-- Joins on inequality, on ranges, on nothing, and crosswise.
create table a (id int primary key, k int, r int4range);
create table b (id int primary key, k int);
call test.fill('{a,b}', 8);
call test.create('less', 'select a.id as a, b.id as b from a join b on a.k < b.k');
call test.create('within', 'select a.id as a, b.k from a join b on b.k <@ a.r');
call test.create('between_two', 'select a.id as a, b.id as b from a join b on b.k between a.k and a.id');
call test.create('crossed', 'select a.k as a, b.k as b from a cross join b');
call test.create('always', 'select a.id, b.k from a join b on true where a.k is not null');
call test.create('never', 'select a.id, b.k from a join b on false');
call test.create('different', 'select a.id as a, b.id as b from a join b on a.k is distinct from b.k');
call test.create('same', 'select a.id as a, b.id as b from a join b on a.k is not distinct from b.k');
call test.rounds('{less,within,between_two,crossed,always,never,different,same}', '{a,b}', 15);
