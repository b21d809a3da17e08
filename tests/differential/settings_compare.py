#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what settings prints on the system's libssl and on the one in LIBDIR.

  settings_compare.py LIBDIR PROGRAM DIFFERENCES [--groups] [SETTER]

A line is a cell, "setter | end | target | moment | version | visit", and what it came to, in parts between bars. A row
of DIFFERENCES explains cells: a regular expression for the cell, one for the parts that differ ("theirs -> ours"), the
reason. A line that no row explains fails; so does a row that explains none. --groups lists what is not explained by
what differs, with counts and an example.
"""

import collections
import re
import sys

from observer_compare import output, rows_of


def lines(text):
    return dict(line.split(":", 1) for line in text.splitlines())


def differing(theirs, ours):
    """The parts that are not alike, by their place."""
    left, right = ([part.strip() for part in text.split(" | ")] for text in (theirs, ours))
    if len(left) != len(right):
        return " | ".join(left), " | ".join(right)
    pairs = [(a, b) for a, b in zip(left, right) if a != b]
    words = []
    for a, b in pairs:
        a_words, b_words = a.split(), b.split()
        if len(a_words) == len(b_words):
            kept = [i for i in range(len(a_words)) if a_words[i] != b_words[i] or i == 0]
            a, b = " ".join(a_words[i] for i in kept), " ".join(b_words[i] for i in kept)
        words.append((a, b))
    return " | ".join(a for a, _ in words), " | ".join(b for _, b in words)


def main(libdir, program, differences, *options):
    only = [o for o in options if not o.startswith("--")]
    theirs, ours = (lines(output(program, where, only)) for where in (None, libdir))
    rows, used, unexplained, explained = rows_of(differences), set(), [], 0
    for cell in list(theirs) + [c for c in ours if c not in theirs]:
        left, right = theirs.get(cell, "not there"), ours.get(cell, "not there")
        if left == right:
            continue
        left, right = differing(left, right)
        for row in rows:
            if row[0].search(cell) and re.search(row[1], f"{left} -> {right}"):
                used.add(row)
                explained += 1
                break
        else:
            unexplained.append((cell, left, right))
    if "--groups" in options:
        groups = collections.OrderedDict()
        for cell, left, right in unexplained:
            groups.setdefault(f"{left} -> {right}", []).append(cell)
        for what, cells in sorted(groups.items(), key=lambda item: -len(item[1])):
            print(f"{len(cells):5} {what}\n      {'; '.join(cells[:3])}")
    else:
        for cell, left, right in unexplained[:20]:
            print(f"{cell}: OpenSSL {left} | Reprise {right}")
    unused = [row[3] for row in rows if row not in used] if not only else []
    for line in unused:
        print("nothing differs so: " + line.rstrip())
    print(f"{len(theirs)} visits, {explained} differ as the table says, {len(unexplained)} otherwise")
    sys.exit(1 if unexplained or unused else 0)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
