"""Tables, views and values for the deep random queries: types whose equal values differ, partitions, inheritance, generated columns."""

# Beside those of queries.py. `ts` has infinities, `jb` equal numbers that are written otherwise, `m`, `r` and `e` types of types; `d` is a
# domain. `t8` and `t10` are partitioned, without a key and with one; `t9c` is a child of `t9`.
TABLES = {
    "t7": [("id", "int"), ("k", "int"), ("e", "enum"), ("d", "domain"), ("r", "range"), ("jb", "jsonb"), ("ts", "tstz"), ("g", "int"), ("gv", "int")],
    "t8": [("k", "int"), ("x", "text"), ("n", "numeric"), ("e", "enum"), ("m", "mrange")],
    "t9": [("k", "int"), ("v", "int"), ("x", "text")],
    "t9c": [("k", "int"), ("v", "int"), ("x", "text"), ("bt", "bytea")],
    "t10": [("id", "int"), ("k", "int"), ("is_", "ints"), ("f", "float"), ("h", "char")],
}
GENERATED = {"t7": ["g", "gv"]}
KEYS = {"t7": ["id"], "t8": [], "t9": [], "t9c": [], "t10": ["id"]}
VIEWS = {
    "v1": [("c0", "int"), ("c1", "numeric"), ("c2", "ci"), ("c3", "int")],
    "v2": [("c0", "int"), ("c1", "int8"), ("c2", "numeric")],
    "v3": [("c0", "int"), ("c1", "text"), ("c2", "int8")],
}

SCHEMA = """
create type mood as enum ('sad', 'ok', 'happy');
create domain small as int check (value is null or value between -1000 and 1000);
create table t7 (id int primary key, k int, e mood, d small, r int4range, jb jsonb, ts timestamptz, g int generated always as (k * 2) stored,
                 gv int generated always as (coalesce(k, 0) + 1) virtual);
create table t8 (k int, x text, n numeric, e mood, m int4multirange) partition by list (k);
create table t8_0 partition of t8 for values in (0, 1);
create table t8_1 partition of t8 for values in (2, null);
create table t8_d partition of t8 default partition by range (k);
create table t8_d0 partition of t8_d for values from (minvalue) to (50);
create table t8_d1 partition of t8_d for values from (50) to (maxvalue);
create table t9 (k int, v int, x text);
create table t9c (bt bytea) inherits (t9);
create table t10 (id int primary key, k int, is_ int[], f float8, h char(4)) partition by hash (id);
create table t10_0 partition of t10 for values with (modulus 2, remainder 0);
create table t10_1 partition of t10 for values with (modulus 2, remainder 1);
create view v1 as select t1.id as c0, t1.n as c1, t2.c as c2, t2.k as c3 from t1 left join t2 on t2.id = t1.k;
create view v2 as select k as c0, count(*) as c1, sum(n) as c2 from t8 group by k;
create view v3 as select v1.c0, max(t9.x) as c1, count(t9.*) as c2 from v1 join t9 on t9.k = v1.c0 group by v1.c0;
"""

VALUES = {
    "enum": ["'sad'", "'ok'", "'happy'", "null"],
    "domain": ["0", "1", "2", "null"],
    "range": ["'[1,3)'", "'empty'", "'[2,)'", "'(,2)'", "null"],
    "mrange": ["'{[1,3)}'", "'{}'", "'{[1,2),[5,7)}'", "null"],
    "jsonb": ["'1'", "'1.0'", "'{\"a\": 1}'", "'{\"a\": 1.0}'", "'{\"a\": [1, 2.0, null]}'", "'null'", "'[]'", "null"],
    "tstz": ["'2024-01-01 00:00+00'", "'infinity'", "'-infinity'", "'2024-01-01 02:00+02'", "null"],
    "bytea": ["'\\x00'", "'\\x'", "'\\x0001'", "null"],
    "ints": ["'{}'", "'{1}'", "'{1,NULL}'", "'{2,1}'", "null"],
}

LITERALS = {
    "enum": ["'sad'::mood", "'happy'::mood", "null::mood"],
    "domain": ["1::small", "2::small", "null::small"],
    "range": ["int4range(1, 3)", "'empty'::int4range", "int4range(2, null)", "null::int4range"],
    "mrange": ["'{[1,3)}'::int4multirange", "'{}'::int4multirange", "null::int4multirange"],
    "jsonb": ["'1'::jsonb", "'1.0'::jsonb", "'{\"a\": 1}'::jsonb", "'null'::jsonb", "null::jsonb"],
    "tstz": ["timestamptz '2024-01-01 00:00+00'", "timestamptz 'infinity'", "null::timestamptz"],
    "bytea": ["'\\x00'::bytea", "''::bytea", "null::bytea"],
    "ints": ["array[1]", "array[1, null]", "'{}'::int[]", "null::int[]"],
}

AGGREGATES = {
    "enum": [("count({0})", "int8"), ("max({0})", "enum"), ("min({0})", "enum"), ("count(distinct {0})", "int8"),
             ("string_agg({0}::text, '-' order by {0})", "text"), ("mode() within group (order by {0})", "enum")],
    "domain": [("sum({0})", "int8"), ("max({0})", "int"), ("count(distinct {0})", "int8"), ("avg({0})", "numeric")],
    "range": [("count(distinct {0})", "int8"), ("range_agg({0})", "mrange"), ("range_intersect_agg({0})", "range"), ("count({0})", "int8")],
    "mrange": [("count(distinct {0})", "int8"), ("range_agg({0})", "mrange"), ("count({0})", "int8")],
    "jsonb": [("count({0})", "int8"), ("count(distinct {0})", "int8"), ("jsonb_agg({0} order by {0})", "jsonb"), ("jsonb_agg(distinct {0})", "jsonb")],
    "tstz": [("max({0})", "tstz"), ("min({0})", "tstz"), ("count(distinct {0})", "int8")],
    "bytea": [("max({0})", "bytea"), ("count({0})", "int8"), ("string_agg({0}, '\\x02' order by {0})", "bytea")],
    "ints": [("max({0})", "ints"), ("count(distinct {0})", "int8"), ("count({0})", "int8")],
}

# More aggregates of the types of queries.py.
MORE_AGGREGATES = {
    "int": [("percentile_disc(0.5) within group (order by {0})", "int"), ("mode() within group (order by {0} desc)", "int"),
            ("rank(2) within group (order by {0})", "int8"), ("percentile_cont(0.25) within group (order by {0})", "float"),
            ("string_agg(distinct {0}::text, '|' order by {0}::text desc)", "text"), ("array_agg(distinct {0})", "ints"),
            ("jsonb_agg({0} order by {0} desc)", "jsonb"), 
            ("min({0} + 1)", "int"), ("var_samp({0})", "numeric"),
            ("count(({0}, 1))", "int8"), ("bool_and({0} is null)", "bool"), ("every({0} > 0)", "bool")],
    "numeric": [("min({0})", "numeric"), ("sum(distinct {0})", "numeric"), ("percentile_disc(array[0.1, 0.9]) within group (order by {0})", "numerics")],
    "text": [("string_agg(distinct {0}, ',')", "text"), ("max({0} || '!')", "text"), ("json_arrayagg({0} order by {0} returning jsonb)", "jsonb")],
    "float": [("min({0})", "float"), ("count(distinct {0})", "int8"), ("avg({0})", "float")],
    "ci": [("count({0})", "int8")],
    "interval": [("max({0})", "interval"), ("count(distinct {0})", "int8")],
}
