"""Incremental Datalog: programs are read from text, and their relations are kept up to date while facts come and go.

A rule is `head(x, y) :- one(x, z), other(z, y), !not(x), x < y.` with variables, numbers and `_`. Negation and comparisons may use
variables that are bound; a relation may not depend on its own negation. Relations without rules are tables. Relations that
depend on each other are one recursion. Each step is compared with the reference evaluator and with the rules in plain Python.

Usage: datalog.py [STEPS]
"""

import operator
import random
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pgt_dbsp as dbsp
from pgt_dbsp import Expr, Stream, col, lit

Facts = dict[str, set[tuple[int, ...]]]
TOKEN = re.compile(r"\s*(:-|!=|<=|>=|[a-z_]\w*|-?\d+|[(),.!<>=])|\s+$|\s*%[^\n]*")
COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class Atom(NamedTuple):
    """`relation(terms)`; a comparison is an atom, too. A term is a variable or a number."""

    relation: str
    terms: tuple[str | int, ...]
    negated: bool = False

    def variables(self) -> list[str]:
        return [term for term in self.terms if isinstance(term, str) and term != "_"]


class Rule(NamedTuple):
    head: Atom
    body: list[Atom]


class Parser:
    """Reads rules; SyntaxError tells the line."""

    def __init__(self, text: str) -> None:
        self.tokens = list(self._tokens(text))

    def _tokens(self, text: str) -> Iterator[tuple[str, int]]:
        at = 0
        while at < len(text):
            found = TOKEN.match(text, at)
            if found is None or found.end() == at:
                raise SyntaxError(f"line {text.count(chr(10), 0, at) + 1}: {text[at : at + 10]!r}")
            at = found.end()
            if found[1]:
                yield found[1], text.count("\n", 0, at) + 1

    def take(self, wanted: str | None = None) -> str:
        token, line = self.tokens.pop(0) if self.tokens else ("the end", 0)
        if wanted is not None and token != wanted or token == "the end":
            raise SyntaxError(f"line {line}: {wanted or 'more'} is expected, not {token}")
        return token

    def ahead(self) -> str:
        return self.tokens[0][0] if self.tokens else ""

    def term(self) -> str | int:
        token = self.take()
        return int(token) if token.lstrip("-").isdigit() else token

    def terms(self) -> tuple[str | int, ...]:
        found = [self.term()]
        while self.ahead() == ",":
            self.take()
            found.append(self.term())
        return tuple(found)

    def atom(self) -> Atom:
        negated = self.ahead() == "!"
        if negated:
            self.take()
        first = self.term()
        if self.ahead() in COMPARE and not negated:
            return Atom(self.take(), (first, self.term()))
        self.take("(")
        terms = self.terms()
        self.take(")")
        return Atom(str(first), terms, negated)

    def rules(self) -> list[Rule]:
        found = []
        while self.tokens:
            head, body = self.atom(), []
            self.take(":-")
            body.append(self.atom())
            while self.ahead() == ",":
                self.take()
                body.append(self.atom())
            self.take(".")
            found.append(Rule(head, body))
        return found


def names(width: int) -> list[str]:
    return [f"c{place}" for place in range(width)]


def columns(width: int) -> dict[str, Any]:
    return dict.fromkeys(names(width), int)


def as_term(term: str | int) -> Expr:
    return col(term) if isinstance(term, str) else lit(term)


def matching(atom: Atom, rows: Stream) -> Stream:
    """The rows that an atom matches, as one column for each of its variables."""
    first: dict[str, str] = {}
    for name, term in zip(rows.schema.names, atom.terms, strict=True):
        if isinstance(term, int):
            rows = rows.filter(col(name) == term)
        elif term in first:
            rows = rows.filter(col(name) == col(first[term]))
        elif term != "_":
            first[term] = name
    return rows.select(**{variable: col(name) for variable, name in first.items()})


def circuit_of(rule: Rule, relations: Mapping[str, Stream]) -> Stream:
    """The rows that a rule derives."""
    found: Stream | None = None
    for atom in sorted(rule.body, key=lambda one: (one.negated, one.relation in COMPARE)):
        if atom.relation in COMPARE:
            assert found is not None, "a comparison needs bound variables"
            found = found.filter(COMPARE[atom.relation](as_term(atom.terms[0]), as_term(atom.terms[1])))
            continue
        rows = matching(atom, relations[atom.relation])
        shared = [] if found is None else [name for name in rows.schema.names if name in found.schema.names]
        found = rows if found is None else found.join(rows, on=shared, how="anti" if atom.negated else "inner")
    assert found is not None
    return found.select(**dict(zip(names(len(rule.head.terms)), map(as_term, rule.head.terms), strict=True)))


