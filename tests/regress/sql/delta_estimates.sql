-- The planner knows how the values of many changes are spread: how many lie between two, below one, or begin with a text.
create table events (id int primary key, day date not null, name text not null, n numeric, kind int[]);
insert into events select i, date '2020-01-01' + i % 1000, 'name ' || i % 100, i % 50, array[i % 10] from generate_series(1, 20000) i;
create function estimate(name text) returns table (expected text) language sql as $$
    with nodes as (
        select jsonb_path_query(value::jsonb, 'strict $.**') as node
        from pgtrickle.explain_st(name, true, 'json') where property like 'measured % plan')
    select case when 2 * (node ->> 'Plan Rows')::float >= (node ->> 'Actual Rows')::float and (node ->> 'Plan Rows')::float <= 2 * (node ->> 'Actual Rows')::float
                then 'about right' else format('%s instead of %s', node ->> 'Plan Rows', node ->> 'Actual Rows') end
    from nodes where jsonb_typeof(node) = 'object' and node ->> 'Node Type' = 'Custom Scan' and node ? 'Filter'
$$;
call test.create('between', 'select name, count(*) as c from events where day >= date ''2020-06-01'' and day < date ''2020-12-01'' group by name');
call test.create('below', 'select name, count(*) as c from events where n < 5 group by name');
call test.create('beginning', 'select n, count(*) as c from events where name like ''name 1%'' group by n');
call test.create('below_array', 'select n, count(*) as c from events where kind < array[3] group by n');
analyze;
update events set n = n + 1, name = name || ' ' where id % 4 = 0;
select 'between' as name, * from estimate('between')
union all select 'below', * from estimate('below')
union all select 'beginning', * from estimate('beginning')
union all select 'below_array', * from estimate('below_array');
select test.refresh('between'), test.refresh('below'), test.refresh('beginning'), test.refresh('below_array');
