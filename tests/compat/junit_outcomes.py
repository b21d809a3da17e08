# SPDX-License-Identifier: Apache-2.0
"""Prints the outcome of each test of a JUnit file, one "NAME OUTCOME" a line, sorted: passed, failed or skipped."""
import sys
import xml.etree.ElementTree as ElementTree


def outcome(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None or case.get("result") == "skipped" else "passed"


def main():
    lines = {(case.get("name"), outcome(case)) for case in ElementTree.parse(sys.argv[1]).iter("testcase")}
    for name, word in sorted(lines):
        print(name, word)


main()
