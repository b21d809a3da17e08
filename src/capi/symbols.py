#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The exported surface of libssl.so.3, from symbols.tsv and from what the objects of this folder define.

systems.tsv has one row a system: the OpenSSL whose place the library takes, named by its version, with the first version of
the headers that are taken for it and the name of the library. A further system is a further row, and a column here.

symbols.tsv has one row a symbol: for each system the version node under which it is exported there, or `-`; its family, the
value that its manual page gives for failure (a C++ expression, or `void`) and a note. A symbol that no object defines is
`unsupported`: a definition that fails with that value is generated for it. One that is defined `works`, or works `partly`
when its row has a note saying what is missing.

  symbols.py system         TSV VERSION               prints the system whose headers VERSION is
  symbols.py version-script TSV SYSTEM OUT
  symbols.py unsupported    TSV SYSTEM ARCHIVE OUT    the definitions of what ARCHIVE lacks
  symbols.py check-library  TSV SYSTEM LIBRARY        fails when LIBRARY exports anything else, or needs other libraries
  symbols.py check-controls TSV SYSTEM COMPILER       fails when controls.tsv beside TSV is not what the header defines
  symbols.py doc            TSV ARCHIVE OUT           docs/symbols.md, which is the same on each system
  symbols.py check-doc      TSV ARCHIVE DOC           fails when DOC is not what `doc` would write

