"""From the bytes that a terminal sends to Textual's messages: keys, the mouse, pastes.

An edge: what Textual's parser throws is logged, the sequence that it threw at is dropped, and all that follows is
read. A sequence that nobody knows is dropped, too: Textual takes its letters for keys, and a key here tags a text.
So is every string (OSC, DCS, SOS, PM, APC), whatever it holds: terminals send them as answers, and no key is one.
"""

from __future__ import annotations

import logging
import re
import time
from codecs import getincrementaldecoder
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from textual.events import Key, Paste, Resize
from textual.messages import InBandWindowResize

from annotator.tui.textual_private import KeyParser

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping

    from textual.message import Message

ESCAPE = "\x1b"
PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"

PATIENCE = 1.0
"""Seconds for which the rest of a sequence or a string that has begun is waited for."""

LONGEST = 31
"""Characters of a sequence that the parser is given. It takes longer ones for keys."""

_CONTROL = ("\x1b[", "\x1bO")
"""How control sequences begin: CSI, SS3. Anything else after an escape begins a string, or is a key with Alt."""

_WHOLE = re.compile(r"\x1b\[(?!M|\[)[0-?]*[ -/]*[@-~]|\x1b\[M.{3}|\x1b\[\[.|\x1bO[0-?]*[@-~]", re.DOTALL)
"""A whole control sequence, those of X10's mouse and of the Linux console's function keys included."""

_STRING = ("\x1bP", "\x1bX", "\x1b]", "\x1b^", "\x1b_")
"""How strings begin: DCS, SOS, OSC, PM, APC. Alt with one of these characters looks the same, and is dropped."""

_STRING_ENDS = ("\x07", "\x18", "\x1a", "\x9c")
"""What ends a string beside an escape with a backslash: BEL, CAN, SUB, ST as one character."""

_ONE_CHARACTER = {chr(ord(begin[1]) + 0x40): begin[1] for begin in (*_CONTROL, *_STRING)}
"""The C1 characters that stand for an escape and another character."""

RXVT_KEYS = MappingProxyType(
    {
        "\x1bOb": "ctrl+down",
        "\x1b[5$": "shift+pageup",
        "\x1b[6$": "shift+pagedown",
        "\x1b[7^": "ctrl+home",
        "\x1b[8^": "ctrl+end",
        "\x1b[7@": "ctrl+shift+home",
        "\x1b[8@": "ctrl+shift+end",
    }
)
"""Keys of rxvt and urxvt that Textual does not know, or takes for others. No other terminal sends these."""

logger = logging.getLogger(__name__)


