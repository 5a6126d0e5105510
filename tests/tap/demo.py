"""What scripts/demo plays, with a small shop.

Usage: demo.py FOLDER STAGE
"""

import subprocess
import sys

from support import HERE, Failure, cluster, program, run_test

DEMO = HERE.parents[1] / "examples/demo/play.py"


def main():
    folder, stage = sys.argv[1:]

    def test():
        with cluster(folder, stage) as server:
            ran = subprocess.run([sys.executable, "-B", DEMO, "--pgbench", program("pgbench"), "--lines", "20000", "--seconds", "3"],
                                 env=server.environment("app"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            print(ran.stdout)
            if ran.returncode != 0:
                raise Failure("the demo ended with an error")

    return run_test(test)


if __name__ == "__main__":
    sys.exit(main())
