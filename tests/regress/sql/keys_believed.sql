-- Which unique indexes and NOT NULLs are taken for keys.
create collation ignore_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create function is_keyed(name text) returns boolean language sql as $$
    select refresh_mode = 'DIFFERENTIAL' and not has_keyless_source from pgtrickle.pgt_stream_tables where pgt_name = name
$$;
set client_min_messages = error;
-- A constraint that is NOT VALID says nothing of the rows that are there.
create table nn (id int primary key, g text, k int, v int);
create unique index on nn (k);
insert into nn values (1, 'a', null, null), (2, 'a', null, 5), (3, 'b', 7, 1), (4, null, 8, 1);
alter table nn add constraint nn_g not null g not valid, add constraint nn_k not null k not valid, add constraint nn_v not null v not valid;
call test.create('nn_sums', 'select g, sum(v) as s, avg(v) as a, count(v) as c from nn group by g');
call test.create('nn_rows', 'select k, v from nn');
call test.create('nn_join', 'select nn.k, o.k as other from nn left join nn o on o.g = nn.g');
delete from nn where id in (2, 4);
select test.refresh('nn_sums'), test.refresh('nn_rows'), test.refresh('nn_join');
-- Once it is validated it does, until it is gone.
update nn set g = 'x', k = id, v = 1 where g is null or k is null or v is null;
alter table nn validate constraint nn_k;
select test.refresh('nn_rows');
update nn set v = v + 1;
select test.refresh('nn_rows'), test.refresh('nn_sums'), test.refresh('nn_join');
alter table nn alter k drop not null;
insert into nn values (5, 'a', null, 1), (6, 'a', null, 1);
select test.refresh('nn_rows');
delete from nn where id = 5;
select test.refresh('nn_rows');
-- An index by another collation than the column's finds other values equal.
create table coll (k text collate ignore_case not null, d text not null, v int);
create unique index on coll (k collate "C");
insert into coll values ('a', 'p', 1), ('A', 'q', 2), ('b', 'r', 3);
call test.create('coll_rows', 'select k, v from coll');
update coll set v = v + 10 where k collate "C" = 'A';
delete from coll where k collate "C" = 'a';
select test.refresh('coll_rows');
-- One that finds more values equal than the column does is as good as one by the column's own.
create unique index on coll (d collate ignore_case);
call test.create('coll_other', 'select d, v from coll');
select is_keyed('coll_rows'), is_keyed('coll_other');
-- An index by another operator class: by images, and by a class of one's own.
create type pair as (n numeric, m int);
create table ops (k pair not null, i int not null, v int);
create unique index on ops (k record_image_ops);
create function abs_cmp(int, int) returns int language sql immutable strict as 'select btint4cmp(abs($1), abs($2))';
create function abs_eq(int, int) returns boolean language sql immutable strict as 'select abs($1) = abs($2)';
create function abs_lt(int, int) returns boolean language sql immutable strict as 'select abs($1) < abs($2)';
create function abs_le(int, int) returns boolean language sql immutable strict as 'select abs($1) <= abs($2)';
create function abs_gt(int, int) returns boolean language sql immutable strict as 'select abs($1) > abs($2)';
create function abs_ge(int, int) returns boolean language sql immutable strict as 'select abs($1) >= abs($2)';
create operator |=| (function = abs_eq, leftarg = int, rightarg = int);
create operator |<| (function = abs_lt, leftarg = int, rightarg = int);
create operator |<=| (function = abs_le, leftarg = int, rightarg = int);
create operator |>| (function = abs_gt, leftarg = int, rightarg = int);
create operator |>=| (function = abs_ge, leftarg = int, rightarg = int);
create operator class abs_ops for type int using btree as operator 1 |<|, operator 2 |<=|, operator 3 |=|, operator 4 |>=|, operator 5 |>|, function 1 abs_cmp(int, int);
create unique index on ops (i abs_ops);
insert into ops values ('(1.0,1)', 1, 1), ('(1.00,1)', 2, 2);
call test.create('ops_images', 'select k, v from ops');
call test.create('ops_own', 'select i, v from ops');
select is_keyed('ops_images'), is_keyed('ops_own');
update ops set v = v + 1;
delete from ops where v = 2;
select test.refresh('ops_images'), test.refresh('ops_own');
-- text_pattern_ops compares with the column's own equality.
create table pattern (k text not null, v int);
create unique index on pattern (k text_pattern_ops);
call test.create('pattern_rows', 'select k, v from pattern');
-- Keys that are no keys: partial, deferrable, of expressions, of times without overlaps, of columns that may be NULL.
create table others (a int not null, b int not null, c int not null, d int, v int, during int4range not null);
create unique index on others (a) where v > 0;
alter table others add unique (b) deferrable;
create unique index on others ((c + 0));
create unique index on others (d) nulls not distinct;
call test.create('others_rows', 'select * from others');
select is_keyed('pattern_rows'), is_keyed('others_rows');
insert into others values (1, 1, 1, null, 0, '[1,3)'), (1, 2, 2, 1, 0, '[3,5)');
select test.refresh('others_rows');
-- A key of the other side is one for a join only if the join compares as its index does.
create table lossy (n numeric primary key);
create table floats (id int primary key, f float8);
insert into lossy values (9007199254740992), (9007199254740993);
insert into floats values (1, 9007199254740992);
call test.create('lossy_join', 'select f.id, l.n from floats f join lossy l on l.n = f.f');
insert into floats values (2, 9007199254740993), (3, 1);
insert into lossy values (1);
delete from lossy where n = 9007199254740992;
select test.refresh('lossy_join');
