"""TPC-H as circuits: ten of its queries as views of one engine, under the refreshes that the benchmark has.

Orders with their lines come and go, as in its refresh functions, and at each step all views are compared with what the reference
evaluator computes from the tables. Data are random, in the shape of the benchmark's; amounts are in cents.

Usage: tpch.py [STEPS]
"""

import datetime
import random
import sys
from typing import Any

import pgt_dbsp as dbsp
from pgt_dbsp import Stream, col, when

Date = datetime.date
FIRST_DAY = Date(1995, 1, 1)

REGION = dbsp.table("region", regionkey=int, region=str)
NATION = dbsp.table("nation", nationkey=int, nation=str, regionkey=int)
SUPPLIER = dbsp.table("supplier", suppkey=int, nationkey=int)
CUSTOMER = dbsp.table("customer", custkey=int, nationkey=int, segment=str, balance=int)
PART = dbsp.table("part", partkey=int, kind=str)
ORDERS = dbsp.table("orders", orderkey=int, custkey=int, priority=str, orderdate=Date, comment=str)
LINEITEM = dbsp.table(
    "lineitem", orderkey=int, number=int, partkey=int, suppkey=int, quantity=int, price=int, discount=int, tax=int, flag=str, mode=str,
    shipdate=Date, commitdate=Date, receiptdate=Date,
)  # fmt: skip

NET = col.price * (100 - col.discount)  # in hundredths of cents
SPRING, AUTUMN = Date(1995, 3, 15), Date(1995, 9, 1)


def q1() -> Stream:
    """Pricing summary."""
    return (
        LINEITEM.filter(col.shipdate <= AUTUMN)
        .group_by("flag")
        .aggregate(quantity=dbsp.sum("quantity"), net=dbsp.sum(NET), gross=dbsp.sum(NET * (100 + col.tax)), discount=dbsp.avg("discount"), n=dbsp.count())
    )


def q3() -> Stream:
    """The ten unshipped orders of most value."""
    customers = CUSTOMER.filter(col.segment == "BUILDING").select("custkey")
    orders = ORDERS.filter(col.orderdate < SPRING).join(customers, on="custkey", how="semi").select("orderkey", "orderdate")
    lines = LINEITEM.filter(col.shipdate > SPRING).join(orders, on="orderkey")
    return lines.group_by("orderkey", "orderdate").aggregate(revenue=dbsp.sum(NET)).top(10, by=[col.revenue.desc(), "orderdate"])


def q4() -> Stream:
    """Orders with a line that was received late, by priority."""
    late = LINEITEM.filter(col.commitdate < col.receiptdate)
    return ORDERS.filter(col.orderdate < AUTUMN).join(late, on="orderkey", how="semi").group_by("priority").aggregate(n=dbsp.count())


def q5() -> Stream:
    """Revenue of local suppliers, by nation."""
    nations = NATION.join(REGION.filter(col.region == "ASIA"), on="regionkey").select("nationkey", "nation")
    orders = ORDERS.join(CUSTOMER, on="custkey").select("orderkey", "nationkey")
    lines = LINEITEM.join(orders, on="orderkey").join(SUPPLIER, on=["suppkey", "nationkey"]).join(nations, on="nationkey")
    return lines.group_by("nation").aggregate(revenue=dbsp.sum(NET))


def q6() -> Stream:
    """What some discounts have cost."""
    return LINEITEM.filter((col.discount >= 5) & (col.discount <= 7) & (col.quantity < 24)).aggregate(revenue=dbsp.sum(col.price * col.discount))


def q12() -> Stream:
    """Late lines by mode of shipping, of urgent and of other orders."""
    late = LINEITEM.filter(col.mode.isin(["MAIL", "SHIP"]) & (col.commitdate < col.receiptdate) & (col.shipdate < col.commitdate))
    urgent = when(col.priority.isin(["1-URGENT", "2-HIGH"]), 1).otherwise(0)
    return late.join(ORDERS, on="orderkey").group_by("mode").aggregate(high=dbsp.sum(urgent), low=dbsp.sum(1 - urgent))


def q13() -> Stream:
    """How many customers have how many orders."""
    orders = ORDERS.filter(lambda row: "special" not in row.comment).select("custkey", "orderkey")
    per_customer = CUSTOMER.select("custkey").join(orders, on="custkey", how="left").group_by("custkey").aggregate(orders=dbsp.count("orderkey"))
    return per_customer.group_by("orders").aggregate(customers=dbsp.count())


