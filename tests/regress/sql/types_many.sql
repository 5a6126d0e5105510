-- Columns of every kind as keys and as values: enums, domains, ranges, arrays, bytes, uuid, composite, bit, money, tsvector.
create type mood as enum ('sad', 'ok', 'glad');
create domain code as text check (value ~ '^[a-z]*$');
create type pair as (a int, b text);
create table a (
    id uuid primary key, m mood, c code, r int4range, l text[], b bytea, p pair, w bit(4), v varbit, d date, t time, z timetz, i inet,
    s tsvector, o oid, ch char(3), n "char", mr int4multirange, lsn pg_lsn
);
insert into a
select md5(i::text)::uuid, (array['sad', 'ok', null])[1 + i % 3]::mood, chr(97 + i % 4), int4range(i % 3, 5), array['x', (i % 2)::text],
       convert_to(repeat('b', i % 3), 'UTF8'), (i % 2, 'p')::pair, (i % 4)::bit(4), b'101', date '2024-01-01' + i % 2, '10:00', '10:00+02',
       '10.0.0.1', to_tsvector('simple', 'word' || i % 2), i % 2, 'ab', 'c', int4multirange(int4range(1, 2 + i % 2)), '0/1'
from generate_series(1, 12) i;
call test.create('everything', 'select * from a');
call test.create('no_key', 'select m, c, r, l, b, p, w, v, d, t, z, i, s, o, ch, n, mr, lsn from a');
call test.create('moods', 'select m, count(*) as n, max(l) as l, min(d) as d from a group by m');
call test.create('pairs', 'select p, l, count(*) as n from a group by p, l');
call test.create('joined', 'select x.id, y.id as other from a x join a y on x.p = y.p and x.l = y.l and x.b = y.b');
call test.create('distincts', 'select distinct m, c, r, b, w, d, s, ch, mr from a');
update a set m = 'glad', p = (7, null) where id = md5('1')::uuid;
update a set l = l || 'more'::text, b = null where id = md5('2')::uuid;
delete from a where id in (md5('3')::uuid, md5('4')::uuid);
insert into a (id, p, l) values (md5('20')::uuid, (1, 'p'), null), (md5('21')::uuid, null, '{}');
select test.refresh('everything'), test.refresh('no_key'), test.refresh('moods');
select test.refresh('pairs'), test.refresh('joined'), test.refresh('distincts');
update a set p = (1, null) where p = (1, 'p')::pair;
update a set c = upper('') where c = 'b';
select test.refresh('everything'), test.refresh('no_key'), test.refresh('moods');
select test.refresh('pairs'), test.refresh('joined'), test.refresh('distincts');
