#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs libssl_bench on two libraries by turns and prints a table of medians and ratios.

usage: compare.py PROGRAM DIR_OF_REPRISE [--rounds N] [--quick] [--write FILE] PART...

A ratio says how many times better Reprise is than the system's OpenSSL: faster, or smaller. It is the median over the
rounds of what was measured one after the other. The limit is what libcrypto itself takes (the part `primitives`).
--write puts the table between the marks `<!-- table -->` and `<!-- end of table -->` of FILE.
"""
import argparse
import os
import statistics
import subprocess
import sys

HIGHER_IS_BETTER = ("per_s", "MB_per_s")
UNITS = {"per_s": "/s", "MB_per_s": "MB/s", "us": "µs"}
# What the machine's other work makes of the longest of many calls: shown, not compared.
NOT_COMPARED = (".pause_without",)


def measure(program, libdir, words):
    env = dict(os.environ)
    env.pop("LD_LIBRARY_PATH", None)
    if libdir:
        env["LD_LIBRARY_PATH"] = libdir
    run = subprocess.run([program, *words], env=env, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"{program} failed on {libdir or 'the system library'}: {run.stderr.strip()}")
    rows = {}
    for line in run.stdout.splitlines():
        name, value, unit = line.split()
        rows[name] = (float(value), unit)
    return rows


def ratio(unit, openssl, reprise):
    if unit in HIGHER_IS_BETTER:
        return reprise / openssl if openssl else 0.0
    return openssl / reprise if reprise else 0.0


def shown(value):
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def table(rounds, limits):
    names = list(rounds[0][0])
    lines = [("what", "unit", "OpenSSL", "Reprise", "ratio", "spread", "limit")]
    below = []
    for name in names:
        unit = rounds[0][0][name][1]
        openssl = [first[name][0] for first, _ in rounds]
        reprise = [second[name][0] for _, second in rounds]
        ratios = sorted(ratio(unit, a, b) for a, b in zip(openssl, reprise))
        middle = statistics.median(ratios)
        compared = not name.endswith(NOT_COMPARED)
        if compared and middle < 1:
            below.append(f"{name} {middle:.2f}")
        lines.append((name, UNITS.get(unit, unit), shown(statistics.median(openssl)), shown(statistics.median(reprise)),
                      f"{middle:.2f}" if compared else "", f"{ratios[0]:.2f}..{ratios[-1]:.2f}" if compared else "",
                      shown(limits[name][0]) if name in limits else ""))
    return lines, below


def in_columns(lines):
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        yield "  ".join(cell.ljust(w) if i < 2 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))).rstrip()


# How rows are gathered on the page, by how their names begin.
SECTIONS = (
    ("Full handshakes", ("full_",)),
    ("Resumption", ("resume_",)),
    ("Records", ("bulk_",)),
    ("One session", ("session_",)),
    ("Caches", ("cache_",)),
    ("Heap of an idle connection", ("idle_",)),
)


def in_markdown(lines):
    head, *rest = lines
    for title, beginnings in SECTIONS:
        rows = [line for line in rest if line[0].startswith(beginnings)]
        if not rows:
            continue
        yield f"### {title}\n"
        yield "| " + " | ".join(head) + " |"
        yield "|---|---|" + "---:|" * (len(head) - 2)
        for line in rows:
            yield "| " + " | ".join(line) + " |"
        yield ""


def write(path, text):
    with open(path, encoding="utf-8") as file:
        page = file.read()
    begin, end = "<!-- table -->\n", "<!-- end of table -->"
    if begin not in page or end not in page:
        sys.exit(f"{path} has no marks for the table")
    before, after = page.split(begin)[0], page.split(end)[1]
    with open(path, "w", encoding="utf-8") as file:
        file.write(before + begin + text + end + after)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    version = subprocess.run(["openssl", "version"], capture_output=True, text=True).stdout.strip()
    return f"{models[0] if models else 'unknown processor'}, {len(models)} processors, load {os.getloadavg()[0]:.1f}; {version}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("program")
    parser.add_argument("libdir")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--write")
    parser.add_argument("parts", nargs="+")
    args = parser.parse_args()
    words = (["-q"] if args.quick else []) + args.parts
    rounds = []
    for number in range(1, args.rounds + 1):
        rounds.append((measure(args.program, "", words), measure(args.program, args.libdir, words)))
        print(f"  round {number} done", flush=True)
    limits = measure(args.program, "", ["primitives"])
    lines, below = table(rounds, limits)
    print("\n".join(in_columns(lines)))
    where = machine()
    print(f"  {where}")
    print("  below OpenSSL: " + (", ".join(below) or "nothing"))
    if args.write:
        write(args.write, f"{where}; {args.rounds} rounds.\n\n" + "\n".join(in_markdown(lines)))


main()
