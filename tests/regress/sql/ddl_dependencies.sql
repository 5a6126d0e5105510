-- What a query means may change without its text: functions behind operators, aggregates, views and other functions, types,
-- text search, operator families. The next refresh recomputes the stream table.
create table a (id int primary key, k int, x text);
insert into a values (1, 1, 'one'), (2, null, 'two');
create function behind(int) returns int immutable language sql return $1 + 1;
create function outer_of_it(int) returns int immutable language sql return behind($1) * 10;
create function by_name(i int) returns int immutable language plpgsql as $$ begin return public.Behind(i) * 2; end $$;
create operator !@ (rightarg = int, function = behind);
create function step(int, int) returns int immutable language sql as 'select coalesce($1, 0) + coalesce($2, 0)';
create aggregate added(int) (sfunc = step, stype = int);
create view v as select id, behind(k) as k from a;
create view over_v as select id, k from v;
call test.create('by_operator', 'select id, !@ k as k from a');
call test.create('by_function', 'select id, outer_of_it(k) as k from a');
call test.create('by_text', 'select id, by_name(k) as k from a');
call test.create('by_views', 'select id, k from over_v');
call test.create('by_aggregate', 'select added(k) as k from a');
call test.create('by_none', 'select id, k from a');
create procedure refresh_all(like_this text default '%') language plpgsql as $$
declare
    name text;
begin
    for name in select pgt_name from pgtrickle.pgt_stream_tables where pgt_name like like_this order by pgt_id loop
        raise info '%: %', name, test.refresh(name);
    end loop;
end $$;
create or replace function behind(int) returns int immutable language sql return $1 + 100;
call refresh_all();
create or replace function step(int, int) returns int immutable language sql as 'select coalesce($1, 0) + coalesce($2, 1000)';
call refresh_all();
alter function behind(int) called on null input immutable;
alter function outer_of_it(int) strict;
select pgt_name, reinit_reason from pgtrickle.pgt_stream_tables where needs_reinit order by pgt_id;
call refresh_all();
-- An aggregate that is replaced as a whole.
create or replace aggregate added(int) (sfunc = step, stype = int, initcond = '5');
call refresh_all('by_aggregate');
-- What changes names only, or nothing that they do.
comment on function behind(int) is 'a function';
alter function behind(int) rename to renamed;
alter function renamed(int) owner to current_user;
grant execute on function renamed(int) to public;
create schema elsewhere;
alter function renamed(int) set schema elsewhere;
select count(*) from pgtrickle.pgt_stream_tables where needs_reinit and pgt_name in ('by_none', 'by_aggregate');
call refresh_all();
-- Types.
create type mood as enum ('sad', 'glad');
create type pair as (a int, b text);
create table t (id int primary key, mood mood, moods mood[], pair pair);
insert into t values (1, 'sad', '{sad,glad}', (1, 'x'));
call test.create('enum_text', 'select id, mood::text as mood, moods::text as moods from t');
call test.create('enum_itself', 'select mood, count(*) as n from t group by mood');
set client_min_messages = error;
call test.create('pair_json', 'select id, to_json(pair) as pair from t');
alter type mood add value 'angry';
select count(*) from pgtrickle.pgt_stream_tables where needs_reinit;
alter type mood rename value 'sad' to 'blue';
call refresh_all('enum%');
alter type pair rename attribute b to c;
call refresh_all('pair%');
delete from t;
call refresh_all('enum%');
call refresh_all('pair%');
create type outer_pair as (p pair);
create table nested (id int primary key, o outer_pair);
insert into nested values (1, row(row(1, 'x')));
call test.create('nested_json', 'select id, to_json(o) as o from nested');
alter type pair rename attribute c to d;
call refresh_all('nested%');
create domain positive as int check (value > 0);
create table d (id int primary key, p positive);
insert into d values (1, 1);
call test.create('domains', 'select id, p from d');
alter domain positive drop constraint positive_check;
call refresh_all('domains');
-- Whole rows show the names of columns, and all columns.
create table w (id int primary key, k int);
insert into w values (1, 1);
create view whole as select id, to_jsonb(w) as w from w;
call test.create('whole_row', 'select id, to_jsonb(w) as w from w');
call test.create('whole_row_of_view', 'select id, w from whole');
call test.create('some_columns', 'select id from w');
alter table w rename k to l;
select pgt_name from pgtrickle.pgt_stream_tables where needs_reinit order by 1;
call refresh_all('whole%');
alter table w add more text default 'more';
select pgt_name from pgtrickle.pgt_stream_tables where needs_reinit order by 1;
call refresh_all('whole%');
alter table w alter more type varchar(10);
call refresh_all('whole%');
insert into w values (2, 2, 'two');
call refresh_all('whole%');
alter table w drop more;
call refresh_all('whole%');
insert into w values (3, 3);
call refresh_all('whole%');
-- Views.
create view changing as select id, l from w;
call test.create('of_view', 'select * from changing');
create or replace rule "_RETURN" as on select to changing do instead select id, l + 1 as l from w;
call refresh_all('of_view');
alter view changing set (security_barrier);
select pgt_name, reinit_reason from pgtrickle.pgt_stream_tables where needs_reinit order by 1;
call refresh_all('of_view');
alter view changing owner to current_user;
alter view changing alter l set default 5;
call refresh_all('of_view');
-- Text search.
create text search dictionary words (template = simple);
create text search configuration english_words (copy = simple);
alter text search configuration english_words alter mapping for asciiword with words;
call test.create('search', $$select id, to_tsvector('english_words', x) as v from a$$);
alter text search dictionary words (accept = false);
call refresh_all('search');
alter text search configuration english_words drop mapping for asciiword;
call refresh_all('search');
