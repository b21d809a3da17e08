# SPDX-License-Identifier: Apache-2.0
"""Finds the checks in a C++ source and rewrites each so that it can be switched off while the program runs.

A site is one operand of a condition, or one error that is passed on. What is rewritten asks `off(ID)` only where its
answer makes a difference: a refusal that would happen, an operand that would be false. So a test reaches a mutant exactly
when it could notice it.
"""
import re
import zlib
from dataclasses import dataclass

INCLUDE = '#include "base/mutants.h"\n'

# What a body that refuses, or passes over a candidate, ends with; and one that accepts without looking further.
REFUSES = re.compile(
    r'return (fail|fail_silently|bad_\w+|refused|Error)\b'
    r'|return .*\berror\(\)$|return WhyNotResumed::(?!resumed\b)|return \{nullptr, |return (false|nullptr|std::nullopt)$'
    r'|continue$')
ACCEPTS = re.compile(r'return (success\(\)|answered\(\)|true|WhyNotResumed::resumed)$')
COMPARES = re.compile(r' (==|!=|<=|>=|<|>) ')


@dataclass
class Site:
    file: str
    line: int
    kind: str
    text: str
    ident: int = 0

    @property
    def key(self):
        return f'{self.file}: {self.kind}: {self.text}'


def masked(text):
    """The text with comments, literals and preprocessor lines blanked, every place as it was."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
                         r'|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*', re.S | re.M)
    return pattern.sub(lambda m: re.sub(r'[^\n]', ' ', m.group()), text)


def closing(mask, start):
    """The place of the bracket that closes the one at `start`."""
    depth = 0
    for place in range(start, len(mask)):
        if mask[place] in '([{':
            depth += 1
        elif mask[place] in ')]}':
            depth -= 1
            if depth == 0:
                return place
    raise ValueError('brackets do not match')


def statement_end(mask, start):
    """The semicolon that ends the statement at `start`."""
    place = start
    while mask[place] != ';':
        place = closing(mask, place) + 1 if mask[place] in '([{' else place + 1
    return place


def top_level(mask, start, end, token):
    """Where `token` stands outside of brackets between the two places."""
    found, place = [], start
    while place < end:
        if mask[place] in '([{':
            place = closing(mask, place) + 1
        elif mask.startswith(token, place):
            found.append(place)
            place += len(token)
        else:
            place += 1
    return found


def operands(mask, start, end, token):
    edges = [start]
    for place in top_level(mask, start, end, token):
        edges += [place, place + len(token)]
    edges.append(end)
    return list(zip(edges[::2], edges[1::2]))


def last_statement(mask, text, start):
    """The last statement of the body of an `if` that begins at `start`, as one line; and where it begins."""
    while mask[start].isspace():
        start += 1
    if mask[start] != '{':
        return ' '.join(text[start:statement_end(mask, start)].split()), start
    end = closing(mask, start)
    statements = [start + 1]
    place = start + 1
    while place < end:
        if mask[place] in '([{':
            place = closing(mask, place)
            if mask[place] == '}':
                statements.append(place + 1)
        elif mask[place] == ';':
            statements.append(place + 1)
        place += 1
    starts = [s for s in statements if mask[s:end].strip()]
    if not starts:
        return '', start
    first = starts[-1] + len(mask[starts[-1]:]) - len(mask[starts[-1]:].lstrip())
    return ' '.join(text[first:statement_end(mask, first)].split()), first


class Rewriter:
    def __init__(self, name, text):
        self.name, self.text, self.mask = name, text, masked(text)
        self.sites, self.edits = [], []
        self.guarded = set()  # returns that an `if` in front of them stands for
        self.seen = {}

    def add(self, place, kind, text):
        text = ' '.join(text.split())
        count = self.seen[kind, text] = self.seen.get((kind, text), 0) + 1
        if count > 1:
            text += f'  (no. {count})'
        site = Site(self.name, self.text.count('\n', 0, place) + 1, kind, text)
        site.ident = zlib.crc32(site.key.encode()) or 1
        self.sites.append(site)
        return f'{site.ident}u'

    def off(self, place, kind, text):
        return f'::reprise_mutants::off({self.add(place, kind, text)})'

    def edit(self, start, end, before, after):
        self.edits += [(start, 1, before), (end, 0, after)]

    def drop(self, start, end, kind):
        """An operand that refuses: false when it is off."""
        self.edit(start, end, '((', f') && !{self.off(start, kind, self.text[start:end])})')

    def force(self, start, end, kind):
        """An operand that something has to fulfil: true when it is off."""
        self.edit(start, end, '((', f') || {self.off(start, kind, self.text[start:end])})')

    def conditions(self):
        for match in re.finditer(r'\bif \(', self.mask):
            start, end = match.end(), closing(self.mask, match.end() - 1)
            init = top_level(self.mask, start, end, ';')
            if init:
                start = init[0] + 1
            body, place = last_statement(self.mask, self.text, end + 1)
            if top_level(self.mask, start, end, ' = ') or top_level(self.mask, start, end, '?'):
                continue
            if REFUSES.match(body):
                self.guarded.add(place)
                for operand in operands(self.mask, start, end, ' || '):
                    self.drop(*operand, 'refuses')
            elif ACCEPTS.match(body):
                self.guarded.add(place)
                for operand in operands(self.mask, start, end, ' && '):
                    self.force(*operand, 'accepts')

    def function_type(self, place):
        """`bool` or `Result<>` when the function around `place` returns that."""
        depth = 0
        while place > 0:
            place -= 1
            if self.mask[place] == '}':
                depth += 1
            elif self.mask[place] == '{':
                if depth:
                    depth -= 1
                    continue
                head = re.split(r'[;{}]|\b(?:public|private|protected):', self.mask[:place])[-1]
                if re.search(r'\)[\s\w]*(->.*)?$|\]\s*$', head.rstrip()) and not re.match(
                        r'\s*(else )?(if|for|while|switch)\b', head):
                    if '[' in head and re.search(r'\[[^\]]*\]\s*(\([^()]*\))?\s*(->.*)?$', head.rstrip()):
                        arrow = re.search(r'-> *(bool|Result<>)\s*$', head.rstrip())
                        return arrow.group(1) if arrow else ''
                    found = re.match(r'(?s)\s*(?:template <.*?>\s*)?(?:\w+ )*?(bool|Result<>) [\w:~=]+', head)
                    return found.group(1) if found else ''
        return ''

    def returns(self):
        for match in re.finditer(r'\breturn ', self.mask):
            start, end = match.end(), statement_end(self.mask, match.end())
            if match.start() in self.guarded or top_level(self.mask, start, end, '?'):
                continue
            kind = self.function_type(match.start())
            text = self.text[start:end]
            if kind == 'bool' and text not in ('true', 'false'):
                self.bool_return(start, end)
            elif kind == 'Result<>' and text not in ('success()', '{}'):
                self.edit(start, end, f'::reprise_mutants::pass({self.add(start, "passes on", text)}, ', ')')

    def bool_return(self, start, end):
        either = operands(self.mask, start, end, ' || ')
        both = operands(self.mask, start, end, ' && ')
        if len(either) > 1:
            for operand in either:
                self.drop(*operand, 'or')
        elif len(both) > 1:
            for operand in both:
                self.force(*operand, 'and')
        else:
            never = self.off(start, 'is false', self.text[start:end])
            always = self.off(start, 'is true', self.text[start:end])
            self.edit(start, end, '(((', f') || {always}) && !{never})')

    def tries(self):
        for match in re.finditer(r'\bTRY\(', self.mask):
            before = self.mask[:match.start()].rstrip()
            end = closing(self.mask, match.end() - 1)
            if before[-1:] not in ';{})' and not before.endswith('else') or self.mask[end + 1] != ';':
                continue
            ident = self.add(match.start(), 'demands', self.text[match.end():end])
            self.edits.append((match.start(), 1, 'REPRISE_MUTANT_'))
            self.edits.append((match.end(), 1, f'{ident}, '))

    def rewrite(self):
        self.conditions()
        self.returns()
        self.tries()
        text = self.text
        for place, _, added in sorted(self.edits, key=lambda e: (e[0], e[1]), reverse=True):
            text = text[:place] + added + text[place:]
        if not self.sites:
            return text
        first = re.search(r'^(#pragma once\n|(?=#include))', text, re.M)
        place = first.end() if first else 0
        return text[:place] + INCLUDE + text[place:]


def rewrite(name, text):
    """The rewritten text of the file `name`, and its sites."""
    rewriter = Rewriter(name, text)
    return rewriter.rewrite(), rewriter.sites
