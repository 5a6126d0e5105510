-- A canary runs with the privileges of the owner of the stream table, for any role that begins it.
create role regress_owner;
create role regress_member in role regress_owner;
create role regress_other;
create schema work authorization regress_owner;
grant usage on schema work to regress_other;
create table secret (word text);
insert into secret values ('hidden');
set role regress_owner;
create table work.a (id int primary key, v int);
insert into work.a values (1, 10), (2, 20);
-- Tells as whom it runs, and takes what it can get.
create function work.spying(v int) returns text language plpgsql immutable as $$
begin
    return format('%s as %s sees %s', v, current_user, (select string_agg(word, ',') from public.secret));
exception when insufficient_privilege then
    return format('%s as %s sees nothing', v, current_user);
end $$;
select pgtrickle.create_stream_table('work.t', 'select id, work.spying(v) as x from work.a', refresh_mode => 'FULL');
reset role;
select pgtrickle.canary_begin('work.t', refresh_mode => 'DIFFERENTIAL');
select c.relname, c.relowner::regrole from pgtrickle.pgt_stream_tables as t join pg_class as c on c.oid = t.pgt_relid order by 1;
select id, x from work.t__canary order by id;
set role regress_owner;
insert into work.a values (3, 30);
reset role;
select * from pgtrickle.canary_diff('work.t');
select id, x from work.t__canary order by id;
-- Also what is given as another query.
select pgtrickle.drop_stream_table('work.t__canary');
select pgtrickle.canary_begin('work.t', 'select id, work.spying(v + 1) as x from work.a');
select id, x from work.t__canary order by id;
select pgtrickle.canary_promote('work.t');
select id, x from work.t order by id;
select relname, relowner::regrole from pg_class where oid = 'work.t'::regclass;
set role regress_member;
select pgtrickle.canary_begin('work.t', refresh_mode => 'FULL');
select * from pgtrickle.canary_diff('work.t');
reset role;
select relowner::regrole from pg_class where oid = 'work.t__canary'::regclass;
set role regress_other;
select test.error($$ select pgtrickle.canary_diff('work.t') $$);
reset role;
drop schema work cascade;
drop role regress_member;
drop role regress_owner;
drop role regress_other;
