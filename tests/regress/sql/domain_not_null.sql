-- Columns of domains that take no NULL, where outer joins and grouping sets make NULLs of them.
create domain positive as int not null check (value > 0);
create domain words as text[] check (value is not null);
create table a (id int primary key, d positive, w words);
create table b (id int primary key, d positive, w words);
insert into a values (1, 1, '{x}'), (2, 2, '{y}');
insert into b values (1, 1, '{x}'), (3, 3, '{z}');
call test.create('left_', 'select a.id, b.d, b.w from a left join b on b.id = a.id');
call test.create('full_', 'select a.id as i, a.d as x, b.id as j, b.d as y from a full join b on a.d = b.d');
call test.create('sets', 'select d, w, count(*) as n from a group by grouping sets ((d), (w), ())');
call test.create('above', 'select b.d, count(*) as n, count(b.d) as m from a left join b on b.id = a.id group by b.d');
call test.create('at_once', 'select a.id, b.d from a left join b on b.id = a.id', 'IMMEDIATE');
create procedure checked() language plpgsql as $$
declare
    name text;
begin
    foreach name in array array['left_', 'full_', 'sets', 'above'] loop
        raise notice '%: %', name, test.refresh(name);
    end loop;
    raise notice 'at_once: %', test.check('at_once');
end $$;
insert into a values (3, 3, '{z}'), (4, 4, '{w}');
call checked();
delete from b where id = 1;
call checked();
insert into b values (2, 2, '{y}'), (5, 5, '{}');
call checked();
update a set d = 5 where id = 1;
delete from a where id = 2;
call checked();
drop table a, b cascade;
drop domain positive, words;
