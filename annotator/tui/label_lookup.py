"""The labels by the keys that are pressed for them, and by letters of their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.keys import ARABIC_LAYOUT, LEADING_KEY, PROGRAM_KEYS, pressed_for
from annotator.text import fold
from annotator.tui.key_names import key_name, latin

if TYPE_CHECKING:
    from collections.abc import Sequence

    import regex
    from textual.events import Key

    from annotator.model import Label, LabelSchema

_SIGNS = "_-./"
"""What stands between the words of a label's name."""


class LabelLookup:
    """Finds a label by its key alone, and in the list of labels that the leading key opens where any label needs it.

    A label needs the list if it has no key, or one that the program keeps for itself: that one tags in the list at once.
    """

    def __init__(self, schema: LabelSchema) -> None:
        self.labels = schema.labels
        self._alone = {
            label.key: label.name for label in schema.labels if label.key and label.key not in PROGRAM_KEYS
        }
        self._led = {label.key: label.name for label in schema.labels if label.key in PROGRAM_KEYS}
        self.has_list = len(self._alone) < len(schema.labels)
        self._pressed = [pressed_for(label.key) for label in schema.labels if label.key]
        self.has_keyless = any(not label.key for label in schema.labels)
        self._last = [LEADING_KEY] if self.has_keyless else []

    @property
    def pressed(self) -> list[str]:
        """The labels' keys as they are shown, last the one for all labels without a key."""
        return [*self._pressed, *self._last]

    def shown(self, room: int = 10_000) -> str:
        """Return the labels' keys as they are shown: as many as fit into `room` cells, at least one, and "…" for the rest."""
        keys = self._pressed
        for count in range(len(keys), 0, -1):
            rest = ["…"] if count < len(keys) else []
            text = " ".join([*keys[:count], *rest, *self._last])
            if len(text) <= room or count == 1:
                return text
        return " ".join(self._last)

    def by_key(self, name: str) -> str | None:
        """Return the label on a key that is pressed alone, by the key's name, or None."""
        return self._alone.get(name)

    def opens_list(self, event: Key) -> bool:
        """Return whether a key opens the list of labels, in whichever keyboard layout."""
        return self.has_list and LEADING_KEY in (event.character, key_name(event.key, event.character))

    def in_list(self, event: Key) -> str | None:
        """Return the label on a key that tags at once where it is the first one pressed in the list, or None."""
        return self._led.get(event.character or "") or self._led.get(key_name(event.key, event.character))

    def led_by_key(self, name: str) -> str | None:
        """Return the label on a key that needs the leading key before it, or None."""
        return self._led.get(name)

    def matching(self, text: str) -> list[Label]:
        """Return the labels whose names have each word of `text`, the best ones first.

        Best is the whole name, then its beginning, then the beginning of a word in it. Capitals and harakat don't matter,
        and letters stand for those on the same keys in the other layout, too.
        """
        words = [_patterns(word) for word in text.split()]
        if not words:
            return list(self.labels)
        wholes = {variant: rank for rank, variant in enumerate(_variants(text.strip()))}
        ranked = []
        for order, label in enumerate(self.labels):
            ranks = [_rank(label.name, word) for word in words]
            if None not in ranks:
                whole = wholes.get(label.name, len(wholes))
                ranked.append((whole, [rank for rank in ranks if rank is not None], order, label))
        return [label for *_, label in sorted(ranked, key=lambda one: one[:3])]


def _variants(text: str) -> list[str]:
    """Return a text as it was typed, and as the same keys type it in the Latin and in the Arabic layout."""
    in_latin = "".join(map(latin, text))
    in_arabic = "".join(ARABIC_LAYOUT.get(one, one) for one in text.lower())
    return list(dict.fromkeys((text, in_latin, in_arabic)))


def _patterns(word: str) -> Sequence[regex.Pattern[str]]:
    return [found for one in _variants(word) if (found := fold.pattern(one)) is not None]


def _rank(name: str, patterns: Sequence[regex.Pattern[str]]) -> int | None:
    """Return how well a name has one of the patterns: 0 as a whole, 1 where it begins, 2 where a word begins, 3 elsewhere; None: not at all."""
    ranks = []
    for pattern in patterns:
        for found in pattern.finditer(name):
            start, end = found.span()
            if start == 0:
                ranks.append(0 if end == len(name) else 1)
            else:
                ranks.append(2 if name[start - 1] in _SIGNS else 3)
    return min(ranks, default=None)
