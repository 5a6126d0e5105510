-- Where and how a stream table is stored: tablespace, storage parameters, compression, indexes.
create table a (id int primary key, k int, note text);
insert into a select g, g % 3, repeat('x', g) from generate_series(1, 9) as g;
create function options(name text) returns table (of text, options text) language sql stable as $$
    select 'table', reloptions::text from pg_class where oid = name::regclass
    union all select 'toast', t.reloptions::text from pg_class as c join pg_class as t on t.oid = c.reltoastrelid where c.oid = name::regclass
$$;
create function indexes(name text) returns setof text language sql stable as $$
    select substring(pg_get_indexdef(indexrelid) from ' USING (.*)') from pg_index where indrelid = name::regclass order by 1
$$;
create function compression(name text) returns table (col text, method text) language sql stable as $$
    select attname::text, attcompression::text from pg_attribute where attrelid = name::regclass and attnum > 0 and not attisdropped order by attnum
$$;
select pgtrickle.create_stream_table('t', 'select id, k, note from a where k > 0', storage_parameters => '{"fillfactor": 70, "autovacuum_enabled": false, "toast.autovacuum_enabled": false}',
    compression => 'PGLZ', indexes => array['(k, id desc)', 'using hash (note)', '(lower(note)) where k = 1']);
select * from options('t');
select * from compression('t');
select * from indexes('t');
select test.check('t');
insert into a values (10, 1, 'new');
select test.refresh('t');
-- Altered: what is given changes, the rest stays; a definition that is there already is no second index, however it is written.
select pgtrickle.alter_stream_table('t', storage_parameters => '{"fillfactor": 90, "autovacuum_enabled": null}', indexes => '{"(k,id DESC)","(id) include (k)"}', compression => 'default');
select * from options('t');
select * from compression('t');
select * from indexes('t');
-- The same again changes nothing.
select pgtrickle.create_or_replace_stream_table('t', 'select id, k, note from a where k > 0', storage_parameters => '{"fillfactor": 90}', indexes => array['(k, id desc)']);
select pgtrickle.create_or_replace_stream_table('t', 'select id, k, note from a where k > 0');
select * from options('t');
-- With another query: indexes may be on the columns of that.
select pgtrickle.alter_stream_table('t', query => 'select id, k, note, length(note) as size from a', indexes => array['(size)'], storage_parameters => '{"fillfactor": 80}');
select * from indexes('t');
select * from options('t');
select test.check('t');
-- In JSON.
select jsonb_array_length(pgtrickle.bulk_create('[{"name": "u", "query": "select k, count(*) as n from a group by k", "indexes": ["(n desc)"], "storage_parameters": {"fillfactor": 60}}]'));
select * from indexes('u');
select * from options('u');
-- A tablespace: the table, its states and what they are found by go there; so does what is made later.
set allow_in_place_tablespaces = on;
create tablespace other location '';
select pgtrickle.create_stream_table('v', 'select n, count(*) as groups, max(k) as last from (select k, count(*) as n from a group by k) as s group by n',
    tablespace => 'other', refresh_mode => 'DIFFERENTIAL');
create function places(name text) returns table (what text, place text) language sql stable as $$
    select case when c.relkind in ('i', 'I') then 'index of ' || case when t.oid = name::regclass then 'table' else 'state' end when c.oid = name::regclass then 'table' else 'state' end,
           coalesce(s.spcname, 'default')
    from pg_class as c
        left join pg_index as i on i.indexrelid = c.oid
        left join pg_class as t on t.oid = coalesce(i.indrelid, c.oid)
        left join pg_tablespace as s on s.oid = c.reltablespace
    where t.oid = name::regclass or (t.relnamespace = 'pgtrickle_state'::regnamespace and t.relkind = 'r'
        and starts_with(t.relname, (select format('state_%s_', pgt_id) from pgtrickle.pgt_stream_tables where pgt_relid = name::regclass)))
    order by 1, 2
$$;
select distinct * from places('v') order by 1, 2;
insert into a values (11, 1, 'newer');
select test.refresh('v');
select pgtrickle.alter_stream_table('v', tablespace => 'pg_default');
select distinct * from places('v') order by 1, 2;
select pgtrickle.alter_stream_table('v', tablespace => 'other');
select pgtrickle.alter_stream_table('v', query => 'select n, count(*) as groups, max(k) as last from (select k, length(note) as l, count(*) as n from a group by k, length(note)) as s group by n');
select distinct * from places('v') order by 1, 2;
select test.check('v');
select pgtrickle.drop_stream_table('v');
drop tablespace other;
-- What cannot be.
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', tablespace => 'nowhere') $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', storage_parameters => '[1]') $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', storage_parameters => '{"colour": "red"}') $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', storage_parameters => '{"fillfactor": 5}') $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', storage_parameters => '{"user_catalog_table": true}') $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', compression => 'zip') $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', indexes => array['(missing)']) $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', indexes => array['id']) $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', indexes => array['(id); drop table a']) $$);
select test.error($$ select pgtrickle.create_stream_table('x', 'select id from a', indexes => array[null]) $$);
select test.error($$ select pgtrickle.alter_stream_table('t', storage_parameters => '{"user_catalog_table": true}') $$);
select count(*) from a;
select to_regclass('x') is null as none;
-- PostgreSQL's own commands are allowed, too.
alter table t set (fillfactor = 75);
alter table t alter column note set compression pglz;
create index own on t (note);
select * from options('t');
update a set note = 'changed' where id = 1;
select test.refresh('t');
