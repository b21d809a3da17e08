#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A process that idles answers a signal with a report, and goes on.   usage: on_demand_test.py LIBDIR PROGRAM"""
import os
import signal
import subprocess
import sys

libdir, program = sys.argv[1:]


def read_until(stream, text):
    told = []
    for line in stream:
        told.append(line)
        if text in line:
            return
    sys.exit(f"no line with: {text}\n{''.join(told)}")


def check(setting, number):
    environment = dict(os.environ, LD_LIBRARY_PATH=libdir, REPRISE_LEDGER="1", **setting)
    with subprocess.Popen([program], env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE) as process:
        read_until(process.stdout, "idle")
        for _ in range(2):
            process.send_signal(number)
            read_until(process.stderr, "on demand")
            read_until(process.stderr, "1 reference of 1 session was never given back")
            read_until(process.stderr, "at session_from ")
        process.stdin.close()
        read_until(process.stderr, "at exit")
        read_until(process.stderr, "nothing is wrong")
        if process.wait(60) != 0:
            sys.exit(f"it ended with {process.returncode}")


check({}, signal.SIGUSR2)
check({"REPRISE_LEDGER_SIGNAL": "RTMIN+3"}, signal.SIGRTMIN + 3)
