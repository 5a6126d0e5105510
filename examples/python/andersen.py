"""Andersen's analysis: which variables may point to which objects, kept up to date while statements come and go.

A program in C is four relations of statements. The points-to relation is recursive in itself, twice in the rules for loads and
stores. Each step is compared with the reference evaluator and with the rules, repeated in plain Python.

Usage: andersen.py [STEPS]
"""

import random
import sys

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col

Pair = tuple[int, int]
Facts = dict[str, set[Pair]]
KINDS = ("address", "assign", "load", "store")
VARIABLES = 14

STATEMENTS = {
    "address": dbsp.table("address", to=int, object=int),  # to = &object
    "assign": dbsp.table("assign", to=int, of=int),  # to = of
    "load": dbsp.table("load", to=int, of=int),  # to = *of
    "store": dbsp.table("store", to=int, of=int),  # *to = of
}


def points_to() -> Stream:
    def rules(points: Stream, address: Stream, assign: Stream, load: Stream, store: Stream) -> Stream:
        of = points.rename(variable="of")
        through = points.rename(variable="middle", object="target")
        assigned = assign.join(of, on="of").select(variable=col.to, object=col.object)
        loaded = load.join(of.rename(object="middle"), on="of").join(through, on="middle").select(variable=col.to, object=col.target)
        stored = store.join(points.rename(variable="to", object="place"), on="to").join(of, on="of")
        return (address.rename(to="variable") + assigned + loaded + stored.select(variable=col.place, object=col.object)).distinct()

    return dbsp.fixpoint(rules, *STATEMENTS.values(), columns={"variable": int, "object": int}, name="points to")


def by_hand(facts: Facts) -> set[Pair]:
    points = set(facts["address"])
    while True:
        more = set(points)
        more |= {(to, o) for to, of in facts["assign"] for v, o in points if v == of}
        more |= {(to, o) for to, of in facts["load"] for v, m in points if v == of for w, o in points if w == m}
        more |= {(place, o) for to, of in facts["store"] for v, place in points if v == to for w, o in points if w == of}
        if more == points:
            return points
        points = more


def statement(generator: random.Random) -> tuple[str, Pair]:
    kind = generator.choices(KINDS, weights=(4, 6, 1, 1))[0]
    return kind, (generator.randrange(VARIABLES), generator.randrange(VARIABLES))


def main(steps: int) -> None:
    engine = dbsp.Engine(points=points_to(), checked=True)
    generator = random.Random(2)
    facts: Facts = {kind: set() for kind in KINDS}
    changed = 0
    for number in range(steps):
        for _ in range(20 if number == 0 else 2):
            kind, pair = statement(generator)
            if pair not in facts[kind]:
                facts[kind].add(pair)
                engine[kind].insert([pair])
        going = [(kind, pair) for kind in KINDS for pair in sorted(facts[kind]) if number > 0 and generator.random() < 0.08]
        for kind, pair in going:
            facts[kind].remove(pair)
            engine[kind].delete([pair])
        changed += len(engine.step()["points"])
        engine.check()
        assert engine.state("points") == dict.fromkeys(by_hand(facts), 1)
    print(f"andersen: {steps} steps, {changed} rows changed, {engine.size('points')} in the end, all as computed anew")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25)
