"""The list of errors: the first of each kind, with the words around them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from annotator.agreement.disagreements import Disagreement, Version, around
from annotator.evaluation.matching import ERRORS, Kind
from annotator.evaluation.report import Error, Marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.evaluation.matching import Pair
    from annotator.model import Mark, Marks

LISTED = 20
"""How many errors of each kind are listed unless another number is asked for."""

_ORDER: dict[Kind, int] = {kind: place for place, kind in enumerate(ERRORS)}


class Errors:
    """The first errors of each kind and system, `most` of each, in the order of articles. Of others nothing is kept."""

    def __init__(self, against: str, most: int = LISTED) -> None:
        self._against = against
        self._most = most
        self._seen: Counter[tuple[str, Kind]] = Counter()
        self._found: list[tuple[str, Pair, Marks]] = []

    def add(self, system: str, article: Marks, pairs: Sequence[Pair]) -> None:
        """Look at the pairs of an article."""
        for pair in pairs:
            if pair.kind is not Kind.CORRECT:
                self._seen[system, pair.kind] += 1
                if self._seen[system, pair.kind] <= self._most:
                    self._found.append((system, pair, article))

    def _sorted(self) -> list[tuple[str, Pair, Marks]]:
        systems = {system: place for place, system in enumerate(dict.fromkeys(one[0] for one in self._found))}
        return sorted(self._found, key=lambda one: (systems[one[0]], _ORDER[one[1].kind]))

    def listed(self) -> tuple[Error, ...]:
        """Return the errors, by system and kind."""
        return tuple(_error(*one) for one in self._sorted())

    def shown(self) -> Iterator[tuple[str, Kind, Disagreement]]:
        """Yield system and kind of each error, and how it is shown on a page."""
        for system, pair, article in self._sorted():
            yield system, pair.kind, self._disagreement(system, pair, article)

    def _disagreement(self, system: str, pair: Pair, article: Marks) -> Disagreement:
        sides = ((self._against, pair.reference), (system, pair.predicted))
        return Disagreement(
            article=article.article,
            number=article.number,
            title=article.title,
            text=article.text,
            kind=pair.kind.value,
            versions=tuple(
                Version(people=(name,), start=mark[0], end=mark[1], label=mark[2])
                for name, mark in sides
                if mark is not None
            ),
            missing=tuple(name for name, mark in sides if mark is None),
        )


def _error(system: str, pair: Pair, article: Marks) -> Error:
    text = article.text
    first, stop = around(text, pair.start, pair.end)
    return Error(
        system=system,
        kind=pair.kind.field,
        article=article.article,
        number=article.number,
        title=article.title,
        reference=_marked(text, pair.reference),
        predicted=_marked(text, pair.predicted),
        before=text[first : pair.start],
        inside=text[pair.start : pair.end],
        after=text[pair.end : stop],
    )


def _marked(text: str, mark: Mark | None) -> Marked | None:
    if mark is None:
        return None
    start, end, label = mark
    return Marked(start=start, end=end, label=label, text=text[start:end])
