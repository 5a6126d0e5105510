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
-- Inserted values are combined with what is stored; a deleted one may have decided a bit. bit_xor follows both.
call test.create('overall', 'select bit_xor(i) as x, bit_and(w) as a, bit_or(i) filter (where b) as o from a');
call test.create('distinct_bits', 'select k, bit_xor(distinct i) as x, bit_and(distinct i) as a, bit_or(distinct i) as o from a group by k');
call test.create('few', 'select k, bit_xor(i) as x, bool_or(b) as any_one from a group by k having bit_or(i) > 0');
call test.rounds('{bools,bits,overall,distinct_bits,few}', '{a}', 25);
truncate a;
insert into a values (1, 1, true, 5, '0101'), (2, 1, false, -1, '1111'), (3, 2, null, null, null);
select test.refresh('bools'), test.refresh('bits'), test.refresh('overall'), test.refresh('distinct_bits'), test.refresh('few');
select k, a, o, x, wa, wo, wx from bits order by k;
delete from a where id = 2;
insert into a values (4, 2, true, 6, '0110'), (5, 2, true, 6, '0110');
select test.refresh('bools'), test.refresh('bits'), test.refresh('overall'), test.refresh('distinct_bits'), test.refresh('few');
select k, a, o, x, wa, wo, wx from bits order by k;
delete from a where id in (1, 4);
select test.refresh('bools'), test.refresh('bits'), test.refresh('overall'), test.refresh('distinct_bits'), test.refresh('few');
select k, a, o, x, wa, wo, wx from bits order by k;
