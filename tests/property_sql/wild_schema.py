"""Tables of every kind, with columns of every type, for wild.py: what a kind of value is, and the relations that queries read."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Kind:
    """A type of values. `ordered` if it sorts, `equal` if it can be grouped by, `fuzzy` if equal values may look different."""

    type: str
    values: tuple
    ordered: bool = True
    equal: bool = True
    fuzzy: bool = False


@dataclasses.dataclass(frozen=True)
class Column:
    """An expression, its kind, and whether its image is determined: what a group shows of 1.0 and 1.00 is not."""

    sql: str
    kind: str
    exact: bool = True


KINDS = {
    "int": Kind("int", ("0", "1", "2", "3", "null")),
    "int8": Kind("bigint", ("0", "1", "2", "4000000000", "null")),
    "num": Kind("numeric", ("1", "1.0", "1.00", "2.5", "-1", "0", "0.00", "'NaN'", "null"), fuzzy=True),
    "price": Kind("numeric(10,2)", ("1", "2.50", "0.05", "-1", "null")),
    "float": Kind("float8", ("0", "'-0'", "1.5", "-2.25", "'NaN'", "'Infinity'", "null"), fuzzy=True),
    "text": Kind("text", ("''", "'a'", "'A'", "'b'", "'ab'", "'a '", "null")),
    "ci": Kind("text collate any_case", ("'x'", "'X'", "'y'", "''", "null"), fuzzy=True),
    "char": Kind("char(4)", ("'a'", "'b'", "''", "'A'", "null")),
    "varchar": Kind("varchar(8)", ("'a'", "'a '", "'b'", "''", "null")),
    "bool": Kind("bool", ("true", "false", "null")),
    "date": Kind("date", ("'2024-02-28'", "'2024-02-29'", "'2024-03-01'", "'infinity'", "null")),
    "ts": Kind("timestamp", ("'2024-02-28 23:59:59.5'", "'2024-03-01'", "'-infinity'", "'2024-02-29 12:00'", "null")),
    "tstz": Kind("timestamptz", ("'2024-01-01 00:00+00'", "'2024-01-01 02:00+02'", "'2024-03-31 01:30+00'", "'infinity'", "null")),
    "timetz": Kind("timetz", ("'10:00+00'", "'11:00+01'", "'12:00-02'", "null")),
    "interval": Kind("interval", ("'1 month'", "'30 days'", "'720 hours'", "'1 day'", "'-3 minutes'", "null"), fuzzy=True),
    "mood": Kind("mood", ("'sad'", "'ok'", "'happy'", "null")),
    "small": Kind("small", ("0", "1", "2", "null")),
    "uuid": Kind("uuid", ("'00000000-0000-0000-0000-000000000001'", "'00000000-0000-0000-0000-000000000002'", "null")),
    "inet": Kind("inet", ("'10.0.0.1'", "'10.0.0.1/32'", "'10.0.0.0/8'", "'::1'", "null")),
    "money": Kind("money", ("'1.00'", "'2.50'", "'-1.00'", "null")),
    "bit": Kind("bit(3)", ("'101'", "'010'", "'000'", "null")),
    "varbit": Kind("varbit", ("'101'", "'1'", "''", "null")),
    "bytea": Kind("bytea", ("'\\x00'", "'\\x'", "'\\x0001'", "null")),
    "ints": Kind("int[]", ("'{}'", "'{1}'", "'{1,NULL}'", "'{2,1}'", "'[0:1]={2,1}'", "'{{1},{2}}'", "null")),
    "texts": Kind("text[]", ("'{}'", "'{a,b}'", "'{b,NULL}'", "'{a,a}'", "null")),
    "nums": Kind("numeric[]", ("'{1.0}'", "'{1.00}'", "'{1,NULL}'", "'{}'", "null"), fuzzy=True),
    "comp": Kind("comp", ("'(1.0,x)'", "'(1.00,x)'", "'(,)'", "'(1,)'", "null"), fuzzy=True),
    "range": Kind("int4range", ("'[1,3)'", "'empty'", "'[2,)'", "'(,2)'", "null")),
    "nrange": Kind("numrange", ("'[1.0,3)'", "'[1.00,3)'", "'empty'", "null"), fuzzy=True),
    "mrange": Kind("int4multirange", ("'{[1,3)}'", "'{}'", "'{[1,2),[5,7)}'", "null")),
    "jsonb": Kind("jsonb", ("'1'", "'1.0'", "'{\"a\": 1}'", "'{\"a\": 1.0, \"b\": \"x\"}'", "'{\"a\": [1, 2.0, null]}'", "'null'", "'[]'", "'[1, \"b\"]'", "null"),
                  fuzzy=True),
    "tsvector": Kind("tsvector", ("'cat dog'", "'cat:1A'", "''", "null")),
    "json": Kind("json", ("'{\"a\": 1}'", "'{\"a\":1}'", "'1'", "null"), ordered=False, equal=False),
    "xml": Kind("xml", ("'<a/>'", "'<a>1</a>'", "null"), ordered=False, equal=False),
    "point": Kind("point", ("'(0,0)'", "'(1,2)'", "'(-0,1)'", "null"), ordered=False, equal=False),
    "box": Kind("box", ("'((0,0),(1,1))'", "'((2,2),(3,3))'", "'((0,0),(2,2))'", "null"), ordered=False, equal=False),
}

LONG = '"a name that is as long as names can be in this server, 63 bytes"'


@dataclasses.dataclass(frozen=True)
class Table:
    """`key` are the columns that tell rows apart, if any do; `unwritten` those that are generated."""

    name: str
    columns: tuple
    key: tuple = ()
    unwritten: tuple = ()
    unique: tuple = ()

    def written(self):
        return [column for column in self.columns if column[0] not in self.unwritten]


TABLES = {table.name: table for table in [
    Table('"Item"', (('"Id"', "int"), ('"group"', "int"), ("price", "num"), ('"select"', "text"), ("w", "int8"), ("c1", "date"), ("late", "int")), ('"Id"',)),
    Table("logs", (("k", "int"), ("x", "text"), ("n", "num"), ("at", "ts"), ("i", "interval"))),
    Table("pairs", (("a", "int"), ("b", "text"), ("v", "int"), ("f", "float"), ("ok", "bool")), ("a", "b")),
    Table("opt", (("id", "int"), ("u", "int"), ("m", "int"), ("code", "ci"), ("ch", "char")), ("id",), (), ("u", "m")),
    Table("part", (("k", "int"), ("day", "date"), ("n", "num"), ("x", "text"))),
    Table("parent", (("k", "int"), ("x", "text"), ("e", "mood"))),
    Table("child", (("k", "int"), ("x", "text"), ("e", "mood"), ("q", "num"))),
    Table("docs", (("id", "int"), ("jb", "jsonb"), ("js", "json"), ("xm", "xml"), ("arr", "ints"), ("tarr", "texts"), ("tsv", "tsvector"), ("pt", "point"), ("bx", "box")),
          ("id",)),
    Table("gen", (("id", "int"), ("k", "int"), ("x", "text"), ("g", "int"), ("gv", "int"), ("gt", "text")), ("id",), ("g", "gv", "gt")),
    Table("misc", (("id", "int"), ("iv", "interval"), ("tz", "timetz"), ("bt", "bit"), ("vb", "varbit"), ("ip", "inet"), ("mo", "money"), ("uu", "uuid"), ("ba", "bytea")),
          ("id",)),
    Table("more", (("id", "int"), ("d", "small"), ("cp", "comp"), ("ns", "nums"), ("z", "tstz"), ("r", "range"), ("nr", "nrange"), ("mr", "mrange"), ("vc", "varchar"),
                   ("pr", "price")), ("id",)),
    Table(LONG, (("n", "int"), ("rid", "int"), ("s", "text"), ("k1", "num"), ("touched", "bool"), ("o", "int8")), ("n",)),
    Table("hashed", (("id", "int"), ("k", "int"), ("x", "text")), ("id",)),
]}

VIEWS = {
    "v_join": (("c_id", "int"), ("c_price", "num"), ("c_code", "ci"), ("c_u", "int")),
    "v_group": (("k", "int"), ("number", "int8"), ("total", "num"), ("first", "text")),
    "v_nested": (("k", "int"), ("number", "int8"), ("c_u", "int")),
    "v_both": (("k", "int"), ("x", "text")),
    "v_window": (("id", "int"), ("k", "int"), ("place", "int8")),
}

SCHEMA = f"""
create collation any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create type mood as enum ('sad', 'ok', 'happy');
create domain small as int check (value is null or value between -100000 and 100000);
create type comp as (a numeric, b text);
create table "Item" (gone1 int, "Id" int primary key, "group" int, price numeric, gone2 text default 'gone', "select" text, w bigint, c1 date);
insert into "Item" ("Id") values (1);
alter table "Item" drop column gone1;
alter table "Item" drop column gone2;
alter table "Item" add column late int default 2;
create table logs (k int, x text, n numeric, at timestamp, i interval);
create table pairs (a int, b text, v int, f float8, ok bool, primary key (b, a));
create table opt (id int primary key, u int unique deferrable initially deferred, m int unique nulls not distinct deferrable, code text collate any_case, ch char(4));
create table part (k int, day date, n numeric, x text) partition by list (k);
create table part_01 partition of part for values in (0, 1);
create table part_2n (x text, n numeric, k int, day date);
alter table part attach partition part_2n for values in (2, null);
create table part_rest partition of part default partition by range (day);
create table part_old partition of part_rest for values from (minvalue) to ('2024-02-29');
create table part_new partition of part_rest default;
create table parent (k int, x text, e mood);
create table child (q numeric) inherits (parent);
create table docs (id int primary key, jb jsonb, js json, xm xml, arr int[], tarr text[], tsv tsvector, pt point, bx box);
create table gen (id int primary key, k int, x text, g int generated always as (k * 2) stored, gv int generated always as (coalesce(k, 0) + 1) virtual,
                  gt text generated always as (upper(x)) stored);
create table misc (id int primary key, iv interval, tz timetz, bt bit(3), vb varbit, ip inet, mo money, uu uuid, ba bytea);
create table more (id int primary key, d small, cp comp, ns numeric[], z timestamptz, r int4range, nr numrange, mr int4multirange, vc varchar(8), pr numeric(10,2));
create table {LONG} (n int primary key, rid int, s text, k1 numeric, touched bool, o bigint);
create table hashed (id int primary key, k int, x text) partition by hash (id);
create table hashed_0 partition of hashed for values with (modulus 2, remainder 0);
create table hashed_1 partition of hashed for values with (modulus 2, remainder 1);
create index on logs (k);
create index on "Item" ("group");
create index on part (k);
create view v_join (c_id, c_price, c_code, c_u) as select i."Id", i.price, o.code, o.u from "Item" i left join opt o on o.id = i."group";
create view v_group with (security_invoker) as select k, count(*) as number, sum(n) as total, min(x) as first from logs group by k;
create view v_nested as select g.k, g.number, j.c_u from v_group g join v_join j on j.c_u = g.k;
create view v_both as select k, x from parent union all select k, x from hashed where k > 0;
create view v_window as select id, k, rank() over (partition by k order by id) as place from gen;
"""
