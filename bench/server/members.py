"""Measures refreshes of aggregates over joined rows that need the rows of their groups, with the rows stored and without.

Usage: members.py --stage STAGE [--rows N] [--categories N] [--rounds N]

STAGE is the folder with the extension, as the build leaves it. A private server is started in a folder below /tmp. Times are those of the
server, median of the rounds, with a commit after each refresh.
"""

import argparse
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

from private_server import private_server  # noqa: E402
from session import Session  # noqa: E402

SETTINGS = ["shared_buffers=1GB", "work_mem=64MB", "max_wal_size=4GB", "synchronous_commit=off", "random_page_cost=1.1", "autovacuum=off"]

SCHEMA = """
create extension pg_trickle;
create table dim (id int primary key, category text not null, name text not null, tags int[] not null);
insert into dim select i, 'category ' || i % {categories}, 'dim ' || i, array[i % 50, i % 7] from generate_series(1, 10000) i;
create index on dim (category);
create table fact (id int primary key, dim int not null, x int not null, label text not null);
insert into fact select i, 1 + i % 10000, (i * 7919::bigint) % 1000000, 'label ' || i % 5000 from generate_series(1, {rows}) i;
create index on fact (dim);
create index on fact (x);
create table clock (t timestamptz);
insert into clock values (now());
"""

JOINED = "from fact f join dim d on d.id = f.dim group by d.category"
QUERIES = {
    "string_agg": f"select d.category, string_agg(f.label, ',' order by f.id) as v {JOINED}",
    "percentile_cont": f"select d.category, percentile_cont(0.5) within group (order by f.x) as v {JOINED}",
    "max, count": f"select d.category, max(f.x) as v, count(*) as n {JOINED}",
    "max without groups": "select max(f.x) as v from fact f join dim d on d.id = f.dim",
    "array_agg by unnest": "select tag, array_agg(d.id order by d.id) as v from dim d, unnest(d.tags) tag group by tag",
}

# The parameter is the number of the round.
CHANGES = {
    "one row": "update fact set x = x - 1, label = label || 'x' where id = 1000 + {0}; update dim set tags = tags || 1000 where id = 1000 + {0}",
    "100 rows": "update fact set x = x - 1, label = label || 'x' where id between 2000 + {0} * 100 and 2099 + {0} * 100; "
                "update dim set tags = tags || 1000 where id between 2000 + {0} * 100 and 2099 + {0} * 100",
    "the greatest leaves": "delete from fact where id in (select id from fact order by x desc limit 1)",
    "a category moves": "update dim set category = category || '.' where id = 4000 + {0}",
}


def timed(session, statement):
    session.ask("update clock set t = clock_timestamp()")
    session.ask(statement)
    return float(session.ask("select extract(epoch from clock_timestamp() - t) * 1000 from clock")[0])


def measure(session, change, rounds):
    times = []
    for number in range(rounds + 2):
        for statement in change.format(number).split(";"):
            session.ask(statement)
        times.append(timed(session, "select pgtrickle.refresh_stream_table('st')"))
    return statistics.median(times[2:])


def check(session, title, query):
    columns, = session.ask("select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute "
                           "where attrelid = 'st'::regclass and attnum > 0 and not attname ~ '^__pgt_'")
    if session.ask(f"select count(*) from (select {columns} from st except all {query}) as d") != ["0"]:
        sys.exit(f"{title} differs from its query")


def run(session, rounds, title, query):
    """Milliseconds by kind of change."""
    session.ask(f"select pgtrickle.create_stream_table('st', $q${query}$q$, refresh_mode => 'DIFFERENTIAL')")
    session.ask("vacuum analyze")
    times = {name: measure(session, change, rounds) for name, change in CHANGES.items()}
    check(session, title, query)
    session.ask("select pgtrickle.drop_stream_table('st')")
    return times


def in_server(options, states):
    with private_server(options.stage, [*SETTINGS, f"pg_trickle.states={states}"]) as server:
        server.execute("create database bench")
        server.execute(SCHEMA.format(rows=options.rows, categories=options.categories), "bench")
        server.execute("vacuum analyze", "bench")
        session = Session(server, "bench")
        result = {title: run(session, options.rounds, title, query) for title, query in QUERIES.items()}
        session.close()
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--categories", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    without, stored = (in_server(options, states) for states in ("off", "auto"))
    print(f"\n## Server: groups of {options.rows // options.categories:,} joined rows\n\nMilliseconds, median: rows joined again / rows stored.\n")
    print(f"| aggregates | {' | '.join(CHANGES)} |\n| --- |{' ---: |' * len(CHANGES)}")
    for title in QUERIES:
        print(f"| {title} | " + " | ".join(f"{without[title][name]:.1f} / {stored[title][name]:.1f}" for name in CHANGES) + " |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