controls.tsv has one row for each number of SSL_ctrl, SSL_CTX_ctrl, SSL_callback_ctrl and SSL_CTX_callback_ctrl, with the
first system that has it, its state and a note, for docs/symbols.md.
"""

import csv
import os
import re
import subprocess
import sys

# The unwinder among them must be the process's own (docs/decisions/0005): needed, not only allowed.
UNWINDER = "libgcc_s.so.1"
ALLOWED_LIBRARIES = {"libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1", UNWINDER}


def read_rows(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or any(None in row.values() or None in row for row in rows):
        sys.exit(f"{path}: a row is incomplete")
    return rows


def numbers(version):
    return [int(number) for number in version.split(".")]


def beside(table, name):
    return os.path.join(os.path.dirname(table), name)


def read_systems(table):
    """By name, in the order of their versions."""
    return {row["system"]: row for row in sorted(read_rows(beside(table, "systems.tsv")), key=lambda row: numbers(row["from"]))}


def system_of(table, version):
    fitting = [name for name, row in read_systems(table).items() if numbers(row["from"]) <= numbers(version)]
    return fitting[-1] if fitting else sys.exit(f"systems.tsv has no system for OpenSSL {version}")


def read_table(path):
    rows = read_rows(path)
    names = [row["symbol"] for row in rows]
    if names != sorted(set(names)):
        sys.exit(f"{path}: rows must be sorted by symbol, each once")
    for row in rows:
        if not row["failure"] or not all(re.fullmatch(r"-|OPENSSL_[0-9.]+", row[name]) for name in read_systems(path)):
            sys.exit(f"{path}: incomplete row for {row['symbol']}")
    return rows


def exported_on(rows, system):
    """The rows of what `system` exports, each with its node there."""
    return [{**row, "node": row[system]} for row in rows if row[system] != "-"]


def write_if_changed(path, text):
    if os.path.exists(path):
        with open(path) as file:
            if file.read() == text:
                return
    with open(path, "w") as file:
        file.write(text)


def defined_names(archive, rows):
    """The C functions that the objects in `archive` define. A name that the table lacks is an error."""
    nm = os.environ.get("NM", "nm")
    listing = subprocess.run([nm, "--defined-only", "--extern-only", "--format=posix", archive],
                             check=True, capture_output=True, text=True).stdout
    found = set()
    for line in listing.splitlines():
        fields = line.split()
        if len(fields) >= 2 and fields[1] in "TW" and not fields[0].startswith("_"):
            found.add(fields[0])
    strangers = found - {row["symbol"] for row in rows}
    if strangers:
        sys.exit("C functions that symbols.tsv does not list: " + ", ".join(sorted(strangers)))
    return found


def state_of(row, defined):
    if row["symbol"] not in defined:
        return "unsupported"
    return "partly" if row["note"] else "works"


def version_script(rows):
    nodes = sorted({row["node"] for row in rows}, key=lambda node: numbers(node.split("_")[1]))
    text, before = "", ""
    for node in nodes:
        names = "".join(f"    {row['symbol']};\n" for row in rows if row["node"] == node)
        hide_the_rest = "" if before else "  local:\n    *;\n"
        text += f"{node} {{\n  global:\n{names}{hide_the_rest}}}{before};\n\n"
        before = " " + node
    return text


def unsupported(rows, defined):
    text = ('// Generated by symbols.py: the functions of the API that no source defines. Each fails as its manual page\n'
            '// says failure looks. Only the result of the declared type matters: the arguments are not read.\n'
            '#include "capi/library/unsupported.h"\n\n'
            'using reprise::capi::ResultOf;\nusing reprise::capi::report_unsupported;\n\nextern "C" {\n')
    for row in rows:
        name, failure = row["symbol"], row["failure"]
        if name in defined:
            continue
        result = f"ResultOf<decltype(::{name})>"
        value = "" if failure == "void" else f" return {failure};"
        text += f"\n{result} unsupported_{name}() __asm__(\"{name}\");\n"
        text += f"{result} unsupported_{name}() {{ report_unsupported(\"{name}\");{value} }}\n"
    return text + "\n}  // extern \"C\"\n"


def read_controls(table):
    rows = read_rows(beside(table, "controls.tsv"))
    for row in rows:
        if row["state"] not in ("works", "partly", "unsupported") or row["since"] not in read_systems(table):
            sys.exit(f"controls.tsv: bad row for {row['control']}")
    return rows


def check_controls(controls, systems, compiler):
    headers = "#include <openssl/ssl.h>\n#include <openssl/srtp.h>\n"
    macros = subprocess.run([compiler, "-E", "-dM", "-"], input=headers, check=True, capture_output=True, text=True).stdout
    wanted = {(name, number) for name, number in re.findall(r"^#define ((?:SSL|DTLS)_CTRL_\w+) (\d+)$", macros, re.M)}
    listed = [(row["control"], row["number"]) for row in controls if row["since"] in systems]
    faults = [f"not in controls.tsv: {name} {number}" for name, number in sorted(wanted - set(listed))]
    faults += [f"not in the header: {name} {number}" for name, number in sorted(set(listed) - wanted)]
    if faults or len(listed) != len(set(listed)):
        sys.exit("\n".join(faults) or "controls.tsv has a row twice")


def controls_doc(controls):
    count = {state: [row["state"] for row in controls].count(state) for state in ("works", "partly", "unsupported")}
    text = ("\n## Controls\n\nThe numbers of `SSL_ctrl`, `SSL_CTX_ctrl`, `SSL_callback_ctrl` and `SSL_CTX_callback_ctrl`. "
            "Any other gives 0 and no error,\nas in OpenSSL. `since` is the first OpenSSL that has it.\n\n"
            f"{len(controls)} numbers: {count['works']} work, {count['partly']} work partly, "
            f"{count['unsupported']} are not supported.\n\n| number | control | since | state | note |\n|---|---|---|---|---|\n")
    for row in controls:
        text += f"| {row['number']} | `{row['control']}` | {row['since']} | {row['state']} | {row['note']} |\n"
    return text


def nodes_cell(row, systems):
    """The node, or the nodes; and the systems that have the symbol, where not all do."""
    having = [name for name in systems if row[name] != "-"]
    nodes = sorted({row[name] for name in having})
    if len(nodes) > 1:
        return ", ".join(f"{row[name]} ({name})" for name in having)
    return nodes[0] + ("" if len(having) == len(systems) else f" ({', '.join(having)})")


def doc(table, archive):
    rows, systems, controls = read_table(table), read_systems(table), read_controls(table)
    defined = defined_names(archive, rows)
    states = {row["symbol"]: state_of(row, defined) for row in rows}
    count = {state: list(states.values()).count(state) for state in ("works", "partly", "unsupported")}
    exports = "; ".join(f"{len(exported_on(rows, name))} in place of OpenSSL {name}'s" for name in systems)
    text = ("# The symbols of libssl.so.3\n\n"
            "Generated by `cmake --build BUILD --target symbols-doc` from `src/capi/symbols.tsv` and from what the library's\n"
            "objects define. One that is `unsupported` fails with the value given here, as its manual page says failure looks,\n"
            "and leaves \"NAME is not supported by Reprise\" on the error queue. Which OpenSSL's place the library takes is\n"
            "seen in the headers that it is built with (`src/capi/systems.tsv`): 3.0 is Debian 12's, 3.5 Debian 13's. A node\n"
            "that only one of them has says so.\n\n"
            f"{len(rows)} symbols: {count['works']} work, {count['partly']} work partly, "
            f"{count['unsupported']} are not supported.\nExported: {exports}.\n")
    for family in sorted({row["family"] for row in rows}):
        text += f"\n## {family}\n\n| symbol | node | state | note |\n|---|---|---|---|\n"
        for row in rows:
            if row["family"] == family:
                state = states[row["symbol"]]
                note = row["note"]
                if state == "unsupported":
                    note = "; ".join(filter(None, [note, "" if row["failure"] == "void" else f"gives `{row['failure']}`"]))
                text += f"| `{row['symbol']}` | {nodes_cell(row, systems)} | {state} | {note} |\n"
    return text + controls_doc(controls)


def exported(library):
    listing = subprocess.run([os.environ.get("READELF", "readelf"), "--wide", "--dyn-syms", library],
                             check=True, capture_output=True, text=True).stdout
    found = set()
    for line in listing.splitlines():
        fields = line.split()
        # Num: Value Size Type Bind Vis Ndx Name; a version node shows as an absolute object of its own name.
        if len(fields) == 8 and fields[0].endswith(":") and fields[6] not in ("UND", "Ndx", "ABS"):
            name, _, node = fields[7].partition("@@")
            found.add((name, node))
    return found


def check_library(rows, system, library):
    wanted = {(row["symbol"], row["node"]) for row in rows}
    found = exported(library)
    dynamic = subprocess.run([os.environ.get("READELF", "readelf"), "--wide", "--dynamic", library],
                             check=True, capture_output=True, text=True).stdout
    needed = {line.split("[")[1].rstrip("]") for line in dynamic.splitlines() if "(NEEDED)" in line}
    faults = [f"missing: {name}@@{node}" for name, node in sorted(wanted - found)]
    faults += [f"exported but not listed: {name}@@{node}" for name, node in sorted(found - wanted)]
    faults += [f"needs {name}" for name in sorted(needed - ALLOWED_LIBRARIES - {system["crypto"]})]
    if UNWINDER not in needed:
        faults.append(f"carries an unwinder of its own instead of {UNWINDER}")
    if f"[{system['library']}]" not in dynamic:
        faults.append(f"SONAME is not {system['library']}")
    if faults:
        sys.exit("\n".join(faults))


def of_all_systems(command, table, first, second=None):
    if command == "system":
        print(system_of(table, first))
    elif command == "doc":
        write_if_changed(second, doc(table, first))
    elif command == "check-doc":
        with open(second) as file:
            if file.read() != doc(table, first):
                sys.exit(f"{second} is out of date: build the target symbols-doc")
    else:
        return False
    return True


def of_one_system(command, table, system, *paths):
    systems = read_systems(table)
    all_rows = read_table(table)
    rows = exported_on(all_rows, system)
    if command == "version-script":
        write_if_changed(paths[0], version_script(rows))
    elif command == "unsupported":
        write_if_changed(paths[1], unsupported(rows, defined_names(paths[0], all_rows)))
    elif command == "check-controls":
        until = list(systems)[:list(systems).index(system) + 1]
        check_controls(read_controls(table), until, paths[0])
    elif command == "check-library":
        check_library(rows, systems[system], paths[0])
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    if not of_all_systems(*sys.argv[1:5]):
        of_one_system(*sys.argv[1:])
