"""Tables of forms.py: columns of user-defined and unusual types, each also as a key; a partitioned table, a bag, views over views."""

SCHEMA = """
create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create domain amount as int check (value >= 0);
create domain label as text collate nocase;
create type mood as enum ('sad', 'ok', 'happy');
create domain felt as mood;
create type pair as (x int, y text);
create table a (id int primary key, k int, d amount, m mood, s text collate nocase, n numeric, r int4range, mr int4multirange, l int[], p pair, f float8, t text, h label,
    g int generated always as (coalesce(k, 0) * 2 + 1) stored);
create table b (k int, d amount, m mood, s text collate nocase, n numeric, r int4range, mr int4multirange, l int[], p pair, f float8, t text, h label, u int,
    unique nulls not distinct (k, m, u));
create table e (id int, k int, n numeric, t text, v int, primary key (id, k)) partition by list (k);
create table e0 partition of e for values in (0);
create table e1 (v int, t text, k int not null, extra int, n numeric, id int not null);
alter table e1 drop column extra;
alter table e attach partition e1 for values in (1);
create table ed partition of e default;
create table w (k int, n numeric, t text, m mood);
create view va as select a.id, a.k, b.m, b.u, a.n as n from a left join b on a.k = b.k;
create view vg as select k, count(*) as c, max(u) as u, bool_or(m is null) as o from va group by k;
create view vs as select k, n, t from w union all select k, n, t from e where v is distinct from 1;
"""

TABLES = ("a", "b", "e", "w")

VALUES = {
    "int": ["0", "1", "2", "3", "null"],
    "amount": ["0", "1", "2", "null"],
    "mood": ["'sad'", "'ok'", "'happy'", "null"],
    "ci": ["'a'", "'A'", "'b'", "null"],
    "num": ["1.0", "1.00", "2", "0", "-1.5", "null"],
    "range": ["'[1,3)'", "'[2,5)'", "'empty'", "'(,2)'", "'[0,)'", "null"],
    "mrange": ["'{[1,2),[3,5)}'", "'{}'", "'{(,2)}'", "null"],
    "ints": ["'{1,2}'", "'{2,NULL}'", "'{}'", "'{{1},{2}}'", "'[0:1]={1,2}'", "null"],
    "pair": ["'(1,a)'::pair", "'(1,)'::pair", "'(,)'::pair", "'(2,b)'::pair", "null"],
    "float": ["0", "'-0'", "1.5", "'NaN'", "null"],
    "text": ["'a'", "'b'", "''", "'A'", "null"],
}

SHARED = {"k": "int", "d": "amount", "m": "mood", "s": "ci", "n": "num", "r": "range", "mr": "mrange", "l": "ints", "p": "pair", "f": "float", "t": "text", "h": "ci"}
COLUMNS = {
    "a": {"id": "int", **SHARED},
    "b": {**SHARED, "u": "int"},
    "e": {"id": "int", "k": "int", "n": "num", "t": "text", "v": "int"},
    "w": {"k": "int", "n": "num", "t": "text", "m": "mood"},
}
KEYS = {"a": ("id",), "b": (), "e": ("id", "k"), "w": ()}
TYPES = {"int": "int", "amount": "amount", "mood": "mood", "ci": "text collate nocase", "num": "numeric", "range": "int4range", "mrange": "int4multirange", "ints": "int[]", "pair": "pair",
         "float": "float8", "text": "text"}
# Expressions over a row of a or b, as {0}, whose types have a common type with an equality of its own: values that one type tells apart are one value of another.
MIXED = [
    ("9007199254740992 + {0}.k", "(9007199254740992 + {0}.k)::float8", "(9007199254740992 + {0}.k)::numeric", "{0}.d + 9007199254740992::float8"),
    ("16777216 + {0}.k", "(16777216 + {0}.k)::real", "(16777216 + {0}.k)::float8", "{0}.n"),
    ("{0}.n + 0.10000000000000000001 * {0}.k", "{0}.f", "{0}.k", "{0}.n::real"),
    ("{0}.t || repeat(' ', {0}.k)", "({0}.t || repeat(' ', {0}.k))::char(4)", "{0}.t::varchar(3)", "{0}.t::char(2)"),
    ("timestamp '2024-03-31 01:30' + {0}.k * interval '1 hour'", "timestamptz '2024-03-31 00:30+00' + {0}.k * interval '1 hour'", "date '2024-03-30' + {0}.k", "timestamp '2024-03-31' + {0}.k * interval '1 hour'"),
]
# The same without `=` between the types.
GROUPED = [
    ("array[9007199254740992 + {0}.k]", "array[9007199254740992::float8 + {0}.k]", "array[{0}.k]"),
    ("{0}.m::felt", "{0}.m", "{0}.m::felt"),
]
# Equal values of these may look different.
AMBIGUOUS = ("ci", "num", "float")
