-- Partitioned stream tables in modes IMMEDIATE and ON COMMIT.
create table s (id int primary key, region text, day date, amount numeric(10, 2));
create table keyless (region text, day date, amount int);
create view verdicts as select pgt_name, refresh_mode, test.check(pgt_name) from pgtrickle.pgt_stream_tables where test.check(pgt_name) <> 'equal' order by 1;
select pgtrickle.create_stream_table(name || suffix, query, partition_by => by, refresh_mode => mode)
from (values ('_i', 'IMMEDIATE'), ('_c', 'ON COMMIT')) as m (suffix, mode),
     (values ('rows', 'select id, region, day, amount from s', 'day'),
             ('groups', 'select region, day, sum(amount) as total, count(*) as n from s group by region, day', 'LIST:day'),
             ('tops', 'select region, max(day) as latest from s group by region', 'latest'),
             ('bag', 'select region, day, amount from keyless', 'day'),
             ('hashed', 'select region, day, amount from keyless', 'HASH:amount:3'),
             ('windows', 'select id, region, day, rank() over (partition by region order by amount) as r from s', 'day')) as q (name, query, by)
order by name, suffix;
do $$
declare name text;
begin
    for name in select pgt_name from pgtrickle.pgt_stream_tables where st_partition_key ~ 'RANGE' order by 1 loop
        execute format('create table %I partition of %I for values from (''2024-02-29'') to (''2024-03-01'')', name || '_1', name);
    end loop;
end $$;
create table seen (part regclass unique);
create procedure play(rounds integer) language plpgsql as $$
begin
    perform setseed(0.5);
    for i in 1..rounds loop
        perform test.mutate(array['s', 'keyless']);
        if exists(select from verdicts where refresh_mode = 'IMMEDIATE') then raise exception 'round %: %', i, (select string_agg(verdicts::text, ', ') from verdicts); end if;
        commit;
        insert into seen select tableoid from rows_i union select tableoid from tops_c union select tableoid from bag_c union select tableoid from hashed_i on conflict do nothing;
        if exists(select from verdicts) then raise exception 'round %: %', i, (select string_agg(verdicts::text, ', ') from verdicts); end if;
    end loop;
end $$;
call play(25);
select part from seen order by part::text;
truncate s;
select * from verdicts;
call play(10);
truncate keyless;
call play(10);
-- To another mode, and back.
select pgtrickle.alter_stream_table('rows_i', refresh_mode => 'DIFFERENTIAL');
select pgtrickle.alter_stream_table('rows_c', refresh_mode => 'FULL');
insert into s values (1000, 'a', '2024-02-29', 3);
update s set day = day + 1 where region = 'a';
select test.refresh('rows_i'), test.refresh('rows_c');
select pgtrickle.alter_stream_table('rows_i', refresh_mode => 'ON COMMIT');
select pgtrickle.alter_stream_table('rows_c', refresh_mode => 'IMMEDIATE');
call play(10);
select * from verdicts;
