-- Aggregates that users define, with and without a final function, and with several arguments.
create function longer(state text, value text) returns text immutable language sql
    return case when length(value) > length(coalesce(state, '')) then value else state end;
create aggregate longest (text) (sfunc = longer, stype = text);
create aggregate product (numeric) (sfunc = numeric_mul, stype = numeric, initcond = '1');
create function weigh(state numeric[], value numeric, weight numeric) returns numeric[] immutable language sql
    return array[state[1] + coalesce(value * weight, 0), state[2] + coalesce(weight, 0)];
create function weighed(state numeric[]) returns numeric immutable language sql return state[1] / nullif(state[2], 0);
create aggregate weighted_mean (numeric, numeric) (sfunc = weigh, stype = numeric[], initcond = '{0,0}', finalfunc = weighed);
create table a (id int primary key, k int, x text, n numeric, w numeric);
call test.fill('{a}');
call test.create('defined', $$
    select k, longest(x order by id) as x, trim_scale(product(n)) as p, trim_scale(weighted_mean(n, w)) as m, count(*) as n
    from a group by k
$$);
call test.rounds('{defined}', '{a}', 16);
