"""Tokens as Prodigy and spaCy have them: all of the text, but for a single space after a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class ProdigyToken(TypedDict):
    """One token, ``[start, end)`` in code points; `ws` says that a space comes after it, which is in no token."""

    text: str
    start: int
    end: int
    id: int
    ws: bool


def prodigy_tokens(text: str, spans: Sequence[tuple[int, int]]) -> list[ProdigyToken]:
    """Return tokens on whose edges all edges of the spans are.

    A space that a span begins or ends with, and all white space that is not one space after a token, are tokens.
    """
    starts = {start for start, _ in spans}
    ends = {end for _, end in spans}
    found: list[ProdigyToken] = []
    for start, end in _ranges(text, starts | ends):
        if (
            found
            and text[start:end] == " "
            and not found[-1]["ws"]
            and start not in starts
            and end not in ends
        ):
            before = found[-1]
            if before["end"] == start and not before["text"].isspace():
                before["ws"] = True
                continue
        found.append({"text": text[start:end], "start": start, "end": end, "id": len(found), "ws": False})
    return found


def _ranges(text: str, cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the tokens and the white space between them, each stretch of it cut after its first space and at `cuts`."""
    edges = set(cuts)
    end = 0
    for token in tokens(text, edges):
        yield from _gap(text, end, token.start, edges)
        yield token
        end = token.end
    yield from _gap(text, end, len(text), edges)


def _gap(text: str, start: int, end: int, edges: set[int]) -> Iterator[tuple[int, int]]:
    first = start
    for offset in range(start + 1, end + 1):
        if offset == end or offset in edges or (offset == start + 1 and text[start] == " "):
            yield first, offset
            first = offset
