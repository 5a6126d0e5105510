-- explain_st() shows circuit, delta, SQL and what each operator costs.
create table fact (id int primary key, dim int, amount numeric);
create table dim (id int primary key, name text);
call test.create('t', 'select d.name, sum(f.amount) as total from fact f join dim d on d.id = f.dim where f.amount > 0 group by d.name having count(*) > 1');
select property, value from pgtrickle.explain_st('t') where property !~ 'frontier';
