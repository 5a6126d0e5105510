"""Tables of odd.py: types of extensions and of users with equalities of their own, functions, operators, casts and aggregates of users; foreign keys, triggers and
rules by which a statement changes several tables."""

SCHEMA = """
create extension citext;
create extension hstore;
create extension ltree;
create extension intarray;
create extension btree_gist;
create schema lib;
create collation nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create type lib.frac as (num int, den int);
create function lib.frac_cmp(a lib.frac, b lib.frac) returns int language sql immutable strict return sign((a).num * (b).den - (b).num * (a).den)::int;
create function lib.frac_lt(a lib.frac, b lib.frac) returns bool language sql immutable strict return lib.frac_cmp(a, b) < 0;
create function lib.frac_le(a lib.frac, b lib.frac) returns bool language sql immutable strict return lib.frac_cmp(a, b) <= 0;
create function lib.frac_eq(a lib.frac, b lib.frac) returns bool language plpgsql immutable strict as 'begin return lib.frac_cmp(a, b) = 0; end';
create function lib.frac_ne(a lib.frac, b lib.frac) returns bool language sql immutable strict return lib.frac_cmp(a, b) <> 0;
create function lib.frac_ge(a lib.frac, b lib.frac) returns bool language sql immutable strict return lib.frac_cmp(a, b) >= 0;
create function lib.frac_gt(a lib.frac, b lib.frac) returns bool language sql immutable strict return lib.frac_cmp(a, b) > 0;
create function lib.frac_hash(a lib.frac) returns int language sql immutable strict return hashfloat8((a).num::float8 / (a).den);
create operator lib.< (leftarg = lib.frac, rightarg = lib.frac, function = lib.frac_lt, commutator = operator(lib.>), negator = operator(lib.>=));
create operator lib.<= (leftarg = lib.frac, rightarg = lib.frac, function = lib.frac_le, commutator = operator(lib.>=), negator = operator(lib.>));
create operator lib.= (leftarg = lib.frac, rightarg = lib.frac, function = lib.frac_eq, commutator = operator(lib.=), negator = operator(lib.<>), hashes, merges, restrict = eqsel, join = eqjoinsel);
create operator lib.<> (leftarg = lib.frac, rightarg = lib.frac, function = lib.frac_ne, commutator = operator(lib.<>), negator = operator(lib.=));
create operator lib.>= (leftarg = lib.frac, rightarg = lib.frac, function = lib.frac_ge, commutator = operator(lib.<=), negator = operator(lib.<));
create operator lib.> (leftarg = lib.frac, rightarg = lib.frac, function = lib.frac_gt, commutator = operator(lib.<), negator = operator(lib.<=));
create operator class lib.frac_ops default for type lib.frac using btree as operator 1 lib.<, operator 2 lib.<=, operator 3 lib.=, operator 4 lib.>=, operator 5 lib.>,
    function 1 lib.frac_cmp(lib.frac, lib.frac);
create operator class lib.frac_hash_ops default for type lib.frac using hash as operator 1 lib.=, function 1 lib.frac_hash(lib.frac);
create domain lib.half as lib.frac check (value is null or (value).den > 0);
create function lib.frac_text(a lib.frac) returns text language sql immutable strict return (a).num || '/' || (a).den;
create cast (lib.frac as text) with function lib.frac_text(lib.frac) as assignment;
create function lib.frac_of(a int) returns lib.frac language sql immutable strict return row(a, 1)::lib.frac;
create cast (int as lib.frac) with function lib.frac_of(int) as implicit;
create function lib.twice(a int) returns int language sql immutable return 2 * a;
create function lib.plus(a int, b int default 10, c int default 100) returns int language plpgsql immutable strict as 'begin return a + b + c; end';
create function lib.joined(variadic parts text[]) returns text language sql immutable return array_to_string(parts, '+', '-');
create function lib.pick(a anyelement, b anyelement) returns anyelement language sql immutable as 'select coalesce($2, $1)';
create function lib.rows(n int) returns table (i int, t text) language sql immutable rows 3 as 'select i, repeat(''r'', i) from generate_series(1, least(n, 2)) as i';
create function lib.fracs(n int) returns setof lib.frac language sql immutable as 'select row(i, 2)::lib.frac from generate_series(1, least(n, 2)) as i';
create function lib.parts(a int, out x int, out y text) language sql immutable as 'select a + 1, ''p'' || a';
create function lib.steps(n int) returns setof int language plpgsql immutable strict as 'begin for i in 1 .. least(n, 2) loop return next i; end loop; end';
create function lib.near(a int, b int) returns bool language sql immutable strict return abs(a - b) <= 1;
create operator lib.~=~ (leftarg = int, rightarg = int, function = lib.near, commutator = operator(lib.~=~));
create operator lib.!! (rightarg = int, function = lib.twice);
create function lib.longer(a text, b text) returns text language sql immutable strict return case when length(b) > length(a) or (length(b) = length(a) and b collate "C" < a) then b else a end;
create aggregate lib.longest(text) (sfunc = lib.longer, stype = text);
create aggregate lib.product(numeric) (sfunc = numeric_mul, stype = numeric, initcond = '1');
create function lib.noted(a text, b text) returns text language sql immutable return concat(a, '/', coalesce(b, '*'));
create aggregate lib.path(text) (sfunc = lib.noted, stype = text, initcond = '');
create aggregate lib.middle(float8 order by anyelement) (sfunc = ordered_set_transition, stype = internal, finalfunc = percentile_disc_final, finalfunc_extra);
create function lib.add2(a int8, b int, c int) returns int8 language sql immutable return a + coalesce(b, 0) * coalesce(c, 1);
create function lib.sub2(a int8, b int, c int) returns int8 language sql immutable return a - coalesce(b, 0) * coalesce(c, 1);
create function lib.shown2(a int8) returns text language sql immutable return 'sum ' || a;
create aggregate lib.sum2(int, int) (sfunc = lib.add2, stype = int8, initcond = '0', finalfunc = lib.shown2, msfunc = lib.add2, minvfunc = lib.sub2, mstype = int8, minitcond = '0', mfinalfunc = lib.shown2);
create function lib.greater(a lib.frac, b lib.frac) returns lib.frac language sql immutable strict return case when a operator(lib.<) b then b else a end;
create aggregate lib.max(lib.frac) (sfunc = lib.greater, stype = lib.frac, sortop = operator(lib.>));
create function lib.first_of(a anyelement, b anyelement) returns anyelement language sql immutable strict as 'select $1';
create aggregate lib.first(anyelement) (sfunc = lib.first_of, stype = anyelement);

create table p (id int primary key, k int, f lib.frac, c citext, h hstore, l ltree, n numeric, x text default 'dflt', d lib.half, a int[], unique (c));
create table m (a int, b int, w int, primary key (a, b));
create table c (id int primary key, p int references p on delete cascade on update cascade, q int default 0 references p on delete set default on update set null,
    s int references c on delete set null deferrable initially deferred, v int, f lib.frac, n numeric, ma int, mb int, at interval, foreign key (ma, mb) references m on delete set null (mb) on update cascade);
create table audit (id int generated always as identity, what text, k int);
create table counters (k int primary key, n int default 1);
create table spans (id int4range, valid int4range, v int, primary key (id, valid without overlaps));
create table cities (k int, x text, f lib.frac) partition by list (k);
create table cities_1 partition of cities for values in (1, 2);
create table cities_d partition of cities default;
create view vp as select p.id, p.k, p.c, count(c.id) as n from p left join c on c.p = p.id group by p.id;
create view vc with (security_barrier) as select id, p, v, f from c where v is distinct from 1;

create function changed_p() returns trigger language plpgsql as $$ begin
    if new.k = 3 then new.k := 2; new.x := 'changed'; end if;
    if new.k = 9 then return null; end if;
    return new; end $$;
create trigger changes before insert or update on p for each row execute function changed_p();
create function counted_p() returns trigger language plpgsql as $$ begin
    insert into counters (k) select distinct k from changed where k is not null on conflict (k) do update set n = counters.n + 1;
    return null; end $$;
create trigger counts after insert on p referencing new table as changed for each statement execute function counted_p();
create trigger a_counts after update on p referencing new table as changed for each statement execute function counted_p();
create function noted_c() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' then insert into audit (what, k) values ('gone', old.v); update counters set n = n + 1 where k = old.v; return old; end if;
    insert into audit (what, k) values (lower(tg_op), new.v);
    if new.v = 3 then delete from counters where k = 1; end if;
    return new; end $$;
create trigger z_notes after insert or update or delete on c for each row execute function noted_c();
create function late_m() returns trigger language plpgsql as $$ begin
    insert into audit (what, k) values ('late', new.w); update m set w = 7 where w = 8; return null; end $$;
create constraint trigger late after insert or update on m deferrable initially deferred for each row when (new.w is distinct from 7) execute function late_m();
create function moved_city() returns trigger language plpgsql as $$ begin
    if new.x = 'b' then return null; end if; if new.f is null then new.f := row(1, 1); end if; return new; end $$;
create trigger moves before insert or update on cities for each row execute function moved_city();
create function into_vp() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' then delete from c where p = old.id; delete from p where id = old.id; return old; end if;
    begin
        update p set k = new.k, c = new.c where id = old.id;
        if new.k = 1 then raise exception 'undone'; end if;
    exception when raise_exception then insert into audit (what, k) values ('undone', new.k);
    end;
    return new; end $$;
create trigger into_vp instead of update or delete on vp for each row execute function into_vp();
create rule also as on update to spans do also insert into audit (what, k) values ('span', new.v);
create rule instead as on delete to counters where old.n > 3 do instead update counters set n = 0 where k = old.k;
"""

