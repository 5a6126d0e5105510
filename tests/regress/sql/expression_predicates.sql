-- IN lists, BETWEEN, IS DISTINCT FROM, tests of truth, patterns, ANY and ALL over arrays.
create table a (id int primary key, k int, j int, x text, b boolean, l int[]);
call test.fill('{a}');
call test.create('tests', $$
    select id,
           k in (1, 2, null) as in_list, k not in (1, 2) as not_in_list,
           k between 1 and 3 as b1, k not between j and 3 as b2, k between symmetric 3 and 1 as b3,
           k is distinct from j as d, k is not distinct from null as n,
           b is true as t, b is not false as nf, b is unknown as u, b is not unknown as nu,
           k is null as isnull, x is not null as notnull
    from a
$$);
call test.create('patterns', $$
    select id, x like 'a%' as l, x not ilike 'A_' as il, x similar to '(a|b)+' as s, x ~ '^[ab]' as r, x !~* 'A' as nr,
           k = any (l) as one, k <> all (array[1, j]) as none, k > any (array[]::int[]) as empty
    from a
    where x like '%a%' or k = any (array[1, 2]) or x similar to 'b_?'
$$);
call test.create('where_truth', 'select id from a where b is not true and (k = j) is not true');
call test.rounds('{tests,patterns,where_truth}', '{a}', 20);
