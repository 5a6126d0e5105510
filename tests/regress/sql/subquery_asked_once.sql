-- A comparison with ALL asks its subquery three times: for NULL as the operand, for NULL in its rows, for a row that decides. The subquery is computed once.
create table g (k int primary key, x int, g int);
create table parent (k int, x int);
create table child (id int primary key, k int);
insert into g select n, nullif(n % 3, 0), n + 1 from generate_series(1, 8) as n;
insert into parent values (1, 1), (9, 2), (9, null), (null, 1);
insert into child values (1, 1), (2, 2), (3, null);
set client_min_messages = error;
call test.create('less', 'select g.k from g where g.k < all (select c from (values (1), ((select max(p.k) from parent p where g.x is null)), (g.g)) v(c))');
call test.create('unequal', 'select g.k from g where g.k <> all (select p.k from parent p where p.x < g.x)');
call test.create('not_in', 'select g.k from g where g.g not in (select p.k from parent p left join child c on c.k = p.x where p.x <= g.x)');
call test.create('lateral_less', 'select o.id, l.k from child o cross join lateral (select g.k from g where g.k < all (select c from (values (1), ((select max(p.k) from parent p where g.x is null and p.x = o.k)), (g.g)) v(c))) l');
call test.create('twice', 'select (select count(*) from parent p where p.x < g.x) as a, k from g where (select count(*) from parent p where p.x < g.x) > 0');
call test.rounds('{less,unequal,not_in,lateral_less,twice}', '{g,parent,child}', 15);
select name, (select count(*) from pgtrickle.explain_st(name) where property ~ '^state \d+$') as states from unnest('{less,unequal,not_in,lateral_less,twice}'::text[]) as name;
