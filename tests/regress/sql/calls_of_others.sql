-- Functions and operators that are created later, of the same name, and that fit the arguments of a query better: the query goes on meaning what it meant, and a
-- statement that would call another function is refused before it is run.
create schema apart;
create function apart.f(anyelement) returns int language sql immutable as 'select 1';
create table t (id int primary key, v int not null);
insert into t select i, i from generate_series(1, 5) as i;
create view through as select id, apart.f(v) as f from t;
select pgtrickle.create_stream_table('differential', 'select f, count(*) as n from (select apart.f(v) as f from t) as q group by f', schedule => '1h', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('full_', 'select id, apart.f(v) as f from t', schedule => '1h', refresh_mode => 'FULL');
select pgtrickle.create_stream_table('at_once', 'select id, apart.f(v) as f from t', refresh_mode => 'IMMEDIATE');
select pgtrickle.create_stream_table('of_view', 'select id, f from through', schedule => '1h', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('other', 'select id, v from t', schedule => '1h', refresh_mode => 'DIFFERENTIAL');
insert into t values (6, 6);
select pgtrickle.refresh_stream_table(name) from (values ('differential'), ('full_'), ('of_view'), ('other')) as names (name);

create function apart.f(int) returns int language sql immutable as 'select 2';
\c
insert into t values (7, 7);
select pgtrickle.refresh_stream_table('differential');
select pgtrickle.refresh_stream_table('of_view');
select pgtrickle.refresh_stream_table('full_');
select pgtrickle.refresh_stream_table('other');
-- Another session had looked at the query before: here the function comes and goes.
alter function apart.f(int) rename to g;
insert into t values (7, 7);
select pgtrickle.refresh_stream_table(name) from (values ('differential'), ('full_'), ('of_view'), ('other')) as names (name);
alter function apart.g(int) rename to f;
insert into t values (8, 8);
select pgtrickle.refresh_stream_table('differential');
-- A call that is ambiguous now.
drop function apart.f(int);
create function apart.f(anyelement, int default 1) returns int language sql immutable as 'select 3';
select pgtrickle.refresh_stream_table('differential');
drop function apart.f(anyelement, int);
insert into t values (8, 8);
select pgtrickle.refresh_stream_table(name) from (values ('differential'), ('full_'), ('of_view'), ('other')) as names (name);
select (select array_agg(row(f, n)) from differential) as differential, (select array_agg(f order by id) from full_) as full_, (select array_agg(f order by id) from at_once) as at_once, (select array_agg(f order by id) from of_view) as of_view;
-- The query is given again, and means the new function.
create function apart.f(int) returns int language sql immutable as 'select 2';
select pgtrickle.alter_stream_table('differential', query => 'select f, count(*) as n from (select apart.f(v) as f from t) as q group by f');
select pgtrickle.alter_stream_table('at_once', query => 'select id, apart.f(v) as f from t');
insert into t values (9, 9);
select pgtrickle.refresh_stream_table('differential');
select (select array_agg(row(f, n)) from differential) as differential, (select array_agg(f order by id) from at_once) as at_once;
-- Operators are called by name, too; and a view that is read may call what another has made ambiguous.
create function apart.least_of(anyelement, anyelement) returns boolean language sql immutable as 'select false';
create operator apart.<<< (leftarg = anyelement, rightarg = anyelement, function = apart.least_of);
select pgtrickle.create_stream_table('by_operator', 'select id, v operator(apart.<<<) 3 as small from t', schedule => '1h', refresh_mode => 'DIFFERENTIAL');
create function apart.is_less(int, int) returns boolean language sql immutable as 'select $1 < $2';
create operator apart.<<< (leftarg = int, rightarg = int, function = apart.is_less);
insert into t values (10, 10);
select pgtrickle.refresh_stream_table('by_operator');
select pgtrickle.alter_stream_table('by_operator', refresh_mode => 'FULL');
select pgtrickle.refresh_stream_table('by_operator');
select count(*) filter (where small) as small, count(*) as n from by_operator;
-- A view whose rule names the view.
create view ruled as select id, v from t;
create or replace rule "_RETURN" as on select to ruled do instead select id, apart.f(v) as v from t;
select pgtrickle.create_stream_table('of_ruled', 'select id, v from ruled', schedule => '1h', refresh_mode => 'DIFFERENTIAL');
