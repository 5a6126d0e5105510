-- explain_st() shows circuit, delta, SQL and what each operator costs.
create table fact (id int primary key, dim int, amount numeric);
create table dim (id int primary key, name text);
call test.create('t', 'select d.name, sum(f.amount) as total from fact f join dim d on d.id = f.dim where f.amount > 0 group by d.name');
select property, value from pgtrickle.explain_st('t') where property in ('refresh_mode', 'dvm_supported', 'sources', 'operator_tree', 'delta_tree');
select property from pgtrickle.explain_st('t') where value <> '';
select split_part(value, E'\n', 1) as first_line from pgtrickle.explain_st('t') where property ~ 'mermaid';
select configured_mode, effective_mode, downgrade_reason from pgtrickle.explain_refresh_mode('t');
select pgtrickle.create_stream_table('u', 'select id, random() as r from fact');
select configured_mode, effective_mode, downgrade_reason from pgtrickle.explain_refresh_mode('u');
select property, value from pgtrickle.explain_st('u') where property in ('refresh_mode', 'dvm_supported', 'operator_tree', 'downgrade_reason');
