#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs a program with the ledger and without, and looks at what it tells.

  usage: check.py LIBDIR PROGRAM [--undefined] LINE...

Each LINE is a regular expression; with the ledger on, each must match a line of the report behind the one that matched
before. The functions that the expressions name ("at NAME ", "in NAME ") must be in the JSON form, too, which goes to a
file. The program must end well. Without the ledger there is no report; a program whose mistake is --undefined behaviour
may then end as it likes, and must be caught by the address sanitizer where there is one.
"""
import json
import os
import re
import subprocess
import sys
import tempfile


def run(program, libdir, seconds=120, **settings):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REPRISE_LEDGER")}
    environment.update(settings, LD_LIBRARY_PATH=libdir)
    return subprocess.run([program], env=environment, capture_output=True, text=True, timeout=seconds)


def run_without(program, libdir, undefined):
    """Without the ledger, a program that uses what is freed may end anyhow, or never."""
    try:
        return run(program, libdir, seconds=10 if undefined else 120)
    except subprocess.TimeoutExpired as stuck:
        if not undefined:
            raise
        return subprocess.CompletedProcess(stuck.cmd, None, "", (stuck.stderr or b"").decode())


def fail(what, done):
    sys.exit(f"{what}\nexit status {done.returncode}\n--- output\n{done.stdout}--- errors\n{done.stderr}")


def check_told(done, patterns):
    lines = iter(done.stderr.splitlines())
    for pattern in patterns:
        if not any(re.search(pattern, line) for line in lines):
            fail(f"no line like: {pattern}", done)


def functions_in(value):
    """All functions that a JSON value names."""
    if isinstance(value, dict):
        return {value["function"]} if "function" in value else set().union(*map(functions_in, value.values()))
    return set().union(*map(functions_in, value)) if isinstance(value, list) else set()


def check_json(program, libdir, patterns, undefined):
    with tempfile.TemporaryDirectory() as folder:
        done = run(program, libdir, REPRISE_LEDGER="json", REPRISE_LEDGER_FILE=folder + "/%p.json")
        if done.returncode != 0 or "at exit" in done.stderr:
            fail("with the ledger in a file it ends badly, or reports elsewhere", done)
        if undefined and "not carried out" not in done.stderr:
            fail("what is refused is not told on standard error as well", done)
        told = []
        for name in os.listdir(folder):
            with open(os.path.join(folder, name), encoding="ascii") as file:
                told.append([json.loads(line) for line in file])
    if not told or any(lines[-1]["kind"] != "report" or lines[-1]["occasion"] != "at exit" for lines in told):
        sys.exit(f"not each process has a report: {told}")
    named = {match[1] for match in map(re.compile(r"(?:at|in) (\w+) $").match, patterns) if match}
    if missing := named - functions_in(told):
        sys.exit(f"the JSON form does not name {missing}: {told}")


def main():
    libdir, program, *rest = sys.argv[1:]
    undefined = rest[:1] == ["--undefined"]
    patterns = rest[1:] if undefined else rest
    with_ledger = run(program, libdir, REPRISE_LEDGER="1")
    if with_ledger.returncode != 0:
        fail("with the ledger it ends badly", with_ledger)
    check_told(with_ledger, patterns)
    check_json(program, libdir, patterns, undefined)
    without = run_without(program, libdir, undefined)
    if "reprise ledger" in without.stderr:
        fail("tells something without being asked", without)
    sanitized = "address" in os.environ.get("LEDGER_SANITIZER", "")
    if undefined and sanitized and "AddressSanitizer" not in without.stderr:
        fail("the program is not wrong", without)
    if not undefined and not sanitized and without.returncode != 0:
        fail("without the ledger it ends badly", without)


main()
