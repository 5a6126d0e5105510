-- A refresh fails where the SELECT of the table's owner would, also where it reads nothing but the changes.
create role regress_boss;
create role regress_reader;
create role regress_team;
create role regress_heir;
create schema work;
grant usage, create on schema work to regress_boss, regress_reader, regress_heir;
set role regress_boss;
create table work.pay (id int primary key, person text, amount int);
insert into work.pay values (1, 'ann', 10);
create function work.doubled(int) returns int language sql immutable as 'select $1 * 2';
grant select, trigger on work.pay to regress_reader;
set role regress_reader;
select pgtrickle.create_stream_table('work.copy', 'select id, person, amount from work.pay', '1h', 'DIFFERENTIAL');
select pgtrickle.create_stream_table('work.total', 'select person, sum(amount) as s from work.pay group by person', '1h', 'DIFFERENTIAL');
select pgtrickle.create_stream_table('work.names', 'select id, person from work.pay', '1h', 'DIFFERENTIAL');
select pgtrickle.create_stream_table('work.twice', 'select id, work.doubled(amount) as d from work.pay', '1h', 'DIFFERENTIAL');
select pgtrickle.create_stream_table('work.whole', 'select id, amount from work.pay', '1h', 'FULL');
create function work.refreshed() returns table (name text, answer text) language plpgsql as $$
begin
    foreach name in array array['copy', 'total', 'names', 'twice', 'whole'] loop
        begin
            perform pgtrickle.refresh_stream_table('work.' || name);
            answer := 'done';
        exception when others then answer := sqlstate || ': ' || sqlerrm;
        end;
        return next;
    end loop;
end $$;
set role regress_boss;
revoke select on work.pay from regress_reader;
-- with nothing pending, and with something
set role regress_reader;
select * from work.refreshed();
set role regress_boss;
insert into work.pay values (2, 'bob', 99);
set role regress_reader;
select * from work.refreshed();
-- column by column
set role regress_boss;
grant select (id, person) on work.pay to regress_reader;
set role regress_reader;
select * from work.refreshed();
set role regress_boss;
grant select (amount) on work.pay to regress_reader;
set role regress_reader;
select * from work.refreshed();
select id, person, amount from work.copy order by id;
-- by way of a group
set role regress_boss;
revoke select (id, person, amount) on work.pay from regress_reader;
grant select on work.pay to regress_team;
reset role;
grant regress_team to regress_reader;
insert into work.pay values (3, 'cid', 7);
set role regress_reader;
select * from work.refreshed();
reset role;
revoke regress_team from regress_reader;
insert into work.pay values (4, 'dan', 8);
set role regress_reader;
select * from work.refreshed();
reset role;
grant regress_team to regress_reader with inherit false;
set role regress_reader;
select * from work.refreshed();
reset role;
revoke regress_team from regress_reader;
grant select on work.pay to regress_reader;
-- functions
revoke execute on function work.doubled(int) from public;
set role regress_reader;
select test.error($$ select work.doubled(amount) from work.pay $$);
select * from work.refreshed();
reset role;
grant execute on function work.doubled(int) to public;
-- schemas, as far as the query names what is in them
revoke usage on schema work from regress_reader;
set role regress_reader;
select test.error($$ select amount from work.pay $$);
reset role;
select * from work.refreshed();
grant usage on schema work to regress_reader;
-- Row-level security: as it narrows the owner's SELECT, the refresh does not take place.
alter table work.pay enable row level security;
create policy own on work.pay using (person = current_user);
insert into work.pay values (5, 'eve', 9);
set role regress_reader;
select count(*) from work.pay;
select * from work.refreshed();
reset role;
alter role regress_reader bypassrls;
select * from work.refreshed();
select count(*) from work.copy;
alter role regress_reader nobypassrls;
insert into work.pay values (6, 'fay', 9);
select * from work.refreshed();
alter table work.pay disable row level security;
select * from work.refreshed();
-- one's own table, with policies forced upon oneself
set role regress_boss;
select pgtrickle.create_stream_table('work.own', 'select id, amount from work.pay', '1h', 'DIFFERENTIAL');
alter table work.pay enable row level security;
insert into work.pay values (7, 'gus', 9);
select pgtrickle.refresh_stream_table('work.own');
alter table work.pay force row level security;
reset role;
insert into work.pay values (8, 'hal', 9);
set role regress_boss;
select test.error($$ select pgtrickle.refresh_stream_table('work.own') $$);
alter table work.pay no force row level security;
alter table work.pay disable row level security;
select pgtrickle.refresh_stream_table('work.own');
-- another owner, with rights of his own
reset role;
grant trigger on work.pay to regress_heir;
alter table work.copy owner to regress_heir;
alter table work.whole owner to regress_heir;
insert into work.pay values (9, 'ida', 9);
select * from work.refreshed();
grant select on work.pay to regress_heir;
select * from work.refreshed();
select (select count(*) from work.copy) = (select count(*) from work.pay), (select count(*) from work.whole) = (select count(*) from work.pay);
-- When it is re-initialised, too.
revoke select on work.pay from regress_heir;
select test.error($$ select pgtrickle.alter_stream_table('work.copy', refresh_mode => 'FULL') $$);
set client_min_messages = error;
alter table work.pay drop constraint pay_pkey;
select * from work.refreshed();
drop schema work cascade;
drop role regress_boss, regress_reader, regress_team, regress_heir;
