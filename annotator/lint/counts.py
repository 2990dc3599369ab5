"""What a layer does with each name and each label, counted once before anything is told."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from annotator.lint.names import PLAIN, Signs, chain_before, core, name
from annotator.text import segment

if TYPE_CHECKING:
    from annotator.lint.base import MarkedText

_NO_SIGNS = Signs("", "")


class Counts:
    """Counts of the marks of a layer. They take room for each name that is there, not for each mark."""

    def __init__(self) -> None:
        self.labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """By name: how many marks have it with each label."""
        self.ranges: Counter[str] = Counter()
        """By name: how many ranges have it, whatever their labels."""
        self.behind: Counter[tuple[str, str, str]] = Counter()
        """By name, label and kind of chain: how many marks begin behind the article, with or without lam."""
        self.signs: defaultdict[tuple[str, str], Counter[Signs]] = defaultdict(Counter)
        """By name and label, where any such mark has signs at its edges: how many have which."""
        self.over_paragraphs: Counter[str] = Counter()
        """By label: how many marks go over the end of a paragraph."""
        self.of_label: Counter[str] = Counter()
        """By label: how many marks there are."""

    def add(self, article: MarkedText) -> None:
        """Count the marks of an article."""
        text = article.text
        paragraphs = segment.paragraphs(text)
        before = (-1, -1)
        for start, end, label in article.marks:
            self.of_label[label] += 1
            if over_paragraph(text, paragraphs, start, end):
                self.over_paragraphs[label] += 1
            called = name(text, start, end)
            if not called:
                continue
            self.labels[called][label] += 1
            if (start, end) != before:
                self.ranges[called] += 1
                before = start, end
            chain = chain_before(text, start, end)
            if chain is not None and chain.kind != PLAIN:
                self.behind[called, label, chain.kind] += 1
            own = core(text, start, end)
            if own is not None and own.signs != _NO_SIGNS:
                self.signs[called, label][own.signs] += 1

    def count(self, called: str, label: str) -> int:
        """Return how many marks with a label have a name."""
        there = self.labels.get(called)
        return 0 if there is None else there[label]

    def usual_signs(self, called: str, label: str) -> tuple[Signs, int]:
        """Return the signs that most marks of a name and label have at their edges, and how many have them; those without come first."""
        with_signs = self.signs.get((called, label))
        total = self.count(called, label)
        if with_signs is None:
            return _NO_SIGNS, total
        without = total - sum(with_signs.values())
        (signs, most), *_ = with_signs.most_common(1)
        return (_NO_SIGNS, without) if without >= most else (signs, most)

    def count_signs(self, called: str, label: str, signs: Signs) -> int:
        """Return how many marks of a name and label have these signs at their edges."""
        with_signs = self.signs.get((called, label))
        if with_signs is None:
            return self.count(called, label) if signs == _NO_SIGNS else 0
        if signs == _NO_SIGNS:
            return self.count(called, label) - sum(with_signs.values())
        return with_signs[signs]


def over_paragraph(text: str, paragraphs: segment.Paragraphs, start: int, end: int) -> bool:
    """Return whether a range without the blanks at its edges goes over the end of a paragraph."""
    if paragraphs.number_at(start) == paragraphs.number_at(end - 1):
        return False
    own = segment.trim(text, start, end)
    return own is not None and paragraphs.number_at(own[0]) != paragraphs.number_at(own[1] - 1)
