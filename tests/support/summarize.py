"""Sums up the JUnit reports of ctest: prints which tests failed, then `N passed, N failed`.

Usage: summarize.py REPORT...

Beside a report `NAME.xml` may stand `NAME-alone.xml`, of the tests that failed and ran once more, one at a time: the second
outcome counts, and is reported. Fails when a test failed or could not run, when a report is missing, or when no test ran at all.
"""

import pathlib
import sys
import xml.etree.ElementTree


def outcomes(report: pathlib.Path) -> dict[str, str]:
    """What became of each test; nothing if there is no report."""
    if not report.is_file():
        return {}
    return {case.get("name"): case.get("status") for case in xml.etree.ElementTree.parse(report).iter("testcase")}


def summarize(reports: list[str]) -> int:
    passed, failed = 0, 0
    for report in map(pathlib.Path, reports):
        if not report.is_file():
            print(f"there is no report {report}")
            failed += 1
            continue
        alone = outcomes(report.with_name(f"{report.stem}-alone.xml"))
        for name, status in outcomes(report).items():
            if status == "run":
                passed += 1
            elif alone.get(name) == "run":
                passed += 1
                print(f"{report.parent.name}: {name}: passed when it ran alone, not among others")
            else:
                failed += 1
                print(f"{report.parent.name}: {name}: {alone.get(name, status)}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(summarize(sys.argv[1:]))
