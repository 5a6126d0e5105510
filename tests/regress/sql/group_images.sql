-- Groups keep states if equal keys are always identical: numerics of one scale, fields of extract(). Others are recomputed.
set client_min_messages = error;
create table a (id int primary key, p numeric(8, 2), q numeric, d timestamp, x text, y text);
call test.fill('{a}', 20);
call test.create('by_price', 'select p, sum(q) as s, count(*) as n from a group by p');
call test.create('by_any', 'select q, count(*) as n, avg(p) as m from a group by q', compare_by => 'equality');
call test.create('by_month', 'select extract(month from d) as m, count(*) as n, sum(p) as s from a group by 1');
call test.create('by_second', 'select extract(epoch from d) as e, extract(second from d) as s, avg(p) as m from a group by 1, 2');
call test.create('by_julian', 'select extract(julian from d) as j, avg(p) as m from a group by 1', compare_by => 'equality');
-- Together with others they have different images again.
call test.create('both', 'select v, count(*) as n from (select extract(day from d) as v from a union all select q from a) as u group by v', compare_by => 'equality');
call test.create('fields', 'select v, avg(p) as m from (select extract(hour from d) as v, p from a union all select extract(second from d), p from a) as u group by v', compare_by => 'equality');
call test.create('field_rows', 'select extract(hour from d) as v from a union all select extract(second from d) from a');
call test.create('either', 'select p as v from a union select q from a', compare_by => 'equality');
call test.create('twice', 'select p as v from a union all select q from a');
call test.create('scales', 'select v, count(*) as n from (select p as v from a union all select q::numeric(10, 4) from a) as u group by v', compare_by => 'equality');
-- Strings padded with blanks are equal regardless of their length, and have different images if it differs.
call test.create('padded', 'select x::char(2) as c, avg(p) as m from a group by 1');
call test.create('lengths', 'select v, avg(p) as m from (select x::char(2) as v, p from a union all select y::char(4), p from a) as u group by v', compare_by => 'equality');
call test.create('unlimited', 'select distinct (x || repeat('' '', length(y)))::bpchar as c from a', compare_by => 'equality');
call test.create('strings', 'select (x || repeat('' '', length(y)))::bpchar as c from a');
select relname, count(*) filter (where attname ~ '^__pgt_state') > 0 as has_state
from pg_attribute join pg_class on pg_class.oid = attrelid join pgtrickle.pgt_stream_tables on pgt_relid = attrelid
where attnum > 0 group by relname order by relname;
call test.rounds('{by_price,by_any,by_month,by_second,by_julian,both,fields,field_rows,either,twice,scales,padded,lengths,unlimited,strings}', '{a}', 12, 'equality');
call test.rounds('{by_price,by_month,by_second,padded,field_rows,twice,strings}', '{a}', 12);
