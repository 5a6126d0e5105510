"""Sums up the JUnit reports of ctest: prints which tests failed, then `N passed, N failed`.

Usage: summarize.py REPORT...

Fails when a test failed or could not run, when a report is missing, or when no test ran at all.
"""

import pathlib
import sys
import xml.etree.ElementTree


def summarize(reports: list[str]) -> int:
    passed, failed = 0, 0
    for report in map(pathlib.Path, reports):
        if not report.is_file():
            print(f"there is no report {report}")
            failed += 1
            continue
        for case in xml.etree.ElementTree.parse(report).iter("testcase"):
            if case.get("status") == "run":
                passed += 1
            else:
                failed += 1
                print(f"{report.parent.name}: {case.get('name')}: {case.get('status')}")
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(summarize(sys.argv[1:]))
