"""Counting the steps of a call, so that tests can tell what grows faster than its input without a clock.

While steps are counted, each function of annotator runs as code made from its source in which these things count:

* each call of a function, each turn of a loop and each element of a comprehension: 1;
* a slice, a text put together, a list made of others: the length of what is copied;
* `in` a list, a tuple, or a text, comparing two texts of one length, `insert`, `pop` or `del` in a list: how much of it is passed over;
* a call of anything built in, or of another package: 1 where it is known to be as quick for long values as for short ones
  (`QUICK`), else the lengths of what it is given and of what it returns;
* a regular expression: the steps of matching it (`tests/linear/matcher.py`).

Not counted: what other packages do inside, beyond the lengths; the time that a hash of a long text takes.
"""

from __future__ import annotations

import builtins
import functools
import gc
import re
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import TYPE_CHECKING, Any

import regex

import annotator
from tests.linear.counting import NAME, counting_code
from tests.linear.matcher import MOST, Matcher, TooManyStepsError, program

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

FOLDER = str(Path(annotator.__file__).parent)
_SEQUENCES = (str, bytes, bytearray, list, tuple, deque)
_SIZED = (*_SEQUENCES, dict, set, frozenset)
_PATTERNS = (re.Pattern, type(regex.compile("")))
_CACHE = type(functools.lru_cache(len))
_MODULE_FUNCTIONS = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})

QUICK = frozenset(
    [
        "append",
        "add",
        "get",
        "setdefault",
        "pop",
        "popleft",
        "popitem",
        "appendleft",
        "discard",
        "clear",
        "keys",
        "values",
        "items",
        "move_to_end",
        "len",
        "isinstance",
        "issubclass",
        "getattr",
        "setattr",
        "hasattr",
        "callable",
        "id",
        "iter",
        "next",
        "type",
        "ord",
        "chr",
        "repr",
        "hash",
        "map",
        "filter",
        "zip",
        "enumerate",
        "reversed",
        "range",
        "bisect",
        "bisect_left",
        "bisect_right",
        "heappush",
        "heappop",
        "endswith",
        "startswith",
        "start",
        "end",
        "span",
        "append_left",
        "cast",
        "bit_length",
        "islice",
    ]
)
"""The names of functions and methods whose time doesn't grow with what they are given."""


