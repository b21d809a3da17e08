#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the binary interface of libreprise.so against its record, by abidw and abidiff of Debian's abigail-tools.

  usage: abi.py check LIBRARY RECORD     LIBRARY has debug information of the API's sources: target api_described
         abi.py record LIBRARY RECORD    writes the record anew; docs/abi.md says when
"""
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ABIDW = ['abidw', '--no-corpus-path', '--no-show-locs', '--no-comp-dir-path', '--no-elf-needed',
         '--no-parameter-names', '--type-id-style', 'hash', '--suppressions', str(HERE / 'private.suppr')]
# What goes when nothing refers to it.
PARTS = {'pointer-type-def', 'reference-type-def', 'qualified-type-def', 'array-type-def', 'function-type', 'type-decl',
         'typedef-decl', 'subrange'}
CONTAINERS = {'namespace-decl', 'member-type', 'abi-instr'}


def is_exported(function):
    return 'elf-symbol-id' in function.attrib


def drop_what_is_not_exported(element):
    """Inline functions are in the program, and abidw tells of every function of every header."""
    for child in list(element):
        if child.tag == 'member-function' and 'vtable-offset' not in child.attrib and not any(map(is_exported, child)):
            element.remove(child)
        elif child.tag == 'function-decl' and element.tag != 'member-function' and not is_exported(child):
            element.remove(child)
        else:
            drop_what_is_not_exported(child)


def drop_what_nobody_refers_to(root):
    dropped = True
    while dropped:
        dropped = False
        used = {e.get(key) for e in root.iter() for key in ('type-id', 'naming-typedef-id') if key in e.attrib}
        for parent in list(root.iter()):
            for child in list(parent):
                declared = child.tag == 'class-decl' and 'is-declaration-only' in child.attrib and len(child) == 0
                if ((child.tag in PARTS or declared) and child.get('id') not in used) or \
                        (child.tag in CONTAINERS and len(child) == 0):
                    parent.remove(child)
                    dropped = True


def describe(library, out):
    described = subprocess.run([*ABIDW, library], check=True, stdout=subprocess.PIPE).stdout
    root = ElementTree.fromstring(described)
    drop_what_is_not_exported(root)
    drop_what_nobody_refers_to(root)
    for unit in root.iter('abi-instr'):  # where it was built
        unit.set('path', pathlib.PurePath(unit.get('path', '')).name)
    tree = ElementTree.ElementTree(root)
    ElementTree.indent(tree, ' ')
    tree.write(out)
    if root.find('abi-instr') is None:
        sys.exit(f'{library} has no debug information: nothing but its symbols can be described')


def facts(description):
    """What abidiff leaves out where a type is reached through one of the standard library, as a Signer is: sizes, members,
    virtual functions, enumerators."""
    found = set()
    for owner in ElementTree.parse(description).getroot().iter():
        name = owner.get('name')
        if owner.tag == 'enum-decl':
            found.update(f'{name}::{e.get("name")} = {e.get("value")}' for e in owner.iter('enumerator'))
        if owner.tag != 'class-decl' or 'size-in-bits' not in owner.attrib:
            continue
        found.add(f'{name}: {owner.get("size-in-bits")} bits')
        for member in owner:
            at = member.get('layout-offset-in-bits') or member.get('vtable-offset')
            found.update(f'{name}: {part.get("mangled-name", part.get("name"))} at {at}' for part in member if at)
    return found


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ('check', 'record'):
        sys.exit(__doc__)
    command, library, record = sys.argv[1:]
    if command == 'record':
        describe(library, record)
        return 0
    with tempfile.NamedTemporaryFile(suffix='.abi') as now:
        describe(library, now.name)
        # Any difference counts, also one that old programs survive: the record says what there is.
        differs = subprocess.run(['abidiff', '--no-show-locs', record, now.name], check=False).returncode != 0
        was, is_now = facts(record), facts(now.name)
    for fact in sorted(was ^ is_now):
        print('  was' if fact in was else '  now', fact)
        differs = True
    if differs:
        print(f'The binary interface is not the recorded one. docs/abi.md says what may change; when it may:\n'
              f'  {pathlib.Path(__file__).name} record {library} {record}')
    return int(differs)


sys.exit(main())
