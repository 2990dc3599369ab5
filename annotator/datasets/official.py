"""An official split, which a field of the articles names."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from annotator.datasets.split_sizes import SPELLING, SplitSize, require_free
from annotator.errors import UsageError
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAME = re.compile(r"(?a)[A-Za-z][A-Za-z0-9_]*")
_OF_FILE = re.compile(r"(?a)(?:[^/]*/)*([A-Za-z][A-Za-z0-9_]*)\.[A-Za-z0-9]+")
_MOST = 20
"""How many parts an official split has at most; a field with more values is about something else."""

_ORDER = ("train", "training", "dev", "development", "valid", "validation", "test")


class Official(NamedTuple):
    """The parts that there are, with the share of the articles that each one has, and the part of each article."""

    sizes: tuple[SplitSize, ...]
    parts: dict[str, str]


def official(values: Mapping[str, Sequence[str]], field: str) -> Official:
    """Return the split that the values of a field give: names of parts, or of files that are called so.

    Raises `UsageError` for an article with two, for a value that is no name of a part, for values of which one name would be left, for
    too many parts, and for one alone.
    """
    _require_one_value_each(values, field)
    named = {id_: tuple(dict.fromkeys(map(_part, found))) for id_, found in values.items()}
    several = next((id_ for id_, parts in named.items() if len(parts) > 1), None)
    if several is not None:
        listed = " and ".join(map(shortened, named[several][:2]))
        raise UsageError(
            f"--split-by {field}: the article {shortened(several)} is in {listed}; an article can be in one part only. Correct the "
            "field, or with --articles name those that are in one."
        )
    parts = {id_: part for id_, (part,) in named.items()}
    counts = Counter(parts.values())
    for part in counts:
        if _NAME.fullmatch(part) is None:
            id_ = next(id_ for id_, found in parts.items() if found == part)
            raise UsageError(
                f"--split-by {field}: {shortened(part)!r}, which the article {shortened(id_)} has, is no name of a part; "
                f"{SPELLING}, and of the name of a file one ending is cut off."
            )
        require_free(part, f"--split-by {field}")
    if len(counts) > _MOST:
        raise UsageError(
            f"--split-by {field}: there are {len(counts):,} different values, and an official split has a few parts, such as train and test; "
            "name the field that has it."
        )
    _require_apart(counts, field)
    if len(counts) == 1:
        (part,) = counts
        raise UsageError(
            f"--split-by {field}: all of these articles are in one part, {part}, so it divides nothing; name another field, or write them "
            f"as one split with --split {part}=100."
        )
    order = sorted(
        counts, key=lambda part: (_ORDER.index(part.lower()) if part.lower() in _ORDER else 99, part)
    )
    return Official(tuple(SplitSize(part, Fraction(100 * counts[part], len(parts))) for part in order), parts)


def _part(value: str) -> str:
    """Return the name of the part: of a file, such as train.txt, what stands before its one ending."""
    of_file = _OF_FILE.fullmatch(value)
    return value if of_file is None else of_file[1]


def _require_one_value_each(values: Mapping[str, Sequence[str]], field: str) -> None:
    """Raise `UsageError` where files of several folders, or with several endings, would be one part."""
    value_of: dict[str, str] = {}
    for value in (value for found in values.values() for value in found):
        part = _part(value)
        if (other := value_of.setdefault(part, value)) != value:
            raise UsageError(
                f"--split-by {field}: {shortened(other)!r} and {shortened(value)!r} would both be called {part}; name a field whose values "
                "are the names of the parts, such as train and test."
            )


def _require_apart(names: Mapping[str, int], field: str) -> None:
    spelled: dict[str, str] = {}
    for name in sorted(names):
        if (other := spelled.setdefault(name.casefold(), name)) != name:
            raise UsageError(
                f"--split-by {field}: two parts are called {other} and {name}, which is one name for some disks; write them the same way."
            )
