-- Tables to measure on: a star of facts (rows of them), a tree (a tenth of that), and where samples are kept.
-- psql variable: rows.

create table kind (id int primary key, name text not null);
create table area (id int primary key, name text not null);
create table category (id int primary key, area int not null, label text not null);
create table dim (id int primary key, category int not null, kind int not null, name text not null);
create table fact (id int primary key, dim int not null, amount int not null);
insert into kind select i, 'kind ' || i from generate_series(1, 10) i;
insert into area select i, 'area ' || i from generate_series(1, 20) i;
insert into category select i, 1 + i % 20, 'category ' || i from generate_series(1, 1000) i;
insert into dim select i, 1 + i % 1000, 1 + i % 10, 'dim ' || i from generate_series(1, 10000) i;
insert into fact select i, 1 + i % 10000, i % 1000 from generate_series(1, :rows) i;
create index on fact (dim);
create index on dim (category);

-- A tree in which every inner node has ten children.
create table node (id int primary key, parent int, name text not null);
insert into node select i, case when i > 0 then (i - 1) / 10 end, 'n' || i from generate_series(0, :rows / 10) i;
create index on node (parent);

-- What hand-written deltas read: images with a weight, as the extension's buffers have them.
create table fact_delta (weight int not null, id int not null, dim int not null, amount int not null);
create table node_delta (weight int not null, id int not null, parent int, name text not null);
create table hand_history (id bigint generated always as identity primary key, at timestamptz, finished timestamptz, merged bigint);
create table hand_frontier (name text primary key, seen pg_snapshot);
insert into hand_frontier values ('hand', pg_current_snapshot());

create table sample (scenario text, changes int, subject text, ms double precision);

-- A fixed random number from 0 up to and without `bound`.
create function dice(number bigint, stream bigint, bound bigint) returns int immutable parallel safe language sql return
    ((hashint8extended(number, stream) & 9223372036854775807) % bound)::int;

-- Changes of so many facts: three fifths are updated, a fifth goes, a fifth is new; a single one is updated.
create function change_facts(changes int, round int) returns void language plpgsql as $$
declare
    few int := case when changes = 1 then 0 else changes / 5 end;
    bound int := (select max(id) from fact);
begin
    with changed as (
        update fact set amount = amount + 1
        where id = any (array(select 1 + dice(i, round, bound) from generate_series(1, changes - 2 * few) i))
        returning old.id, old.dim as old_dim, old.amount as old_amount, new.dim as new_dim, new.amount as new_amount
    )
    insert into fact_delta
    select -1, id, old_dim, old_amount from changed union all select 1, id, new_dim, new_amount from changed;
    if few > 0 then
        -- Rows that this round did not change yet: a hand-written delta counts on that.
        with gone as (
            delete from fact
            where id = any (array(select 1 + dice(i, round + 1000, bound) from generate_series(1, few) i except select id from fact_delta))
            returning *
        )
        insert into fact_delta select -1, * from gone;
        with come as (
            insert into fact select bound + i, 1 + dice(i, round, 10000), i % 1000 from generate_series(1, few) i returning *
        )
        insert into fact_delta select 1, * from come;
    end if;
end
$$;

-- Other names for so many leaves of the tree.
create function change_leaves(changes int, round int) returns void language plpgsql as $$
declare
    bound int := (select max(id) from node);
begin
    with changed as (
        update node set name = name || round % 10
        where id = any (array(select bound - dice(i, round, bound / 2) from generate_series(1, changes) i))
        returning id, parent, old.name as old_name, new.name as new_name
    )
    insert into node_delta select -1, id, parent, old_name from changed union all select 1, id, parent, new_name from changed;
end
$$;

-- Another name for a node with about a hundred descendants.
create function change_subtree(changes int, round int) returns void language plpgsql as $$
declare
    bound int := (select max(id) from node);
begin
    with changed as (
        update node set name = name || round % 10 where id = (bound / 100) / 2 + round % 10
        returning id, parent, old.name as old_name, new.name as new_name
    )
    insert into node_delta select -1, id, parent, old_name from changed union all select 1, id, parent, new_name from changed;
end
$$;

-- What every refresh keeps beside the result, done by hand.
create procedure keep_books(started timestamptz, merged bigint) language plpgsql as $$
begin
    insert into hand_history (at, finished, merged) values (started, clock_timestamp(), merged);
    update hand_frontier set seen = pg_current_snapshot() where name = 'hand';
end
$$;

-- Rounds of one scenario: changes, then both refreshes, in turn first. The first two rounds only warm up.
create procedure measure(scenario text, change text, changes int, rounds int) language plpgsql as $$
declare
    started timestamptz;
    by_extension double precision;
    by_hand double precision;
begin
    for round in 1..rounds + 2 loop
        execute format('select %I($1, $2)', change) using changes, round + changes;
        commit;
        for turn in 0..1 loop
            started := clock_timestamp();
            if (turn + round) % 2 = 0 then
                perform pgtrickle.refresh_stream_table('st_' || scenario);
                commit;
                by_extension := extract(epoch from clock_timestamp() - started) * 1000;
            else
                execute format('call hand_%s($1)', scenario) using changes;
                commit;
                by_hand := extract(epoch from clock_timestamp() - started) * 1000;
            end if;
        end loop;
        if round > 2 then
            insert into sample values (scenario, changes, 'extension', by_extension), (scenario, changes, 'by hand', by_hand);
        end if;
    end loop;
end
$$;