class KeyReader:
    """Reads what comes from one terminal, in pieces of any size. No bytes make it raise.

    `keys`: names of keys by the sequence that this terminal sends for them and others for another key.
    """

    def __init__(
        self,
        parser: Callable[[Mapping[str, str]], KeyParser] = KeyParser,
        clock: Callable[[], float] = time.monotonic,
        keys: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._new_parser = partial(parser, {**RXVT_KEYS, **keys})
        self._clock = clock
        self._decoder = getincrementaldecoder("utf-8")("replace")
        self._parser = self._new_parser()
        self._sequence = ""
        self._latest = 0.0
        self._skipping: Literal["", "control", "string", "end of string"] = ""
        self._paste: list[str] | None = None
        self._tail = ""

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that `data` completes. Bytes that are not UTF-8 become U+FFFD."""
        text, at = self._decoder.decode(data), 0
        while at < len(text):
            if self._paste is None:
                yield from self._take(text[at])
                at += 1
            else:
                text, at = (yield from self._read_pasted(self._paste, text[at:])), 0

    def quiet(self) -> Iterator[Message]:
        """Yield what a sequence turns out to be, now that nothing follows it; to be called every now and then."""
        if self._skipping or self._sequence.startswith(_CONTROL):
            if self._clock() - self._latest > PATIENCE:
                self._decoder.reset()
                self._drop("is not complete")
        else:
            yield from self._read(None)

    # --- pastes -----------------------------------------------------------------------------------

    def _read_pasted(self, paste: list[str], text: str) -> Generator[Message, None, str]:
        """Take text into the paste; yield it when it ends there. Return what follows."""
        pasted, end, rest = (self._tail + text).partition(PASTE_END)
        if end:
            self._paste, self._tail = None, ""
            # NUL marks cells that Textual does not draw.
            yield Paste("".join([*paste, pasted]).replace("\0", ""))
            return rest
        cut = max(len(pasted) - len(PASTE_END) + 1, 0)
        paste.append(pasted[:cut])
        self._tail = pasted[cut:]
        return ""

    # --- sequences --------------------------------------------------------------------------------

    def _take(self, character: str) -> Iterator[Message]:
        """Read a character outside of pastes."""
        self._latest = self._clock()
        if self._skipping in {"string", "end of string"}:
            self._skip_in_string(character)
            return
        # The numbers of X10's mouse may look like C1 characters.
        if character in _ONE_CHARACTER and not self._sequence.startswith("\x1b[M"):
            yield from self._take(ESCAPE)
            character = _ONE_CHARACTER[character]
        if self._skipping and self._skip_in_control(character):
            return
        if len(self._sequence) > 1 and not _goes_on(self._sequence, character):
            self._drop("is cut short")
        if character == ESCAPE:
            self._sequence = ESCAPE
        elif self._sequence:
            self._sequence += character
        if self._sequence == PASTE_START:
            self._start_anew()
            self._paste = []
        elif self._sequence in _STRING:
            self._skipping = "string"
        elif len(self._sequence) > LONGEST and self._sequence.startswith(_CONTROL):
            self._skipping = "control"
            self._skip_in_control(character)
        else:
            yield from self._read(character)

    def _skip_in_string(self, character: str) -> None:
        """Leave out a character of a string. An escape in it is a part of it, unless a backslash follows."""
        if character in _STRING_ENDS or (self._skipping == "end of string" and character == "\\"):
            self._drop("is not asked for")
        else:
            self._skipping = "end of string" if character == ESCAPE else "string"

    def _skip_in_control(self, character: str) -> bool:
        """Leave out a character of a control sequence that is left out; say whether it was one."""
        if not _goes_on(self._sequence, character):
            self._drop("is cut short")
            return False
        if "@" <= character <= "~":
            self._drop("is too long")
        return True

    def _read(self, character: str | None) -> Iterator[Message]:
        """Give the parser a character, or the end of the input for now."""
        try:
            messages = [*(self._parser.tick() if character is None else self._parser.feed(character))]
        except Exception:
            logger.warning("%r can't be read, and is dropped", self._sequence, exc_info=True)
            whole = _WHOLE.fullmatch(self._sequence)
            self._parser = self._new_parser()
            if whole or not self._sequence.startswith(_CONTROL):
                self._sequence = ""
            else:
                self._skipping = "control"
            return
        if not self._parser.midway:
            self._sequence = ""
        elif _WHOLE.fullmatch(self._sequence):
            self._drop("is not known")
        for message in messages:
            if isinstance(message, Resize | InBandWindowResize):
                # The driver asks for the size. A parser that was told one takes the mouse's cells for pixels.
                self._start_anew()
            elif not (isinstance(message, Key) and _has_surrogate(message)):
                yield message

    def _drop(self, why: str) -> None:
        logger.info("%r %s, and is dropped", self._sequence, why)
        self._start_anew()

    def _start_anew(self) -> None:
        self._parser = self._new_parser()
        self._sequence = ""
        self._skipping = ""


def _goes_on(sequence: str, character: str) -> bool:
    """Whether a sequence of more than its escape may go on with `character`; otherwise a key was pressed in it."""
    if not sequence.startswith(_CONTROL):
        return True
    return " " <= character <= "~" or (character > "~" and sequence.startswith("\x1b[M"))


def _has_surrogate(key: Key) -> bool:
    """Whether a key has half a character, which can't be written to a file or a terminal."""
    return any("\ud800" <= character <= "\udfff" for character in f"{key.key}{key.character or ''}")
