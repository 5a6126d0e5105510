"""Graphs whose edges come and go: shortest paths, components, triangles.

Each view is kept by the engine, compared at every step with what the reference evaluator computes from all edges, and with a few lines of
plain Python that know nothing of circuits.

Usage: graph.py [STEPS]
"""

import heapq
import random
import sys
from collections import Counter
from itertools import combinations

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col

Edge = tuple[int, int, int]
NODES, EDGES = 30, 60


def both_ways(edges: Stream) -> Stream:
    return (edges.select("a", "b") + edges.select(a=col.b, b=col.a)).distinct()


def distances(edges: Stream, starts: Stream) -> Stream:
    """The length of the shortest path to each node from any start."""

    def closer(known: Stream, edge: Stream, start: Stream) -> Stream:
        further = known.join(edge.rename(a="node"), on="node").select(node=col.b, length=col.length + col.cost)
        return (start.select("node", length=0) + further).group_by("node").aggregate(length=dbsp.min("length"))

    return dbsp.fixpoint(closer, edges, starts, columns={"node": int, "length": int}, name="distances")


def components(edges: Stream) -> Stream:
    """Each node with the least node that it is connected with."""

    def smaller(known: Stream, edge: Stream) -> Stream:
        own = edge.select(node=col.a, least=col.a)
        from_neighbours = known.rename(node="a").join(edge, on="a").select(node=col.b, least=col.least)
        return (own + from_neighbours).group_by("node").aggregate(least=dbsp.min("least"))

    return dbsp.fixpoint(smaller, both_ways(edges), columns={"node": int, "least": int}, name="components")


def triangles(edges: Stream) -> Stream:
    """Triples of nodes that are all neighbours, in ascending order."""
    up = both_ways(edges).filter(col.a < col.b)
    corner = up.join(up.rename(a="b", b="c"), on="b")
    return corner.join(up.rename(b="c"), on=["a", "c"], how="semi")


def shortest_by_hand(edges: Counter[Edge], starts: set[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    heap = [(0, start) for start in starts]
    while heap:
        length, node = heapq.heappop(heap)
        if found.setdefault(node, length) == length:
            for a, b, cost in edges:
                if a == node and b not in found:
                    heapq.heappush(heap, (length + cost, b))
    return found


def components_by_hand(edges: Counter[Edge]) -> dict[int, int]:
    parent = {node: node for a, b, _ in edges for node in (a, b)}

    def root(node: int) -> int:
        while parent[node] != node:
            node = parent[node]
        return node

    for a, b, _ in edges:
        low, high = sorted((root(a), root(b)))
        parent[high] = low
    return {node: root(node) for node in parent}


def triangles_by_hand(edges: Counter[Edge]) -> set[tuple[int, ...]]:
    near = {frozenset((a, b)) for a, b, _ in edges if a != b}
    nodes = sorted({node for pair in near for node in pair})
    return {triple for triple in combinations(nodes, 3) if all(frozenset(pair) in near for pair in combinations(triple, 2))}


def random_edge(generator: random.Random) -> Edge:
    return generator.randrange(NODES), generator.randrange(NODES), generator.randint(1, 9)


def main(steps: int) -> None:
    edges = dbsp.table("edges", a=int, b=int, cost=int)
    starts = dbsp.table("starts", node=int)
    views = {"distances": distances(edges, starts), "components": components(edges), "triangles": triangles(edges)}
    engine = dbsp.Engine(views, checked=True)
    generator = random.Random(1)
    present = Counter(random_edge(generator) for _ in range(EDGES))
    engine["edges"].push(present.items())
    engine["starts"].insert([(0,)])
    changed = 0
    for _ in range(steps):
        changes = engine.step()
        changed += sum(len(change) for change in changes.values())
        engine.check()
        assert engine.state("distances") == dict.fromkeys(shortest_by_hand(present, {0}).items(), 1)
        assert engine.state("components") == dict.fromkeys(components_by_hand(present).items(), 1)
        assert engine.state("triangles") == dict.fromkeys(triangles_by_hand(present), 1)
        delta = Counter(random_edge(generator) for _ in range(2))
        delta.subtract(generator.sample(sorted(present.elements()), 2))
        engine["edges"].push(delta.items())
        present.update(delta)
        present = +present
    print(f"graph: {steps} steps, {changed} rows changed, all as computed anew")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
