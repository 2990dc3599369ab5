"""Inner tags that go on with no span."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from annotator.formats.conll.sentences import sentences
from annotator.formats.losses import LISTED
from annotator.formats.tags import is_not_iob1
from annotator.sentences import how_many

if TYPE_CHECKING:
    from pathlib import Path

    from annotator.formats.conll.columns import Layout


_SHOWN = 40
"""How many characters of a label are told."""

_STRAYS = "inner tags that go on with no span, read as the beginning of one"
MORE_STRAYS = f"more {_STRAYS}"
_ONE = re.compile(r".*: the inner tag of .* goes on with no span, read as the beginning of one", re.DOTALL)


class StrayTags:
    """Inner tags (I-, E-, L-, M-) that continue no span.

    Spans begin like that in IOB1, and where no tag is one of a beginning; elsewhere each is reported.
    """

    def __init__(self, path: Path, encoding: str, layout: Layout) -> None:
        self._path = path
        self._encoding = encoding
        self._layout = layout
        self._noted = 0
        self._expected: bool | None = None if layout.begins else True

    def count(self, line: int, label: str, lost: Counter[str]) -> None:
        """Count one in `lost`, where it is to be reported."""
        if self._expected is None:
            self._expected = not any(
                is_not_iob1(column)
                for sentence in sentences(self._path, self._encoding, self._layout)
                for column in sentence.columns()
            )
        if self._expected:
            return
        self._noted += 1
        if self._noted > LISTED:
            lost[MORE_STRAYS] += 1
        else:
            lost[
                f"{self._path.name}, line {line}: the inner tag of {label[:_SHOWN]!r} goes on with no span, "
                "read as the beginning of one"
            ] += 1


def in_one(lost: Counter[str]) -> tuple[str, Counter[str]]:
    """Return what an import tells of inner tags line by line as one phrase with their number, "" for none, and what else it tells."""
    others = Counter(
        {what: count for what, count in lost.items() if what != MORE_STRAYS and not _ONE.fullmatch(what)}
    )
    number = lost.total() - others.total()
    return how_many(number, _STRAYS) if number else "", others
