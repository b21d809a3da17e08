# SPDX-License-Identifier: Apache-2.0
"""Disables each check of the handshake in turn and looks which test notices. See scripts/mutants.sh."""
import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from pathlib import Path

import sites

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / 'build' / 'mutants'
TREE, LOGS, FORMER = BASE / 'tree', BASE / 'logs', BASE / 'noticed.json'
BUILD = TREE / 'build' / 'release'  # as in a checkout, so that ccache has what is not rewritten
FOLDERS = ('record', 'session', 'handshake', 'engine', 'wire')
NOT_MUTATED = re.compile(r'_test\.cc$')
TESTS = r'^(record|session|handshake|engine|wire|garbage|vectors|rogue|abi\.reprise)\b|^failure\.[A-Z]'
CPU_SECONDS = 120  # of a test with all checks in force
ALONE, TOGETHER = 3, 100  # tests that run in a process of their own for a check; cases that share one


def put(path, data):
    """Writes what differs alone, so that only that is compiled again."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def prepare(pattern):
    """Copies the checkout and rewrites the files with checks that fit the pattern. Those checks."""
    names = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=ROOT, text=True, capture_output=True,
                           check=True).stdout.split('\n')
    wanted, kept = [], set()
    for name in filter(None, names):
        source = ROOT / name
        if not source.is_file():
            continue
        data = source.read_bytes()
        folder = re.match(r'src/(\w+)/', name)
        if folder and folder.group(1) in FOLDERS and name.endswith(('.cc', '.h')) and not NOT_MUTATED.search(name):
            text, of_file = sites.rewrite(name[len('src/'):], data.decode())
            fitting = [site for site in of_file if re.search(pattern, site.key)]
            wanted += fitting
            data = text.encode() if fitting else data
        put(TREE / name, data)
        shutil.copymode(source, TREE / name)
        kept.add(TREE / name)
    put(TREE / 'src/base/mutants.h', (Path(__file__).parent / 'mutants.h').read_bytes())
    kept.add(TREE / 'src/base/mutants.h')
    for path in TREE.rglob('*'):
        ours = path.is_file() and not path.is_symlink() and 'build' not in path.relative_to(TREE).parts
        if ours and path not in kept:
            path.unlink()
    assert len({site.ident for site in wanted}) == len(wanted), 'two checks have one number'
    return wanted


def build(targets, jobs):
    subprocess.run(['cmake', '--preset', 'release'], cwd=TREE, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(['cmake', '--build', BUILD, f'-j{jobs}', '--target', *targets], check=True)


class Test:
    """An entry of CTest: a case of a test program, or a program of its own."""

    def __init__(self, entry):
        self.name = entry['name']
        self.command = entry['command']
        properties = {p['name']: p['value'] for p in entry.get('properties', [])}
        self.folder = properties.get('WORKING_DIRECTORY', str(BUILD))
        self.environment = dict(one.split('=', 1) for one in properties.get('ENVIRONMENT', []))
        self.case = next((a.split('=', 1)[1] for a in self.command if a.startswith('--gtest_filter=')), None)
        self.seconds, self.reaches = 0.0, set()

    def run(self, ident=0, log=None):
        """Whether it passes with this check off."""
        return run_together([self], ident, log)


def run_together(tests, ident, log=None):
    """Whether these pass with this check off: one test, or cases of one program, which then run in one process."""
    first = tests[0]
    command = first.command
    if first.case:
        command = [command[0], '--gtest_filter=' + ':'.join(test.case for test in tests), '--gtest_fail_fast',
                   '--gtest_also_run_disabled_tests']
    environment = {**os.environ, **first.environment, 'REPRISE_MUTANT': str(ident)}
    if log:
        environment['REPRISE_MUTANTS_LOG'] = str(log)
    took = sum(test.seconds for test in tests)
    cpu_seconds = int(10 * took) + 3 if ident else CPU_SECONDS
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds))
    begun = time.monotonic()
    try:
        done = subprocess.run(command, cwd=first.folder, env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit,
                              timeout=60 + 30 * took)
    except subprocess.TimeoutExpired:
        return False
    if not ident:
        first.seconds = time.monotonic() - begun
    return done.returncode == 0


def all_tests(pattern):
    shown = subprocess.run(['ctest', '--test-dir', BUILD, '--show-only=json-v1'], capture_output=True, check=True)
    entries = [e for e in json.loads(shown.stdout)['tests'] if re.search(pattern, e['name'])]
    return [Test(e) for e in entries if e.get('command') and os.access(e['command'][0], os.X_OK)]


def reach(test):
    """Runs a test with all checks in force and takes down where they made a difference."""
    log = LOGS / re.sub(r'[^\w.]', '_', test.name)
    log.unlink(missing_ok=True)
    passed = test.run(log=log)
    if log.exists():
        test.reaches = {int(line) for line in log.read_text().split()}
    return passed


def batches(tests):
    """The tests in the order of what they cost: first some alone, then cases of one program together."""
    alone, rest = tests[:ALONE], tests[ALONE:]
    for test in alone:
        yield [test]
    programs = defaultdict(list)
    for test in rest:
        programs[test.command[0] if test.case else test.name].append(test)
    for cases in programs.values():
        for size in range(0, len(cases), TOGETHER):
            yield cases[size:size + TOGETHER]


def judge(site, tests, former):
    """A test that notices by itself; None when all pass. `former`: who did in an earlier run."""
    tests = sorted(tests, key=lambda t: (t.name != former, t.seconds))
    for batch in batches(tests):
        if not run_together(batch, site.ident):
            noticed = batch[0] if len(batch) == 1 else next((t for t in batch if not t.run(site.ident)), None)
            if noticed:
                return noticed
    return None


class Reasons:
    """The survivors that docs/mutants.md has a reason for: a row each, or a kind of them by a /regular expression/."""

    def __init__(self):
        rows = re.findall(r'^\| `([^`]+)` \| ([\w, ]+) \| `(.+?)` \| \S', (ROOT / 'docs/mutants.md').read_text(), re.M)
        rows = [(file, kind, text.replace(chr(92) + '|', '|')) for file, kind, text in rows]
        self.single = {f'{file}: {kind}: {text}' for file, kind, text in rows if not text.startswith('/')}
        self.kinds = [(file, kind.split(', '), re.compile(text.strip('/'))) for file, kind, text in rows if text[0] == '/']

    def have(self, site):
        return site.key in self.single or any(
            fnmatch(site.file, file) and site.kind in kinds and text.search(site.text) for file, kinds, text in self.kinds)


def main():
    parser = argparse.ArgumentParser(prog='scripts/mutants.sh')
    parser.add_argument('patterns', nargs='*')
    parser.add_argument('--tests', default=TESTS)
    parser.add_argument('--targets', default='all')
    parser.add_argument('--jobs', type=int, default=2)
    parser.add_argument('--list', action='store_true')
    parser.add_argument('--no-build', action='store_true')
    options = parser.parse_args()
    wanted = prepare('|'.join(options.patterns))
    if options.list:
        for site in wanted:
            print(f'src/{site.file}:{site.line}: {site.kind}: {site.text}')
        return 0
    if not options.no_build:
        build(options.targets.split(), options.jobs)
    LOGS.mkdir(exist_ok=True)
    tests = all_tests(options.tests)
    print(f'{len(wanted)} checks, {len(tests)} tests', flush=True)
    with ThreadPoolExecutor(options.jobs) as pool:
        for test, passed in zip(tests, pool.map(reach, tests)):
            if not passed:
                print(f'fails with every check in force, left out: {test.name}')
                test.reaches = set()
        reaching = defaultdict(list)
        for test in sorted(tests, key=lambda t: t.seconds):
            for ident in test.reaches:
                reaching[ident].append(test)
        counts, known, left = defaultdict(int), Reasons(), 0
        former = json.loads(FORMER.read_text()) if FORMER.exists() else {}
        verdicts = pool.map(lambda s: judge(s, reaching[s.ident], former.get(s.key)), wanted)
        for site, noticed in zip(wanted, verdicts):
            if noticed:
                former[site.key] = noticed.name
                put(FORMER, json.dumps(former, indent=0, sort_keys=True).encode())
            state = 'killed' if noticed else 'survived' if reaching[site.ident] else 'unreached'
            if state != 'killed' and known.have(site):
                state = 'explained'
            counts[state] += 1
            left += state in ('survived', 'unreached')
            by = f' <- {noticed.name}' if noticed else ''
            print(f'{state:9} src/{site.file}:{site.line}: {site.kind}: {site.text}{by}', flush=True)
    print(', '.join(f'{count} {state}' for state, count in sorted(counts.items())))
    return 1 if left else 0


if __name__ == '__main__':
    sys.exit(main())
