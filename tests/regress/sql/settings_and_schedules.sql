-- Arguments and settings that say what is there already, or what never would be.
create table a (id int primary key);
select pgtrickle.create_stream_table('t', 'select id from a', cdc_mode => 'trigger');
select pgtrickle.alter_stream_table('t', cdc_mode => 'AUTO');
select test.error($$ select pgtrickle.create_stream_table('u', 'select id from a', cdc_mode => 'wal') $$);
select test.error($$ select pgtrickle.create_stream_table('u', 'select id from a', cdc_mode => 'telepathy') $$);
set pg_trickle.cdc_mode = 'trigger';
select test.error($$ set pg_trickle.cdc_mode = 'wal' $$);
select test.error($$ select pgtrickle.create_stream_table('u', 'select id from a', schedule => '0 0 31 2 *') $$);
select test.error($$ select pgtrickle.create_stream_table('u', 'select id from a', schedule => '100000000000d') $$);
select test.error($$ select pgtrickle.create_stream_table('u', 'select id from a', schedule => '9223372036854775807') $$);
select pgtrickle.alter_stream_table('t', schedule => '0 0 29 2 *');
-- The scheduler is another process.
set pg_trickle.enabled = off;
reset pg_trickle.enabled;
-- What is computed by schedule, whether something has changed or not, says what that costs.
create table b (id int primary key, at timestamptz);
select pgtrickle.create_stream_table('random', 'select id, random() as x from b', refresh_mode => 'FULL', schedule => '2s');
select pgtrickle.create_stream_table('recent', 'select id from b where at > now() - interval ''1 hour''', refresh_mode => 'FULL', schedule => '1 minute');
select pgtrickle.create_stream_table('months', 'select to_char(at, ''YYYY-MM'') as month, rank() over (order by at) as r from b', refresh_mode => 'FULL');
create view roles as select rolname::text as name from pg_roles;
select pgtrickle.create_stream_table('of_roles', 'select name from roles', refresh_mode => 'FULL', schedule => '1h');
select pgt_name, source_relid::regclass, cdc_mode, need from pgtrickle.pgt_dependencies join pgtrickle.pgt_stream_tables using (pgt_id)
    where pgt_name <> 't' order by 1, source_relid::regclass::text;
select tgrelid::regclass, regexp_replace(tgname, '_\d+$', '') as name, tgenabled, tgisinternal from pg_trigger where tgfoid = 'pgtrickle.mark'::regproc order by 1, 2;
-- Marks go with the last table that needs them, and with its mode.
select pgtrickle.alter_stream_table('months', refresh_mode => 'AUTO');
select pgtrickle.drop_stream_table('months');
select count(*) as marks from pg_trigger where tgfoid = 'pgtrickle.mark'::regproc;
-- A role without TRIGGER on a table gets no triggers there.
create role regress_full;
grant create, usage on schema public to regress_full;
grant select on b to regress_full;
set role regress_full;
select pgtrickle.create_stream_table('untold', 'select id, rank() over (order by at) as r from b', refresh_mode => 'FULL');
reset role;
select count(*) as marks from pg_trigger where tgfoid = 'pgtrickle.mark'::regproc;
select pgtrickle.drop_stream_table('untold');
revoke all on schema public from regress_full;
revoke all on b from regress_full;
drop role regress_full;
