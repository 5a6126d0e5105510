-- Aggregates of truth values and of bits.
create table a (id int primary key, k int, b boolean, i int, w bit(4));
call test.fill('{a}');
call test.create('bools', 'select k, bool_and(b) as every_one, bool_or(b) as any_one, every(i > 1) as large from a group by k');
call test.create('bits', $$
    select k, bit_and(i) as a, bit_or(i) as o, bit_xor(i) as x, bit_and(w) as wa, bit_or(w) as wo, bit_xor(w) as wx from a group by k
$$);
update a set b = not b where id = (select min(id) from a);
select test.refresh('bools');
call test.rounds('{bools,bits}', '{a}', 20);
