#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions that an operation costs in libssl.so.3 itself, libcrypto's left out, and holds them against the
recorded ones (bench/counts.txt): more than 2 % above fails.

usage: bench/counts.py LIBSSL_BENCH LIBDIR [--write] [--all-objects] [OPERATION...]

Each operation runs so many times and twice as many under callgrind; the difference is what they cost, with all that is done
once left out. Counts do not depend on how busy the machine is, but on the compiler: counts.txt says which.
--write records what was counted; --all-objects adds libcrypto and libc, for a look."""
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

LIMIT = 1.02
RECORDED = pathlib.Path(__file__).with_name('counts.txt')
TIMES = {'full': 20, 'resume': 40}  # by the first word; others are cheap


def compiler(libdir):
    text = subprocess.run(['readelf', '-p', '.comment', f'{libdir}/libssl.so.3'], capture_output=True, text=True).stdout
    found = re.search(r'\]\s+(\S.*)', text)
    return found.group(1).strip() if found else 'unknown'


def count(program, libdir, operation, times, every_object):
    """Instructions spent in the library's own code."""
    with tempfile.TemporaryDirectory() as folder:
        out = f'{folder}/out'
        subprocess.run(
            ['valgrind', '--tool=callgrind', f'--callgrind-out-file={out}', '--quiet', program, '-n', str(times), operation],
            check=True, env=dict(os.environ, LD_LIBRARY_PATH=libdir), stdout=subprocess.DEVNULL)
        return own_cost(out, None if every_object else 'libssl.so.3')


def own_cost(path, wanted):
    names, total, counts, skip = {}, 0, wanted is None, False
    with open(path) as lines:
        for line in lines:
            kind, _, value = line.strip().partition('=')
            if kind in ('ob', 'cob'):  # the object, or a callee's, named where it is first spoken of
                number, _, name = value.partition(' ')
                if name:
                    names[number] = name
                if kind == 'ob':
                    counts = wanted is None or names[number].endswith(wanted)
            elif line.startswith('calls='):
                skip = True  # the next line is what the callee cost
            elif line[0] in '0123456789+-*':
                if not skip and counts:
                    total += int(line.split()[1])
                skip = False
    return total


def cost(program, libdir, operation, every_object=False):
    times = TIMES.get(operation.split('_')[0], 200)
    once = count(program, libdir, operation, times, every_object)
    twice = count(program, libdir, operation, 2 * times, every_object)
    return (twice - once) / times


def recorded():
    if not RECORDED.exists():
        return {}, ''
    lines = RECORDED.read_text().splitlines()
    by = next((line[len('# compiler: '):] for line in lines if line.startswith('# compiler: ')), '')
    return {name: float(value) for name, value in (line.split() for line in lines if line and line[0] != '#')}, by


def main(arguments):
    options = {word for word in arguments if word.startswith('--')}
    words = [word for word in arguments if word not in options]
    if not shutil.which('valgrind'):
        sys.exit('valgrind is missing: apt-get install valgrind')
    if len(words) < 2 or options - {'--write', '--all-objects'}:
        sys.exit(__doc__)
    program, libdir, *operations = words
    before, by = recorded()
    if not operations:
        operations = subprocess.run([program, '-l'], capture_output=True, text=True, check=True).stdout.split()
    every = '--all-objects' in options
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        now = dict(zip(operations, pool.map(lambda name: cost(program, libdir, name, every), operations)))
    if '--write' in options:
        lines = ['# Instructions in libssl.so.3 for one of each, both ends: bench/counts.py --write.',
                 f'# compiler: {compiler(libdir)}']
        RECORDED.write_text('\n'.join(lines + [f'{name} {value:.0f}' for name, value in {**before, **now}.items()]) + '\n')
        return 0
    worse = 0
    for name, value in now.items():
        ratio = value / before[name] if before.get(name) and not every else float('nan')
        too_many = ratio > LIMIT
        worse += too_many
        print(f'{name:24} {value:12,.0f} {ratio:8.3f}{"  MORE THAN 2 % UP" if too_many else ""}')
    if by and by != compiler(libdir):
        print(f'recorded with {by}, built with {compiler(libdir)}: not held against each other')
        return 0
    if worse:
        print('What costs more now? Mend it, or say why in the commit that records the new counts (--write).')
    return 1 if worse else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
