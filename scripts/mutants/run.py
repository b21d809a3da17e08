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
from pathlib import Path

import sites

ROOT = Path(__file__).resolve().parents[2]
BASE = ROOT / 'build' / 'mutants'
TREE, BUILD, LOGS = BASE / 'tree', BASE / 'build', BASE / 'logs'
FOLDERS = ('record', 'session', 'handshake', 'engine', 'wire')
NOT_MUTATED = re.compile(r'_test\.cc$|/test_\w+\.(cc|h)$|/testing/|/failing_new\.')
TESTS = r'^(record|session|handshake|engine|wire|garbage|vectors|rogue|abi\.reprise)\b'
CPU_SECONDS = 60


def put(path, data):
    """Writes what differs alone, so that only that is compiled again."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def prepare(pattern):
    """Makes the rewritten copy of the checkout, and tells all sites in the files that fit the pattern."""
    names = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard'], cwd=ROOT, text=True, capture_output=True,
                           check=True).stdout.split('\n')
    found, kept = [], set()
    for name in filter(None, names):
        source = ROOT / name
        if not source.is_file():
            continue
        data = source.read_bytes()
        folder = re.match(r'src/(\w+)/', name)
        if folder and folder.group(1) in FOLDERS and name.endswith(('.cc', '.h')) and not NOT_MUTATED.search(name):
            text, of_file = sites.rewrite(name[len('src/'):], data.decode())
            found += of_file
            data = text.encode()
        put(TREE / name, data)
        shutil.copymode(source, TREE / name)
        kept.add(TREE / name)
    put(TREE / 'src/base/mutants.h', (Path(__file__).parent / 'mutants.h').read_bytes())
    kept.add(TREE / 'src/base/mutants.h')
    for path in TREE.rglob('*'):
        if path.is_file() and not path.is_symlink() and path not in kept and 'build' not in path.relative_to(TREE).parts:
            path.unlink()
    idents = [site.ident for site in found]
    assert len(set(idents)) == len(idents), 'two checks have one number'
    return [site for site in found if re.search(pattern, f'{site.file}: {site.kind}: {site.text}')]


def build(targets, jobs):
    subprocess.run(['cmake', '-S', TREE, '-B', BUILD, '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Release'], check=True,
                   stdout=subprocess.DEVNULL)
    subprocess.run(['cmake', '--build', BUILD, f'-j{jobs}', '--target', *targets], check=True)


class Test:
    def __init__(self, entry):
        self.name = entry['name']
        self.command = entry['command']
        properties = {p['name']: p['value'] for p in entry.get('properties', [])}
        self.folder = properties.get('WORKING_DIRECTORY', str(BUILD))
        self.environment = dict(one.split('=', 1) for one in properties.get('ENVIRONMENT', []))
        self.seconds, self.reaches = 0.0, set()

    def run(self, ident=0, log=None):
        """Whether it passes with this check off."""
        environment = {**os.environ, **self.environment, 'REPRISE_MUTANT': str(ident)}
        if log:
            environment['REPRISE_MUTANTS_LOG'] = str(log)
        limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        started = time.monotonic()
        try:
            done = subprocess.run(self.command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit,
                                  timeout=60 + 20 * self.seconds)
        except subprocess.TimeoutExpired:
            return False
        self.seconds = self.seconds or time.monotonic() - started
        return done.returncode == 0


def all_tests(pattern):
    shown = subprocess.run(['ctest', '--test-dir', BUILD, '--show-only=json-v1'], capture_output=True, check=True).stdout
    entries = [e for e in json.loads(shown)['tests'] if re.search(pattern, e['name'])]
    return [Test(e) for e in entries if e.get('command') and os.access(e['command'][0], os.X_OK)]


def reach(test):
    """Runs a test with all checks in force and takes down where they made a difference."""
    log = LOGS / re.sub(r'[^\w.]', '_', test.name)
    log.unlink(missing_ok=True)
    passed = test.run(log=log)
    if log.exists():
        test.reaches = {int(line) for line in log.read_text().split()}
    return passed


def judge(site, tests):
    """The test that notices, or None."""
    return next((test for test in tests if not test.run(site.ident)), None)


def reasons():
    """The survivors that docs/mutants.md has a reason for."""
    rows = re.findall(r'^\| `([^`]+)` \| ([\w ]+) \| `(.+?)` \| \S', (ROOT / 'docs/mutants.md').read_text(), re.M)
    return {f'{file}: {kind}: {text.replace(chr(92) + "|", "|")}' for file, kind, text in rows}


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
        counts, known, left = defaultdict(int), reasons(), 0
        verdicts = pool.map(lambda s: judge(s, reaching[s.ident]), wanted)
        for site, noticed in zip(wanted, verdicts):
            state = 'killed' if noticed else 'survived' if reaching[site.ident] else 'unreached'
            if state != 'killed' and site.key in known:
                state = 'explained'
            counts[state] += 1
            left += state in ('survived', 'unreached')
            by = f' <- {noticed.name}' if noticed else ''
            print(f'{state:9} src/{site.file}:{site.line}: {site.kind}: {site.text}{by}', flush=True)
    print(', '.join(f'{count} {state}' for state, count in sorted(counts.items())))
    return 1 if left else 0


if __name__ == '__main__':
    sys.exit(main())
