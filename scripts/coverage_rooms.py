#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Adds up gcovr's summary by folder and room.   usage: coverage_rooms.py SUMMARY.json"""
import collections
import json
import pathlib
import re
import sys


def share(covered, total):
    return f'{100 * covered / total:6.1f} %' if total else '       -'


def main():
    rooms = collections.defaultdict(lambda: [0, 0, 0, 0])
    for file in json.loads(pathlib.Path(sys.argv[1]).read_text(encoding='utf-8'))['files']:
        # A header's name is that by which it was found: build/coverage/include-roots/ROOT/...
        name = re.sub(r'^build/[^/]*/include-roots/[^/]*/', 'src/', file['filename'])
        room = str(pathlib.PurePath(name).parent)
        counts = [file[key] for key in ('line_covered', 'line_total', 'branch_covered', 'branch_total')]
        for name in (room, 'all'):
            rooms[name] = [a + b for a, b in zip(rooms[name], counts)]
    print('| room | lines | covered | branches | covered |\n|---|---|---|---|---|')
    for name in sorted(rooms, key=lambda name: (name == 'all', name)):
        line_covered, lines, branch_covered, branches = rooms[name]
        print(f'| {name} | {lines} | {share(line_covered, lines).strip()} '
              f'| {branches} | {share(branch_covered, branches).strip()} |')


main()
