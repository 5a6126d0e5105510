-- How a stream table is stored is part of its script and of its document.
create table sales (id int primary key, region text not null, sold date not null, amount int not null);
insert into sales select g, 'r' || g % 3, '2026-01-01'::date + g, g from generate_series(1, 40) as g;
select pgtrickle.create_stream_table('by_day', 'select sold, region, sum(amount) as total from sales group by sold, region',
                                     partition_by => 'sold, region', storage_parameters => '{"fillfactor": 70, "toast.autovacuum_enabled": false}',
                                     compression => 'pglz', initialize => false);
create table "Feb 2026" partition of by_day for values from ('2026-02-01', minvalue) to ('2026-03-01', minvalue);
select pgtrickle.refresh_stream_table('by_day');
create index "by ON ONLY total" on by_day (total);
select pgtrickle.create_stream_table('hashed', 'select id, amount from sales', partition_by => 'HASH:id:3');
select pgtrickle.create_stream_table('log', 'select id, region from sales', refresh_mode => 'DIFFERENTIAL', append_only => true,
                                     storage_parameters => '{"fillfactor": 50, "toast.autovacuum_enabled": false}');
select name, regexp_replace(line, 'set_config.*', 'set_config ...') as line
from unnest('{by_day,hashed,log}'::text[]) as name cross join regexp_split_to_table(pgtrickle.export_definition(name), '\n') as line
where line !~ '^ +pg_catalog.set_config';
select name, pgtrickle.stream_table_spec(name) -> 'creation' as creation from unnest('{by_day,hashed,log}'::text[]) as name;
select string_agg(pgtrickle.export_definition(name), E'\n' order by name) as script,
       jsonb_agg(pgtrickle.stream_table_spec(name) order by name) as specs from unnest('{by_day,hashed,log}'::text[]) as name \gset
select pgtrickle.bulk_drop_stream_tables('{by_day,hashed,log}');
:script
select string_agg(pgtrickle.export_definition(name), E'\n' order by name) = :'script' as same_script,
       jsonb_agg(pgtrickle.stream_table_spec(name) order by name) = :'specs'::jsonb as same_specs
from unnest('{by_day,hashed,log}'::text[]) as name;
select tableoid::regclass as partition, count(*) from by_day group by tableoid order by tableoid::regclass::text;
select c.relname, c.reloptions, i.indisvalid from pg_class as c left join pg_index as i on i.indexrelid = c.oid
where c.relname in ('Feb 2026', 'by ON ONLY total') order by 1;
insert into sales values (41, 'r1', '2026-02-20', 5);
select test.refresh('by_day'), test.refresh('hashed'), test.refresh('log');
-- The document is what bulk_create takes.
select pgtrickle.bulk_create(jsonb_build_array(jsonb_build_object('name', 'copy', 'query', s -> 'query') || (s -> 'creation'))) -> 0 ->> 'name' as name
from pgtrickle.stream_table_spec('hashed') as s;
select pgtrickle.stream_table_spec('copy') -> 'creation' = pgtrickle.stream_table_spec('hashed') -> 'creation' as same;