class Program:
    """Rules, and the circuits of their relations."""

    def __init__(self, text: str) -> None:
        self.rules = Parser(text).rules()
        self.widths = {atom.relation: len(atom.terms) for rule in self.rules for atom in [rule.head, *rule.body] if atom.relation not in COMPARE}
        self.derived = {rule.head.relation for rule in self.rules}
        self.streams = {name: dbsp.table(name, **columns(width)) for name, width in self.widths.items() if name not in self.derived}
        self.inputs = list(self.streams)
        for group in self.strata():
            self.add(group)

    def needs(self, relation: str) -> set[str]:
        """The relations that one depends on, directly or not."""
        found: set[str] = set()
        ahead = {relation}
        while ahead:
            ahead = {atom.relation for rule in self.rules if rule.head.relation in ahead for atom in rule.body} & self.derived - found
            found |= ahead
        return found

    def strata(self) -> list[frozenset[str]]:
        """The relations that depend on each other, those that need no others first."""
        needed = {relation: self.needs(relation) for relation in self.derived}
        groups = {frozenset({a} | {b for b in needed[a] if a in needed[b]}) for a in self.derived}
        for rule in self.rules:
            for atom in rule.body:
                if atom.negated and rule.head.relation in needed.get(atom.relation, set()):
                    raise SyntaxError(f"{rule.head.relation} depends on its own negation")
        return sorted(groups, key=lambda group: (len(set().union(*(needed[one] for one in group)) | group), sorted(group)))

    def add(self, group: frozenset[str]) -> None:
        rules = [rule for rule in self.rules if rule.head.relation in group]
        outside = sorted({atom.relation for rule in rules for atom in rule.body} - group - set(COMPARE))

        def body(inside: Mapping[str, Stream], *inputs: Stream) -> dict[str, Stream]:
            relations = {**dict(zip(outside, inputs, strict=True)), **inside}
            found: dict[str, Stream] = {}
            for rule in rules:
                name, rows = rule.head.relation, circuit_of(rule, relations)
                found[name] = found[name] + rows if name in found else rows
            return {name: rows.distinct() for name, rows in found.items()}

        inputs = [self.streams[name] for name in outside]
        if any(one in self.needs(one) for one in group):
            self.streams |= dbsp.recursive(body, *inputs, relations={one: columns(self.widths[one]) for one in sorted(group)})
        else:
            self.streams |= body({}, *inputs)


def derive(rule: Rule, facts: Facts) -> Iterator[tuple[int, ...]]:
    """The same by hand: all ways to bind the variables."""

    def bind(body: list[Atom], bound: dict[str, int]) -> Iterator[dict[str, int]]:
        if not body:
            yield bound
            return
        atom, rest = body[0], body[1:]
        if atom.relation in COMPARE:
            a, b = (bound[term] if isinstance(term, str) else term for term in atom.terms)
            yield from bind(rest, bound) if COMPARE[atom.relation](a, b) else ()
            return
        ways = [way for row in facts[atom.relation] if (way := fits(atom, row, bound)) is not None]
        if atom.negated:
            yield from () if ways else bind(rest, bound)
        else:
            for way in ways:
                yield from bind(rest, way)

    for bound in bind(sorted(rule.body, key=lambda one: (one.negated, one.relation in COMPARE)), {}):
        yield tuple(bound[term] if isinstance(term, str) else term for term in rule.head.terms)


def fits(atom: Atom, row: tuple[int, ...], bound: dict[str, int]) -> dict[str, int] | None:
    way = dict(bound)
    for term, value in zip(atom.terms, row, strict=True):
        if term != "_" and (way.setdefault(term, value) if isinstance(term, str) else term) != value:
            return None
    return way


def add_derived(rule: Rule, known: Facts) -> bool:
    """Whether the rule derives what was not known."""
    rows = known[rule.head.relation]
    before = len(rows)
    rows |= set(derive(rule, known))
    return len(rows) > before


def by_hand(program: Program, facts: Facts) -> Facts:
    known: Facts = {**facts, **{name: set() for name in program.derived}}
    for group in program.strata():
        rules = [rule for rule in program.rules if rule.head.relation in group]
        while any([add_derived(rule, known) for rule in rules]):
            pass
    return known


PROGRAMS = {
    "paths": """
        path(x, y) :- edge(x, y).
        path(x, z) :- path(x, y), edge(y, z).
        alone(x) :- node(x), !path(x, x).
        pair(x, y) :- path(x, y), path(y, x), x < y.
    """,
    "parity": """
        odd(x, y) :- edge(x, y).
        odd(x, z) :- even(x, y), edge(y, z).
        even(x, z) :- odd(x, y), edge(y, z).
        only_odd(x, y) :- odd(x, y), !even(x, y).
    """,
    "same generation": """
        same(x, y) :- edge(p, x), edge(p, y), x != y.
        same(x, y) :- edge(p, x), same(p, q), edge(q, y).
        loop(x) :- edge(x, x).
        to_three(x) :- edge(x, 3), !loop(x).
    """,
    "control flow": """
        live(f) :- start(f).
        live(g) :- live(f), call(f, g), !cut(f, g).
        dead(f) :- node(f), !live(f).
        calls(f, g) :- live(f), call(f, g).
        calls(f, h) :- calls(f, g), calls(g, h).
    """,
}


def main(steps: int) -> None:
    generator = random.Random(5)
    for title, text in PROGRAMS.items():
        program = Program(text)
        engine = dbsp.Engine({name: program.streams[name] for name in program.derived}, checked=True)
        facts: Facts = {name: set() for name in program.inputs}
        for _ in range(steps):
            for name, rows in facts.items():
                for row in [tuple(generator.randrange(7) for _ in range(program.widths[name])) for _ in range(3)]:
                    going = row in rows
                    (engine[name].delete if going else engine[name].insert)([row])
                    (rows.remove if going else rows.add)(row)
            engine.step()
            engine.check()
            wanted = by_hand(program, facts)
            for name in program.derived:
                assert engine.state(name) == dict.fromkeys(wanted[name], 1), (title, name)
        print(f"datalog: {title}, {len(program.rules)} rules, {steps} steps, all as computed anew")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
