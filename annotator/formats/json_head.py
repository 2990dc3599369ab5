"""The first values of a file in JSON, decoded from its first bytes, which may end within a value."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from annotator import limits
from annotator.model import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 20
"""How many values are decoded."""

_TOKEN = re.compile(
    r'[ \t\r\n]*+(?:(?P<string>"(?:[^"\\]++|\\.)*+")|(?P<sign>[\[\]{},:])|(?P<word>[^\s"\[\]{},:]++))',
    re.DOTALL | re.ASCII,
)
_CUT = re.compile(r'[ \t\r\n]*+"((?:[^"\\]++|\\.)*+)\\?\Z', re.DOTALL)
_ESCAPE = re.compile(r"\\.", re.DOTALL)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_CLOSING = {"{": "}", "[": "]"}


class JsonHead(Struct, frozen=True, kw_only=True):
    """The first values of a file: the items of the list that it is, if `listed`, or values one after the other.

    `by_lines` says whether each value has a line of its own, `several` whether there is more than one. The last may be cut.
    """

    values: tuple[Any, ...]
    listed: bool
    by_lines: bool
    several: bool

    @property
    def objects(self) -> Iterator[dict[str, Any]]:
        """The values that are objects."""
        return (value for value in self.values if isinstance(value, dict))


@lru_cache(maxsize=2)
def json_head(head: bytes) -> JsonHead | None:
    """Return the first values of a file that begins with `head`, None where that is no JSON object or list."""
    if head.lstrip()[:1] not in (b"{", b"["):
        return None
    values: list[Any] = []
    first = b""
    try:
        for piece in _pieces(head):
            first = first or piece
            values.append(_decoded(piece))
            if len(values) == MOST:
                break
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        if not values:
            return None
    if not values:
        return None
    listed = isinstance(values[0], list) and not (values[0] and isinstance(values[0][0], str))
    return JsonHead(
        values=tuple(values[0][:MOST]) if listed else tuple(values),
        listed=listed,
        by_lines=not listed and b"\n" not in first,
        several=len(values) > 1,
    )


def _decoded(piece: bytes) -> Any:
    """Return a value decoded, where that is needed without what can't be in JSON: other bytes, control characters."""
    try:
        return msgspec.json.decode(piece)
    except (msgspec.MsgspecError, UnicodeError):
        return msgspec.json.decode(_CONTROL.sub("?", piece.decode("utf-8", "replace")))


def _pieces(head: bytes) -> Iterator[bytes]:
    """Yield the JSON of each value, the last one closed where it is cut."""
    for piece in _cut(head.decode("latin-1")):
        yield piece.encode("latin-1")


def _cut(head: str) -> Iterator[str]:
    """Yield what `_pieces` yields, with a character for each byte."""
    open_: list[str] = []
    start = position = good = 0
    before = ""
    while (token := _TOKEN.match(head, position)) is not None:
        position = token.end()
        sign = token["sign"]
        is_name = token["string"] is not None and open_[-1:] == ["{"] and before in ("{", ",")
        if token["word"] is not None and position == len(head):
            break  # it may go on
        if sign in ("{", "["):
            if not open_:
                start = token.start("sign")
            open_.append(sign)
            if len(open_) > limits.DEPTH.most:
                return
        elif sign in ("}", "]"):
            if not open_ or _CLOSING[open_.pop()] != sign:
                return
            if not open_:
                yield head[start:position]
                good = position
                before = sign
                continue
        elif not open_:
            return
        before = sign or "value"
        if sign not in (",", ":") and not is_name:
            good = position
    if not open_:
        return
    if (cut := _CUT.match(head, position)) is not None and not (open_[-1] == "{" and before != ":"):
        text = _ESCAPE.sub("", cut.group(1)).encode("latin-1").decode("utf-8", "ignore").encode()
        yield head[start:position] + '"' + text.decode("latin-1") + '"' + _closing(open_)
    elif good > start:
        yield head[start:good] + _closing(open_)


def _closing(open_: list[str]) -> str:
    return "".join(_CLOSING[sign] for sign in reversed(open_))
