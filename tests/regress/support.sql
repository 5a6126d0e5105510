-- What the regression tests share; loaded into the database that each of them gets a copy of.
--
--   test.check(name)                          does a stream table hold what its query gives?
--   test.refresh(name)                        refreshes it, says how, and checks it
--   test.error(statement)                     the error of a statement, in full
--   call test.create(name, query)             creates a DIFFERENTIAL stream table, or one of another mode, and checks it
--   call test.fill(tables, rows)              random rows
--   call test.rounds(names, tables, rounds)   random changes to the tables; after each round, refresh and check
--
-- Everything random follows from setseed(), so an expected output can be exact.

create schema test;
grant usage on schema test to public;

-- A number with at most ten digits, and nine of them after the point.
create function test.rounded(value double precision) returns numeric language sql immutable as $$
    select case when value = 0 or abs(value) in ('Infinity', 'NaN') then value::numeric
                else trim_scale(round(value::numeric, least(9, 9 - floor(log(abs(value)))::integer))) end
$$;

-- The columns of a stream table that its user asked for, for a select list.
create function test.columns(name text) returns text language sql stable as $$
    select string_agg(quote_ident(attname), ', ' order by attnum)
    from pg_attribute
    where attrelid = name::regclass and attnum > 0 and not attisdropped and attname !~ '^__pgt_'
$$;

-- The same, with floating point numbers rounded.
create function test.rounded_columns(name text) returns text language sql stable as $$
    select string_agg(
        case when atttypid in ('float4'::regtype, 'float8'::regtype)
             then format('test.rounded(%I) as %1$I', attname)
             else quote_ident(attname)
        end,
        ', ' order by attnum)
    from pg_attribute
    where attrelid = name::regclass and attnum > 0 and not attisdropped and attname !~ '^__pgt_'
$$;

-- The query of a stream table as its user wrote it.
create function test.query_of(name text) returns text language sql stable as $$
    select rtrim(original_query, E'; \n\t') from pgtrickle.pgt_stream_tables where pgt_relid = name::regclass
$$;

-- Up to five rows that one of two relations has more often than the other. `images` compares the text of the rows, which
-- every type has and which tells 1.0 from 1.00; without it the types' own equality decides.
create function test.difference(stored text, query text, images boolean) returns text language plpgsql as $$
declare
    rows constant text := case when images then 'select "__row"::text as "__image" from (%s) as "__row"' else '%s' end;
    result text;
begin
    execute format(
        $sql$
            with stored as (%1$s), wanted as (%2$s),
            differing as (
                (select '+' as sign, surplus::text as image from (select * from stored except all select * from wanted) as surplus)
                union all
                (select '-', missing::text from (select * from wanted except all select * from stored) as missing)
            )
            select string_agg(sign || image, ' ' order by sign, image) from (select * from differing order by 1, 2 limit 5) as first_rows
        $sql$,
        format(rows, stored), format(rows, query))
    into result;
    return result;
end
$$;

-- 'equal' if a stream table holds, as a multiset, what its query gives on the state that this transaction sees; else rows
-- that are surplus (+) or missing (-). Rows are compared by their text, or, if told so, by their types' equality or with
-- floating point numbers rounded.
create function test.check(name text, compare_by text default 'text') returns text language plpgsql as $$
declare
    columns constant text := case when compare_by = 'rounded' then test.rounded_columns(name) else test.columns(name) end;
    aliased constant text := format('select %s from (%s) as "__query"', columns, test.query_of(name));
    stored constant text := format('select %s from %s', columns, name::regclass);
begin
    if test.query_of(name) is null then
        return format('%s is no stream table', name);
    end if;
    return coalesce(test.difference(stored, aliased, compare_by <> 'equality'), 'equal');
end
$$;

-- What the newest row of the history of a stream table says.
create type test.refreshed as (refresh_id bigint, action text);
create function test.last_refresh(name text) returns test.refreshed language sql as $$
    select h.refresh_id, h.action
    from pgtrickle.pgt_refresh_history h join pgtrickle.pgt_stream_tables t using (pgt_id)
    where t.pgt_relid = name::regclass
    order by h.refresh_id desc
    limit 1
$$;

-- Refreshes a stream table; returns what the history says that was done, and whether the table is right. A refresh that
-- leaves no row there had nothing to do.
create function test.refresh(name text, compare_by text default 'text') returns text language plpgsql as $$
declare
    before constant bigint := coalesce((test.last_refresh(name)).refresh_id, 0);
    last test.refreshed;
begin
    perform pgtrickle.refresh_stream_table(name);
    last := test.last_refresh(name);
    return case when last.refresh_id > before then last.action else 'NO_DATA' end || ', ' || test.check(name, compare_by);
