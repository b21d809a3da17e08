#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what observer prints on the system's libssl and on the one in LIBDIR.

  observer_compare.py LIBDIR PROGRAM DIFFERENCES [--groups] [--all] [SCENARIO]

Both outputs are put back into full answers, and lined up by scenario, end, moment and number of the moment. What
differs is a cell, "scenario | end | moment | object.getter", with an answer of each library, or a moment that only one
of them has: "scenario | end | moment | moment" with "there" or "not there". The order of an end's moments is one cell
more: "scenario | end | order | order". A row of DIFFERENCES explains cells: a regular expression for the cell, one for
both answers ("theirs -> ours"), the reason; "callbacks " before the first leaves out moments outside of callbacks. A cell that no row explains fails; so does a row that explains none.

--groups lists what is not explained by getter and moment, with counts and an example; --all, what is explained too.
"""

import collections
import difflib
import os
import re
import subprocess
import sys


# Moments that are no calls of the driver's own.
IN_CALLBACKS = r"^[^|]* \| . \| (?!after |before |new \||SSL_|copied |copy ).*"


def output(program, libdir, scenario):
    env = dict(os.environ)
    if libdir:
        env["LD_LIBRARY_PATH"] = libdir
    run = subprocess.run([program] + scenario, capture_output=True, text=True, env=env)
    if run.returncode != 0:
        sys.exit(f"{program} ended with {run.returncode} on {libdir or 'the system libssl'}\n{run.stderr}")
    return run.stdout


def moments(text):
    """{(scenario, end): [(moment, answers)]}, the answers in full."""
    found = collections.OrderedDict()
    scenario, answers, current = None, {}, None
    for line in text.splitlines():
        if line.startswith("# "):
            scenario, answers = line[2:], {"c": {}, "s": {}}
            current = None
        elif line.startswith("@"):
            end, moment = line[1], line[3:]
            answers[end] = {k: v for k, v in answers[end].items() if not k.startswith("call.")}
            current = [moment, answers[end]]
            found.setdefault((scenario, end), []).append(current)
        elif line.startswith(" -"):
            kind = line[2:] + "."
            current[1] = {k: v for k, v in current[1].items() if not k.startswith(kind)}
            current[1][kind[:-1] + ".is"] = "not there"
            answers[end] = current[1]
        else:
            name, value = line[1:].split("=", 1)
            current[1] = dict(current[1])
            current[1][name] = value
            current[1].pop(name.split(".")[0] + ".is", None)
            answers[end] = current[1]
    return found


def numbered(sequence):
    counts, out = collections.Counter(), collections.OrderedDict()
    for moment, answers in sequence:
        counts[moment] += 1
        out[(moment, counts[moment])] = answers
    return out


def cells(theirs, ours):
    for key in theirs:
        scenario, end = key
        a, b = numbered(theirs[key]), numbered(ours.get(key, []))
        for at in list(a) + [k for k in b if k not in a]:
            where = f"{scenario} | {end} | {at[0]}"
            if at not in a or at not in b:
                yield f"{where} | moment", "there" if at in a else "not there", "there" if at in b else "not there"
                continue
            # Objects that only one has are one cell, not one for each getter.
            gone = set()
            for kind in ("session", "argument", "ctx", "ssl"):
                has = [any(k.startswith(kind + ".") and k != kind + ".is" for k in x) for x in (a[at], b[at])]
                if has[0] != has[1]:
                    gone.add(kind)
                    yield f"{where} | {kind}.is", *("there" if h else "not there" for h in has)
            for name in sorted(a[at].keys() | b[at].keys()):
                left, right = a[at].get(name, "-"), b[at].get(name, "-")
                if left != right and name.split(".")[0] not in gone and not name.endswith(".is"):
                    yield f"{where} | {name}", left, right
        order = [[k for k in x if k in a and k in b] for x in (a, b)]
        if order[0] != order[1]:
            moved = [f"{op} {k[0]}" for op, i, j, m, n in difflib.SequenceMatcher(None, *order, False).get_opcodes()
                     if op != "equal" for k in order[0][i:j] + order[1][m:n]]
            yield f"{scenario} | {end} | order | order", "as OpenSSL", ", ".join(sorted({m.split(" ", 1)[1] for m in moved}))


def rows_of(path):
    rows = []
    with open(path) as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                cell, answers, reason = line.rstrip("\n").split("\t")
                if cell.startswith("callbacks "):
                    cell = IN_CALLBACKS + cell[len("callbacks "):]
                rows.append((re.compile(cell), re.compile(answers), reason, line))
    return rows


def show_groups(unexplained):
    groups = collections.OrderedDict()
    for cell, left, right in unexplained:
        scenario, end, moment, name = cell.split(" | ")
        groups.setdefault((name, left, right), []).append((scenario, end, moment))
    for (name, left, right), where in sorted(groups.items(), key=lambda item: -len(item[1])):
        kinds = collections.Counter(f"{e} {m}" for _, e, m in where)
        names = collections.Counter(s for s, _, _ in where)
        print(f"{len(where):5} {name}: {left[:150]} -> {right[:150]}")
        print("      " + "; ".join(f"{k} ({n})" for k, n in kinds.most_common(7)))
        print("      " + "; ".join(f"{k} ({n})" for k, n in names.most_common(4)))


def main(libdir, program, differences, *options):
    scenario = [o for o in options if not o.startswith("--")]
    theirs, ours = (moments(output(program, where, scenario)) for where in (None, libdir))
    rows, used, unexplained, explained, total = rows_of(differences), set(), [], 0, 0
    if theirs.keys() != ours.keys():
        sys.exit(f"not observed on both: {theirs.keys() ^ ours.keys()}")
    for cell, left, right in cells(theirs, ours):
        for row in rows:
            if row[0].search(cell) and row[1].search(f"{left} -> {right}"):
                used.add(row)
                explained += 1
                break
        else:
            unexplained.append((cell, left, right))
            continue
    answers = sum(len(m[1]) for each in theirs.values() for m in each)
    if "--groups" in options:
        show_groups(unexplained)
    else:
        for cell, left, right in unexplained[:20]:
            print(f"{cell}: OpenSSL {left} | Reprise {right}")
    unused = [row[3] for row in rows if row not in used] if not scenario else []
    for line in unused:
        print("nothing differs so: " + line.rstrip())
    print(f"{answers} answers, {explained} differ as {os.path.basename(differences)} says, {len(unexplained)} otherwise")
    sys.exit(1 if unexplained or unused else 0)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
