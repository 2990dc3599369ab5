"""An official split, which a field of the articles names."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from annotator.datasets.split_sizes import SplitSize
from annotator.errors import UsageError
from annotator.sentences import shortened

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NAME = re.compile(r"(?a)[A-Za-z][A-Za-z0-9_]*")
_ORDER = ("train", "training", "dev", "development", "valid", "validation", "test")


class Official(NamedTuple):
    """The parts that there are, with the share of the articles that each one has, and the part of each article."""

    sizes: tuple[SplitSize, ...]
    parts: dict[str, str]


def official(values: Mapping[str, Sequence[str]], field: str) -> Official:
    """Return the split that the values of a field give. Raises `UsageError` for an article with two, and for one that is no name of a part."""
    several = next((id_ for id_, parts in values.items() if len(parts) > 1), None)
    if several is not None:
        listed = " and ".join(map(shortened, values[several][:2]))
        raise UsageError(
            f"--split-by {field}: the article {shortened(several)} is in {listed}; an article can be in one part only. Correct the "
            "field, or leave such articles out with --articles."
        )
    parts = {id_: part for id_, (part,) in values.items()}
    counts = Counter(parts.values())
    for part in counts:
        if _NAME.fullmatch(part) is None:
            id_ = next(id_ for id_, found in parts.items() if found == part)
            raise UsageError(
                f"--split-by {field}: {shortened(part)!r}, which the article {shortened(id_)} has, is no name of a part; names have Latin "
                "letters, digits and _, and begin with a letter."
            )
    _require_apart(counts, field)
    order = sorted(
        counts, key=lambda part: (_ORDER.index(part.lower()) if part.lower() in _ORDER else 99, part)
    )
    return Official(tuple(SplitSize(part, Fraction(100 * counts[part], len(parts))) for part in order), parts)


def _require_apart(names: Mapping[str, int], field: str) -> None:
    spelled: dict[str, str] = {}
    for name in sorted(names):
        if (other := spelled.setdefault(name.casefold(), name)) != name:
            raise UsageError(
                f"--split-by {field}: two parts are called {other} and {name}, which is one name for some disks; write them the same way."
            )
