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

-- Nothing is deleted before everybody has taken it in.
select probe.dispose('t', array[(select at from mark where name = 'one'), probe.now()]);
select name, probe.read('t', at, '{1}') from mark order by 1, 2;
select probe.dispose('t', array[(select at from mark where name = 'inside'), probe.now()]);
select probe.read('t', at, '{1}') from mark where name = 'inside' order by 1;
select probe.dispose('t', array[probe.now()]);
select probe.has_changes('t', '0:0:');

-- Texts that are none.
select probe.has_changes('t', 'x');
select probe.has_changes('t', '5:3:');
select probe.has_changes('t', '3:5:4,3');
select probe.has_changes('t', '3:5:4@');
select probe.has_changes('t', '3:5:4@6.1x');
select probe.has_changes('t', '3:5:4@6.1');