def q14() -> Stream:
    """The share of promoted parts in the revenue."""
    promoted = when(col.kind == "PROMO", NET).otherwise(0)
    sums = LINEITEM.join(PART, on="partkey").aggregate(promoted=dbsp.sum(promoted), all=dbsp.sum(NET))
    return sums.select(percent=when(col.all == 0, 0.0).otherwise(100.0 * col.promoted / col.all))


def q18() -> Stream:
    """Orders of many items."""
    large = LINEITEM.group_by("orderkey").aggregate(quantity=dbsp.sum("quantity")).filter(col.quantity > 90)
    return large.join(ORDERS.select("orderkey", "custkey", "orderdate"), on="orderkey").join(CUSTOMER.select("custkey"), on="custkey")


def q22() -> Stream:
    """Customers without orders whose balance is above the mean."""
    mean = CUSTOMER.filter(col.balance > 0).aggregate(mean=dbsp.avg("balance"))
    idle = CUSTOMER.join(ORDERS, on="custkey", how="anti")
    return idle.join(mean, where=col.balance > col.mean).group_by("segment").aggregate(n=dbsp.count(), balance=dbsp.sum("balance"))


QUERIES = {"q1": q1, "q3": q3, "q4": q4, "q5": q5, "q6": q6, "q12": q12, "q13": q13, "q14": q14, "q18": q18, "q22": q22}


class Data:
    """Makes rows."""

    def __init__(self) -> None:
        self.generator = random.Random(4)
        self.last_order = 0

    def one_of(self, *texts: str) -> str:
        return self.generator.choice(texts)

    def day(self, since: Date, most: int) -> Date:
        return since + datetime.timedelta(self.generator.randint(0, most))

    def fixed(self) -> dict[str, list[Any]]:
        random_int = self.generator.randint
        return {
            "region": [(0, "ASIA"), (1, "EUROPE")],
            "nation": [(key, f"nation {key}", key % 2) for key in range(6)],
            "supplier": [(key, key % 6) for key in range(10)],
            "customer": [(key, key % 6, self.one_of("BUILDING", "MACHINERY"), random_int(-1000, 9000)) for key in range(40)],
            "part": [(key, self.one_of("PROMO", "ECONOMY")) for key in range(20)],
        }

    def line(self, order: int, number: int, ordered: Date) -> Any:
        random_int = self.generator.randint
        shipped = self.day(ordered, 60)
        return (
            order, number, random_int(0, 19), random_int(0, 9), random_int(1, 50), random_int(100, 90000), random_int(0, 10), random_int(0, 8),
            self.one_of("A", "N", "R"), self.one_of("MAIL", "SHIP", "AIR"), shipped, self.day(shipped, 30), self.day(shipped, 40),
        )  # fmt: skip

    def order(self) -> tuple[Any, list[Any]]:
        self.last_order += 1
        ordered = self.day(FIRST_DAY, 300)
        comment = self.one_of("", "quick", "special requests")
        row = (self.last_order, self.generator.randint(0, 29), self.one_of("1-URGENT", "2-HIGH", "5-LOW"), ordered, comment)
        return row, [self.line(self.last_order, number, ordered) for number in range(self.generator.randint(1, 7))]


def main(steps: int) -> None:
    engine = dbsp.Engine({name: query() for name, query in QUERIES.items()}, checked=True)
    data = Data()
    for table, rows in data.fixed().items():
        engine[table].insert(rows)
    present: list[tuple[Any, list[Any]]] = []
    changed = 0
    for number in range(steps):
        for _ in range(60 if number == 0 else 3):
            present.append(data.order())
            engine["orders"].insert([present[-1][0]])
            engine["lineitem"].insert(present[-1][1])
        for _ in range(3 if number > 0 else 0):
            order, lines = present.pop(data.generator.randrange(len(present)))
            engine["orders"].delete([order])
            engine["lineitem"].delete(lines)
        changed += sum(len(change) for change in engine.step().values())
        engine.check()
    print(f"tpch: {len(QUERIES)} queries, {steps} steps, {changed} rows changed, all as computed anew")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
