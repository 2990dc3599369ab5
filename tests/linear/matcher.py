"""The steps of regular expressions, counted by a backtracking matcher without any shortcuts.

A pattern of `re` or `regex` is parsed by the package `regex`, and its tree is run as a program of a small machine that keeps a
stack of what is left to try, as both engines do. Each instruction counts, and each character that a repeat tests. Engines have
shortcuts, so they take no more steps, but for `\\X`: the package `regex` looks back over all regional indicators before a boundary
between two of them, which is counted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import regex
from regex import _regex_core as core

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 30_000_000
"""Where a count is given up: nothing linear takes as many steps for the sizes that are tested."""


class TooManyStepsError(AssertionError):
    """A call took more steps than anything linear."""


class Instruction(NamedTuple):
    """A step of a program: what to do, and with what."""

    do: str
    with_: Any = None
    other: Any = None


class Program(NamedTuple):
    """A pattern as instructions; `is_reverse`: it is matched from right to left."""

    instructions: tuple[Instruction, ...]
    is_reverse: bool


class Character:
    """A class of characters: a character, a property or a set of the parsed tree."""

    def __init__(self, node: Any) -> None:
        self._node = node
        self._known: dict[str, bool] = {}

    def has(self, character: str) -> bool:
        """Return whether the class has a character."""
        known = self._known.get(character)
        if known is None:
            known = self._known[character] = self._test(character)
        return known

    def _test(self, character: str) -> bool:
        node = self._node
        if isinstance(node, core.AnyAll):
            return True
        if isinstance(node, core.Any):
            return character != "\n"
        if not getattr(node, "case_flags", 0) & core.IGNORECASE:
            return bool(node.matches(ord(character)))
        cases = {character, *(one for one in (character.lower(), character.upper()) if len(one) == 1)}
        tests = [node.matches(ord(case)) for case in cases]
        return any(tests) if node.positive else all(tests)


def parsed(pattern: str, flags: int) -> tuple[Any, Any]:
    """Return the tree of a pattern, and what the parser knows of it."""
    while True:
        source = core.Source(pattern)
        info = core.Info(flags, source.char_type)
        info.guess_encoding = core.UNICODE
        source.ignore_space = bool(info.flags & core.VERBOSE)
        try:
            tree = core._parse_pattern(source, info)
        except core._UnscopedFlagSet:
            flags = info.global_flags
            continue
        info.flags |= core.UNICODE
        return tree, info


@cache
def program(pattern: str, flags: int, of_re: bool) -> Program:
    """Return the program of a pattern."""
    if of_re:
        names = (re.IGNORECASE, re.MULTILINE, re.DOTALL, re.VERBOSE, re.ASCII)
        mine = (core.IGNORECASE, core.MULTILINE, core.DOTALL, core.VERBOSE, core.ASCII)
        flags = sum(theirs for flag, theirs in zip(names, mine, strict=True) if flags & flag)
    else:
        flags &= ~(core.UNICODE | core.VERSION0)
    tree, info = parsed(pattern, flags)
    is_reverse = bool(info.flags & core.REVERSE)
    tree.fix_groups(pattern, is_reverse, False)
    return Program((*_Compiler(is_reverse).of(tree), Instruction("match")), is_reverse)


class _Compiler:
    """Compiles a tree; jumps are relative."""

    def __init__(self, is_reverse: bool) -> None:
        self.is_reverse = is_reverse

    def of(self, node: Any) -> list[Instruction]:
        name = type(node).__name__
        compilers: dict[str, Callable[[Any], list[Instruction]]] = {
            "Sequence": self._sequence,
            "String": self._string,
            "Branch": self._branch,
            "Group": self._group,
            "Atomic": self._atomic,
            "PossessiveRepeat": self._possessive_repeat,
            "LookAround": self._look_around,
            "Grapheme": self._grapheme,
            "GreedyRepeat": self._greedy_repeat,
            "LazyRepeat": self._lazy_repeat,
            "Literal": self._string,
        }
        if name in compilers:
            return compilers[name](node)
        if self._is_character(node):
            return [Instruction("character", Character(node))]
        if isinstance(node, core.ZeroWidthBase):
            return [Instruction("test", _zero_width(name, node))]
        raise NotImplementedError(f"{name} in a pattern; tell tests/linear/matcher.py how it is matched")

    @staticmethod
    def _is_character(node: Any) -> bool:
        kinds = (core.Any, core.Character, core.Property, core.Range, core.SetBase)
        return isinstance(node, kinds) and not getattr(node, "zerowidth", False)

    def _sequence(self, node: Any) -> list[Instruction]:
        items = [self.of(item) for item in node.items]
        return [one for item in (items[::-1] if self.is_reverse else items) for one in item]

    def _string(self, node: Any) -> list[Instruction]:
        characters = [core.Character(one, case_flags=node.case_flags) for one in node.characters]
        return self._sequence(core.Sequence(characters))

    def _branch(self, node: Any) -> list[Instruction]:
        branches = [self.of(branch) for branch in node.branches]
        made = branches[-1]
        for branch in branches[-2::-1]:
            made = [
                Instruction("split", 1, len(branch) + 2),
                *branch,
                Instruction("jump", len(made) + 1),
                *made,
            ]
        return made

    def _group(self, node: Any) -> list[Instruction]:
        return self.of(node.subpattern)

    def _atomic(self, node: Any) -> list[Instruction]:
        return [Instruction("atomic", self._apart(node.subpattern, self.is_reverse))]

    def _possessive_repeat(self, node: Any) -> list[Instruction]:
        inner = core.GreedyRepeat(node.subpattern, node.min_count, node.max_count)
        return self._atomic(core.Atomic(inner))

    def _look_around(self, node: Any) -> list[Instruction]:
        return [Instruction("look", self._apart(node.subpattern, node.behind), node.positive)]

    def _grapheme(self, _node: Any) -> list[Instruction]:
        if self.is_reverse:
            raise NotImplementedError("a grapheme matched from right to left")
        return [Instruction("grapheme")]

    def _greedy_repeat(self, node: Any) -> list[Instruction]:
        return self._repeat(node, is_greedy=True)

    def _lazy_repeat(self, node: Any) -> list[Instruction]:
        return self._repeat(node, is_greedy=False)

    def _repeat(self, node: Any, *, is_greedy: bool) -> list[Instruction]:
        least, most = node.min_count, node.max_count
        if self._is_character(node.subpattern) and is_greedy:
            return [Instruction("run", Character(node.subpattern), (least, most))]
        body = self.of(node.subpattern)
        made = body * least

        def split(onward: int) -> Instruction:
            return Instruction("split", 1, onward) if is_greedy else Instruction("split", onward, 1)

        if most is None:
            return [
                *made,
                split(len(body) + 3),
                Instruction("enter"),
                *body,
                Instruction("again", -len(body) - 2),
            ]
        optional: list[Instruction] = []
        for _ in range(most - least):
            optional = [split(len(body) + len(optional) + 1), *body, *optional]
        return [*made, *optional]

    @staticmethod
    def _apart(node: Any, is_reverse: bool) -> Program:
        return Program((*_Compiler(is_reverse).of(node), Instruction("match")), is_reverse)


def _zero_width(name: str, node: Any) -> Any:
    """Return a pattern that tests a place between two characters."""
    sources = {
        "StartOfString": r"\A",
        "StartOfLine": "(?m)^",
        "StartOfLineU": "(?m)^",
        "EndOfString": r"\Z",
        "EndOfStringLine": "$",
        "EndOfStringLineU": "$",
        "EndOfLine": "(?m)$",
        "EndOfLineU": "(?m)$",
        "Boundary": r"\b" if node.positive else r"\B",
    }
    if name not in sources:
        raise NotImplementedError(f"{name} in a pattern; tell tests/linear/matcher.py how it is matched")
    return regex.compile(sources[name])


_GRAPHEME = regex.compile(r"\X")
_INDICATORS = range(0x1F1E6, 0x1F200)


class Matcher:
    """Counts the steps of matching in one text."""

    def __init__(self) -> None:
        self.steps = 0

    def found(self, of: Program, text: str, start: int, end: int, at: int) -> int | None:
        """Return where a match that begins at an offset ends, or None; `start` and `end` bound the text that is matched."""
        instructions, is_reverse = of
        to_try: list[tuple[int, int, int, int, tuple[int, ...]]] = []
        place, offset = 0, at
        entered: tuple[int, ...] = ()
        step = -1 if is_reverse else 1
        while True:
            self.steps += 1
            if self.steps > MOST:
                raise TooManyStepsError(f"a pattern took more than {MOST:,} steps")
            do, with_, other = instructions[place]
            fails = False
            if do == "match":
                return offset
            if do == "character":
                fails = not self._is_next(with_, text, start, end, offset, is_reverse)
                offset += step
                place += 1
            elif do == "run":
                least, most = other
                count = 0
                while (most is None or count < most) and self._is_next(
                    with_, text, start, end, offset + step * count, is_reverse
                ):
                    count += 1
                self.steps += count
                fails = count < least
                if count > least:
                    to_try.append((place + 1, offset + step * (count - 1), offset + step * least, 1, entered))
                offset += step * count
                place += 1
            elif do == "split":
                to_try.append((place + other, offset, offset, 0, entered))
                place += with_
            elif do == "jump":
                place += with_
            elif do == "enter":
                entered = (*entered, offset)
                place += 1
            elif do == "again":
                fails = entered[-1] == offset
                entered = entered[:-1]
                place += with_
            elif do == "atomic":
                ended = self.found(with_, text, start, end, offset)
                fails = ended is None
                offset = offset if ended is None else ended
                place += 1
            elif do == "look":
                fails = (
                    self.found(with_, text, 0 if with_.is_reverse else start, end, offset) is not None
                ) != other
                place += 1
            elif do == "test":
                fails = with_.match(text, offset, end) is None
                place += 1
            elif do == "grapheme":
                whole = _GRAPHEME.match(text, offset, end) if offset < end else None
                fails = whole is None
                if whole is not None:
                    self.steps += sum(
                        self._looked_back(text, between) for between in range(offset + 1, whole.end())
                    )
                    self.steps += self._looked_back(text, whole.end()) if whole.end() < end else 0
                    offset = whole.end()
                place += 1
            else:
                raise AssertionError(do)
            if fails:
                if not to_try:
                    return None
                place, offset, last, is_run, entered = to_try.pop()
                if is_run and offset != last:
                    to_try.append((place, offset - step, last, 1, entered))

    @staticmethod
    def _is_next(of: Character, text: str, start: int, end: int, offset: int, is_reverse: bool) -> bool:
        if is_reverse:
            return offset > start and of.has(text[offset - 1])
        return offset < end and of.has(text[offset])

    @staticmethod
    def _looked_back(text: str, boundary: int) -> int:
        """Return the characters that are looked at to know whether graphemes part here."""
        if ord(text[boundary]) not in _INDICATORS:
            return 1
        first = boundary
        while first and ord(text[first - 1]) in _INDICATORS:
            first -= 1
        return 1 + boundary - first
