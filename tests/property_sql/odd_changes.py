"""Changes for odd.py: statements that change several tables, by foreign keys, triggers, rules and views, and blocks whose parts are undone."""

from odd_schema import COLUMNS, VALUES

KEYS = {"p": ("id",), "c": ("id",), "m": ("a", "b"), "counters": ("k",), "spans": ()}


class OddChanges:
    def __init__(self, choices):
        self.c = choices

    def value(self, table, name):
        if name in KEYS.get(table, ()):
            return str(self.c.below(5 if table in ("m", "counters") else 7))
        if (table, name) in (("c", "p"), ("c", "q"), ("c", "s")):
            return self.c.one_of([*map(str, range(5)), "null"])
        if (table, name) == ("p", "k"):
            return self.c.one_of(["0", "1", "2", "3", "9", "null"])
        if (table, name) == ("m", "w"):
            return self.c.one_of(["1", "7", "8", "null"])
        return self.c.one_of(VALUES[COLUMNS[table][name]])

    def row(self, table):
        return f"({', '.join(self.value(table, name) for name in COLUMNS[table])})"

    def insert(self, table, rows):
        conflict = "" if table in ("audit", "cities", "spans") else " on conflict do nothing"
        return f"insert into {table} ({', '.join(COLUMNS[table])}) values {', '.join(self.row(table) for _ in range(rows))}{conflict}"

    def filled(self):
        """Each parent row by itself: one that violates a constraint does not keep the others out."""
        yield "insert into p (id, k, c) values (0, 0, 'zero')"
        for table, rows in (("p", 4), ("m", 4), ("c", 6), ("counters", 2), ("spans", 2)):
            for _ in range(rows):
                yield self.insert(table, 1)
        yield self.insert("cities", 3)

    def where(self, table):
        if self.c.rarely(3):
            return f"(tableoid, ctid) in (select tableoid, ctid from {table} order by tableoid, ctid limit {1 + self.c.below(3)} offset {self.c.below(4)})"
        name = self.c.one_of([name for name, kind in COLUMNS[table].items() if kind in ("int", "text", "num", "citext")])
        value = self.value(table, name)
        return f"{name} is null" if value == "null" else f"{name} = {value}"

    def update(self, table):
        name = self.c.one_of(list(COLUMNS[table]))
        if name in KEYS.get(table, ()) and self.c.below(2):
            return f"update {table} set {name} = {name} + 1 where {self.where(table)}"
        return f"update {table} set {name} = {self.value(table, name)} where {self.where(table)}"

    def statement(self):
        table, form = self.c.one_of(["p", "p", "c", "c", "c", "m", "counters", "spans", "cities", "audit"]), self.c.below(12)
        if form < 3:
            return self.insert(table, 1 + self.c.below(3))
        if form < 6:
            return self.update(table)
        if form == 6:
            return f"delete from {table} where {self.where(table)}"
        return self.special()

    def special(self):
        n, m = self.c.below(6), self.c.below(6)
        return self.c.one_of([
            f"update p set id = id + 10 where id = {n + 1}", f"delete from p where id in ({n}, {m}) and id <> 0", f"update m set a = a + 1 where b = {n}", f"delete from m where a = {n}",
            f"update vp set k = {self.value('p', 'k')} where id in ({n}, {m})", f"delete from vp where id = {n + 1}", f"update vc set v = {self.value('c', 'v')} where p = {n}",
            f"insert into vc values ({20 + n}, 0, 2, {self.value('c', 'f')}) on conflict do nothing", "truncate c", "truncate audit, counters", "truncate p cascade" if self.c.rarely(3) else "delete from c",
            f"with gone as (delete from c where p = {n} returning *), made as (insert into counters (k, n) select coalesce(v, 0), count(*) from gone group by 1 on conflict (k) do update set n = excluded.n returning *) "
            "insert into audit (what, k) select 'made', k from made",
            f"with a as (update p set n = {self.value('p', 'n')} where k = 1 returning id), b as (update c set n = {self.value('c', 'n')} where v = 1 returning id) insert into audit (what, k) select 'both', id from a union all select 'both', id from b",
            f"merge into c using (values ({n}, {m}), ({m + 6}, {n})) as s(i, j) on c.id = s.i when matched and c.v = 2 then delete when matched then update set p = null, v = s.j "
            "when not matched then insert (id, p, v) values (s.i, 0, s.j) when not matched by source and c.v = 3 then update set v = 0",
            f"do $$ begin begin update c set v = {n}; delete from p where id = {m + 1}; if random() < 2 then raise exception 'no'; end if; exception when raise_exception then update c set v = {m} where v = 1; end; end $$",
            f"do $$ declare r record; begin for r in select id from p order by id loop update p set k = r.id % 3 where id = r.id; begin insert into m values (r.id, r.id, {n}); exception when unique_violation then null; end; end loop; end $$",
            f"do $$ declare q cursor for select * from c order by id for update; r record; begin open q; fetch q into r; if found then update c set v = {n} where current of q; end if; fetch q into r; if found then delete from c where current of q; end if; end $$",
            f"update spans set v = {n}, valid = valid * '(,4)' where v is not null and not isempty(valid * '(,4)')", f"insert into spans values ('[1,3)', '[{n + 10},{n + 12})', {m})",
            f"update cities set k = coalesce(k, 0) + 1, x = {self.value('cities', 'x')}", f"insert into cities select k, x, f from p where k = {n}",
            f"update c set s = id where v = {n % 4}", f"update p set (k, n) = (select count(*), sum(c.n) from c where c.p = p.id) where id <> {n}", "update c set v = p.k from p where p.id = c.p",
            f"insert into p (id, k, c) values ({n}, {m}, 'a'), ({m + 7}, 9, 'q'), ({n + 14}, 3, null) on conflict (id) do update set k = excluded.k, x = 'met' where p.k is distinct from 1",
            "delete from counters", f"update c set (ma, mb) = (select a, b from m order by a, b limit 1) where v = {n % 4}", "set constraints all immediate", f"update c set f = row(2, 4)::lib.frac where f operator(lib.=) row(1, 2)::lib.frac",
            "update p set c = upper(c::text) where c = 'a'", "copy m from program $$printf '8\\t8\\t8\\n9\\t9\\t7\\n'$$"])

    def transaction(self):
        lines = []
        for _ in range(1 + self.c.below(3)):
            undone = self.c.rarely(8)
            lines += ["savepoint s"] * undone + [self.statement()] + ["rollback to s"] * undone
        if len(lines) == 1:
            return lines
        return ["begin", *lines, "rollback" if self.c.rarely(10) else "commit"]

    def round(self):
        return [line for _ in range(1 + self.c.below(2)) for line in self.transaction()]