end
$$;

-- SQLSTATE and message of the error that a statement raises, and its DETAIL and HINT. What the statement did is undone.
create function test.error(statement text) returns setof text language plpgsql as $$
declare
    state text;
    message text;
    detail text;
    hint text;
begin
    execute statement;
    return next 'no error';
exception when others then
    get stacked diagnostics state = returned_sqlstate, message = message_text, detail = pg_exception_detail, hint = pg_exception_hint;
    return next state || ': ' || message;
    return query select 'DETAIL: ' || detail where detail <> '';
    return query select 'HINT: ' || hint where hint <> '';
end
$$;

-- Creates a stream table and fails unless it holds what its query gives.
create procedure test.create(name text, query text, refresh_mode text default 'DIFFERENTIAL', compare_by text default 'text')
language plpgsql as $$
declare
    verdict text;
begin
    perform pgtrickle.create_stream_table(name, query, refresh_mode => refresh_mode);
    verdict := test.check(name, compare_by);
    if verdict <> 'equal' then
        raise exception 'created, but not what the query gives: %', verdict;
    end if;
end
$$;

-- Random changes ---------------------------------------------------------------------------------------------------------

-- An integer from 0 to `bound` - 1.
create function test.below(bound bigint) returns bigint language sql volatile as $$
    select floor(random() * bound)::bigint
$$;

-- One of some texts.
create function test.one_of(variadic texts text[]) returns text language sql volatile as $$
    select texts[1 + test.below(cardinality(texts))]
$$;

-- A value of a type as text. The values are few, so that they meet; one in six is NULL where that is allowed.
-- real has NaN and infinities; double precision has only what sums up exactly in any order.
create function test.value(type regtype, nullable boolean) returns text language plpgsql volatile as $$
begin
    if nullable and random() < 0.17 then
        return null;
    end if;
    case type::text
        when 'smallint', 'integer', 'bigint' then return test.below(5);
        when 'numeric' then return test.one_of('0', '1', '1.0', '1.00', '2.5', '-3', '10.25');
        when 'double precision' then return test.one_of('0', '-0', '1.5', '-2.25', '4', '1024');
        when 'real' then return test.one_of('0', '-0', '1.5', 'NaN', 'Infinity', '-Infinity');
        when 'text', 'character varying' then return test.one_of('', 'a', 'A', 'b', 'ab', 'ba', 'c');
        when 'boolean' then return random() < 0.5;
        when 'date' then return date '2024-02-28' + test.below(4)::integer;
        when 'timestamp without time zone', 'timestamp with time zone' then
            return timestamp '2024-03-31 00:30' + test.below(4) * interval '45 minutes';
        when 'interval' then return test.one_of('1 day', '24 hours', '-3 minutes', '1 month');
        when 'json', 'jsonb' then return test.one_of('{"a": 1}', '{"a": 1.0, "b": null}', '[1, 2]', 'null', '"x"');
        when 'integer[]' then return test.one_of('{}', '{1,2}', '{2,NULL}', '{1,2,2}');
        when 'text[]' then return test.one_of('{}', '{a,b}', '{b,NULL}');
        when 'point' then return test.one_of('(0,0)', '(1,2)', '(-1,0.5)');
        when 'bit(4)' then return test.one_of('0000', '0101', '1111');
        when 'int4range' then return test.one_of('empty', '[1,3)', '[2,5)', '(,4)');
        when 'xml' then return test.one_of('<a/>', '<a>1</a>');
        else
            return (select enumlabel from pg_enum where enumtypid = type order by random() limit 1);
    end case;
end
$$;

-- The columns of a table that are written, and whether each is its whole primary key.
create function test.writable(relation regclass)
returns table (name text, type regtype, nullable boolean, is_key boolean) language sql stable as $$
    select attname,
           case when atttypmod >= 0 and atttypid = 'bit'::regtype then 'bit(4)'::regtype else atttypid end,
           not attnotnull,
           coalesce(attnum = all (indkey::smallint[]), false)
    from pg_attribute left join pg_index on indrelid = attrelid and indisprimary
    where attrelid = relation and attnum > 0 and not attisdropped and attgenerated = ''
    order by attnum
$$;

-- Inserts random rows with one statement. A single integer key continues from the largest; else a row whose key exists
-- is left out.
create function test.insert_rows(relation regclass, rows bigint) returns void language plpgsql volatile as $$
declare
    columns text;
    next_key bigint := 1;
    key text := (select name from test.writable(relation) where is_key and type in ('int2'::regtype, 'int4', 'int8'));
    row_values text[] := '{}';
