"""Nexmark: queries over the events of an online auction, with events that are deleted again after a while.

Persons register, auctions are opened and have bids. Queries 1 to 8 are views of one engine, so what they have in common is computed
once. At each step all views are compared with what the reference evaluator computes from the events that are left.

Usage: nexmark.py [STEPS]
"""

import random
import sys
from collections.abc import Iterator
from typing import Any

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col

WINDOW, SLIDE = 20, 5  # in units of time, of which each step is ten
KEPT = 60

PERSON = dbsp.table("person", id=int, name=str, state=str, at=int)
AUCTION = dbsp.table("auction", id=int, seller=int, category=int, at=int, expires=int)
BID = dbsp.table("bid", auction=int, bidder=int, price=int, at=int)


def currency() -> Stream:
    """Query 1: prices in another currency."""
    return BID.with_columns(price=col.price * 89 // 100)


def selection() -> Stream:
    """Query 2: bids on some auctions."""
    return BID.filter(col.auction % 5 == 0).select("auction", "price")


def local_items() -> Stream:
    """Query 3: who sells in a category, in some states."""
    sellers = PERSON.filter(col.state.isin(["OR", "ID", "CA"])).select("name", "state", seller=col.id)
    return AUCTION.filter(col.category == 1).select("seller", auction=col.id).join(sellers, on="seller").drop("seller")


def winning() -> Stream:
    """The highest bid of each auction, of those made while it was open."""
    auctions = AUCTION.select("seller", "category", "expires", auction=col.id, opened=col.at)
    valid = BID.join(auctions, on="auction", where=(col.at >= col.opened) & (col.at <= col.expires))
    return valid.group_by("auction", "seller", "category", "expires").aggregate(price=dbsp.max("price"))


def by_category(won: Stream) -> Stream:
    """Query 4: the mean closing price of each category."""
    return won.group_by("category").aggregate(mean=dbsp.avg("price"))


def sliding(row: Any) -> Iterator[tuple[int, int]]:
    """The windows that a bid stands in, by their ends."""
    first = row.at - row.at % SLIDE + SLIDE
    return ((end, row.auction) for end in range(first, first + WINDOW, SLIDE))


def hot_items() -> Stream:
    """Query 5: the auctions with most bids in each sliding window."""
    counts = BID.flat_map(sliding, end=int, auction=int).group_by("end", "auction").aggregate(bids=dbsp.count())
    most = counts.group_by("end").aggregate(bids=dbsp.max("bids"))
    return counts.join(most, on=["end", "bids"], how="semi")


def by_seller(won: Stream) -> Stream:
    """Query 6: the mean price of the last ten auctions of each seller."""
    return won.group_by("seller").top(10, by=[col.expires.desc(), "auction"]).group_by("seller").aggregate(mean=dbsp.avg("price"))


def highest_bids() -> Stream:
    """Query 7: the highest bids of each window."""
    bids = BID.with_columns(window=col.at // WINDOW)
    return bids.join(bids.group_by("window").aggregate(price=dbsp.max("price")), on=["window", "price"], how="semi")


def new_sellers() -> Stream:
    """Query 8: who has opened an auction in the window in which he or she has registered."""
    persons = PERSON.select("name", seller=col.id, window=col.at // WINDOW)
    return persons.join(AUCTION.select("seller", window=col.at // WINDOW), on=["seller", "window"], how="semi")


def queries() -> dict[str, Stream]:
    won = winning()
    return {
        "q1": currency(), "q2": selection(), "q3": local_items(), "q4": by_category(won),
        "q5": hot_items(), "q6": by_seller(won), "q7": highest_bids(), "q8": new_sellers(),
    }  # fmt: skip


class Events:
    """Makes events, in the proportion of one person to three auctions and 46 bids."""

    def __init__(self) -> None:
        self.generator = random.Random(3)
        self.persons = self.auctions = 0

    def person(self, at: int) -> tuple[int, str, str, int]:
        self.persons += 1
        return self.persons, f"person {self.persons}", self.generator.choice(["OR", "ID", "CA", "WA", "NY"]), at

    def auction(self, at: int) -> tuple[int, int, int, int, int]:
        self.auctions += 1
        length = self.generator.randint(1, 30)
        return self.auctions, self.generator.randint(max(1, self.persons - 5), self.persons), self.generator.randrange(4), at, at + length

    def bid(self, at: int) -> tuple[int, int, int, int]:
        auction = self.generator.randint(max(1, self.auctions - 8), self.auctions)
        return auction, self.generator.randint(1, self.persons), self.generator.randint(1, 500), at

    def at(self, time: int) -> Iterator[tuple[str, Any]]:
        yield "person", self.person(time)
        for _ in range(3):
            yield "auction", self.auction(time)
        for _ in range(46):
            yield "bid", self.bid(time + self.generator.randrange(10))


def main(steps: int) -> None:
    engine = dbsp.Engine(queries(), checked=True)
    events = Events()
    kept: list[list[tuple[str, Any]]] = []
    changed = 0
    for number in range(steps):
        kept.append(list(events.at(number * 10)))
        for table, row in kept[-1]:
            engine[table].insert([row])
        if len(kept) > KEPT // 10:
            for table, row in kept.pop(0):
                engine[table].delete([row])
        changed += sum(len(change) for change in engine.step().values())
        engine.check()
    print(f"nexmark: 8 queries, {steps} steps, {changed} rows changed, all as computed anew")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
