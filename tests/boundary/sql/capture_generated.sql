-- Generated columns, stored and virtual; domains; a table without columns that are captured; duplicates.
create domain positive as integer not null check (value > 0);
create table t (a integer, b integer, s integer generated always as (a + b) stored,
                v text generated always as ('b' || b || coalesce('a' || a, '-')), d positive);
select probe.ensure('t', '{3,4,5}');
create table mark as select probe.now() as at;
insert into t (a, b, d) values (1, 2, 3), (null, 2, 3);
insert into t (a, b, d) select i, i, i from generate_series(1, 6) i;
update t set b = 20 where a = 1;
delete from t where a > 2;
select * from probe.read('t', (select at from mark), '{3,4,5}');
select probe.ensure('t', '{2}');
truncate t;
select * from probe.read('t', (select at from mark), '{5}') where weight = 0;

create table bare (a integer);
select probe.ensure('bare', '{}');
update mark set at = probe.now();
insert into bare values (1), (1), (1);
update bare set a = 2;
delete from bare where ctid = (select max(ctid) from bare);
do $$ begin
    execute format('create view counted as select __pgt_weight as weight, count(*) from pgtrickle_changes.changes_%s group by 1',
                   'bare'::regclass::oid);
end $$;
select * from counted order by 1;
