"""Choose what is evaluated of the articles that people have finished: those of the reference, without layers that it was made from."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from annotator.evaluation.choosing import is_alone, other_labels
from annotator.evaluation.measuring import Case
from annotator.evaluation.report import Told, What
from annotator.model import LayerKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from annotator.evaluation.table import MarkTable
    from annotator.model import Marks


class People:
    """Goes through the articles that people have finished, and counts what is left out. A person is not compared with themselves."""

    def __init__(self, reference: MarkTable) -> None:
        self._reference = reference
        self._themselves = reference.name if reference.kind is LayerKind.PERSON else None
        self._finished: set[str] = set()
        self._without: list[int] = []
        self._own: Counter[str] = Counter()
        self._own_spans: Counter[str] = Counter()
        self.evaluated: set[str] = set()

    def cases(self, finished: Iterable[Marks]) -> Iterator[Case]:
        """Yield the articles that the reference has, with the marks of each person whose own layer it is not."""
        for article in finished:
            layers = {name: marks for name, marks in article.layers.items() if name != self._themselves}
            if not layers:
                continue
            if article.article not in self._reference:
                self._without.append(sum(map(len, layers.values())))
                continue
            self._finished.add(article.article)
            own = {
                name for name, marks in layers.items()
                if is_alone(self._reference, article.article, name, marks)
            }  # fmt: skip
            self._own.update(own)
            self._own_spans.update(dict.fromkeys(own, self._reference.size(article.article)))
            layers = {name: marks for name, marks in layers.items() if name not in own}
            if layers:
                self.evaluated.add(article.article)
                reference = self._reference.marks(article.article)
                yield Case(msgspec.structs.replace(article, layers=layers), reference)

    def left_out(self) -> list[Told]:
        """Return what was left out of the articles that were gone through, and of the reference."""
        unfinished = [id_ for id_ in self._reference if id_ not in self._finished]
        found = [
            Told(what=What.NO_REFERENCE, name="", articles=len(self._without), spans=sum(self._without)),
            Told(
                what=What.NOT_PREDICTED, name="", articles=len(unfinished),
                spans=sum(map(self._reference.size, unfinished)),
            ),
            *(
                Told(
                    what=What.OWN, name=name, kind=LayerKind.PERSON, articles=number,
                    spans=self._own_spans[name],
                )
                for name, number in sorted(self._own.items())
            ),
            *other_labels(self._reference, self.evaluated),
        ]  # fmt: skip
        return [told for told in found if told.articles]
