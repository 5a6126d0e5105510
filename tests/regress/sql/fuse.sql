-- Fuses: more pending changes than the ceiling stop refreshes until the fuse is reset.
create table a (id int primary key, k int);
insert into a select g, g % 3 from generate_series(1, 9) as g;
call test.create('t', 'select k, count(*) as n from a group by k');
call test.create('u', 'select id from a where k > 0');
select name, fuse_mode, fuse_state, fuse_ceiling, blown_at from pgtrickle.fuse_status();
select pgtrickle.alter_stream_table('t', fuse => 'on', fuse_ceiling => 5);
select * from pgtrickle.fuse_status();
insert into a values (10, 1), (11, 1), (12, 1), (13, 1), (14, null);
select test.refresh('t');
-- One more than the ceiling: nothing is applied, and that lasts.
insert into a select g, g % 3 from generate_series(20, 25) as g;
select pgtrickle.refresh_stream_table('t');
select name, fuse_mode, fuse_state, fuse_ceiling, effective_ceiling, blown_at > now() - interval '1 minute' as now, blow_reason from pgtrickle.fuse_status();
select severity, detail from pgtrickle.health_check() where check_name = 'fuses';
select action, status, initiated_by, delta_row_count, reason from pgtrickle.pgt_refresh_history order by refresh_id desc limit 1;
select test.error($$ select pgtrickle.refresh_stream_table('t') $$);
select test.error($$ select pgtrickle.refresh_stream_table('t', 'FULL') $$);
select test.error($$ select pgtrickle.verify_stream_table('t') $$);
select sum(n) from t;
select test.refresh('u');
-- apply.
select test.error($$ select pgtrickle.reset_fuse('t', 'ignore') $$);
select test.error($$ select pgtrickle.reset_fuse('t', null) $$);
select test.error($$ select pgtrickle.reset_fuse('nix') $$);
select test.error($$ select pgtrickle.reset_fuse('u') $$);
select pgtrickle.reset_fuse('t', action => 'APPLY');
select test.check('t');
select name, fuse_mode, fuse_state, blown_at, blow_reason, changes_skipped_at from pgtrickle.fuse_status();
select test.error($$ select pgtrickle.reset_fuse('t') $$);
-- reinitialize.
delete from a where id > 9;
select pgtrickle.refresh_stream_table('t');
select fuse_state from pgtrickle.fuse_status() where name = 'public.t';
insert into a values (10, 7);
select pgtrickle.reset_fuse('t', 'reinitialize');
select test.check('t');
select test.refresh('u');
-- skip_changes: this table leaves them out, others do not; what follows is applied.
insert into a select g, 5 from generate_series(20, 29) as g;
select pgtrickle.refresh_stream_table('t');
select pgtrickle.reset_fuse('t', action => 'skip_changes');
select fuse_state, changes_skipped_at > now() - interval '1 minute' as skipped from pgtrickle.fuse_status() where name = 'public.t';
select count(*) from t where k = 5;
select severity from pgtrickle.health_check() where check_name = 'skipped_changes';
insert into a values (30, 8);
select pgtrickle.refresh_stream_table('t');
select k, n from t where k in (5, 8);
select test.refresh('u');
select difference, contents from pgtrickle.verify_stream_table('t');
select test.refresh('t');
select pgtrickle.refresh_stream_table('t', force_mode => 'FULL');
select test.check('t');
select changes_skipped_at from pgtrickle.fuse_status() where name = 'public.t';
-- The buffer does not keep what no stream table will read.
select sum(pending_rows) from pgtrickle.change_buffer_sizes();
-- A reset that is rolled back, and a fuse that blows in a transaction that is.
insert into a select g, 6 from generate_series(40, 49) as g;
begin;
select pgtrickle.refresh_stream_table('t');
rollback;
select fuse_state from pgtrickle.fuse_status() where name = 'public.t';
select pgtrickle.refresh_stream_table('t');
begin;
select pgtrickle.reset_fuse('t', 'skip_changes');
rollback;
select fuse_state from pgtrickle.fuse_status() where name = 'public.t';
select pgtrickle.reset_fuse('t');
select test.check('t');
-- Two in a row: the first one is applied.
select pgtrickle.alter_stream_table('t', fuse_sensitivity => 2);
delete from a where id >= 40;
select test.refresh('t');
insert into a select g, 6 from generate_series(40, 49) as g;
select pgtrickle.refresh_stream_table('t');
select fuse_state, fuse_sensitivity from pgtrickle.fuse_status() where name = 'public.t';
select pgtrickle.reset_fuse('t');
delete from a where id >= 40;
select test.refresh('t');
insert into a values (40, 1);
select test.refresh('t');
delete from a where k = 5;
select test.refresh('t');
-- How many rows a TRUNCATE removes is not known.
select pgtrickle.alter_stream_table('t', fuse_sensitivity => 1);
truncate a;
select pgtrickle.refresh_stream_table('t');
select blow_reason from pgtrickle.fuse_status() where name = 'public.t';
select count(*) > 0 as kept from t;
-- Without a fuse there is nothing to reset.
select pgtrickle.alter_stream_table('t', fuse => 'off');
select fuse_mode, fuse_state, blown_at from pgtrickle.fuse_status() where name = 'public.t';
select test.refresh('t'), test.refresh('u');
-- auto blows only where recomputing is known to be cheaper, which it is not here. A ceiling of the server.
set pg_trickle.fuse_default_ceiling = 3;
select pgtrickle.create_stream_table('v', 'select id from a', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('v', fuse => 'auto');
select fuse_mode, fuse_ceiling, effective_ceiling from pgtrickle.fuse_status() where name = 'public.v';
insert into a select g, 1 from generate_series(1, 10) as g;
select test.refresh('v');
select pgtrickle.alter_stream_table('v', fuse => 'on');
insert into a select g, 1 from generate_series(11, 20) as g;
select pgtrickle.refresh_stream_table('v');
select fuse_state from pgtrickle.fuse_status() where name = 'public.v';
select pgtrickle.reset_fuse('v');
select test.check('v');
-- Wrong values.
reset pg_trickle.fuse_default_ceiling;
select test.error($$ select pgtrickle.alter_stream_table('t', fuse => 'on', fuse_ceiling => 0) $$);
select test.error($$ select pgtrickle.alter_stream_table('t', fuse_sensitivity => -1) $$);
select test.error($$ select pgtrickle.alter_stream_table('t', fuse => 'maybe') $$);
select test.error($$ select pgtrickle.alter_stream_table('u', fuse => 'on') $$);
select pgtrickle.create_stream_table('f', 'select id from a', refresh_mode => 'FULL');
select test.error($$ select pgtrickle.alter_stream_table('f', fuse => 'on', fuse_ceiling => 5) $$);
-- Every role sees the state; the owner resets it.
create role regress_onlooker;
set role regress_onlooker;
select name, fuse_state, blow_reason from pgtrickle.fuse_status();
select test.error($$ select pgtrickle.reset_fuse('t') $$);
reset role;
drop role regress_onlooker;
