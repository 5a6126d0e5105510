-- CURRENT_DATE and its like are accepted with a warning where they are shown; the column is as of the refresh that wrote the row.
create table a (id int primary key, k int);
insert into a values (1, 1), (2, 2);
select pgtrickle.create_stream_table('stamped', $$
    select id, current_user as who, current_catalog as db, current_schema is null as nowhere, k from a
$$, refresh_mode => 'DIFFERENTIAL');
select pgtrickle.create_stream_table('dated', $$
    select id, current_date as d, current_time is null as t, current_timestamp > '2000-01-01' as ts, localtime is null as lt,
           localtimestamp > '2000-01-01' as lts, session_user is null as su, current_role is null as cr
    from a
$$, refresh_mode => 'DIFFERENTIAL');
select test.check('stamped'), test.check('dated');
insert into a values (3, 3);
update a set k = 7 where id = 1;
delete from a where id = 2;
select test.refresh('stamped'), test.refresh('dated');
-- Where they decide about rows they are not.
select test.error($q$ select pgtrickle.create_stream_table('decided', $$ select id, k from a where current_date > date '2000-01-01' $$, refresh_mode => 'DIFFERENTIAL') $q$);
