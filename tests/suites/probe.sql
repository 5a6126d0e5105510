-- suites.probe(number, query, rounds): makes a stream table of a query, changes what it reads, refreshes it and compares. All of it
-- is rolled back. The outcome is one INFO message:
--
--   probe NUMBER OUTCOME DETAIL
--
--   itself      PostgreSQL makes no materialized view of the query, as where a function of it names a table without its schema; or the
--               role may not capture the changes of what it reads
--   unstable    the rows that the query reads do not decide its answer: a volatile function, the time or the session, LIMIT without ORDER BY
--   refused     no stream table can be made of it; SQLSTATE and message
--   full        mode FULL; the reason
--   right       DIFFERENTIAL, and equal to its query after each refresh; how many refreshes were differential
--   open        the query has several right answers: other plans give other rows
--   failed      a refresh failed where the query does not; SQLSTATE and message
--   slow        the server's time limit for a statement ended the comparison
--   wrong       the stream table differs from its query; where, and the rows
--
-- Needs the schema "test" of the regression tests.

create schema suites;
grant usage on schema suites to public;

-- One line of it, for the message.
create function suites.line(what text) returns text language sql immutable as $$
    select left(regexp_replace(coalesce(what, ''), '\s+', ' ', 'g'), 900)
$$;

-- The query with a name for each column, if not only one has that name, and with a column if it has none.
create function suites.with_names(query text) returns text language plpgsql as $$
declare
    columns text;
    width int;
begin
    begin
        execute format('create view suites.named as select * from (%s) as q', query);
        select count(*) from pg_attribute where attrelid = 'suites.named'::regclass and attnum > 0 into width;
        raise exception using errcode = 'XPGT0', message = 'undone';
    exception
        when sqlstate 'XPGT0' then return case when width = 0 then format('select true as is_row from (%s) as q', query) else query end;
        when duplicate_column then null;
    end;
    execute format('select string_agg(format(''c%%s'', n), '', '') from (select row_to_json(q) as j from (select 1) as o left join lateral (%s) as q on true limit 1) as r,'
                   ' lateral json_each(r.j) with ordinality as e(k, v, n)', query)
    into columns;
    return format('select * from (%s) as q(%s)', query, columns);
end
$$;

-- Makes random changes to a table; those that the table refuses do not happen.
create function suites.change(relation regclass, round int) returns void language plpgsql as $$
declare
    columns constant text[] := array(
        select quote_ident(attname) from pg_attribute
        where attrelid = relation and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
        order by attnum);
    list constant text := array_to_string(columns, ', ');
    changed constant text := columns[1 + floor(random() * cardinality(columns))];
    statement text;
begin
    foreach statement in array case round % 4
        when 0 then array[
            format('delete from %s where random() < 0.2', relation),
            format('insert into %1$s (%2$s) select %2$s from %1$s where random() < 0.2', relation, list),
            format('update %1$s set %2$s = (select %2$s from %1$s order by random() limit 1) where random() < 0.2', relation, changed)]
        when 1 then array[
            format('update %1$s set %2$s = null where random() < 0.2', relation, changed),
            format('insert into %1$s (%2$s) select %2$s from %1$s where random() < 0.4', relation, list)]
        when 2 then array[
            format('create temporary table kept on commit drop as select * from %s', relation),
            format('delete from %s', relation)]
        else array[
            format('insert into %1$s (%2$s) select %2$s from kept where random() < 0.7', relation, list),
            'drop table if exists kept',
            format('update %1$s set %2$s = (select %2$s from %1$s order by random() limit 1) where random() < 0.3', relation, changed)]
        end
    loop
        begin
            execute statement;
        exception when others then null;
        end;
    end loop;
end
$$;

-- Writes the rows of the tables that a stream table reads again, in another order.
create function suites.shuffle_sources() returns void language plpgsql as $$
declare
    source text;
begin
    for source in select source_table from pgtrickle.list_sources('suites.probed') loop
        begin
            execute format('create temporary table shuffled on commit drop as select * from %s', source);
            execute format('delete from %s', source);
            execute format('insert into %1$s (%2$s) overriding system value select %2$s from shuffled order by random()', source, (
                select string_agg(quote_ident(attname), ', ') from pg_attribute
                where attrelid = source::regclass and attnum > 0 and not attisdropped and attgenerated = ''));
            drop table shuffled;
        exception when others then null;
        end;
    end loop;
end
$$;

-- How a stream table differs from its query; null: not at all. Where rows that are equal are shown in several ways, as 1.0 and 1.00, equal
-- rows will do. 'open' if other plans give other rows.
create function suites.difference(query text) returns text language plpgsql as $$
declare
    columns constant text := test.columns('suites.probed');
    stored constant text := format('select %s from suites.probed', columns);
    wanted constant text := format('select %s from (%s) as q(%1$s)', columns, query);
    found text := test.difference(stored, wanted, true);
    plain text;
