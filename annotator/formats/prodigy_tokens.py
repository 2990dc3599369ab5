"""Tokens as Prodigy and spaCy have them: all of the text, but for a single space after a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from annotator.text.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence


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
    edges = starts | ends
    found: list[ProdigyToken] = []
    end = 0
    for start, stop in (*tokens(text, edges), (len(text), len(text))):
        if found and end < start and text[end] == " " and end not in starts and end + 1 not in ends:
            found[-1]["ws"] = True
            end += 1
        while end < start:
            first = end
            end = next((offset for offset in range(first + 1, start) if offset in edges), start)
            found.append(_token(text, first, end, len(found)))
        if start < stop:
            found.append(_token(text, start, stop, len(found)))
        end = stop
    return found


def _token(text: str, start: int, end: int, number: int) -> ProdigyToken:
    return {"text": text[start:end], "start": start, "end": end, "id": number, "ws": False}
