"""What a program has set in its terminal and not taken back: read from all that it wrote."""

from __future__ import annotations

import re

_SET = re.compile(
    rb"\x1b\[\?(?P<modes>[\d;]+)(?P<switch>[hl])"
    rb"|\x1b\[(?P<kitty>[><])[\d;]*u"
    rb"|\x1b\](?P<shape>22);(?P<named>[^\x07\x1b]*)"
    rb"|\x1b(?P<keypad>[=>])"
    rb"|\x1b\[(?P<region>[\d;]*)r"
    rb"|\x1b\[(?P<style>\d) q"
    rb"|\x1b\[(?P<colours>[\d;:]*)m"
)
_LONGEST = 64
_ON_BY_NATURE = frozenset({"7", "25"})
"""Wrapping and the cursor are there before a program comes."""


class Modes:
    """Takes in what is written. `left` names what is otherwise than in a terminal that nobody has touched."""

    def __init__(self) -> None:
        self._rest = b""
        self._now: dict[str, bool] = {}
        self.seen: set[str] = set()
        """All modes that were ever set otherwise than they are by nature."""

    def feed(self, data: bytes) -> None:
        data = self._rest + data
        end = 0
        for match in _SET.finditer(data):
            end = match.end()
            self._take(match)
        # What may be the beginning of a sequence waits for the rest of it.
        begun = data.rfind(b"\x1b", max(end, len(data) - _LONGEST))
        self._rest = data[begun:] if begun >= 0 else b""

    def _take(self, match: re.Match[bytes]) -> None:
        if match["modes"]:
            for mode in match["modes"].decode().split(";"):
                self._put(mode, (match["switch"] == b"h") != (mode in _ON_BY_NATURE))
        elif match["kitty"]:
            self._count("keyboard", 1 if match["kitty"] == b">" else -1)
        elif match["shape"]:
            self._put("pointer", match["named"] not in {b"default", b""})
        elif match["keypad"]:
            self._put("keypad", match["keypad"] == b"=")
        elif match["region"] is not None:
            self._put("region", bool(match["region"]))
        elif match["style"]:
            self._put("cursor style", match["style"] != b"0")
        else:
            self._put("colours", match["colours"].strip(b"0;") != b"")

    def _count(self, name: str, by: int) -> None:
        depth = sum(key.startswith(f"{name} ") and on for key, on in self._now.items())
        self._put(f"{name} {depth if by > 0 else depth - 1}", by > 0)

    def _put(self, name: str, otherwise: bool) -> None:
        self._now[name] = otherwise
        if otherwise:
            self.seen.add(name)

    @property
    def left(self) -> set[str]:
        return {name for name, otherwise in self._now.items() if otherwise}
