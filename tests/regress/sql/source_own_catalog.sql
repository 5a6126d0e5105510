-- The extension's own tables are catalogs: they are written without firing triggers, and triggers on them are refused.
create table a (id int primary key, k int);
call test.create('t', 'select k, count(*) as n from a group by k');
do $$
declare
    relation text;
begin
    for relation in select c.oid::regclass from pg_class c join pg_namespace n on n.oid = relnamespace
        where nspname like 'pgtrickle%' and relkind in ('r', 'v') and nspname <> 'pgtrickle_definitions'
        order by case when nspname = 'pgtrickle_changes' then '' else c.oid::regclass::text end
    loop
        begin
            execute format('select pgtrickle.create_stream_table(''x'', ''select count(*) as n from %s'', refresh_mode => ''DIFFERENTIAL'')', relation);
            raise notice '%: created', relation;
        exception when others then
            raise notice '%: %', regexp_replace(relation, '\d+', 'N'), sqlstate;
        end;
    end loop;
end $$;
set client_min_messages = error;
select pgtrickle.create_stream_table('names', 'select pgt_name, frontier from pgtrickle_catalog.pgt_stream_tables');
select refresh_mode, downgrade_reason from pgtrickle.pgt_stream_tables where pgt_name = 'names';
insert into a values (1, 1);
select test.refresh('t');
select count(*) from pg_trigger where tgrelid::regclass::text like 'pgtrickle%' and tgname like 'pgt%';
