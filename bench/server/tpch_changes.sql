-- The changes of a round: 750 orders with their lines are inserted, 750 deleted, 3000 lines and some rows of other tables updated.
create procedure changes(round int) language plpgsql as $$
begin
    create temporary table copied on commit drop as
    select o_orderkey as source, o_orderkey + 7 + round as target from orders where o_orderkey % 64 = 1 order by hashint4(o_orderkey + round) limit 750;
    insert into orders
    select target, (o_custkey + 3 * round) % 149997 + 1, o_orderstatus, o_totalprice, o_orderdate, o_orderpriority, o_clerk, o_shippriority, o_comment
    from copied join orders on o_orderkey = source;
    insert into lineitem
    select target, l_partkey, l_suppkey, l_linenumber, l_quantity, l_extendedprice, l_discount, l_tax, l_returnflag, l_linestatus, l_shipdate,
           l_commitdate, l_receiptdate, l_shipinstruct, l_shipmode, l_comment
    from copied join lineitem on l_orderkey = source;
    commit;
    create temporary table old on commit drop as
    select o_orderkey as k from orders where o_orderkey % 64 = 2 order by hashint4(o_orderkey + round) limit 750;
    delete from lineitem using old where l_orderkey = k;
    delete from orders using old where o_orderkey = k;
    commit;
    update lineitem set l_quantity = 1 + (l_quantity + round)::int % 50, l_extendedprice = l_extendedprice + 10, l_shipdate = l_shipdate + 3
    where l_orderkey in (select o_orderkey from orders where o_orderkey % 64 = 3 order by hashint4(o_orderkey + round) limit 750);
    update customer set c_acctbal = c_acctbal + 10 where c_custkey % 10000 = round;
    update part set p_size = 1 + (p_size + 1) % 50, p_retailprice = p_retailprice + 1 where p_partkey % 10000 = round;
    update supplier set s_acctbal = s_acctbal + 1, s_nationkey = (s_nationkey + 1) % 25 where s_suppkey % 3333 = round;
    update partsupp set ps_availqty = ps_availqty + 1, ps_supplycost = ps_supplycost + 1 where ps_partkey % 10000 = round;
    commit;
end
$$;
