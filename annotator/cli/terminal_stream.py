"""Standard streams that are terminals: text printed there is laid out as on the screens.

Messages, tables, questions, help and Python's own messages all pass through here; bytes, which are data for a program,
do not.
"""

from __future__ import annotations

import codecs
import io
import re
import sys
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import TextIO

    from annotator.tui.terminal.plan import Terminal

_BEYOND_LATIN = "\u0590"
_DRIVES = "[\x00-\x08\x0b-\x1f\x7f-\x9f]"
"""Control characters other than tabs and ends of lines: text with them is positioned already."""


class Prompt:
    """The terminal that the program was started in, detected when first needed.

    `left_out`: marks of printed letters were not sent to it.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.left_out = False

    def note(self, text: str) -> None:
        """Set `left_out` if a mark of this printed text is not sent."""
        from annotator.text.marks import hidden

        self.left_out = self.left_out or hidden(text, self.terminal.marks)

    @cached_property
    def terminal(self) -> Terminal:
        """The terminal, and what is done for lines at its prompt."""
        from annotator.tui.terminal.prompt import at_prompt

        return at_prompt(self._descriptor)


class TerminalStream(io.TextIOWrapper):
    """A standard stream that is a terminal."""

    prompt: Prompt

    @classmethod
    def over(cls, stream: TextIO, prompt: Prompt) -> TextIO:
        """Return a stream that writes laid-out text to that of `stream`; `stream` itself unless it is in UTF-8."""
        if not isinstance(stream, io.TextIOWrapper) or codecs.lookup(stream.encoding).name != "utf-8":
            return stream
        made = cls(
            stream.buffer,
            encoding=stream.encoding,
            errors=stream.errors,
            line_buffering=True,
            write_through=stream.write_through,
        )
        made.prompt = prompt
        return made

    def write(self, text: str, /) -> int:
        """Write text as it is, but for lines with right-to-left letters, which are laid out."""
        if max(text, default="") < _BEYOND_LATIN or re.search(_DRIVES, text):
            return super().write(text)
        from annotator.text.sentence import is_right_to_left

        if not is_right_to_left(text) or self.prompt.terminal.mode == "logical":
            return super().write(text)
        self.draw(self._rows(text))
        self.prompt.note(text)
        return len(text)

    def draw(self, rows: Iterable[str]) -> None:
        """Write rows that are in visual order, with their ends of lines, as the terminal needs them."""
        from annotator.tui.terminal.lines import pieces

        for piece in pieces(rows, self.prompt.terminal):
            super().write(piece)
            self.flush()

    def _rows(self, text: str) -> Iterator[str]:
        from annotator.text.sentence import is_right_to_left, rows
        from annotator.tui.terminal.size import terminal_size

        columns, _ = terminal_size([self.fileno()])
        for line in re.findall("[^\n]*\n|[^\n]+", text):
            if is_right_to_left(line):
                laid = rows(line.rstrip("\n"), columns, margin=bool(self.prompt.terminal.margin))
                yield "\n".join(laid) + "\n" * line.endswith("\n")
            else:
                yield line


def lay_out() -> None:
    """Replace standard output and standard error, where they are terminals, by streams that lay text out."""
    if sys.platform == "win32":
        return
    prompt = None
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if (
            isinstance(stream, io.TextIOWrapper)
            and not isinstance(stream, TerminalStream)
            and stream.isatty()
        ):
            prompt = prompt or Prompt(stream.fileno())
            setattr(sys, name, TerminalStream.over(stream, prompt))


def left_out() -> bool:
    """Return whether marks of printed letters were not sent to the terminal."""
    return any(isinstance(each, TerminalStream) and each.prompt.left_out for each in (sys.stdout, sys.stderr))
