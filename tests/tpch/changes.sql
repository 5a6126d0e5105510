-- The changes of a round: the benchmark's refresh functions (new orders come, old ones go), and updates of every table.

create procedure changes(round int) language plpgsql as $$
begin
    call add_orders(15000 + round * 20 - 19, 15000 + round * 20);
    commit;
    delete from orders where o_orderkey in (select round * 5000 + i from generate_series(1, 15) i) or o_orderkey % 1500 = round;
    update lineitem set l_quantity = 1 + dice(l_orderkey, round, 50), l_discount = dice(l_linenumber, round, 11) / 100.0
    where l_orderkey % 400 = round;
    update lineitem set l_shipdate = l_shipdate + 40, l_receiptdate = l_receiptdate + 20, l_returnflag = 'R' where l_orderkey % 700 = round;
    update orders set o_orderpriority = '1-URGENT', o_totalprice = o_totalprice + 1 where o_orderkey % 300 = round;
    update orders set o_custkey = 1 + (o_custkey + 5) % 1500, o_orderdate = o_orderdate + 9 where o_orderkey % 500 = round;
    commit;
    update customer set c_mktsegment = 'BUILDING', c_acctbal = c_acctbal - 100 where c_custkey % 90 = round;
    update customer set c_nationkey = (c_nationkey + round) % 25, c_phone = 10 + (c_nationkey + round) % 25 || '-555-' || c_custkey
    where c_custkey % 200 = round;
    update supplier set s_nationkey = (s_nationkey + 1) % 25, s_acctbal = s_acctbal + round where s_suppkey % 25 = round;
    update supplier set s_comment = 'Customer Complaints' where s_suppkey % 50 = round;
    update part set p_type = 'PROMO BURNISHED BRASS', p_size = 15 where p_partkey % 150 = round;
    update part set p_name = 'forest green', p_brand = 'Brand#23', p_container = 'MED BOX' where p_partkey % 250 = round;
    update partsupp set ps_availqty = ps_availqty / 2, ps_supplycost = ps_supplycost + 1 where ps_partkey % 100 = round;
    delete from partsupp where not exists (select from lineitem where l_partkey = ps_partkey and l_suppkey = ps_suppkey) and ps_partkey % 50 = round;
    insert into customer select 1500 + round, 'Customer#new', 'somewhere', round, 13 + round || '-555', 500, 'BUILDING', 'new';
    commit;
end
$$;
