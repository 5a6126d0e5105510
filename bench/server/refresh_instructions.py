"""Instructions of refreshes, counted by callgrind in a single process: other work of the machine does not matter to them.

Usage: refresh_instructions.py --stage STAGE [--rows N] [--only NAME...] [--changes N] [--rounds N] [--keep FOLDER]

Needs valgrind. The scenarios of server_bench.py are counted next to the delta by hand, and the forms below by themselves, each with one changed row. Each number is what one round
adds to the same changes without a refresh: the difference of two runs, with more rounds and with fewer.
"""

import argparse
import dataclasses
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

import server_bench  # noqa: E402
from instructions import SETTINGS, Process  # noqa: E402
from private_server import private_server  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from session import Session  # noqa: E402

FEW = 5
CHAIN = 10


@dataclasses.dataclass
class Form:
    title: str
    queries: list  # of stream tables, each refreshed after the one before; st_0 is the first
    change: str = "update fact set amount = (amount + 7919) % 1000 where id = 2 + {number} * 41"


FORMS = {
    "lag": Form("the row before, in partitions", ["select id, dim, amount, lag(amount) over (partition by dim order by amount, id) as place from fact"]),
    "average": Form("the average of seven rows", ["select id, dim, amount, avg(amount) over (partition by dim order by id rows 6 preceding) as place from fact"]),
    "running": Form("the sum of the rows before", ["select id, dim, amount, sum(amount) over (partition by dim order by id) as place from fact"]),
    "top": Form("10 of all rows", ["select id, amount from fact order by amount desc, id limit 10"]),
    "top_sums": Form("10 of the sums of all groups", ["select dim, sum(amount) as total from fact group by dim order by total desc, dim limit 10"]),
    "top_each": Form("3 of each group", ["select * from (select id, dim, amount, row_number() over (partition by dim order by amount desc, id) as place from fact) as q where place <= 3"]),
    "maximum": Form("the maximum of each group", ["select dim, max(amount) as most from fact group by dim"]),
    "exists": Form("rows with a partner", ["select * from dim as d where exists (select from fact as f where f.dim = d.id and f.amount > 500)"]),
    "distinct": Form("distinct values", ["select distinct dim, amount from fact"]),
    "set_tree": Form("a tree by UNION", ["with recursive tree as (select id, parent from node where parent is null union select n.id, n.parent from node as n join tree on n.parent = tree.id) select * from tree"],
                     "update node set parent = (id - 1) / 10 - 1 where id = 5000 + {number} * 37"),
    "chain": Form(f"a chain of {CHAIN}", ["select dim, count(*) as n, sum(amount) as total from fact group by dim",
                                          *(f"select dim, sum(n) as n, sum(total) as total from st_{i} group by dim" for i in range(CHAIN - 1))]),
}


def statements_of_scenario(name, changes, way, rounds):
    change, refresh = SCENARIOS[name].change, {"extension": f"select pgtrickle.refresh_stream_table('st_{name}')", "by hand": f"call hand_{name}({changes})"}
    return [one for number in range(rounds) for one in (f"select {change}({changes}, {1000 + number})", refresh.get(way)) if one]


def statements_of_form(name, changes, way, rounds):
    refresh = "; ".join(f"perform pgtrickle.refresh_stream_table('st_{i}')" for i in range(len(FORMS[name].queries)))
    return [one for number in range(rounds) for one in (FORMS[name].change.format(number=number), f"do $$ begin {refresh}; end $$" if way == "extension" else "") if one]


def of_each(process, name, changes, way, rounds):
    statements = statements_of_scenario if name in SCENARIOS else statements_of_form
    counted = [process.instructions(statements(name, changes, way, count), f"{name} {changes} {way} {count}") for count in (FEW, FEW + rounds)]
    return (counted[1] - counted[0]) / rounds


def measure(process, name, changes, rounds):
    alone, ours = (of_each(process, name, changes, way, rounds) for way in ("alone", "extension"))
    if name in FORMS:
        return print(f"| {FORMS[name].title} | 1 | {ours - alone:,.0f} | | |", flush=True)
    by_hand = of_each(process, name, changes, "by hand", rounds) - alone
    print(f"| {SCENARIOS[name].title} | {changes:,} | {ours - alone:,.0f} | {by_hand:,.0f} | {(ours - alone) / by_hand:.2f} |", flush=True)


def create(session, name, changes):
    if name in SCENARIOS:
        server_bench.create_subjects(session, name, SCENARIOS[name])
        server_bench.plan_for(session, SCENARIOS[name], changes)
        session.ask(f"select pgtrickle.refresh_stream_table('st_{name}')")
        return session.ask(f"call hand_{name}({changes})")
    for i, query in enumerate(FORMS[name].queries):
        session.ask(f"select pgtrickle.create_stream_table('st_{i}', $$ {query} $$, refresh_mode => 'DIFFERENTIAL')")
        session.ask(f"vacuum analyze st_{i}")


def prepare(server, name, rows, changes):
    server_bench.set_up(server, rows)
    session = Session(server, "bench")
    create(session, name, changes)
    session.close()
    server.execute("checkpoint", "bench")
    server.halt()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--changes", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--only", nargs="*", choices=[*SCENARIOS, *FORMS], default=["grouped", "joined", "leaves", "subtree", *FORMS])
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    print("| query | changed rows | extension | by hand | extension / by hand |\n| --- | ---: | ---: | ---: | ---: |")
    for name in options.only:
        with private_server(options.stage, SETTINGS) as server:
            prepare(server, name, options.rows, options.changes)
            measure(Process(server, options.keep), name, options.changes, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
