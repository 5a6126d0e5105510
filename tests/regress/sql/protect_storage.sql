-- What is refused on a stream table, and what is allowed.
create table a (id int primary key, g int, v int);
insert into a select i, i % 2, i from generate_series(1, 4) i;
call test.create('t', 'select sum(v) as s, avg(v) as m from a group by g');
create table other (id int primary key);
create function spoil() returns trigger language plpgsql as $$ begin return null; end $$;
create procedure try(statement text) language plpgsql as $$
declare
    why text;
begin
    execute statement;
    raise notice 'done: %', statement;
exception when others then
    get stacked diagnostics why = message_text;
    raise notice '% (%)', why, sqlstate;
end $$;
do $$
declare
    name text;
begin
    for name in select attname from pg_attribute where attrelid = 't'::regclass and attname like '\_\_pgt%' and not attisdropped order by attnum loop
        call try(format('alter table t drop column %I', name));
        call try(format('alter table t rename column %I to other', name));
        call try(format('alter table t alter column %I type text', name));
        call try(format('alter table t alter column %I drop not null', name));
    end loop;
end $$;
call try('alter table t add column more int');
call try('alter table t alter s set not null');
call try('alter table t rename s to other');
call try('alter table t add check (s > 0)');
call try('alter table t add constraint c check (s > 0) not valid');
call try('alter table t add constraint n not null s');
call try('alter table t add foreign key (s) references other not valid');
call try('alter table t add unique (s)');
call try('alter table other add foreign key (id) references t (s) not valid');
call try('alter table t drop constraint t_s_key');
call try('alter table t set unlogged');
call try('alter table t force row level security');
create table no_columns ();
call try('alter table t inherit no_columns');
call try('create table child () inherits (t)');
create table lookalike (like t);
call try('alter table lookalike inherit t');
create table above (like t) partition by list (s);
call try('alter table above attach partition t default');
create table below (like t) partition by list (s);
call try('alter table below attach partition t default');
drop table lookalike, above, below;
call try('create rule nothing as on insert to t do instead nothing');
call try('create trigger spoil before insert on t for each row execute function spoil()');
call try('create or replace trigger pgtrickle_guard before insert on t for each statement execute function spoil()');
call try('drop trigger pgtrickle_guard on t');
call try('alter table t disable trigger all');
call try('alter table t disable trigger pgtrickle_guard');
call try('alter table t enable replica trigger pgtrickle_guard');
do $$
declare
    name text;
begin
    for name in select indexrelid::regclass from pg_index where indrelid = 't'::regclass order by 1 loop
        call try(format('drop index %s', name));
    end loop;
end $$;
insert into a values (5, 2, 5);
select test.refresh('t');
-- Allowed.
create index by_s on t (s);
drop index by_s;
create trigger after_rows after insert or update or delete on t for each row execute function spoil();
create trigger after_statement after insert on t for each statement execute function spoil();
drop trigger after_rows on t;
alter table t disable trigger after_statement;
alter table t alter s set statistics 5, alter s set default 5;
alter table t replica identity nothing;
alter table t replica identity full;
alter table t enable row level security;
create policy p on t using (true);
alter table t set (fillfactor = 50);
create schema elsewhere;
alter table t set schema elsewhere;
alter table elsewhere.t rename to u;
alter table elsewhere.u owner to current_user;
comment on table elsewhere.u is 'mine';
vacuum full elsewhere.u;
insert into a values (6, 3, 6);
select test.refresh('elsewhere.u');
