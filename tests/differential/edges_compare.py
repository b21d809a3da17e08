#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what edges prints on the system's libssl and on the one in LIBDIR.

  edges_compare.py LIBDIR PROGRAM EXPECTED STATE

Fails when a call that the system's library answers is answered differently, or kills the process; and when one that
kills the process there aborts or hangs on ours. A function with a row in EXPECTED (name, tab, reason) may answer
differently; so may every call that says that what it asks for is unsupported. Dying is never expected.
"""

import os
import subprocess
import sys

DEATHS = ("crash", "abort", "hang", "exit")


def answers(program, state, libdir):
    env = dict(os.environ)
    if libdir:
        env["LD_LIBRARY_PATH"] = libdir
    text = subprocess.run([program, state + "/"], check=True, capture_output=True, text=True, env=env).stdout
    return dict(line.split(" -> ", 1) for line in text.splitlines())


def main(libdir, program, expected, state):
    with open(expected) as file:
        rows = dict(line.rstrip("\n").split("\t", 1) for line in file if line.strip() and not line.startswith("#"))
    theirs, ours = answers(program, state, None), answers(program, state, libdir)
    faults = [f"{call}: not called on both" for call in theirs.keys() ^ ours.keys()]
    for call, answer in theirs.items():
        got = ours.get(call, "")
        function = call.split("/", 1)[1].split("(", 1)[0]
        if answer in DEATHS:
            bad = got in ("abort", "hang", "exit") and got != answer
        elif got in DEATHS:
            bad = True
        else:
            bad = got != answer and function not in rows and not got.endswith(", unsupported")
        if bad:
            faults.append(f"{call}: {answer} | {got}")
    if faults:
        sys.exit("\n".join(faults))
    print(f"{len(theirs)} calls")


if __name__ == "__main__":
    if len(sys.argv) != 5:
        sys.exit(__doc__)
    main(*sys.argv[1:])
