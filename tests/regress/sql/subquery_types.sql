-- Operands of other types than the subquery's: several of its values can be equal to one operand, and count as one partner.
set client_min_messages = error;
create table numbers (id int primary key, f double precision, r real, i bigint, t text, c char(3), at timestamp, d date);
create table partners (n numeric, i bigint, c char(3), t text, at timestamptz, d date);
insert into numbers values
    (1, 1, 1, 9007199254740992, 'a', 'a', '2024-03-01 00:00', '2024-03-01'), (2, 2.5, 2.5, 9007199254740993, 'a  ', 'b', '2024-03-01 12:00', '2024-03-02'),
    (3, 0.1, 0.1, 3, 'b', 'c', null, null), (4, 'NaN', 'NaN', null, null, null, '2024-03-02 00:00', null), (5, 9007199254740992, 1e10, 1, 'c', 'a', null, null);
call test.create('of_numeric', 'select id from numbers where f in (select n from partners)');
call test.create('not_of_numeric', 'select id from numbers where f not in (select n from partners where n is not null)');
call test.create('value_of_numeric', 'select id, f in (select n from partners) as is_in, r = any (select n from partners) as of_real from numbers');
call test.create('of_bigint', 'select id from numbers where f in (select i from partners)');
call test.create('of_bpchar', 'select id from numbers where t in (select c from partners)');
call test.create('of_text', 'select id from numbers where c in (select t from partners)');
call test.create('of_date', 'select id from numbers where at in (select d from partners)');
call test.create('of_time', 'select id from numbers where d in (select at from partners)');
call test.create('no_numeric', 'select id from numbers where not exists (select from partners where n = f)');
call test.create('only_numeric', 'select n from partners where n in (select f from numbers)');
call test.create('counted', 'select id, (select count(*) from partners where n = f) as c from numbers');
create table names as select array['of_numeric', 'not_of_numeric', 'value_of_numeric', 'of_bigint', 'of_bpchar', 'of_text', 'of_date', 'of_time', 'no_numeric', 'only_numeric', 'counted'] as all;
-- Two values that are equal to one operand, and not to each other.
insert into partners values (1, 9007199254740992, 'a', 'a', '2024-03-01 00:00+00', '2024-03-01'),
    (1.00000000000000000001, 9007199254740993, 'a', 'a ', '2024-03-01 00:00+00', '2024-03-01'), (0.1, 1, 'b', null, null, null);
select name, test.refresh(name) from names, unnest("all") as name;
-- One of them.
delete from partners where n = 1 or n = 0.1;
insert into numbers values (6, 1, 1, 1, 'a', 'a', '2024-03-01', '2024-03-01');
select name, test.refresh(name) from names, unnest("all") as name;
-- Both, while the operand is inserted twice.
insert into numbers values (7, 1, 1, 1, 'a', 'a', '2024-03-01', '2024-03-01'), (8, 1, 1, 1, 'a', 'a', '2024-03-01', '2024-03-01');
delete from partners;
select name, test.refresh(name) from names, unnest("all") as name;
insert into partners values ('NaN', 9007199254740993, 'c', 'c  ', 'infinity', 'infinity'), ('Infinity', null, null, 'c', null, null);
select name, test.refresh(name) from names, unnest("all") as name;