begin
    if found is null then return null; end if;
    begin
        if test.difference(stored, wanted, false) is null then return null; end if;
    exception when others then null; -- a type without an order
    end;
    execute format('create temporary table plain on commit drop as %s', wanted);
    perform set_config('enable_hashagg', 'off', true), set_config('enable_hashjoin', 'off', true), set_config('enable_seqscan', 'off', true),
            set_config('max_parallel_workers_per_gather', '0', true);
    plain := test.difference('select * from plain', wanted, true);
    if plain is null then
        perform set_config('enable_mergejoin', 'off', true), set_config('enable_sort', 'off', true), set_config('enable_indexscan', 'off', true),
                set_config('enable_hashagg', 'on', true), set_config('enable_hashjoin', 'on', true), set_config('enable_seqscan', 'on', true);
        plain := test.difference('select * from plain', wanted, true);
    end if;
    for attempt in 1 .. 4 loop
        exit when plain is not null;
        perform suites.shuffle_sources();
        plain := test.difference('select * from plain', wanted, true);
    end loop;
    return case when plain is null then found else 'open' end;
end
$$;

-- Fails if the query does, for the rows that are there, with the search path that PostgreSQL refreshes materialized views with.
create function suites.run(query text) returns void language plpgsql as $$
begin
    execute format('create materialized view suites.made as select * from (%s) as q', query);
    drop materialized view suites.made;
end
$$;

-- Whether a reason not to maintain a query says that its rows do not decide the answer.
create function suites.is_unstable(reason text) returns boolean language sql immutable as $$
    select reason ~ '^0A000 (volatile function |LIMIT(,| or) OFFSET (or FETCH FIRST )?without ORDER BY'
                    '|(now|current_database)\(\) |(CURRENT_TIMESTAMP|CURRENT_DATE|CURRENT_USER|SESSION_USER|LOCALTIMESTAMP)\M)'
$$;

create function suites.outcome(query text, rounds int) returns text language plpgsql as $$
declare
    named text;
    mode text := 'DIFFERENTIAL';
    reason text;
    state text;
    found text;
    source text;
    changed int := 0;
begin
    begin
        named := suites.with_names(query);
        perform suites.run(named);
    exception when others then
        return 'itself ' || sqlstate || ' ' || suites.line(sqlerrm);
    end;
    begin
        perform pgtrickle.create_stream_table('suites.probed', named, refresh_mode => 'DIFFERENTIAL');
    exception when others then
        get stacked diagnostics state = returned_sqlstate, reason = message_text, source = pg_exception_detail;
        reason := state || ' ' || suites.line(reason || ' ' || source);
        mode := 'FULL';
    end;
    if suites.is_unstable(reason) then
        return 'unstable ' || reason;
    elsif state = '42501' then
        return 'itself ' || reason;
    end if;
    if mode = 'FULL' then
        begin
            perform pgtrickle.create_stream_table('suites.probed', named, refresh_mode => 'AUTO');
        exception when others then
            return 'refused ' || sqlstate || ' ' || suites.line(sqlerrm);
        end;
    end if;
    found := suites.difference(named);
    if found is not null then
        return case when found = 'open' then 'open ' else 'wrong ' end || mode || ', as created: ' || suites.line(found);
    end if;
    if mode = 'FULL' then
        return 'full ' || reason;
    end if;
    for round in 0 .. rounds - 1 loop
        for source in select source_table from pgtrickle.list_sources('suites.probed') order by source_table collate "C" loop
            perform suites.change(source::regclass, round);
        end loop;
        begin
            perform count(*) from (select 1) as o; -- a new snapshot
            perform suites.run(named);
        exception
            when query_canceled then return 'itself 57014 the query has no end for these rows, such as a recursion over a cycle';
            when others then continue; -- the query itself fails for these rows
        end;
        begin
            perform pgtrickle.refresh_stream_table('suites.probed', 'DIFFERENTIAL');
        exception when others then
            return 'failed ' || sqlstate || ' ' || suites.line('round ' || round || ': ' || sqlerrm);
        end;
        changed := changed + 1;
        found := suites.difference(named);
        if found is not null then
            return case when found = 'open' then 'open ' else 'wrong ' end || 'round ' || round || ': ' || suites.line(found);
        end if;
    end loop;
    return 'right ' || changed;
end
$$;

create procedure suites.probe(number int, query text, rounds int) language plpgsql as $$
declare
    found text;
begin
    perform setseed(((number * 7919) % 1000) / 1000.0);
    begin
        found := suites.outcome(query, rounds);
        raise exception using errcode = 'XPGT0', message = found;
    exception
        when sqlstate 'XPGT0' then raise info 'probe % %', number, sqlerrm;
        when query_canceled then raise info 'probe % slow %', number, suites.line(sqlerrm);
        when others then raise info 'probe % failed % %', number, sqlstate, suites.line(sqlerrm);
    end;
end
$$;
