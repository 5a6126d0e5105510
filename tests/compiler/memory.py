"""No source takes a compiler more memory than a small machine has for each of its processors: memory.py FOLDER-OF-NOTES

The folder is what cmake/measure.py wrote. What takes longest is printed, and not judged: times are the machine's, too.
"""

import json
import pathlib
import sys

MOST_MEGABYTES = 1024
SHOWN = 10


def notes_of(folder):
    """(object, seconds, megabytes) of each compilation that the build still asks for."""
    commands = json.loads((folder.parent / "compile_commands.json").read_text(encoding="utf-8"))
    wanted = {command["output"] for command in commands}
    for note in sorted(folder.glob("*")):
        made, seconds, megabytes = note.read_text(encoding="utf-8").splitlines()
        if str(folder.parent / made) in wanted:
            yield made, float(seconds), int(megabytes)


def main():
    folder = pathlib.Path(sys.argv[1])
    notes = list(notes_of(folder))
    print(f"{len(notes)} compilations, {sum(seconds for _, seconds, _ in notes):.0f} s of processor time")
    for made, seconds, megabytes in sorted(notes, key=lambda note: -note[1])[:SHOWN]:
        print(f"{seconds:6.1f} s {megabytes:5} MB  {made}")
    too_large = [note for note in notes if note[2] > MOST_MEGABYTES]
    for made, _, megabytes in too_large:
        print(f"{made} took {megabytes} MB, more than {MOST_MEGABYTES}: divide what it is compiled from (see cmake/Together.cmake)")
    return 1 if too_large else 0


sys.exit(main())
