-- CASE in both forms, COALESCE, NULLIF, GREATEST and LEAST, in the select list and in the predicate.
create table a (id int primary key, k int, j int, x text, b boolean);
call test.fill('{a}');
call test.create('cases', $$
    select id,
           case when k > 2 then 'large' when k is null then 'none' else 'small' end as size,
           case k when 0 then x when 1 then upper(x) end as simple,
           coalesce(k, j, -1) as c, nullif(k, j) as n, greatest(k, j, 2) as g, least(k, j, 2) as l
    from a
    where case when b then k else j end >= 1 or coalesce(x, 'a') = 'a'
$$);
call test.rounds('{cases}', '{a}', 20);
