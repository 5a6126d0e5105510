-- The tables of TPC-H, and a generator of rows for them: small, and the same on every run. Distributions follow the
-- benchmark's as far as its queries see them.

create table region (r_regionkey int primary key, r_name text, r_comment text);
create table nation (n_nationkey int primary key, n_name text, n_regionkey int references region, n_comment text);
create table supplier (
    s_suppkey int primary key, s_name text, s_address text, s_nationkey int references nation, s_phone text, s_acctbal numeric(12, 2),
    s_comment text
);
create table part (
    p_partkey int primary key, p_name text, p_mfgr text, p_brand text, p_type text, p_size int, p_container text,
    p_retailprice numeric(12, 2), p_comment text
);
create table partsupp (
    ps_partkey int references part, ps_suppkey int references supplier, ps_availqty int, ps_supplycost numeric(12, 2), ps_comment text,
    primary key (ps_partkey, ps_suppkey)
);
create table customer (
    c_custkey int primary key, c_name text, c_address text, c_nationkey int references nation, c_phone text, c_acctbal numeric(12, 2),
    c_mktsegment text, c_comment text
);
create table orders (
    o_orderkey int primary key, o_custkey int references customer, o_orderstatus text, o_totalprice numeric(12, 2), o_orderdate date,
    o_orderpriority text, o_clerk text, o_shippriority int, o_comment text
);
create table lineitem (
    l_orderkey int references orders on delete cascade, l_partkey int, l_suppkey int, l_linenumber int, l_quantity numeric(12, 2),
    l_extendedprice numeric(12, 2), l_discount numeric(12, 2), l_tax numeric(12, 2), l_returnflag text, l_linestatus text,
    l_shipdate date, l_commitdate date, l_receiptdate date, l_shipinstruct text, l_shipmode text, l_comment text,
    primary key (l_orderkey, l_linenumber), foreign key (l_partkey, l_suppkey) references partsupp
);
create index on supplier (s_nationkey);
create index on partsupp (ps_suppkey);
create index on customer (c_nationkey);
create index on orders (o_custkey);
create index on orders (o_orderdate);
create index on lineitem (l_partkey, l_suppkey);
create index on lineitem (l_suppkey);
create index on lineitem (l_shipdate);

-- A number from 0 up to and without `bound`, random but fixed: it depends on the arguments only.
create function dice(number bigint, stream bigint, bound bigint) returns int immutable parallel safe language sql return
    ((hashint8extended(number, stream) & 9223372036854775807) % bound)::int;

create function pick(number bigint, stream bigint, variadic options text[]) returns text immutable parallel safe language sql return
    options[1 + dice(number, stream, cardinality(options))];

create function word(number bigint, stream bigint) returns text immutable parallel safe language sql return
    pick(number, stream, 'furiously', 'special', 'requests', 'pending', 'deposits', 'Customer', 'Complaints', 'ironic', 'accounts', 'bold',
         'packages', 'final', 'express', 'regular', 'unusual', 'quick');

create function words(number bigint) returns text immutable parallel safe language sql return
    concat_ws(' ', word(number, 90), word(number, 91), word(number, 92), word(number, 93));

create function color(number bigint, stream bigint) returns text immutable parallel safe language sql return
    pick(number, stream, 'almond', 'azure', 'blue', 'forest', 'green', 'ivory', 'lemon', 'linen', 'misty', 'navy', 'olive', 'pink');

-- The supplier of a part, one of four, as the benchmark has it.
create function part_supplier(part bigint, number bigint, suppliers bigint) returns int immutable parallel safe language sql return
    ((part + number * (suppliers / 4 + (part - 1) / suppliers)) % suppliers + 1)::int;

-- Orders first..last with one to seven lines each.
create procedure add_orders(first int, last int) language sql as $$
    insert into orders
    select o, 1 + dice(o, 1, (select count(*) from customer)) / 3 * 3, pick(o, 2, 'F', 'O', 'P'), 1000 + dice(o, 3, 40000000) / 100.0,
           date '1992-01-01' + dice(o, 4, 2406), pick(o, 5, '1-URGENT', '2-HIGH', '3-MEDIUM', '4-NOT SPECIFIED', '5-LOW'),
           'Clerk#' || dice(o, 6, 10), 0, words(o)
    from generate_series(first, last) o;

    insert into lineitem
    select o_orderkey, part, part_supplier(part, dice(id, 11, 4), (select count(*) from supplier)), line, quantity,
           quantity * (900 + part % 1000) / 10, dice(id, 13, 11) / 100.0, dice(id, 14, 9) / 100.0,
           case when received <= date '1995-06-17' then pick(id, 15, 'R', 'A') else 'N' end,
           case when shipped > date '1995-06-17' then 'O' else 'F' end, shipped, o_orderdate + 30 + dice(id, 17, 61), received,
           pick(id, 19, 'DELIVER IN PERSON', 'COLLECT COD', 'NONE', 'TAKE BACK RETURN'),
           pick(id, 20, 'REG AIR', 'AIR', 'RAIL', 'SHIP', 'TRUCK', 'MAIL', 'FOB'), words(id)
    from orders
    cross join lateral generate_series(1, 1 + dice(o_orderkey, 10, 7)) as line
    cross join lateral (select o_orderkey * 8::bigint + line as id) as lines
    cross join lateral (
        select 1 + dice(id, 12, (select count(*) from part)) as part, 1 + dice(id, 21, 50) as quantity,
               o_orderdate + 1 + dice(id, 16, 121) as shipped
    ) as shipment
    cross join lateral (select shipped + 1 + dice(id, 18, 30) as received) as receipt
    where o_orderkey between first and last;
$$;
