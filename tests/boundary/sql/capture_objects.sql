-- What capture puts into the catalogs, and how it goes.
create table s (id integer, large text, "strange ""name""" text collate "C");
select probe.ensure('s', '{1,2,3}');
create function buffer() returns regclass language sql as $$ select ('pgtrickle_changes.changes_' || 's'::regclass::oid)::regclass $$;
select attname, format_type(atttypid, atttypmod), attcollation::regcollation, attnotnull
    from pg_attribute where attrelid = buffer() and attnum > 0 order by attnum;
select relacl, reloptions, pg_get_userbyid(relowner) = current_user as owned from pg_class where oid = buffer();
select regexp_replace(tgname, '_\d+$', '_#') as trigger, tgtype, tgenabled, tgisinternal, tgoldtable, tgnewtable
    from pg_trigger where tgrelid = 's'::regclass order by 1;

-- No role can disable it permanently
alter table s disable trigger user;
select count(*) from pg_trigger where tgrelid = 's'::regclass and tgenabled = 'D';
alter table s disable trigger all;
select probe.ensure('s', '{1}');
select tgenabled, count(*) from pg_trigger where tgrelid = 's'::regclass group by 1 order by 1;

-- Released when no consumer needs it
select probe.release('s', is_consumed => true);
select buffer() is not null as there;
select probe.release('s', is_consumed => false);
select to_regclass('pgtrickle_changes.changes_' || 's'::regclass::oid) as buffer;
select count(*) as triggers from pg_trigger where tgrelid = 's'::regclass;
select probe.release('s', is_consumed => false);
insert into s values (1);

-- Without a buffer nothing can be read; a column that was not captured neither
select regexp_replace(probe.error_of($$select probe.read('s', '0:0:', '{1}')$$), 'changes_\d+', 'changes_#', 'g') as error;
select probe.ensure('s', '{1}');
select regexp_replace(probe.error_of($$select probe.read('s', '0:0:', '{2}')$$), 'changes_\d+', 'changes_#', 'g') as error;

-- The type of a column changed behind its back: writers go on, and it is captured again when that is noticed
alter table s alter column id type text;
insert into s values ('2');
select probe.ensure('s', '{1}');
select probe.now() as at \gset
insert into s values ('3');
select * from probe.read('s', :'at', '{1}');

-- A buffer from the dump of another database is not taken for ours
create table other (id integer);
do $$ begin execute format('create table pgtrickle_changes.changes_%s (what text)', 'other'::regclass::oid); end $$;
select probe.ensure('other', '{1}');
insert into other values (5);
select * from probe.read('other', '0:0:', '{1}');

-- The source takes its buffer along; the extension takes all
select pgtrickle.create_stream_table('one', 'select 1 as a', refresh_mode => 'FULL');
drop table s;
select count(*) from pg_class where relnamespace = 'pgtrickle_changes'::regnamespace and relname ~ '^changes_';
select pgtrickle.drop_stream_table('one');
drop extension pg_trickle;
select count(*) as triggers from pg_trigger where tgrelid = 'other'::regclass;
select count(*) as schemas from pg_namespace where nspname ~ '^pgtrickle';
insert into other values (6);
