-- How a stream table is maintained is shown to roles that may read or refresh it; running its query takes the privilege to refresh it.
create role regress_boss;
create role regress_reader;
create role regress_helper;
create role regress_nobody;
create schema rich;
grant usage, create on schema rich to regress_boss;
grant usage on schema rich to regress_reader, regress_helper, regress_nobody;
set role regress_boss;
create table rich.pay (id int primary key, amount int);
insert into rich.pay values (1, 10), (2, 20);
create sequence rich.runs;
select pgtrickle.create_stream_table('rich.few', 'select id from rich.pay where amount > 10', '1h', 'DIFFERENTIAL');
select pgtrickle.create_stream_table('rich.noted', $$select id, nextval('rich.runs') as n from rich.pay$$, '1h', 'FULL');
grant select on rich.few, rich.noted to regress_reader;
grant maintain on rich.few, rich.noted to regress_helper;
reset role;
create function rich.told(name text) returns table (what text, answer text) language plpgsql as $$
declare
    calls text[] := array['explain_st(%L)', 'explain_delta(%L)', 'explain_diff_sql(%L)', 'list_auxiliary_columns(%L)', 'explain_st(%L, true)'];
begin
    foreach what in array calls loop
        begin
            execute format('select case when count(*) > 0 then %L end from pgtrickle.' || what, 'told', name) into answer;
        exception when others then answer := sqlstate || ': ' || sqlerrm;
        end;
        return next;
    end loop;
end $$;
grant execute on function rich.told to public;
set role regress_nobody;
select * from rich.told('rich.few');
set role regress_reader;
select * from rich.told('rich.few');
set role regress_helper;
select * from rich.told('rich.few');
set role regress_boss;
select * from rich.told('rich.few');
select last_value from rich.runs;
set role regress_reader;
select test.error($$ select count(*) from pgtrickle.explain_st('rich.noted', true) $$);
set role regress_nobody;
select test.error($$ select count(*) from pgtrickle.explain_st('rich.noted', true) $$);
set role regress_boss;
select last_value from rich.runs;
select property from pgtrickle.explain_st('rich.noted', true) where property = 'full_plan';
select last_value from rich.runs;
-- The query runs with its owner's rights: those that he has now.
reset role;
create table rich.other (id int primary key);
grant select, trigger on rich.other to regress_boss;
set role regress_boss;
select pgtrickle.create_stream_table('rich.copy', 'select id from rich.other', '1h', 'DIFFERENTIAL');
reset role;
revoke select on rich.other from regress_boss;
select test.error($$ select count(*) from pgtrickle.explain_st('rich.copy', true) $$);
set client_min_messages = warning;
drop schema rich cascade;
drop role regress_boss, regress_reader, regress_helper, regress_nobody;
