"""The splits of a data set and their sizes: the option `--split`, and numbers of articles."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from annotator.errors import UsageError
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

NAMES = {1: ("train",), 2: ("train", "test"), 3: ("train", "validation", "test")}
"""The names of splits that are not named, by how many there are."""

RESERVED = frozenset(
    {"all", "citation", "config", "croissant", "dataset", "labels", "parts", "readme", "ties"}
)
"""What no split is called: `all`, by which the library `datasets` means all splits, and what else lies in the folder of a data set."""

_PART = r"(?a)(?:([A-Za-z][A-Za-z0-9_]*)=)?([0-9]{1,3}(?:\.[0-9]{1,6})?)"


SPELLING = "names have Latin letters, digits and _, and begin with a letter"
"""How the names of splits are written, which are names of files, too."""


class SplitSize(NamedTuple):
    """A split, and its share of the articles in percent."""

    name: str
    percent: Fraction

    def __str__(self) -> str:
        exact = f"{float(self.percent):.6f}".rstrip("0").rstrip(".")
        return f"{self.name}={exact}"


ONE_SPLIT = (SplitSize("train", Fraction(100)),)
"""One split with all articles."""


def parse_sizes(text: str) -> tuple[SplitSize, ...]:
    """Return the splits that are written as ``80/10/10`` or ``train=70/dev=15/test=15``, in their order.

    Splits without names get those of `NAMES`. Raises UsageError for anything else, for a name in `RESERVED`, for a share of 0,
    and for shares that don't add up to 100.
    """
    parts = [re.fullmatch(_PART, part.strip()) for part in text.split("/")]
    found = [(part[1] or "", Fraction(part[2])) for part in parts if part is not None]
    if len(found) < len(parts):
        for part in text.split("/"):
            name, equals, percent = map(str.strip, part.partition("="))
            is_share = bool(equals) and re.fullmatch(_PART, f"x={percent}") is not None
            if is_share and re.fullmatch(_PART, f"{name}={percent}") is None:
                raise UsageError(f"{shortened(name)!r} is no name of a split; {SPELLING}.")
        raise UsageError(
            f"{text!r} are no shares; give percentages such as 80/10/10, or with names train=70/dev=15/test=15."
        )
    names = _names([name for name, _ in found], text)
    for name in names:
        require_free(name, "--split")
    if any(percent <= 0 for _, percent in found):
        raise UsageError(f"One of the shares {text} is nothing; leave it out, or give it some percent.")
    total = sum(percent for _, percent in found)
    if total != 100:
        raise UsageError(f"The shares {text} are {float(total):.10g} together; they have to be 100.")
    return tuple(SplitSize(name, percent) for name, (_, percent) in zip(names, found, strict=True))


def require_free(name: str, option: str) -> None:
    """Raise `UsageError` for a name that no split can have."""
    if name.casefold() in RESERVED:
        why = (
            "the library datasets means all splits by it"
            if name.casefold() == "all"
            else "something else in the folder of a data set is called so"
        )
        raise UsageError(f"{option}: no split can be called {name}, because {why}; choose another name.")


def text(sizes: Sequence[SplitSize]) -> str:
    """Return the splits as `parse_sizes` reads them, with names, in their order."""
    return "/".join(map(str, sizes))


def key(sizes: Sequence[SplitSize]) -> str:
    """Return the one text for splits with these names and shares, however they were written and in whatever order."""
    return text(sorted(sizes, key=lambda size: (-size.percent, size.name)))


def _names(given: Sequence[str], text: str) -> Sequence[str]:
    if not any(given):
        if len(given) not in NAMES:
            raise UsageError(
                f"{len(given)} splits need names: write them such as train=70/dev=10/test=10/other=10."
            )
        return NAMES[len(given)]
    if not all(given):
        raise UsageError(f"Some of the shares {text} have names and some have not; name all of them or none.")
    if len({name.casefold() for name in given}) < len(given):
        raise UsageError(f"Two of the splits {text} have one name; give each its own.")
    return given


def article_counts(sizes: Sequence[SplitSize], articles: int) -> list[int]:
    """Return how many of the articles each split gets, rounded by largest remainders, at least one where there are enough."""
    exact = [size.percent * articles / 100 for size in sizes]
    rounded = [int(part) for part in exact]
    order = sorted(range(len(sizes)), key=lambda number: (rounded[number] - exact[number], number))
    for number in order[: articles - sum(rounded)]:
        rounded[number] += 1
    while 0 in rounded and max(rounded) > 1:
        rounded[rounded.index(max(rounded))] -= 1
        rounded[rounded.index(0)] += 1
    return rounded
