-- Changes are added to the groups that are stored; a group that has to be recomputed makes the refresh run the statements that do so.
create table a (id int primary key, g int, n numeric, v int, i interval);
insert into a select x, x % 5, x, x, make_interval(days => x) from generate_series(1, 50) as x;
call test.create('sums', 'select g, sum(n) as n, avg(n) as m, count(*) as c from a group by g');
call test.create('bounds', 'select g, min(v) as lo, max(v) as hi from a group by g');
call test.create('times', 'select g, sum(i) as i from a group by g', 'IMMEDIATE');
call test.create('per_key', 'select g, n, lo, i from (select g, sum(n) as n, min(v) as lo from a group by g) x join times using (g)');
call test.create('over_states', 'select lo % 2 as odd, sum(n) as n, max(hi) as hi from (select g, sum(n) as n, min(v) as lo, max(v) as hi from a group by g) x group by 1', 'ON COMMIT');
select property, value ~ 'not_additive' as adds, value ~ 'rescan' as recomputes from pgtrickle.explain_st('bounds') where property ~ '(adding|delta)_query';
select property, value ~ 'not_additive' as adds from pgtrickle.explain_st('over_states') where property ~ 'adding_query';
create view verdicts as
    select name, verdict from unnest('{sums,bounds,times,per_key,over_states}'::text[]) as name, test.check(name) as verdict
    where verdict <> 'equal';
create function test.refresh_all() returns text language sql as $$
    select string_agg(test.refresh(name), '; ') from unnest('{sums,bounds,per_key}'::text[]) as name
$$;

-- Added.
insert into a values (51, 1, 1.5, 100, '1 day'), (52, 7, 2, -5, '1 month');
select test.refresh_all();
select * from verdicts;
-- The last number with a decimal, and an extremum, are deleted; a group ends; another begins and ends at once.
delete from a where id in (51, 52);
begin;
insert into a values (53, 9, 3, 3, '1 day'), (54, 9, 'NaN', 4, 'infinity');
delete from a where id in (53, 54);
commit;
select test.refresh_all();
select * from verdicts;
-- Values to which nothing can be added.
insert into a values (55, 2, 'NaN', 1, 'infinity'), (56, 8, 'Infinity', null, '-infinity');
select test.refresh_all();
select * from verdicts;
update a set n = 1, i = '1 day' where id in (55, 56);
select test.refresh_all();
select * from verdicts;
-- Some groups are added to, others recomputed, in one statement, time after time.
do $$
begin
    for round in 1..12 loop
        update a set v = v + case when id % 2 = 0 then 1 else -1 end, n = n + 0.1 * (round % 3), g = (g + (id % 7 = round % 7)::int) % 5;
        perform test.refresh_all();
        if exists (select from verdicts where name <> 'over_states') then raise 'round %', round; end if; -- that one follows at the commit
    end loop;
end
$$;
select * from verdicts;
-- In a transaction that is rolled back, and below a savepoint.
begin;
insert into a values (60, 1, 'NaN', 1000, 'infinity');
savepoint s;
delete from a where id in (60, 5);
select * from verdicts where name = 'times';
rollback to s;
select * from verdicts where name = 'times';
rollback;
select test.refresh_all();
select * from verdicts;
select test.error('select pgtrickle.not_additive()');
