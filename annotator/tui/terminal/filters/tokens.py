"""Terminal output cut into escape sequences, control characters and text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from annotator.text.compiled import when_used
from annotator.text.segment import GRAPHEME

if TYPE_CHECKING:
    from collections.abc import Iterator

Kind = Literal["text", "csi", "control"]

# An ESC inside a sequence abandons it, as it does in terminals.
_TOKEN = re.compile(
    r"(?P<text>[^\x00-\x1f\x7f]+)"
    r"|(?P<csi>\x1b\[[0-?]*[ -/]*[@-~])"
    r"|(?P<control>\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b[P_^X][^\x1b]*\x1b\\"
    r"|\x1b[ -/]*[0-OQ-WYZ`-~\\]"
    r"|[\x00-\x1f\x7f])",
)
_BEGUN = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[P_^X][^\x1b]*\x1b?|[ -/]*)\Z")
_GRAPHEME = when_used(GRAPHEME)


class Token(NamedTuple):
    """A piece of output. "control" is all that is neither text nor a CSI sequence."""

    kind: Kind
    data: str


class Tokens:
    """Cuts what is written, whatever the pieces in which it comes."""

    def __init__(self) -> None:
        self._rest = ""

    @property
    def midway(self) -> bool:
        """Whether something is kept back."""
        return bool(self._rest)

    def feed(self, data: str) -> Iterator[Token]:
        """Yield the tokens of `data`, without an end that may go on: a sequence begun, the last grapheme."""
        data = self._rest + data
        begun = _BEGUN.search(data)
        cut = begun.start() if begun else len(data)
        self._rest = data[cut:]
        tokens = list(_tokens(data[:cut]))
        if not begun and tokens and tokens[-1].kind == "text":
            text = tokens.pop().data
            self._rest = graphemes(text)[-1]
            if len(self._rest) < len(text):
                tokens.append(Token("text", text[: -len(self._rest)]))
        yield from tokens

    def flush(self) -> Iterator[Token]:
        """Yield the text that was kept back. A sequence that has begun stays."""
        if self._rest and not self._rest.startswith("\x1b"):
            rest, self._rest = self._rest, ""
            yield from _tokens(rest)


def graphemes(text: str) -> list[str]:
    """Return what `text` shows as one letter each."""
    found: list[str] = _GRAPHEME.findall(text)
    return found


def _tokens(data: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(data):
        kind: Kind = "text" if match["text"] else "csi" if match["csi"] else "control"
        yield Token(kind, match[0])
