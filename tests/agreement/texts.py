"""A text and what people mark in it, for the tests of agreement."""

from __future__ import annotations

from hypothesis import strategies as st

from annotator.model import Mark, Marks

TEXT = "أعلن وزير الدفاع والمتحدث باسم الجيش أن القوات وصلت إلى الميناء وبالقرب من المطار فجر اليوم."
LABELS = ("actor", "location", "weapon")

mark = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 25), st.sampled_from(LABELS)).map(
    lambda found: (found[0], min(found[0] + found[1], len(TEXT)), found[2])
)
layer = st.lists(mark, max_size=7, unique=True).map(tuple)


def at(words: str, label: str = "actor") -> Mark:
    """Return the mark on these words, which the text has once."""
    assert TEXT.count(words) == 1
    start = TEXT.index(words)
    return (start, start + len(words), label)


def article(name: str, layers: dict[str, tuple[Mark, ...]], text: str = TEXT) -> Marks:
    return Marks(article=name, number=1, title=name, text=text, layers=layers)
