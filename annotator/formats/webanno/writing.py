"""Write an article as a WebAnno TSV file: sentences, tokens, and parts of tokens where spans begin or end in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from annotator.formats.offsets import Utf16Offsets
from annotator.formats.webanno.cells import NONE, escape, escape_text
from annotator.formats.webanno.header import VERSION
from annotator.text import segment
from annotator.text.segment import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from annotator.model import RecordSpan

_KNOWN_GAP = re.compile("(\n *)?")


class Sentence(NamedTuple):
    """A sentence ``[start, end)`` with its tokens; the first one begins where it does."""

    start: int
    end: int
    tokens: list[Token]


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text, so that a reader of the format puts the same text together again.

    The white space after a sentence belongs to it, unless a reader adds the same. The white space before the first token
    is in no sentence.
    """
    starts = [start for start, _ in segment.text_sentences(text)]
    groups: dict[int, list[Token]] = {}
    for token in tokens(text):
        groups.setdefault(bisect_right(starts, token.start), []).append(token)
    found = list(groups.values())
    return [
        Sentence(group[0].start, _end(text, group, following), group)
        for group, following in zip(found, [*found[1:], None], strict=True)
    ]


def _end(text: str, group: list[Token], following: list[Token] | None) -> int:
    last = group[-1].end
    if following is None:
        return len(text)
    return last if _KNOWN_GAP.fullmatch(text, last, following[0].start) else following[0].start


def file_lines(text: str, spans: Sequence[RecordSpan], layer: str) -> Iterator[str]:
    """Yield the lines of a file. `spans` begin and end within tokens; `layer` is written as ``type|feature``."""
    yield from (f"{VERSION}\n", f"#T_SP={layer}\n", "\n")
    yield from _Rows(text, spans).lines()


class _Rows:
    """The rows of an article, with the values of its spans in their cells."""

    def __init__(self, text: str, spans: Sequence[RecordSpan]) -> None:
        self._text = text
        self._spans = spans
        self._units = Utf16Offsets(text)
        self._sentences = sentences(text)
        self._in_token: defaultdict[Token, list[int]] = defaultdict(list)
        self._in_part: defaultdict[Token, dict[Token, list[int]]] = defaultdict(dict)
        self._numbered: set[int] = set()
        self._numbers: dict[int, int] = {}
        self._assign_spans()

    def lines(self) -> Iterator[str]:
        """Yield the lines of all sentences."""
        for number, sentence in enumerate(self._sentences, 1):
            yield "\n"
            for line in self._text[sentence.start : sentence.end].split("\n"):
                yield f"#Text={escape_text(line)}\n"
            for index, token in enumerate(sentence.tokens, 1):
                yield self._row(f"{number}-{index}", token, self._in_token.get(token, []))
                parts = sorted(
                    self._in_part.get(token, {}).items(), key=lambda item: (item[0].start, -item[0].end)
                )
                for part_index, (part, inside) in enumerate(parts, 1):
                    yield self._row(f"{number}-{index}.{part_index}", part, inside)

    def _assign_spans(self) -> None:
        """Assign each span to its tokens and parts of tokens, and collect the spans that need a number."""
        all_tokens = [token for sentence in self._sentences for token in sentence.tokens]
        starts = [token.start for token in all_tokens]
        for index, span in enumerate(self._spans):
            covered = all_tokens[bisect_right(starts, span.start) - 1 : bisect_right(starts, span.end - 1)]
            for token in covered:
                part = Token(max(token.start, span.start), min(token.end, span.end))
                if part == token:
                    self._in_token[token].append(index)
                else:
                    self._in_part[token].setdefault(part, []).append(index)
            if len(covered) > 1:
                self._numbered.add(index)
        stacks = [
            *self._in_token.values(),
            *(stack for parts in self._in_part.values() for stack in parts.values()),
        ]
        self._numbered.update(index for stack in stacks if len(stack) > 1 for index in stack)

    def _row(self, id_: str, unit: Token, inside: list[int]) -> str:
        begin, end = self._units.to_utf16(unit.start), self._units.to_utf16(unit.end)
        cell = "|".join(map(self._value, inside)) or NONE
        return f"{id_}\t{begin}-{end}\t{self._text[unit.start : unit.end]}\t{cell}\t\n"

    def _value(self, index: int) -> str:
        value = escape(self._spans[index].label)
        if index not in self._numbered:
            return value
        return f"{value}[{self._numbers.setdefault(index, len(self._numbers) + 1)}]"
