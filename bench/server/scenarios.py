"""What is measured: queries, the changes they meet, and the best delta for each that we could write by hand.

A hand-written delta knows what a general one has to find out: keys are never NULL and never change, and a row changes
once between two refreshes.
"""

import dataclasses


@dataclasses.dataclass
class Scenario:
    title: str
    query: str
    key: str  # of the result
    delta: str  # a MERGE into the table {table}
    buffer: str = "fact_delta"
    change: str = "change_facts"
    changes: tuple = (1, 100, 10_000, 100_000)


def grouped(key, source):
    """The delta of counts and sums by one column."""
    return f"""
        merge into {{table}} as t
        using (select {key} as key, sum(weight) as n, sum(weight * amount) as total from {source} group by {key}) as d
        on t.{key.split('.')[-1]} = d.key
        when matched and t.n + d.n = 0 then delete
        when matched then update set n = t.n + d.n, total = t.total + d.total
        when not matched then insert values (d.key, d.n, d.total)"""


def keyed(columns, select, source, condition="true"):
    """The delta of rows that have a key: what goes, what comes, and what changes."""
    names = ", ".join(columns)
    return f"""
        merge into {{table}} as t
        using (
            select coalesce(n.id, o.id) as key, n.id is not null as stays, n.*
            from (select id from fact_delta where weight < 0 and {condition}) as o
            full join (select {select} from {source} where weight > 0 and {condition}) as n on n.id = o.id
        ) as d
        on t.id = d.key
        when matched and not stays then delete
        when matched then update set {', '.join(f'{name} = d.{name}' for name in columns if name != 'id')}
        when not matched and stays then insert ({names}) values ({', '.join(f'd.{name}' for name in columns)})"""


DIMS = "join dim as d on d.id = f.dim join category as c on c.id = d.category"
FIVE = f"{DIMS} join kind as k on k.id = d.kind join area as a on a.id = c.area join dim as e on e.id = d.id"
TREE = """
    with recursive tree as (
        select id, parent, name as path, 0 as depth from node where parent is null
        union all
        select n.id, n.parent, tree.path || '/' || n.name, tree.depth + 1 from node as n join tree on n.parent = tree.id
    )
    select id, parent, path, depth from tree"""
TREE_DELTA = """
        with recursive changed as (
            select d.id, d.parent, p.path || '/' || d.name as path, p.depth + 1 as depth
            from node_delta as d join {table} as p on p.id = d.parent where weight > 0
            union all
            select n.id, n.parent, c.path || '/' || n.name, c.depth + 1 from changed as c join node as n on n.parent = c.id
        )
        update {table} as t set path = changed.path from changed where t.id = changed.id"""

SCENARIOS = {
    "grouped": Scenario(
        "grouped sum, 10k groups", "select dim, count(*) as n, sum(amount) as total from fact group by dim", "dim",
        grouped("dim", "fact_delta")),
    "joined": Scenario(
        "fact-dim join, aggregate",
        "select d.category, count(*) as n, sum(f.amount) as total from fact as f join dim as d on d.id = f.dim group by d.category",
        "category", grouped("d.category", "fact_delta as f join dim as d on d.id = f.dim")),
    "projected": Scenario(
        "projection and filter", "select id, dim, amount * 2 as twice from fact where amount % 10 < 5", "id",
        keyed(["id", "dim", "twice"], "id, dim, amount * 2 as twice", "fact_delta", "amount % 10 < 5")),
    "three": Scenario(
        "three-way join", f"select f.id, f.amount, d.name, c.label from fact as f {DIMS}", "id",
        keyed(["id", "amount", "name", "label"], "f.id, f.amount, d.name, c.label", f"fact_delta as f {DIMS}")),
    "five": Scenario(
        "five joins", f"select f.id, f.amount, d.name, c.label, k.name as kind, a.name as area, e.name as again from fact as f {FIVE}", "id",
        keyed(["id", "amount", "name", "label", "kind", "area", "again"],
              "f.id, f.amount, d.name, c.label, k.name as kind, a.name as area, e.name as again", f"fact_delta as f {FIVE}"),
        changes=(1,)),
    "leaves": Scenario("recursive tree, leaves renamed", TREE, "id", TREE_DELTA, "node_delta", "change_leaves", (1, 100, 10_000)),
    "subtree": Scenario("recursive tree, 100 below renamed", TREE, "id", TREE_DELTA, "node_delta", "change_subtree", (1,)),
}
