"""Plays the demo on a running server; scripts/demo starts one.

Usage: play.py --pgbench PROGRAM [--lines N] [--seconds N]

The server is where the variables of libpq say; the database has the extension and nothing else.
"""

import argparse
import pathlib
import sys

from console import Database, Failed, play
from shop import Shop

HERE = pathlib.Path(__file__).resolve().parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pgbench", default="pgbench", help="which pgbench writes into the shop")
    parser.add_argument("--lines", type=int, default=5_000_000, help="order lines of the shop")
    parser.add_argument("--seconds", type=int, default=20, help="how long its clients write")
    arguments = parser.parse_args()
    database = Database({})
    try:
        for chapter in sorted(HERE.glob("[0-9]_*.sql")):
            play(database, chapter)
        Shop(database, arguments.pgbench, arguments.lines, arguments.seconds).play()
    except Failed as failure:
        print(f"\ndemo: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
