-- Several stream tables read one source, each at its own pace.
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2);
call test.create('quick', 'select * from a');
call test.create('slow', 'select k, count(*) as n from a group by k');
insert into a values (3, 1);
select test.refresh('quick');
insert into a values (4, 2);
update a set k = 1 where id = 2;
select test.refresh('quick');
delete from a where id = 1;
select test.refresh('slow');
select test.refresh('quick');
insert into a values (5, 5);
call test.create('late', 'select k, max(id) as m from a group by k');
insert into a values (6, 5);
select test.refresh('slow'), test.refresh('quick'), test.refresh('late');
-- What all have consumed is disposed of.
create function pending() returns bigint language plpgsql as $$
declare
    n bigint;
begin
    execute format('select count(*) from pgtrickle_changes.%I', 'changes_' || 'a'::regclass::oid) into n;
    return n;
end
$$;
insert into a select i, i from generate_series(10, 30) i;
select pending() >= 21 as waiting;
select test.refresh('slow'), test.refresh('quick'), test.refresh('late');
insert into a values (40, 40);
select test.refresh('slow'), test.refresh('quick'), test.refresh('late');
select pending() < 21 as disposed_of;
-- A consumer that goes does not hold up the others.
insert into a values (41, 41);
select test.refresh('quick'), test.refresh('late');
select pgtrickle.drop_stream_table('slow');
insert into a values (42, 42);
select test.refresh('quick'), test.refresh('late');
