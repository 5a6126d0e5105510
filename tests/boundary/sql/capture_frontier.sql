-- What a frontier covers: transactions that were over, and one's own commands up to it.
create table t (id integer);
select probe.ensure('t', '{1}');
create table mark (name text, at text);

insert into t values (1);
insert into mark select 'one', probe.now();
insert into t values (2);
select probe.read('t', at, '{1}') from mark;

begin;
insert into t values (3);
insert into mark select 'inside', probe.now();
insert into t values (4);
savepoint s;
insert into t values (5);
release s;
select name, probe.read('t', at, '{1}') from mark order by 1, 2;
savepoint undone;
insert into t values (6);
select probe.read('t', at, '{1}') from mark where name = 'inside';
rollback to undone;
insert into t values (7);
select probe.read('t', at, '{1}') from mark where name = 'inside';
commit;
select name, probe.read('t', at, '{1}') from mark order by 1, 2;

-- Nothing is deleted before all consumers have applied it.
select probe.dispose('t', array[(select at from mark where name = 'one'), probe.now()]);
select name, probe.read('t', at, '{1}') from mark order by 1, 2;
select probe.dispose('t', array[(select at from mark where name = 'inside'), probe.now()]);
select probe.read('t', at, '{1}') from mark where name = 'inside' order by 1;
select probe.dispose('t', array[probe.now()]);
select probe.has_changes('t', '0:0:');

-- A large buffer is truncated, unless a consumer needs something in it.
create table large (id integer, filler text);
select probe.ensure('large', '{1,2}');
create function pages() returns bigint language sql as
    $$ select pg_relation_size(('pgtrickle_changes.changes_' || 'large'::regclass::oid)::regclass) / 8192 $$;
insert into large select i, repeat('x', 100) from generate_series(1, 10000) i;
select pages() > 128 as is_large;
insert into mark select 'large', probe.now();
insert into large values (10001, 'y');
select probe.dispose('large', array[probe.now(), (select at from mark where name = 'large')]);
select pages() > 128 as is_large;
select probe.read('large', at, '{1}') from mark where name = 'large';
begin;
select probe.dispose('large', array[probe.now()]);
select pages();
rollback;
select pages() > 128 as is_large;
select probe.read('large', at, '{1}') from mark where name = 'large';
select probe.dispose('large', array[probe.now()]);
select pages();
insert into large values (10002, 'z');
select probe.read('large', at, '{1}') from mark where name = 'large';

-- Texts that are none.
select probe.has_changes('t', 'x');
select probe.has_changes('t', '5:3:');
select probe.has_changes('t', '3:5:4,3');
select probe.has_changes('t', '3:5:4@');
select probe.has_changes('t', '3:5:4@6.1x');
select probe.has_changes('t', '3:5:4@6.1');