TABLES = ("c", "p", "m", "audit", "counters", "spans", "cities")

TYPES = {"int": "int", "frac": "lib.frac", "citext": "citext", "hstore": "hstore", "ltree": "ltree", "num": "numeric", "text": "text", "ints": "int[]", "interval": "interval", "range": "int4range"}

VALUES = {
    "int": ["0", "1", "2", "3", "null"],
    "frac": ["'(1,2)'", "'(2,4)'", "'(1,1)'", "'(2,2)'", "'(0,3)'", "null"],
    "citext": ["'a'", "'A'", "'b'", "'B'", "null"],
    "hstore": ["'a=>1'", "'a=>1, b=>NULL'", "''", "'b=>2'", "null"],
    "ltree": ["'a'", "'a.b'", "'a.b.c'", "''", "null"],
    "num": ["1", "1.0", "1.00", "2.5", "-1", "'NaN'", "'Infinity'", "'-Infinity'", "null"],
    "text": ["'a'", "'b'", "'A'", "''", "null"],
    "ints": ["'{1,2}'", "'{2}'", "'{}'", "'{3,3,1}'", "null"],
    "interval": ["'1 mon'", "'30 days'", "'720:00'", "'infinity'", "'0'", "null"],
    "range": ["'[1,3)'", "'[3,5)'", "'[2,3)'", "'(,1)'"],
}

COLUMNS = {
    "p": {"id": "int", "k": "int", "f": "frac", "c": "citext", "h": "hstore", "l": "ltree", "n": "num", "x": "text", "d": "frac", "a": "ints"},
    "c": {"id": "int", "p": "int", "q": "int", "s": "int", "v": "int", "f": "frac", "n": "num", "ma": "int", "mb": "int", "at": "interval"},
    "m": {"a": "int", "b": "int", "w": "int"},
    "audit": {"what": "text", "k": "int"},
    "counters": {"k": "int", "n": "int"},
    "spans": {"id": "range", "valid": "range", "v": "int"},
    "cities": {"k": "int", "x": "text", "f": "frac"},
}
# Equal values of these may look different.
AMBIGUOUS = ("frac", "citext", "num", "interval")
