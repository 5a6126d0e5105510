"""Runs a compiler and notes what it took: measure.py FOLDER COMPILER ARGUMENTS…

For each object that was compiled, FOLDER holds one file of three lines: the object, seconds of processor time, megabytes at most.
What a compiler cache had is not noted, so that the note of the compilation stays. Imports little: this starts once for each object.
"""

import os
import sys

FROM_CACHE = 64  # megabytes: a cache takes less, a compiler more


def main():
    folder, *command = sys.argv[1:]
    compiler = os.posix_spawnp(command[0], command, os.environ)
    _, status, used = os.wait4(compiler, 0)
    status = os.waitstatus_to_exitcode(status)
    megabytes = used.ru_maxrss // 1024
    if status == 0 and "-o" in command and megabytes > FROM_CACHE:
        made = command[command.index("-o") + 1]
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, made.replace("/", "_")[-200:]), "w", encoding="utf-8") as note:
            note.write(f"{made}\n{used.ru_utime + used.ru_stime:.1f}\n{megabytes}\n")
    return status if status >= 0 else 128 - status


sys.exit(main())
