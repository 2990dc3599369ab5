"""In what two series of tagged sentences differ: letters, tokens, tags, sentences. Nothing of the program is used."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from benchmarks.training.corpus import Word

_CONTEXT = 12


class Differences(msgspec.Struct, frozen=True):
    """What differs in the second series, counted by how it differs."""

    tokens: int = 0
    """Tokens of the first that the second does not have."""
    tags: int = 0
    """Tokens of the first that another tag is on in the second."""
    labels: int = 0
    """Entities of the first that are in the second with another label, where their tags are of the same kind."""
    sentences: int = 0
    """Sentences of the first of which the second makes several."""
    joined: int = 0
    """Ends of sentences of the first that the second does not have."""
    kinds: Counter[str] = msgspec.field(default_factory=Counter)
    """Each in words, with how often it is there."""
    other_text: str = ""
    """Where the letters begin to differ; then nothing else is compared."""

    relabelled: int = 0
    """Tokens of `tags` that differ in nothing but the label."""

    @property
    def number(self) -> int:
        """How much differs, in all."""
        return self.tokens + self.tags + self.sentences + self.joined + bool(self.other_text)

    def lines(self, most: int) -> Iterator[str]:
        """Yield what differs, the most frequent first, at most so many kinds, and how many there are besides."""
        if self.other_text:
            yield f"other letters: {self.other_text}"
        ordered = sorted(self.kinds.items(), key=lambda one: (-one[1], one[0]))
        for kind, count in ordered[:most]:
            yield f"{count:,} × {kind}"
        if rest := ordered[most:]:
            yield f"{sum(count for _, count in rest):,} more, of {len(rest):,} kinds"


def summed(parts: Iterable[Differences]) -> Differences:
    """Return the differences of several comparisons together."""
    total = Differences()
    for one in parts:
        total = Differences(
            **{
                field: getattr(total, field) or getattr(one, field)
                if field == "other_text"
                else getattr(total, field) + getattr(one, field)
                for field in Differences.__struct_fields__
            }
        )
    return total


def differences(first: Sequence[Sequence[Word]], second: Sequence[Sequence[Word]]) -> Differences:
    """Compare two series of sentences of the same text, letter by letter; white space does not count."""
    one, other = [word for each in first for word in each], [word for each in second for word in each]
    letters, others = "".join(word.text for word in one), "".join(word.text for word in other)
    if letters != others:
        return Differences(other_text=_parting(letters, others))
    starts, other_starts = _starts(one), _starts(other)
    kinds: Counter[str] = Counter()
    tokens = tags = labels = relabelled = 0
    for start, word in zip(starts, one, strict=True):
        here = bisect_right(other_starts, start) - 1
        last = bisect_right(other_starts, start + len(word.text) - 1)
        parts = other[here:last]
        if other_starts[here] != start or len(parts) > 1 or parts[0].text != word.text:
            tokens += 1
            kinds[f"token «{word.text}» is {' '.join(f'«{part.text}»' for part in parts)}"] += 1
        # Of a token that others were made of, the first has its tag and the others go on with it.
        inner = "O" if word.tag == "O" else f"I{word.tag[1:]}"
        if [part.tag for part in parts] != [word.tag, *[inner] * (len(parts) - 1)]:
            tags += 1
            if [part.tag[0] for part in parts] == [word.tag[0], *[inner[0]] * (len(parts) - 1)]:
                relabelled += 1
                labels += word.tag.startswith("B")
            kinds[f"tag of «{word.text}» {word.tag} is {' '.join(part.tag for part in parts)}"] += 1
    ends, other_ends = _ends(first), _ends(second)
    cut = {bisect_right(ends, end) for end in set(other_ends) - set(ends)}
    joined = len(set(ends) - set(other_ends))
    if cut:
        kinds["sentence is several"] += len(cut)
    if joined:
        kinds["end of a sentence is none"] += joined
    return Differences(tokens, tags, labels, len(cut), joined, kinds, relabelled=relabelled)


def _starts(words: Sequence[Word]) -> list[int]:
    starts, offset = [], 0
    for word in words:
        starts.append(offset)
        offset += len(word.text)
    return starts


def _ends(sentences: Sequence[Sequence[Word]]) -> list[int]:
    """Return the letters before the end of each sentence."""
    ends, offset = [], 0
    for sentence in sentences:
        offset += sum(len(word.text) for word in sentence)
        ends.append(offset)
    return ends


def _parting(one: str, other: str) -> str:
    place = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return f"«{one[place : place + _CONTEXT]}» is «{other[place : place + _CONTEXT]}» after {place:,} letters"
