"""Identifying a terminal: the questions, and a parser of its answers."""

from __future__ import annotations

import re

from annotator.model import Struct

QUESTIONS = b"\x1b[8$p\x1b[>0q\x1b[>c\x1b[c"
"""BDSM's state (DECRQM), XTVERSION, secondary and, as the end marker that all terminals answer, primary attributes."""

QUESTIONS_WITHOUT_MODE = b"\x1b[>0q\x1b[>c\x1b[c"
"""The same for Apple's Terminal, which prints the "p" of DECRQM."""

SECONDARY = "\x1b[>c"
"""Secondary attributes alone."""

END_MARKER = b"\x1b[c"
"""Primary device attributes alone: its answer says that all that was sent before has been read."""

_FORMS = (
    ("bdsm", rb"\x1b\[8;(?P<bdsm>\d+)\$y"),
    ("version", rb"\x1bP>\|(?P<version>[^\x1b]*)\x1b\\"),
    ("secondary", rb"\x1b\[>(?P<secondary>[\d;]*)c"),
    ("end", rb"\x1b\[\?(?P<end>[\d;]*)c"),
)
_ANSWER = re.compile(b"|".join(form for _, form in _FORMS))
_BEGUN = re.compile(
    rb"\x1b\[8;\d*\$?\Z|\x1b\[>[\d;]*\Z|\x1b\[\?[\d;]*\Z|\x1bP>(?:\|[^\x1b]*)?\x1b?\Z|\x1bP\Z|\x1b\[8?\Z|\x1b\Z"
)


class Answers(Struct, frozen=True):
    """The answers of a terminal.

    `bdsm` is DECRQM's value for mode 8 (1 set, 2 reset, 0 not known, None no answer), `version` XTVERSION's text,
    `secondary` the numbers of DA2, `ended` whether the end marker was answered. `others` are DA2's of more terminals,
    which tmux hands on when it is shown in several. `typed` is everything else: keys that were pressed meanwhile.
    """

    bdsm: int | None = None
    version: str = ""
    secondary: tuple[int, ...] = ()
    others: tuple[tuple[int, ...], ...] = ()
    ended: bool = False
    typed: bytes = b""

    def joined(self, later: Answers) -> Answers:
        """Return these answers with those that came later, without what was typed."""
        return Answers(
            bdsm=self.bdsm if later.bdsm is None else later.bdsm,
            version=later.version or self.version,
            secondary=later.secondary or self.secondary,
            others=self.others + later.others,
            ended=self.ended or later.ended,
        )


def parse(data: bytes) -> Answers:
    """Separate the answers in `data` from the keys between them."""
    found: dict[str, str] = {}
    others: list[str] = []
    for match in _ANSWER.finditer(data):
        if match.lastgroup:
            answer = match[match.lastgroup].decode("utf-8", "replace")
            if found.setdefault(match.lastgroup, answer) is not answer and match.lastgroup == "secondary":
                others.append(answer)
    return Answers(
        bdsm=int(found["bdsm"]) if "bdsm" in found else None,
        version=found.get("version", ""),
        secondary=_numbers(found["secondary"]) if "secondary" in found else (),
        others=tuple(map(_numbers, others)),
        ended="end" in found,
        typed=_ANSWER.sub(b"", data),
    )


def _numbers(answer: str) -> tuple[int, ...]:
    return tuple(int(number or 0) for number in answer.split(";"))


class LateAnswers:
    """Removes answers that arrive after the time-out from the keyboard input.

    Left in, they would be read as keys, and a letter of a terminal's name would tag something. `answers` are those that
    came.
    """

    def __init__(self) -> None:
        self.ended = False
        self.answers = Answers()
        self._begun = b""

    def feed(self, data: bytes) -> bytes:
        """Return `data` without answers. The beginning of one is kept back until the rest of it is there."""
        data = self._begun + data
        self.answers = self.answers.joined(parse(data))
        self.ended = self.ended or self.answers.ended
        rest = _ANSWER.sub(b"", data)
        match = _BEGUN.search(rest)
        cut = match.start() if match and not self.ended else len(rest)
        self._begun = rest[cut:]
        return rest[:cut]

    def quiet(self) -> bytes:
        """Return an escape that was kept back, now that nothing follows: it is the Escape key."""
        return self.flush() if self._begun == b"\x1b" else b""

    def flush(self) -> bytes:
        """Return what was kept back."""
        rest, self._begun = self._begun, b""
        return rest
