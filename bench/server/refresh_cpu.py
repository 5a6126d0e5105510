"""Processor time of the session for a refresh of many changes, next to the delta by hand: for a machine that does other work beside.

Usage: refresh_cpu.py --stage STAGE [--rows N] [--changes N...] [--rounds N] [--only SCENARIO...]

Both refreshes of a round read the same changes, in turn first. What the scenarios are, server_bench.py knows.
"""

import argparse
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "tests" / "support")]

import server_bench  # noqa: E402
from private_server import private_server  # noqa: E402
from processor_time import Measured  # noqa: E402
from scenarios import SCENARIOS  # noqa: E402
from session import Session  # noqa: E402

WARM = 2  # rounds before those that count


def measure(server, name, changes, rounds):
    scenario = SCENARIOS[name]
    session = Session(server, "bench")
    session.ask("set synchronous_commit = off")
    server_bench.plan_for(session, scenario, changes)
    ways = {"extension": f"select pgtrickle.refresh_stream_table('st_{name}')", "by hand": f"call hand_{name}({changes})"}
    for statement in ways.values():
        session.ask(statement)
    measured = Measured(session)
    taken = {way: [] for way in ways}
    for number in range(rounds + WARM):
        session.ask(f"select {scenario.change}({changes}, {1000 + number})")
        for way in list(ways)[:: 1 if number % 2 else -1]:
            milliseconds = measured.milliseconds(ways[way])
            if number >= WARM:
                taken[way].append(milliseconds)
    session.close()
    ours, by_hand = taken.values()
    ratio = statistics.median(one / other for one, other in zip(ours, by_hand))
    print(f"| {scenario.title} | {changes:,} | {server_bench.spread(ours)} | {server_bench.spread(by_hand)} | {ratio:.2f} | {min(ours) / min(by_hand):.2f} |",
          flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--stage", required=True)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--changes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=14)
    parser.add_argument("--only", nargs="*", choices=list(SCENARIOS), default=["grouped", "joined", "projected", "three"])
    options = parser.parse_args()
    with private_server(options.stage, server_bench.SETTINGS) as server:
        server_bench.set_up(server, options.rows)
        print("| query | changed rows | extension | by hand | median of the ratios | ratio of the least |\n| --- | ---: | ---: | ---: | ---: | ---: |")
        for name in options.only:
            session = Session(server, "bench")
            server_bench.create_subjects(session, name, SCENARIOS[name])
            for changes in options.changes:
                measure(server, name, changes, options.rounds)
            server_bench.check(session, name, SCENARIOS[name])
            server_bench.drop_subjects(session, name)
            session.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