class Steps:
    """The count, and what the changed code calls."""

    range_of = slice

    def __init__(self, caches: Sequence[Any] = ()) -> None:
        self.count = 0
        self._caches = caches

    def of(self, call: Callable[[], object]) -> int:
        """Return the steps of a call, those of an iterator that it returns included. What was kept of other calls is not used."""
        for cache in self._caches:
            cache.cache_clear()
        self.count = 0
        result = call()
        if isinstance(result, Iterator):
            deque(result, maxlen=0)
        return self.count

    def add(self, steps: int) -> None:
        """Count some steps. Raises `TooManyStepsError` where nothing linear would take as many."""
        self.count += steps
        if self.count > MOST:
            raise TooManyStepsError(f"more than {MOST:,} steps")

    def tick(self, value: object = None) -> Any:
        """Count one step and return the value."""
        self.add(1)
        return value

    def made(self, value: Any) -> Any:
        """Count the length of a value that was put together, and return it."""
        self.add(1 + _length(value))
        return value

    def part(self, whole: Any, key: slice) -> Any:
        """Return a slice."""
        return self.made(whole[key])

    def without(self, whole: Any, key: Any) -> None:
        """Delete an item or a slice."""
        at = key if isinstance(key, int) else key.start or 0 if isinstance(key, slice) else 0
        self.add(1 + (len(whole) - (at if at >= 0 else len(whole) + at) if isinstance(whole, list) else 0))
        del whole[key]

    def contains(self, item: Any, whole: Any) -> bool:
        """Return whether something is in something."""
        self.add(1 + (len(whole) if isinstance(whole, _SEQUENCES) else 0))
        return item in whole

    def equal(self, one: Any, other: Any) -> Any:
        """Return whether two values are equal."""
        if isinstance(one, _SIZED) and isinstance(other, _SIZED) and len(one) == len(other):
            self.add(len(one))
        return one == other

    def both(self, value: Any) -> Any:
        """Count what an operator of two values returned, where it has a length."""
        return self.made(value) if isinstance(value, _SIZED) else value

    def call(self, function: Any, /, *values: Any, **named: Any) -> Any:
        """Call a function and count what it costs beside what its own code counts."""
        owner = getattr(function, "__self__", None)
        name = getattr(function, "__name__", "")
        if isinstance(owner, _PATTERNS):
            return self._matched(owner, name, values, named)
        if name in _MODULE_FUNCTIONS and (getattr(function, "__module__", None) or "").split(".")[0] in {
            "re",
            "regex",
        }:
            module = sys.modules[function.__module__.split(".")[0]]
            pattern = module.compile(values[0], named.pop("flags", 0))
            return self._matched(pattern, name, values[1:], named)
        if function in (map, filter) and not isinstance(values[0], (FunctionType, MethodType)):
            inner = values[0]
            if inner is not None:
                values = (functools.partial(self.call, inner), *values[1:])
        if isinstance(function, (FunctionType, MethodType)) and _is_ours(function):
            return function(*values, **named)
        result = function(*values, **named)
        if isinstance(owner, ModuleType) or owner is None:
            owner = ()
        if name in QUICK or (isinstance(function, type) and _is_ours(function)):
            self.add(1)
            if name == "pop" and isinstance(owner, list) and values and values[0] >= 0:
                self.add(max(len(owner) - values[0], 0))
        elif name in {"count", "find", "index"} and isinstance(owner, str) and len(values) > 1:
            end = values[2] if len(values) > 2 else len(owner)
            if name != "count" and result >= 0:
                end = result + len(values[0])
            self.add(1 + max(end - values[1], 0))
        elif name == "insert" and isinstance(owner, list):
            self.add(1 + max(len(owner) - values[0], 0))
        else:
            given = (
                [owner, *values, *named.values()]
                if isinstance(owner, _SEQUENCES)
                else [*values, *named.values()]
            )
            self.add(1 + sum(map(_length, given)) + (_length(result) if result is not owner else 0))
        return result

    def _matched(self, pattern: Any, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> Any:
        """Call a method of a pattern and count the steps of matching."""
        method = getattr(pattern, name)
        if name in {"sub", "subn"}:
            replacement, text, *rest = values
            if not isinstance(replacement, str):
                found = list(self._found(pattern, pattern.finditer(text), text, 0, len(text)))
                limit = rest[0] if rest else named.get("count", 0)
                del found[limit or len(found) :]
            else:
                list(self._found(pattern, pattern.finditer(text), text, 0, len(text)))
            return self.made(method(*values, **named))
        text, *bounds = values
        if not isinstance(text, str):
            self.add(1 + len(text))
            return method(*values, **named)
        start = min(max(bounds[0] if bounds else named.get("pos", 0), 0), len(text))
        end = min(bounds[1] if len(bounds) > 1 else named.get("endpos") or len(text), len(text))
        if name == "finditer":
            return self._found(pattern, method(*values, **named), text, start, end)
        if name in {"findall", "split"}:
            list(self._found(pattern, pattern.finditer(text), text, 0, len(text)))
            return self.made(method(*values, **named))
        result = method(*values, **named)
        if name == "search":
            self._look_for(pattern, result, text, start, end)
        else:
            matcher = self._matcher()
            matcher.found(_program(pattern), text, start, end, start)
            self.add(matcher.steps)
        return result

    def _found(self, pattern: Any, matches: Iterator[Any], text: str, start: int, end: int) -> Iterator[Any]:
        """Yield matches and count, for each, the steps of looking for it."""
        is_reverse = _program(pattern).is_reverse
        for match in matches:
            start, end = self._look_for(pattern, match, text, start, end)
            yield match
        if (start < end) if not is_reverse else (end > start):
            self._look_for(pattern, None, text, start, end)

    def _look_for(self, pattern: Any, match: Any, text: str, start: int, end: int) -> tuple[int, int]:
        """Count the steps of looking for a match from one end of a range to where it is; return what remains of the range."""
        of = _program(pattern)
        matcher = self._matcher()
        begins = (match.start() if match else end) if not of.is_reverse else (match.end() if match else start)
        places = range(start, begins + 1) if not of.is_reverse else range(end, begins - 1, -1)
        for at in places:
            matcher.found(of, text, start if of.is_reverse else 0, end, at)
        self.add(matcher.steps)
        if match is None:
            return end, end
        if of.is_reverse:
            return start, match.start() - (match.start() == match.end())
        return match.end() + (match.start() == match.end()), end

    def _matcher(self) -> Matcher:
        matcher = Matcher()
        matcher.steps = 0
        return matcher


def _program(pattern: Any) -> Any:
    return program(pattern.pattern, pattern.flags, isinstance(pattern, re.Pattern))


def _length(value: object) -> int:
    return len(value) if isinstance(value, _SIZED) else 0


def _is_ours(function: Any) -> bool:
    return (getattr(function, "__module__", None) or "").partition(".")[0] in {"annotator", "tests"}


@contextmanager
def counting() -> Iterator[Steps]:
    """Count the steps of all functions of annotator that are loaded, within the context."""
    before: list[tuple[FunctionType, CodeType]] = []
    caches: list[Any] = []
    gc.unfreeze()  # what the program has frozen is not among the objects
    for one in gc.get_objects():
        if (
            isinstance(one, _CACHE) and _is_ours(one) and one.cache_info().maxsize
        ):  # not a table that is made once
            caches.append(one)
        elif isinstance(one, FunctionType) and one.__code__.co_filename.startswith(FOLDER):
            code = one.__code__
            mine = counting_code(code.co_filename).get((code.co_qualname, code.co_firstlineno))
            if mine is not None and mine.co_freevars == code.co_freevars:
                before.append((one, code))
    for function, code in before:
        function.__code__ = counting_code(code.co_filename)[code.co_qualname, code.co_firstlineno]
    steps = Steps(caches)
    setattr(builtins, NAME, steps)
    try:
        yield steps
    finally:
        for function, code in before:
            function.__code__ = code
        delattr(builtins, NAME)


def steps_of(call: Callable[[], object]) -> int:
    """Return the steps of a call, those of an iterator that it returns included."""
    with counting() as steps:
        return steps.of(call)
