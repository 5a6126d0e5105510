-- All aggregates of the server are known by name: a new one belongs into src/pgt/bind/aggregate_table.cpp, and says there how it follows changes.
select proname, count(*) as variants from pg_proc where prokind = 'a' and pronamespace = 'pg_catalog'::regnamespace group by 1 order by 1;