begin
    if key is not null then
        execute format('select coalesce(max(%I), 0) + 1 from %s', key, relation) into next_key;
    end if;
    for i in 1..rows loop
        row_values := row_values || (
            select '(' || string_agg(case when name = key then next_key::text
                                          else quote_nullable(test.value(type, nullable)) end, ', ') || ')'
            from test.writable(relation));
        next_key := next_key + 1;
    end loop;
    select string_agg(quote_ident(name), ', ') into columns from test.writable(relation);
    execute format('insert into %s (%s) values %s on conflict do nothing', relation, columns, array_to_string(row_values, ', '));
end
$$;

-- Fills tables with random rows, always the same ones.
create procedure test.fill(tables text[], rows bigint default 12) language plpgsql as $$
declare
    target text;
begin
    perform setseed(0.25);
    foreach target in array tables loop
        perform test.insert_rows(target, rows);
    end loop;
end
$$;

-- A condition that picks up to `rows` neighbours in the order of the rows' text. Equal rows may be picked for each other.
create function test.some_rows(relation regclass, rows bigint) returns text language plpgsql volatile as $$
declare
    total bigint;
begin
    execute format('select count(*) from %s', relation) into total;
    return format('(tableoid, ctid) in (select tableoid, ctid from %s as "__row" order by "__row"::text limit %s offset %s)',
                  relation, rows, test.below(total));
end
$$;

-- Sets one random column of some rows: to a value, or back and forth, or (a key) to one that was never used.
create function test.change_values(relation regclass) returns void language plpgsql volatile as $$
declare
    target record;
    value text;
begin
    select * into target from test.writable(relation) order by random() limit 1;
    if target.is_key and target.type in ('int2'::regtype, 'int4', 'int8') then
        value := format('(select max(%I) + 1 from %s)', target.name, relation);
        execute format('update %s set %I = %s where %s', relation, target.name, value, test.some_rows(relation, 1));
    else
        value := quote_nullable(test.value(target.type, target.nullable));
        execute format('update %s set %I = %s where %s', relation, target.name, value, test.some_rows(relation, 1 + test.below(4)));
    end if;
exception when unique_violation then
    null;
end
$$;

-- One statement that changes a table.
create function test.change(relation regclass) returns void language plpgsql volatile as $$
declare
    columns constant text := (select string_agg(quote_ident(name), ', ') from test.writable(relation));
begin
    case test.below(7)
        when 0, 1 then perform test.insert_rows(relation, 1 + test.below(3));
        when 2 then execute format('delete from %s where %s', relation, test.some_rows(relation, 1));
        when 3 then execute format('delete from %s where %s', relation, test.some_rows(relation, 1 + test.below(4)));
        when 4, 5 then perform test.change_values(relation);
        when 6 then
            execute format('with gone as (delete from %s where %s returning %s) insert into %1$s (%3$s) select * from gone',
                           relation, test.some_rows(relation, 2), columns);
    end case;
end
$$;

-- Several statements that change some of the tables, now and then in a subtransaction that is rolled back.
create function test.mutate(tables text[]) returns void language plpgsql volatile as $$
declare
    target text;
begin
    foreach target in array tables loop
        for i in 1..test.below(4) loop
            begin
                perform test.change(target);
                if random() < 0.15 then
                    raise exception 'undone' using errcode = 'TEST0';
                end if;
            exception when sqlstate 'TEST0' then
                null;
            end;
        end loop;
    end loop;
end
$$;

-- Rounds of random changes; after each, refreshes the stream tables in their order and checks them. Most rounds are a
-- transaction of their own, some are refreshed in the transaction that made the changes. The verdict counts the ways of
-- the refreshes, or shows the first table that is wrong.
create procedure test.rounds(names text[], tables text[], rounds integer default 12, compare_by text default 'text',
                             inout verdict text default null)
language plpgsql as $$
declare
    name text;
    outcome text;
    seen text[] := '{}';
begin
    perform setseed(0.5);
    for round in 1..rounds loop
        perform test.mutate(tables);
        if random() < 0.75 then
            commit;
        end if;
        foreach name in array names loop
            outcome := test.refresh(name, compare_by);
            if outcome !~ ', equal$' then
                verdict := format('round %s, %s: %s', round, name, outcome);
                return;
            end if;
            seen := seen || split_part(outcome, ',', 1);
        end loop;
        commit;
    end loop;
    verdict := format('%s rounds equal, by %s', rounds,
                      (select string_agg(distinct way, ' and ') from unnest(seen) as way where way <> 'NO_DATA'));
end
$$;
