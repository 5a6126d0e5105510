-- row_id: equal values have equal hashes, whatever they look like.
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create type mood as enum ('sad', 'happy');
create domain small as numeric check (value < 100);
create type pair as (a integer, b text);
select name, same from (values
    ('integer', pgtrickle.row_id(1) = pgtrickle.row_id(1)),
    ('numeric scale', pgtrickle.row_id(1.0) = pgtrickle.row_id(1.00)),
    ('domain over numeric', pgtrickle.row_id(1.0::small) = pgtrickle.row_id(1.00::small)),
    ('float zero', pgtrickle.row_id(0.0::float8) = pgtrickle.row_id('-0'::float8)),
    ('float NaN', pgtrickle.row_id('NaN'::float8) = pgtrickle.row_id('NaN'::float8)),
    ('interval', pgtrickle.row_id('1 day'::interval) = pgtrickle.row_id('24 hours'::interval)),
    ('jsonb', pgtrickle.row_id('{"a": 1.0}'::jsonb) = pgtrickle.row_id('{"a": 1.00}'::jsonb)),
    ('array of numeric', pgtrickle.row_id('{1.0}'::numeric[]) = pgtrickle.row_id('{1.00}'::numeric[])),
    ('record', pgtrickle.row_id(row(1.0, 'a'::text)) = pgtrickle.row_id(row(1.00, 'a'::text))),
    ('composite', pgtrickle.row_id(row(1, 'a')::pair) = pgtrickle.row_id(row(1, 'a')::pair)),
    ('enum', pgtrickle.row_id('sad'::mood) = pgtrickle.row_id('sad'::mood)),
    ('collation without case', pgtrickle.row_id('A'::text collate ignore_case) = pgtrickle.row_id('a'::text collate ignore_case)),
    ('blank-padded', pgtrickle.row_id('a'::char(3)) = pgtrickle.row_id('a'::char(5))),
    ('range', pgtrickle.row_id('[1,3)'::int4range) = pgtrickle.row_id('[1,2]'::int4range)),
    ('tsvector', pgtrickle.row_id('a b'::tsvector) = pgtrickle.row_id('b a'::tsvector)),
    ('bit', pgtrickle.row_id('101'::bit(3)) = pgtrickle.row_id('101'::bit(3))),
    ('tsquery', pgtrickle.row_id('a & b'::tsquery) = pgtrickle.row_id('a & b'::tsquery)),
    ('literal', pgtrickle.row_id('a') = pgtrickle.row_id('a'::text)),
    ('literal with a collation', pgtrickle.row_id('A' collate ignore_case) = pgtrickle.row_id('a'::text collate ignore_case)),
    ('json', pgtrickle.row_id('{"a": 1}'::json) = pgtrickle.row_id('{"a": 1}'::json)),
    ('point', pgtrickle.row_id('(1,2)'::point) = pgtrickle.row_id('(1,2)'::point)),
    ('NULL', pgtrickle.row_id(null::integer) = pgtrickle.row_id(null::integer))
) as equal (name, same) where not same;

-- What differs has different ones.
select name, differ from (values
    ('integer', pgtrickle.row_id(1) <> pgtrickle.row_id(2)),
    ('text', pgtrickle.row_id('A'::text) <> pgtrickle.row_id('a'::text)),
    ('order', pgtrickle.row_id(1, 2) <> pgtrickle.row_id(2, 1)),
    ('boundaries', pgtrickle.row_id('ab'::text, 'c'::text) <> pgtrickle.row_id('a'::text, 'bc'::text)),
    ('number of values', pgtrickle.row_id(1) <> pgtrickle.row_id(1, null::integer)),
    ('NULL and zero', pgtrickle.row_id(0) <> pgtrickle.row_id(null::integer)),
    ('NULL and nothing', pgtrickle.row_id(''::text) <> pgtrickle.row_id(null::text)),
    ('place of NULL', pgtrickle.row_id(1, null::integer) <> pgtrickle.row_id(null::integer, 1)),
    ('literal', pgtrickle.row_id('A') <> pgtrickle.row_id('a')),
    ('tsvector', pgtrickle.row_id('a b'::tsvector) <> pgtrickle.row_id('a c'::tsvector)),
    ('tsquery', pgtrickle.row_id('a & b'::tsquery) <> pgtrickle.row_id('a & b & c'::tsquery)),
    ('json', pgtrickle.row_id('{"a": 1}'::json) <> pgtrickle.row_id('{"a":1}'::json)),
    ('point', pgtrickle.row_id('(1,2)'::point) <> pgtrickle.row_id('(2,1)'::point))
) as unequal (name, differ) where not differ;

-- Each column by its own collation
create table collated (a text collate ignore_case, b text collate "C");
insert into collated values ('A', 'x'), ('a', 'x'), ('a', 'X');
select count(distinct pgtrickle.row_id(a, b)) from collated;

-- A value that was stored out of line, compressed, or not at all
create table stored (v text, storage text);
alter table stored alter v set storage external;
insert into stored select repeat('0123456789', 2000), 'external';
alter table stored alter v set storage extended;
insert into stored select repeat('0123456789', 2000), 'compressed';
select count(distinct pgtrickle.row_id(v)) as ids, count(distinct pgtrickle.row_image(v)) as images,
       min(pgtrickle.row_id(v)) = pgtrickle.row_id(repeat('0123456789', 2000)) as same from stored;

-- The hash is the same on every day.
select pgtrickle.row_id(1, 'text'::text, null::date, true, 1.5);
select count(distinct pgtrickle.row_id(i)) from generate_series(1, 100000) i;

-- row_image: the same for what looks exactly alike
select name, same from (values
    ('json', pgtrickle.row_image('{"a": 1}'::json) = pgtrickle.row_image('{"a": 1}'::json)),
    ('point', pgtrickle.row_image('(1,2)'::point, null::text) = pgtrickle.row_image('(1,2)'::point, null::text)),
    ('scale', pgtrickle.row_image(1.0) <> pgtrickle.row_image(1.00)),
    ('boundaries', pgtrickle.row_image('ab'::text, 'c'::text) <> pgtrickle.row_image('a'::text, 'bc'::text)),
    ('NULL and nothing', pgtrickle.row_image(''::text) <> pgtrickle.row_image(null::text)),
    ('name', pgtrickle.row_image('a'::name) = pgtrickle.row_image('a'::name)),
    ('literal', pgtrickle.row_image('a') <> pgtrickle.row_image('b')),
    ('literal and text', pgtrickle.row_image('a') = pgtrickle.row_image('a'::text))
) as images (name, same) where not same;
select pgtrickle.row_image(1::smallint, 'ab'::text, null::integer, true);
select pgtrickle.row_id(variadic array[1, 2]);
